"""Addresses of meetings."""

from django.urls import URLPattern, path

from .views import (
    agenda,
    attendance,
    capacity,
    cycle,
    cycle_setup,
    guest,
    guest_visit,
    host,
    meeting,
    programme,
    shift,
)

app_name = "meetings"

urlpatterns: list[URLPattern] = [
    path("", agenda.my_agenda, name="agenda"),
    path("leerkring/<slug:slug>/", agenda.community_agenda, name="community_agenda"),
    path("leerkring/<slug:slug>/volgende/", agenda.community_next, name="community_next"),
    path("leerkring/<slug:slug>/tijdlijn/", cycle.community_timeline, name="community_timeline"),
    path("cyclus/<int:pk>/", cycle.cycle_detail, name="cycle_detail"),
    path("cyclus/<int:pk>/wijzigen/", cycle.cycle_change, name="cycle_change"),
    path("cyclus/<int:pk>/gastheren/", host.cycle_hosts, name="cycle_hosts"),
    path("cyclus/<int:pk>/volgende/", cycle.cycle_copy, name="cycle_copy"),
    path("cyclus/<int:pk>/plannen/", cycle.cycle_plan, name="cycle_plan"),
    path("cyclus/<int:pk>/weggooien/", cycle.cycle_discard, name="cycle_discard"),
    path("opzetten/<slug:slug>/", cycle_setup.cycle_setup, name="cycle_setup"),
    path("antwoord/<str:token>/", attendance.answer_by_mail, name="answer_by_mail"),
    path("gast/<str:token>/", guest_visit.guest_visit, name="guest_visit"),
    path("gast/<str:token>/antwoord/", guest_visit.guest_answer, name="guest_answer"),
    path("gast/<str:token>/vertellen/", guest_visit.guest_tell, name="guest_tell"),
    path("gast/<str:token>/bestanden/", guest_visit.guest_file_add, name="guest_file_add"),
    path("gast/<str:token>/bestanden/<uuid:file>/", guest_visit.guest_file, name="guest_file"),
    path(
        "gast/<str:token>/bestanden/<uuid:file>/verwijderen/", guest_visit.guest_file_remove, name="guest_file_remove"
    ),
    path("<int:pk>/", meeting.meeting_detail, name="meeting_detail"),
    path("<int:pk>/antwoord/", attendance.answer, name="answer"),
    path("<int:pk>/antwoord/invullen/", attendance.answer_for, name="answer_for"),
    path("<int:pk>/plekken/", capacity.capacity_change, name="capacity_change"),
    path("<int:pk>/bijeenkomst.ics", meeting.meeting_ics, name="meeting_ics"),
    path("<int:pk>/wijzigen/", meeting.meeting_change, name="meeting_change"),
    path("<int:pk>/doorschuiven/", shift.meeting_shift, name="meeting_shift"),
    path("<int:pk>/ruilen/", host.swap_offer, name="swap_offer"),
    path("<int:pk>/ruilen/<int:swap_pk>/", host.swap_detail, name="swap_detail"),
    path("<int:pk>/afgelasten/", meeting.meeting_cancel, name="meeting_cancel"),
    path("<int:pk>/gasten/", guest.guest_list, name="guest_list"),
    path("<int:pk>/gasten/<int:guest_pk>/", guest.guest_change, name="guest_change"),
    path("<int:pk>/gasten/<int:guest_pk>/opnieuw/", guest.guest_resend, name="guest_resend"),
    path("<int:pk>/gasten/<int:guest_pk>/intrekken/", guest.guest_withdraw, name="guest_withdraw"),
    path("<int:pk>/gasten/<int:guest_pk>/bestanden/<uuid:file>/", guest.guest_file_tidy, name="guest_file_tidy"),
    path("<int:pk>/programma/", programme.programme_change, name="programme_change"),
    path("<int:pk>/programma/voorbeeld/", programme.programme_template, name="programme_template"),
    path("<int:pk>/programma/<int:item_pk>/", programme.item_change, name="item_change"),
    path("<int:pk>/programma/<int:item_pk>/verplaatsen/", programme.item_move, name="item_move"),
    path("<int:pk>/programma/<int:item_pk>/verwijderen/", programme.item_remove, name="item_remove"),
]
