"""Addresses of accounts."""

from django.urls import URLPattern, path

from .views import identity, policy_report, privacy, profile, second_factor, session, sign_in

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
    path("gegevens/", privacy.data, name="data"),
    path("gegevens/kopie/", privacy.export_ask, name="export_ask"),
    path("gegevens/kopie/<int:pk>/", privacy.export_file, name="export_file"),
    path("gegevens/bezwaar/<slug:about>/", privacy.object_to, name="object_to"),
    path("gegevens/wissen/", privacy.erase, name="erase"),
    path("gegevens/niet-wissen/", privacy.erase_cancel, name="erase_cancel"),
    path("gegevens/niet-wissen/<str:token>/", privacy.erase_keep, name="erase_keep"),
    path("ben-jij-het/code/", identity.confirm_identity, name="confirm_identity"),
]
