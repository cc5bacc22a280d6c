"""Addresses of meetings."""

from django.urls import URLPattern, path

from .views import agenda, attendance, cycle, meeting, programme

app_name = "meetings"

urlpatterns: list[URLPattern] = [
    path("", agenda.my_agenda, name="agenda"),
    path("leerkring/<slug:slug>/", agenda.community_agenda, name="community_agenda"),
    path("leerkring/<slug:slug>/volgende/", agenda.community_next, name="community_next"),
    path("leerkring/<slug:slug>/tijdlijn/", cycle.community_timeline, name="community_timeline"),
    path("opzetten/<slug:slug>/", cycle.cycle_setup, name="cycle_setup"),
    path("antwoord/<str:token>/", attendance.answer_by_mail, name="answer_by_mail"),
    path("<int:pk>/", meeting.meeting_detail, name="meeting_detail"),
    path("<int:pk>/antwoord/", attendance.answer, name="answer"),
    path("<int:pk>/bijeenkomst.ics", meeting.meeting_ics, name="meeting_ics"),
    path("<int:pk>/wijzigen/", meeting.meeting_change, name="meeting_change"),
    path("<int:pk>/afgelasten/", meeting.meeting_cancel, name="meeting_cancel"),
    path("<int:pk>/programma/", programme.programme_change, name="programme_change"),
    path("<int:pk>/programma/voorbeeld/", programme.programme_template, name="programme_template"),
    path("<int:pk>/programma/<int:item_pk>/", programme.item_change, name="item_change"),
    path("<int:pk>/programma/<int:item_pk>/verplaatsen/", programme.item_move, name="item_move"),
    path("<int:pk>/programma/<int:item_pk>/verwijderen/", programme.item_remove, name="item_remove"),
]
