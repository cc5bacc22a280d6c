"""Addresses of the pages that need every app at once."""

from django.urls import path

from .views import feed, health, home, impact, map, recognition, results, search, setup, sitemap, social, statements

urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", home.dashboard, name="dashboard"),
    path("programmas/<slug:programme_slug>/opbrengst/", impact.programme_impact, name="programme_impact"),
    path("programmas/<slug:programme_slug>/opbrengst.pdf", impact.programme_report, name="programme_report"),
    path("programmas/<slug:programme_slug>/opbrengst.xlsx", impact.programme_numbers, name="programme_numbers"),
    path("programmas/<slug:programme_slug>/kennisstroom/", impact.programme_flow, name="programme_flow"),
    path("leerkringen/<slug:slug>/opbrengst/", impact.circle_impact, name="circle_impact"),
    path("leerkringen/<slug:slug>/opbrengst.pdf", impact.circle_report, name="circle_report"),
    path("leerkringen/<slug:slug>/opbrengst.xlsx", impact.circle_numbers, name="circle_numbers"),
    path("resultaten/<slug:organisation_slug>/", results.organisation_results, name="organisation_results"),
    path("opzetten/<slug:slug>/", setup.setup_check, name="setup_check"),
    path("zoeken/", search.search, name="search"),
    path("zoeken/aanvullen/", search.suggestions, name="search_suggestions"),
    path("kaart/", map.map_detail, name="map"),
    path("kaart/punten.json", map.map_points, name="map_points"),
    path("meedoen/", statements.statement, {"name": "start"}, name="start"),
    path("erkenningen/", recognition.recognition_list, name="recognition_list"),
    path("over/", statements.statement, {"name": "about"}, name="about"),
    path("privacy/", statements.statement, {"name": "privacy"}, name="privacy"),
    path("toegankelijkheid/", statements.statement, {"name": "accessibility"}, name="accessibility"),
    path("voorwaarden/", statements.statement, {"name": "terms"}, name="terms"),
    path("beeld/<slug:kind>/<slug:slug>.png", social.social_picture, name="social_picture"),
    path("nieuw.atom", feed.news_feed, name="news_feed"),
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap.sitemap_part, name="sitemap_part"),
    path("health/", health.health, name="health"),
    path("dev/design/", statements.design, name="dev_design"),
    path("robots.txt", statements.robots, name="robots"),
    path("favicon.ico", statements.favicon, name="favicon"),
    path(".well-known/security.txt", statements.security, name="security"),
]
