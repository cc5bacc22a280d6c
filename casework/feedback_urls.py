"""Addresses of feedback rounds."""

from django.urls import path

from .views import feedback, feedback_visit

urlpatterns = [
    path("feedback/<int:pk>/", feedback.round_detail, name="round_detail"),
    path("feedback/<int:pk>/wijzigen/", feedback.round_change, name="round_change"),
    path("feedback/<int:pk>/uitnodigen/", feedback.round_invite, name="round_invite"),
    path("feedback/<int:pk>/genodigde/<int:invitee>/weg/", feedback.round_uninvite, name="round_uninvite"),
    path("feedback/<int:pk>/opmerking/<int:remark>/", feedback.remark_answer, name="remark_answer"),
    path("feedback/<int:pk>/sluiten/", feedback.round_close, name="round_close"),
    path("feedback/<int:pk>/lezen/", feedback_visit.round_read, name="round_read"),
    path("feedback/lezen/<str:token>/", feedback_visit.round_visit, name="round_visit"),
    path("feedback/lezen/<str:token>/afbeelding/<uuid:file>/", feedback_visit.round_figure, name="round_figure"),
    path("opbrengsten/<slug:slug>/feedback/", feedback.round_create, name="round_create"),
]
