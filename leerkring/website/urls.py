"""Addresses of the pages that need every app at once."""

from django.urls import path

from .views import health, home, map, results, search, setup, statements

urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", home.dashboard, name="dashboard"),
    path("resultaten/<slug:organisation_slug>/", results.organisation_results, name="organisation_results"),
    path("opzetten/<slug:slug>/", setup.setup_check, name="setup_check"),
    path("zoeken/", search.search, name="search"),
    path("zoeken/aanvullen/", search.suggestions, name="search_suggestions"),
    path("kaart/", map.map_detail, name="map"),
    path("kaart/punten.json", map.map_points, name="map_points"),
    path("over/", statements.statement, {"name": "about"}, name="about"),
    path("privacy/", statements.statement, {"name": "privacy"}, name="privacy"),
    path("toegankelijkheid/", statements.statement, {"name": "accessibility"}, name="accessibility"),
    path("health/", health.health, name="health"),
    path("dev/design/", statements.design, name="dev_design"),
    path("robots.txt", statements.robots, name="robots"),
    path("favicon.ico", statements.favicon, name="favicon"),
    path(".well-known/security.txt", statements.security, name="security"),
]
