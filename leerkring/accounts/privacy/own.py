"""What is held about people here and below: accounts, signing in, files, the index."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.retention import Fate, Period, older, swept
from leerkring.files.actions import delete_file
from leerkring.files.models import File

from ..apps import EXPORT, PHOTO
from ..devices import keep_devices
from ..models import DataExport, User
from ..policy_reports import keep_policy_reports
from ..sessions import ended_sessions, forget_ended_sessions
from ..trail import keep_trail
from .dormancy import keep_accounts
from .export import erase_exports
from .registry import (
    Basis,
    Hindrance,
    Processing,
    add_period,
    held,
    plain,
    register_impersonal,
    register_look,
    register_processing,
    register_step,
)

# Files that are somebody's own, and of no circle.
PRIVATE = [PHOTO, EXPORT]


def register() -> None:
    """Declare what these apps hold, and what erasing somebody asks of them."""
    _of_accounts()
    _of_signing_in()
    _of_files_and_search()
    _of_rights()
    register_impersonal(
        "auth.Permission auth.Group auth.Group_permissions contenttypes.ContentType socialaccount.SocialApp",
        _("settings of the portal"),
    )
    register_impersonal("accounts.PolicyReport", _("counts per kind of page"))
    month = _("thirty days after the day they were counted")
    add_period("accounts.PolicyReport", Period(month, Fate.DELETE, keep_policy_reports))
    register_step("accounts", _throw_files_away)
    register_look("accounts", _look_for_operators)


def _of_accounts() -> None:
    register_processing(
        Processing(
            "accounts",
            label=_("Accounts"),
            purpose=_("to know who you are, and to write to you in your language"),
            holds=_("name, e-mail addresses, language, time zone, photo"),
            readers=_("members of your circles; operators"),
            kept=_("as long as you have an account, two years after you last used it"),
            change="accounts:profile",
            basis=Basis.CONTRACT,
            models=(
                held(
                    "accounts.User",
                    Period(_("two years after it was last used"), Fate.ANONYMISE, keep_accounts, warns=True),
                    keeps="pk",
                    hides="password is_superuser is_staff unread_notices",
                ),
                held("account.EmailAddress", goes="user"),
                held("account.EmailConfirmation", under="email_address__user", hides="key"),
                held("accounts.User_groups", goes="user"),
                held("accounts.User_user_permissions", goes="user"),
            ),
        )
    )


def _of_signing_in() -> None:
    register_processing(
        Processing(
            "sign_in",
            label=_("Signing in and safety"),
            purpose=_("to let in only you, and to look into what went wrong"),
            holds=_(
                "passkeys, second factors, accounts elsewhere, sessions with their network address and browser, "
                "which browsers you used, what operators changed"
            ),
            readers=_("nobody; operators see what operators changed"),
            kept=_(
                "sessions sixty days; a browser a year after you last used it; the rest as long as you have an account"
            ),
            change="mfa_index",
            correct=_(
                "What operators changed and when you were here shows what happened: nobody changes it. You can "
                "end sessions."
            ),
            basis=Basis.INTEREST,
            models=(
                # Found by what is in them: no column names a person.
                held("sessions.Session", Period(_("when they have ended"), Fate.DELETE, older(_expired))),
                held(
                    "usersessions.UserSession",
                    Period(
                        _("when they have ended"),
                        Fate.DELETE,
                        swept(lambda now: ended_sessions(), lambda now: forget_ended_sessions()),
                        hourly=True,
                    ),
                    goes="user",
                    hides="session_key",
                ),
                held(
                    "accounts.KnownDevice",
                    Period(_("a year after they were last seen"), Fate.DELETE, keep_devices),
                    goes="user",
                    hides="key_hash",
                ),
                held("mfa.Authenticator", goes="user", hides="data"),
                held("socialaccount.SocialAccount", goes="user"),
                held("socialaccount.SocialToken", under="account__user", hides="token token_secret app"),
                held("admin.LogEntry", acts="user"),
            ),
        )
    )


def _of_files_and_search() -> None:
    register_processing(
        Processing(
            "files",
            label=_("Uploads"),
            purpose=_("to keep what you add to a circle"),
            holds=_("files, with their names and when they were added"),
            readers=_("who may see what the file belongs to"),
            kept=_("as long as what the file belongs to; a photo of you as long as you want"),
            correct=_("You replace or remove a file where you added it; your photo in your account."),
            basis=Basis.CONTRACT,
            models=(held("files.File", stays="owner", hides="blob sha256"),),
        )
    )
    register_processing(
        Processing(
            "search",
            label=_("Search"),
            purpose=_("to find what you may see"),
            holds=_("the words of what can be found"),
            readers=_("who may see the thing itself"),
            kept=_("as long as the thing itself"),
            correct=_("The index follows what it finds: correct the thing itself."),
            basis=Basis.TASK,
            models=plain("search.Entry search.Start"),
        )
    )


def _of_rights() -> None:
    register_processing(
        Processing(
            "rights",
            label=_("Your rights"),
            purpose=_("to give you a copy of your data, and to carry out what you asked"),
            holds=_("when you asked for a copy, objected, or asked to be erased"),
            readers=_("the privacy contact of the portal sees objections"),
            kept=_("a copy seven days; that somebody was erased, without a name, as long as there are backups"),
            correct=_("It shows what you asked and when: you can withdraw it here, nobody changes it."),
            basis=Basis.DUTY,
            models=(
                held("accounts.ErasureRequest", goes="user"),
                held(
                    "accounts.DataExport",
                    Period(
                        _("seven days after they were made"),
                        Fate.DELETE,
                        swept(lambda now: DataExport.objects.filter(ends_at__lte=now), erase_exports),
                        hourly=True,
                    ),
                    goes="user",
                ),
                held("accounts.Objection", goes="user"),
                held("accounts.Dormancy", goes="user"),
            ),
        )
    )
    register_processing(
        Processing(
            "trail",
            label=_("Trail of changes"),
            purpose=_("to look into it when something went wrong"),
            holds=_("who changed what and when, without a word of what was written"),
            readers=_("coordinators, of their own circle; operators"),
            kept=_("a year"),
            correct=_("It shows what happened: nobody changes it."),
            basis=Basis.INTEREST,
            models=(held("accounts.Deed", Period(_("a year"), Fate.DELETE, keep_trail), acts="by"),),
        )
    )


def _expired(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def _throw_files_away(person: User) -> None:
    """Delete the photo and the copies of somebody's data: the rows now, the bytes when that is certain."""
    User.objects.filter(pk=person.pk).update(photo=None)
    for file in File.objects.filter(owner=person, purpose__in=PRIVATE):
        delete_file(file)


def _look_for_operators(person: Any) -> list[Hindrance]:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if not person.is_superuser or others.exists():
        return []
    words = _("You are the only operator of this portal. First make somebody else operator.")
    return [Hindrance(words, reverse("admin:index"))]
