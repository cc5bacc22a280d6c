"""Addresses of what people learn by themselves: reflections with others, learning goals, portfolios."""

from django.urls import include, path

from .views import goal, portfolio, reflection, reflection_opening, report, response, submission

reflections = [
    path("leerkring/<slug:slug>/modellen/", reflection.reflection_models, name="reflection_models"),
    path("bijeenkomst/<int:pk>/kort/", reflection.reflection_quick, name="reflection_quick"),
    path("opdracht/<int:pk>/nieuw/", reflection.reflection_assignment, name="reflection_assignment"),
    path("begeleiding/", response.desk, name="desk"),
    path("noodtoegang/", reflection_opening.reflection_opening_list, name="reflection_opening_list"),
    path("leerkring/<slug:slug>/aantallen/", response.reflection_counts, name="reflection_counts"),
    path("reacties/<int:pk>/citeren/", response.response_quote, name="response_quote"),
    path("ingeleverd/<int:pk>/", submission.submission_detail, name="submission_detail"),
    path("ingeleverd/<int:pk>/privacyprobleem/", report.text_report, {"kind": "submission"}, name="submission_report"),
    path("ingeleverd/<int:pk>/beoordelen/", submission.submission_assess, name="submission_assess"),
    path("<int:pk>/reageren/", response.reflection_respond, name="reflection_respond"),
    path("<int:pk>/gezien/", response.reflection_seen, name="reflection_seen"),
    path("<int:pk>/nog-gedeeld/", response.reflection_still, name="reflection_still"),
    path("<int:pk>/inleveren/", submission.reflection_submit, name="reflection_submit"),
]

portfolios = [
    path("", portfolio.portfolio_list, name="portfolio_list"),
    path("nieuw/", portfolio.portfolio_create, name="portfolio_create"),
    path("gedeeld/<str:token>/", portfolio.portfolio_shared, name="portfolio_shared"),
    path("gedeeld/<str:token>/privacyprobleem/", report.portfolio_report, name="portfolio_report"),
    path("links/<int:pk>/stoppen/", portfolio.portfolio_unlink, name="portfolio_unlink"),
    path("<int:pk>/", portfolio.portfolio_detail, name="portfolio_detail"),
    path("<int:pk>/wijzigen/", portfolio.portfolio_change, name="portfolio_change"),
    path("<int:pk>/maken/", portfolio.portfolio_make, name="portfolio_make"),
    path("<int:pk>/bestand/<slug:kind>/", portfolio.portfolio_file, name="portfolio_file"),
    path("<int:pk>/inleveren/", submission.portfolio_submit, name="portfolio_submit"),
    path("<int:pk>/link/", portfolio.portfolio_link, name="portfolio_link"),
    path("<int:pk>/verwijderen/", portfolio.portfolio_delete, name="portfolio_delete"),
]

goals = [
    path("", goal.goal_list, name="goal_list"),
    path("nieuw/", goal.goal_create, name="goal_create"),
    path("<int:pk>/", goal.goal_detail, name="goal_detail"),
    path("<int:pk>/wijzigen/", goal.goal_change, name="goal_change"),
    path("<int:pk>/gehaald/", goal.goal_reach, name="goal_reach"),
    path("<int:pk>/verwijderen/", goal.goal_delete, name="goal_delete"),
]

urlpatterns = [
    path("reflecties/", include(reflections)),
    path("leerdoelen/", include(goals)),
    path("portfolio/", include(portfolios)),
]
