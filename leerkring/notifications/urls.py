"""Addresses of notifications."""

from django.urls import path

from . import bounce_views, inbound_views, kept_mail_views, ledger_views, notice_views, settings_views

app_name = "notifications"

urlpatterns = [
    path("meldingen/", notice_views.notice_list, name="notice_list"),
    path("meldingen/gelezen/", notice_views.notices_read, name="notices_read"),
    path("meldingen/<int:pk>/openen/", notice_views.notice_open, name="notice_open"),
    path("meldingen/instellingen/", settings_views.settings, name="settings"),
    path("meldingen/instellingen/leerkring/<int:scope>/", settings_views.mute_settings, name="mute_settings"),
    path("meldingen/instellingen/<str:name>/", settings_views.kind_settings, name="kind_settings"),
    path("meldingen/uitzetten/<str:token>/", settings_views.unsubscribe, name="unsubscribe"),
    path("meldingen/verstuurd/", ledger_views.ledger_own, name="ledger_own"),
    path("meldingen/adres/", bounce_views.address_check, name="address_check"),
    path("meldingen/adres/<str:token>/", bounce_views.address_confirm, name="address_confirm"),
    path("post/berichten/<slug:service>/", bounce_views.reports, name="reports"),
    path("post/inkomend/", inbound_views.inbound, name="inbound"),
    path("dev/mail/", kept_mail_views.kept_mail_list, name="kept_mail_list"),
    path("dev/mail/<str:name>/", kept_mail_views.kept_mail, name="kept_mail"),
    path("dev/mail/<str:name>/html/", kept_mail_views.kept_mail_html, name="kept_mail_html"),
    path(
        "dev/mail/<str:name>/bijlage/<int:number>/", kept_mail_views.kept_mail_attachment, name="kept_mail_attachment"
    ),
]
