"""Addresses of accounts."""

from django.urls import URLPattern, path

from .views import identity, profile, sign_in

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("", profile.profile, name="profile"),
    path("foto/weg/", profile.photo_remove, name="photo_remove"),
    path("inloggen/wachtwoord/", sign_in.login_password, name="login_password"),
    path("ben-jij-het/code/", identity.confirm_identity, name="confirm_identity"),
]
