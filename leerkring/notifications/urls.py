"""Addresses of notifications."""

from django.urls import path

from . import inbound_views, views

app_name = "notifications"

urlpatterns = [
    path("meldingen/", views.settings, name="settings"),
    path("meldingen/uitzetten/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("post/inkomend/", inbound_views.inbound, name="inbound"),
    path("dev/mail/", views.kept_mail_list, name="kept_mail_list"),
    path("dev/mail/<str:name>/", views.kept_mail, name="kept_mail"),
    path("dev/mail/<str:name>/html/", views.kept_mail_html, name="kept_mail_html"),
    path("dev/mail/<str:name>/bijlage/<int:number>/", views.kept_mail_attachment, name="kept_mail_attachment"),
]
