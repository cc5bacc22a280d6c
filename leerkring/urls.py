"""The addresses of the portal, read like its map. Paths are Dutch words, names are English."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("leerkring.website.urls")),
    path("", include("communities.urls")),
    path("", include("meetings.urls")),
    path("", include("casework.urls")),
    path("", include("leerkring.notifications.urls")),
    path("bestanden/", include("leerkring.files.urls")),
    path("account/", include("leerkring.accounts.urls")),
    path("account/", include("leerkring.accounts.sign_in_urls")),
    path("taal/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
]

handler400 = "leerkring.website.views.errors.bad_request"
handler403 = "leerkring.website.views.errors.forbidden"
handler404 = "leerkring.website.views.errors.not_found"
handler500 = "leerkring.website.views.errors.server_error"
