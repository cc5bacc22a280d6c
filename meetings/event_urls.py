"""Addresses of events: what everybody reads, what organisers keep, and the page behind a link in a mail."""

from django.urls import URLPattern, path

from .views import event, event_desk, event_part, registration, registration_list

urlpatterns: list[URLPattern] = [
    path("", event.event_list, name="event_list"),
    path("agenda.ics", event.event_feed_ics, name="event_feed_ics"),
    path("feed.atom", event.event_feed_atom, name="event_feed_atom"),
    path("leerkring/<slug:slug>/", event.circle_events, name="circle_events"),
    path("programma/<slug:programme_slug>/", event.programme_events, name="programme_events"),
    path("nieuw/leerkring/<slug:slug>/", event_desk.circle_event_start, name="circle_event_start"),
    path("nieuw/leerkring/<slug:slug>/<slug:kind>/", event_desk.circle_event_create, name="circle_event_create"),
    path("nieuw/programma/<slug:programme_slug>/", event_desk.programme_event_start, name="programme_event_start"),
    path(
        "nieuw/programma/<slug:programme_slug>/<slug:kind>/",
        event_desk.programme_event_create,
        name="programme_event_create",
    ),
    path("aanmelding/<str:token>/", registration.registration_detail, name="registration_detail"),
    path("aanmelding/<str:token>/bevestigen/", registration.registration_confirm, name="registration_confirm"),
    path("aanmelding/<str:token>/afmelden/", registration.registration_cancel, name="registration_cancel"),
    path("<slug:slug>/", event.event_detail, name="event_detail"),
    path("<slug:slug>/evenement.ics", event.event_ics, name="event_ics"),
    path("<slug:slug>/aanmelden/", registration.registration_create, name="registration_create"),
    path("<slug:slug>/aanmelden/bedankt/", registration.registration_sent, name="registration_sent"),
    path("<slug:slug>/afmelden/", registration.registration_own_cancel, name="registration_own_cancel"),
    path("<slug:slug>/wijzigen/", event_desk.event_change, name="event_change"),
    path("<slug:slug>/publiceren/", event_desk.event_publish, name="event_publish"),
    path("<slug:slug>/afgelasten/", event_desk.event_cancel, name="event_cancel"),
    path("<slug:slug>/weggooien/", event_desk.event_discard, name="event_discard"),
    path("<slug:slug>/onderdelen/", event_part.part_list, name="part_list"),
    path("<slug:slug>/onderdelen/<int:pk>/", event_part.part_change, name="part_change"),
    path("<slug:slug>/onderdelen/<int:pk>/verplaatsen/", event_part.part_move, name="part_move"),
    path("<slug:slug>/onderdelen/<int:pk>/verwijderen/", event_part.part_remove, name="part_remove"),
    path("<slug:slug>/materiaal/", event_part.event_files, name="event_files"),
    path("<slug:slug>/materiaal/<int:pk>/verplaatsen/", event_part.event_file_move, name="event_file_move"),
    path("<slug:slug>/materiaal/<int:pk>/verwijderen/", event_part.event_file_remove, name="event_file_remove"),
    path("<slug:slug>/aanmeldingen/", registration_list.registration_list, name="registration_list"),
    path("<slug:slug>/aanmeldingen/lijst/", registration_list.registration_export, name="registration_export"),
    path(
        "<slug:slug>/aanmeldingen/<int:pk>/verwijderen/",
        registration_list.registration_remove,
        name="registration_remove",
    ),
]
