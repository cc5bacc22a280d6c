"""Addresses of accounts."""

from django.urls import URLPattern, path

from .views import identity, policy_report, profile, second_factor, session, sign_in

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("", profile.profile, name="profile"),
    path("foto/weg/", profile.photo_remove, name="photo_remove"),
    path("inloggen/wachtwoord/", sign_in.login_password, name="login_password"),
    path("apparaten/", session.session_list, name="session_list"),
    path("apparaten/<int:pk>/uitloggen/", session.session_end, name="session_end"),
    path("apparaten/andere-uitloggen/", session.session_end_others, name="session_end_others"),
    path("tweede-bewijs/", second_factor.second_factor, name="second_factor"),
    # Named in the header of each page; a browser posts here by itself.
    path("geweigerd/", policy_report.policy_report, name="policy_report"),
    path("ben-jij-het/code/", identity.confirm_identity, name="confirm_identity"),
]
