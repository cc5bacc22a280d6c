"""Addresses of circles: they read like the site."""

from django.urls import URLPattern, URLResolver, include, path

from .views import answer, community, import_job, invitation, manage, member, setup

app_name = "communities"

circle_urls = [
    path("", community.community_detail, name="community_detail"),
    path("opzetten/", setup.community_setup, name="community_setup"),
    path("opzetten/mensen/", setup.invitation_setup, name="invitation_setup"),
    path("beheren/", manage.community_manage, name="community_manage"),
    path("weggooien/", setup.community_discard, name="community_discard"),
    path("mensen/", member.member_list, name="member_list"),
    path("mensen/<int:pk>/verwijderen/", member.member_remove, name="member_remove"),
    path("verlaten/", member.community_leave, name="community_leave"),
    path("uitnodigingen/", invitation.invitation_list, name="invitation_list"),
    path("uitnodigingen/nieuw/", invitation.invitation_create, name="invitation_create"),
    path("uitnodigingen/<int:pk>/opnieuw/", invitation.invitation_resend, name="invitation_resend"),
    path("uitnodigingen/<int:pk>/intrekken/", invitation.invitation_revoke, name="invitation_revoke"),
]

community_urls = [
    path("", community.community_list, name="community_list"),
    path("nieuw/", setup.community_create, name="community_create"),
    path("uitnodiging/<str:token>/", answer.invitation_answer, name="invitation_answer"),
    path("uitnodiging/<str:token>/afslaan/", answer.invitation_decline, name="invitation_decline"),
    path("<slug:slug>/", include(circle_urls)),
]

programme_urls: list[URLPattern | URLResolver] = []

organisation_urls: list[URLPattern | URLResolver] = []

people_urls: list[URLPattern | URLResolver] = []

import_urls = [
    path("<int:pk>/", import_job.import_detail, name="import_detail"),
    path("<int:pk>/kiezen/", import_job.import_choose, name="import_choose"),
    path("<int:pk>/stoppen/", import_job.import_cancel, name="import_cancel"),
    path("<int:pk>/herstellen/", import_job.import_wrong, name="import_wrong"),
]

urlpatterns = [
    path("leerkringen/", include(community_urls)),
    path("programmas/", include(programme_urls)),
    path("organisaties/", include(organisation_urls)),
    path("mensen/", include(people_urls)),
    path("lijsten/", include(import_urls)),
]
