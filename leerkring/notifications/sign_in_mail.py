"""Mail about signing in: allauth says what happened, the outbox carries it.

This stands here and not in ``leerkring.accounts``, which may not know of an outbox: settings name this adapter.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.dateparse import parse_datetime
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.adapter import AccountAdapter as SignInAdapter
from leerkring.accounts.devices import device_words
from leerkring.accounts.models import User
from leerkring.core.links import absolute_url

from .actions import notify
from .kinds import Kind, Mail, Needed, Skip
from .models import Message

TEMPLATES = {
    "login_code": "account_login_code",
    "email_confirmation": "account_confirm_address",
    "email_confirmation_signup": "account_confirm_address",
    "password_reset_code": "account_password_code",
    "unknown_account": "account_unknown_address",
    "account_already_exists": "account_exists",
    "second_factor_asked": "account_second_factor",
}
# What changed in an account, in one sentence; all of them share one mail.
NOTICES: dict[str, Any] = {
    "new_device": _("Somebody logged in to your account on a device that you did not use before: {device}."),
    "second_factor_taken_away": _(
        "An administrator took away your second proof, because it was lost. You were logged out everywhere."
    ),
    "email_changed": _("The e-mail address of your account is now {to_email}. It was {from_email}."),
    "email_deleted": _("The e-mail address {deleted_email} no longer belongs to your account."),
    "password_changed": _("The password of your account was changed."),
    "password_reset": _("Your account got a new password, after a code by mail."),
    "password_set": _("Your account now has a password."),
    "recovery_codes_generated": _("Your account got new recovery codes. The old ones no longer work."),
    "totp_activated": _("From now on, logging in also asks for a code from your authenticator app."),
    "totp_deactivated": _("Logging in no longer asks for a code from your authenticator app."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was removed from your account."),
    "account_connected": _("You can now log in through {provider}."),
    "account_disconnected": _("You can no longer log in through {provider}."),
}
LIFETIMES: dict[str, Callable[[], int]] = {
    "login_code": lambda: app_settings.LOGIN_BY_CODE_TIMEOUT,
    "email_confirmation": lambda: app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    "email_confirmation_signup": lambda: app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    "password_reset_code": lambda: app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
}
FACTS = ("code", "ip", "user_agent", "from_email", "to_email", "deleted_email")


class AccountAdapter(SignInAdapter):
    """Puts allauth's mail in the outbox."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one row; each mail is an intent of its own, for a second code replaces the first."""
        name = template_prefix.rpartition("/")[2]
        person = User.objects.filter(email__iexact=email).first()
        # Somebody who is known by another address too (the old one of a change) is written to at exactly that one.
        notify(
            person or email,
            "accounts.mail",
            key=f"accounts.mail:{name}:{get_random_string(22)}",
            context=_plain_facts(name, context),
            language=person.language if person else get_language() or "",
        )


def tell(person: User, name: str, **facts: str) -> None:
    """Mail somebody of what happened to their account outside allauth, in the caller's transaction."""
    context = {"mail": name, "at": timezone.now().isoformat(), **facts}
    key = f"accounts.mail:{name}:{get_random_string(22)}"
    notify(person, "accounts.mail", key=key, context=context, language=person.language)


def tell_of_new_device(person: User, user_agent: str, **_signal: Any) -> None:
    """Say with which browser somebody logged in for the first time."""
    with translation.override(person.language):
        tell(person, "new_device", device=device_words(user_agent))


def tell_of_lost_factor(person: User, **_signal: Any) -> None:
    """Say that an operator took the second factor away."""
    tell(person, "second_factor_taken_away")


def ask_for_factor(person: User, **_signal: Any) -> None:
    """Say by when a second factor must be made."""
    due = person.second_factor_due
    tell(person, "second_factor_asked", due=due.isoformat() if due else "")


def _plain_facts(name: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the mail needs to know, as JSON can hold it."""
    now = timezone.now()
    facts: dict[str, Any] = {"mail": name, "at": now.isoformat()}
    facts |= {fact: str(context[fact]) for fact in FACTS if context.get(fact)}
    if "provider" in context:
        facts["provider"] = str(context["provider"].name)
    if name in LIFETIMES:
        facts["expires"] = (now + timedelta(seconds=LIFETIMES[name]())).isoformat()
    return facts


def prepare(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    """Turn rows into mails; a code that is no longer accepted is not sent."""
    now = timezone.now()
    return {message.pk: _mail(message, now) for message in messages}


def _mail(message: Message, now: datetime) -> Mail | Skip:
    facts = message.context
    expires = parse_datetime(facts.get("expires", ""))
    if expires and expires <= now:
        return Skip(gettext_noop("expired"))
    if message.recipient and not message.recipient.is_active:
        return Skip(gettext_noop("account switched off"))
    name = facts["mail"]
    moment = parse_datetime(facts["at"])
    context = facts | {
        "moment": moment,
        "minutes": round((expires - moment).total_seconds() / 60) if expires and moment else 0,
        "login_url": absolute_url(reverse("account_login")),
        "signup_url": absolute_url(reverse("account_signup")),
        "security_url": absolute_url(reverse("mfa_index")),
        "second_factor_url": absolute_url(reverse("accounts:second_factor")),
        "due": parse_datetime(facts.get("due", "")),
    }
    if name in NOTICES:
        words = {fact: facts.get(fact, "") for fact in (*FACTS, "provider", "device")}
        return Mail("account_notice", context | {"change": format_lazy(NOTICES[name], **words)}, urgent=True)
    return Mail(TEMPLATES[name], context, urgent=True)


KIND = Kind(
    "accounts.mail",
    _("Logging in and the safety of your account"),
    prepare,
    needed=Needed.SAFETY,
    asked_for=True,
    in_portal=False,
)
