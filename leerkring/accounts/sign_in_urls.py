"""allauth's pages under Dutch paths: only those the portal uses, so that no other page of it exists.

The names are allauth's own; it looks its pages up by them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as institution
from django.urls import path
from django.views.generic import RedirectView

from .decorators import fresh_sign_in_required as fresh
from .views.institution import institution_login

urlpatterns = [
    path("inloggen/", account.login, name="account_login"),
    # allauth sends people here after three wrong codes; asking for a code is our login page.
    path(
        "inloggen/aanvragen/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="account_request_login_code",
    ),
    path("inloggen/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("inloggen/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("inloggen/tweede-stap/", mfa.authenticate, name="mfa_authenticate"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("uitgezet/", account.account_inactive, name="account_inactive"),
    path("nieuw/", account.signup, name="account_signup"),
    path("adres-bevestigen/", account.email_verification_sent, name="account_email_verification_sent"),
    path("e-mailadres/", fresh(account.email), name="account_email"),
    path("wachtwoord/", account.password_change, name="account_change_password"),
    path("wachtwoord/kiezen/", fresh(account.password_set), name="account_set_password"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path(
        "wachtwoord/vergeten/code/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path("wachtwoord/vergeten/nieuw/", account.complete_password_reset, name="account_complete_password_reset"),
    path(
        "wachtwoord/vergeten/klaar/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("ben-jij-het/", account.reauthenticate, name="account_reauthenticate"),
    path("ben-jij-het/app/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("ben-jij-het/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("veiligheid/", mfa.index, name="mfa_index"),
    path("veiligheid/app/", fresh(totp.activate_totp), name="mfa_activate_totp"),
    path("veiligheid/app/uitzetten/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("veiligheid/herstelcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("veiligheid/herstelcodes/nieuw/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("veiligheid/herstelcodes/bestand/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("veiligheid/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("veiligheid/passkeys/nieuw/", fresh(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("veiligheid/passkeys/<int:pk>/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("veiligheid/passkeys/<int:pk>/weg/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("instelling/", social.connections, name="socialaccount_connections"),
    path("instelling/nieuw/", social.signup, name="socialaccount_signup"),
    path("instelling/gestopt/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("instelling/mislukt/", social.login_error, name="socialaccount_login_error"),
    path("oidc/<slug:provider_id>/login/", institution_login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", institution.callback, name="openid_connect_callback"),
]
