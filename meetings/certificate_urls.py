"""Addresses of certificates: one's own, those that a coordinator makes, and where anybody checks one."""

from django.urls import URLPattern, path

from .views import certificate, certificate_batch, certificate_check

urlpatterns: list[URLPattern] = [
    path("bewijzen/", certificate.certificate_list, name="certificate_list"),
    path("bewijzen/uren/", certificate.hours_export, name="hours_export"),
    path("bewijzen/uren/totaal/", certificate.hours_total, name="hours_total"),
    path("bewijzen/keuzes/", certificate.certificate_choices, name="certificate_choices"),
    path("bewijzen/maken/<int:presence_pk>/", certificate.certificate_create, name="certificate_create"),
    path("bewijzen/<int:pk>/bewijs.pdf", certificate.certificate_pdf, name="certificate_pdf"),
    path("bewijzen/<int:pk>/vernieuwen/", certificate.certificate_renew, name="certificate_renew"),
    path("bewijzen/bijeenkomst/<int:pk>/", certificate_batch.meeting_certificates, name="meeting_certificates"),
    path("bewijzen/cyclus/<int:pk>/", certificate_batch.cycle_certificates, name="cycle_certificates"),
    path("bewijzen/stapel/<int:pk>/", certificate_batch.certificate_batch, name="certificate_batch"),
    path("bewijzen/stapel/<int:pk>/stoppen/", certificate_batch.batch_cancel, name="batch_cancel"),
    path("bewijzen/stapel/<int:pk>/bewijzen.zip", certificate_batch.batch_download, name="batch_download"),
    # On paper and in QR codes: short.
    path("bewijs/", certificate_check.certificate_search, name="certificate_search"),
    path("bewijs/<str:token>/", certificate_check.certificate_check, name="certificate_check"),
]
