"""How allauth speaks, whom it lets in and what it keeps on this portal."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .actions import make_and_forget
from .devices import remember_device
from .institution import hints, text_claim
from .models import User
from .sessions import begin_seeing

NAMES = ("given_name", "tussenvoegsel", "family_name")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by address. ``leerkring.notifications.sign_in_mail`` adds how its mail goes out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off."),
        "email_password_mismatch": _(
            "This address and password do not belong together. You can also log in with a code by e-mail."
        ),
        "email_taken": _("There already is an account with this e-mail address."),
        "duplicate_email": _("This already is your e-mail address."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Look again at the newest mail."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes and try again."),
        "rate_limited": _("That was too often. Wait a few minutes and try again."),
        "same_as_current": _("This is the same as now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make an account; who was invited always may."""
        return settings.SIGNUP_OPEN

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether somebody may be led there; not to what is no address, on which allauth's own fails."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def new_user(self, request: HttpRequest) -> User:
        """Return a person who speaks the language of the page they sign up on."""
        return User(language=get_language() or settings.LANGUAGE_CODE)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Write to the owner; takes as long as making an account, so that the time does not tell that there is one."""
        make_and_forget()
        super().send_account_already_exists_mail(email)

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Take the names from the form too."""
        for name in NAMES:
            setattr(user, name, form.cleaned_data.get(name) or getattr(user, name))
        return super().save_user(request, user, form, commit)

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponseBase | None:
        """Let nobody in who is switched off; take a code from the mail as proof of the address."""
        response = super().pre_login(request, user, **login)
        if response is None:
            self._keep_proof(request, user)
        return response

    def post_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponseBase:
        """Note the session and the browser; who logs in with a strange one is told."""
        response = super().post_login(request, user, **login)
        begin_seeing(request)
        remember_device(request, response, user)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords per address alone: allauth counts each name and port of the host apart."""
        return str(credentials.get("email", "")).strip().lower()

    def _keep_proof(self, request: HttpRequest, user: User) -> None:
        """Confirm the address of an account made by an operator, so that the first sign-in asks for one code only."""
        records = get_authentication_records(request, user)
        proved = bool(records) and records[-1]["method"] == "code" and records[-1].get("email") == user.email
        if proved and not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("accounts:profile")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Say the ways to show who you are in our words; the first is what people are asked for."""
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate:webauthn": gettext("Use your passkey"),
            "mfa_reauthenticate": gettext("Use a code from your app, or a recovery code"),
        }
        ways = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        return [ways[name] | {"description": text} for name, text in words.items() if name in ways]


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through an institution: known by (institution, sub), never by address (rule 26)."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Take over what the institution says; any claim may be missing.

        Of all claims only two hints stay. An address from an institution is not proof that its mail arrives here,
        so it is confirmed with a code like any other.
        """
        user = super().populate_user(request, sociallogin, data)
        user.given_name = text_claim(data.get("first_name"), longest=80)
        user.family_name = text_claim(data.get("last_name"), longest=80)
        sociallogin.account.extra_data = hints(sociallogin.account.extra_data)
        for address in sociallogin.email_addresses:
            address.verified = False
        return user

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Ask for what is missing in a form."""
        return bool(sociallogin.user.given_name and sociallogin.email_addresses)

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        initial = super().get_signup_form_initial_data(sociallogin)
        return initial | {name: getattr(sociallogin.user, name) for name in NAMES}

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("mfa_index")


class MFAAdapter(DefaultMFAAdapter):
    """The second factor; its secrets are encrypted in the database, so that a copy of it opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Use the newest one your app shows."),
        "unverified_email": _("First confirm your e-mail address."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Name a passkey as people do; they may change it."""
        return gettext("My passkey")


def _box() -> MultiFernet:
    """Return the lock: the secret key of the portal, and older ones that still open what they closed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("leerkring.accounts.mfa", "lock", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
