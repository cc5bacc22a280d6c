"""Mail about the rights people have over their data, and what objecting to mail ends.

Accounts stand below this app and know of no outbox: they tell what happened, this writes the mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.accounts import signals
from leerkring.accounts.models import DataExport, Dormancy, ErasureRequest, Objection, User
from leerkring.accounts.privacy import objections
from leerkring.accounts.privacy.erasure import wake_erasures
from leerkring.accounts.privacy.export import wake_exports
from leerkring.accounts.privacy.registry import hindrances
from leerkring.accounts.privacy.regret import make_token
from leerkring.core.links import absolute_url
from leerkring.core.retention import Report

from .actions import notify
from .kinds import Kind, Mail, Needed, Skip, register_kind
from .models import Message, Preference
from .preferences import preference_of, save_preference
from .schedule import register_eraser

ASKED, WAITS, READY = "accounts.erasure_asked", "accounts.erasure_waits", "accounts.export_ready"
OBJECTED, DORMANT = "accounts.objected", "accounts.dormant"
GONE = gettext_noop("not asked any more")
# What one run erases; the next day goes on.
AT_ONCE = 20_000


def register() -> None:
    """Tell what is sent, looked for and forgotten."""
    for name, label, prepare in [
        (ASKED, _("I asked to be erased"), _prepare_asked),
        (WAITS, _("Something must be put right before I can be erased"), _prepare_waits),
        (READY, _("The copy of my data is ready"), _prepare_ready),
        (DORMANT, _("My account is erased soon, as I do not use it"), _prepare_dormant),
    ]:
        register_kind(Kind(name, label, prepare, needed=Needed.SAFETY))
    register_kind(Kind(OBJECTED, _("Somebody objects to a use of their data"), _prepare_objected, in_portal=False))
    # With the hourly sweep: who asked waits for days, and a copy was asked of a worker when it was wanted.
    register_eraser("accounts.erasures", wake_erasures)
    register_eraser("accounts.waiting_exports", wake_exports)
    digest = _("We gather what is new in your circles, and mail it.")
    objections.register_use(objections.Use("digest", _("The digest"), digest, stop_digest))
    numbers = _("We count members, meetings and papers. Somebody looks at your objection and answers you.")
    objections.register_use(objections.Use("statistics", _("Numbers and reports"), numbers))
    uid = "notifications.privacy"
    signals.erasure_asked.connect(_tell_asked, dispatch_uid=uid)
    signals.sleeps.connect(_tell_dormant, dispatch_uid=uid)
    signals.erasure_waits.connect(_tell_waits, dispatch_uid=uid)
    signals.export_ready.connect(_tell_ready, dispatch_uid=uid)
    signals.objection_made.connect(_tell_objection, dispatch_uid=uid)


@transaction.atomic
def stop_digest(person: User) -> None:
    """Send somebody no digest any more; again is harmless."""
    preference = preference_of(person)
    save_preference(person, version=preference.version, digest=Preference.Digest.NONE)


def _tell_asked(request: ErasureRequest, **_signal: Any) -> None:
    notify(request.user, ASKED, key=f"erasure:{request.pk}")


def _tell_waits(request: ErasureRequest, **_signal: Any) -> None:
    """Once per request: who puts it right is erased at the next look."""
    notify(request.user, WAITS, key=f"erasure-waits:{request.pk}")


def _tell_ready(export: DataExport, **_signal: Any) -> None:
    notify(export.user, READY, key=f"export:{export.pk}", context={"export": export.pk})


def _tell_objection(objection: Objection, **_signal: Any) -> None:
    if settings.PRIVACY_CONTACT:
        facts = {"objection": objection.pk}
        notify(settings.PRIVACY_CONTACT, OBJECTED, key=f"objection:{objection.pk}", context=facts)


def _tell_dormant(person: User, days: int, **_signal: Any) -> None:
    key = f"dormant:{days}:{(person.last_login or person.date_joined):%Y%m%d}"
    notify(person, DORMANT, key=key, context={"days": days})


def _prepare_dormant(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    people = [message.recipient_id for message in messages]
    asleep = set(Dormancy.objects.filter(user__in=people).values_list("user", flat=True))
    url = absolute_url(reverse("dashboard"))
    return {
        message.pk: Mail("accounts_dormant", {"url": url, "days": message.context["days"]})
        if message.recipient_id in asleep
        else Skip(gettext_noop("came back meanwhile"))
        for message in messages
    }


def keep_messages(now: datetime, *, dry: bool) -> Report:
    """Erase of mails of a year ago that they were sent; what they were about went after a week."""
    old = Message.objects.filter(send_after__lt=now - timedelta(days=365), try_after=None)
    if dry:
        return Report(erased=old.count())
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Message.objects.filter(pk__in=ids).delete()
    return Report(erased=len(ids))


def _requests(messages: Sequence[Message]) -> dict[int | None, ErasureRequest]:
    people = [message.recipient_id for message in messages]
    return {row.user_id: row for row in ErasureRequest.objects.filter(user__in=people).select_related("user")}


def _prepare_asked(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    requests = _requests(messages)
    return {
        message.pk: _asked(requests[message.recipient_id]) if message.recipient_id in requests else Skip(GONE)
        for message in messages
    }


def _asked(request: ErasureRequest) -> Mail:
    url = absolute_url(reverse("accounts:erase_keep", kwargs={"token": make_token(request)}))
    return Mail("accounts_erasure_asked", {"url": url, "due_at": request.due_at}, urgent=True)


def _prepare_waits(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    requests = _requests(messages)
    return {
        message.pk: _waits(requests[message.recipient_id]) if message.recipient_id in requests else Skip(GONE)
        for message in messages
    }


def _waits(request: ErasureRequest) -> Mail:
    latest = request.asked_at + ErasureRequest.LATEST
    facts = {"url": absolute_url(reverse("accounts:erase")), "latest": latest, "hindrances": hindrances(request.user)}
    return Mail("accounts_erasure_waits", facts)


def _prepare_ready(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    ids = [message.context.get("export") for message in messages]
    exports = DataExport.objects.filter(pk__in=ids, file__isnull=False).in_bulk()
    return {
        message.pk: _ready(exports[message.context["export"]])
        if message.context.get("export") in exports
        else Skip(gettext_noop("thrown away meanwhile"))
        for message in messages
    }


def _ready(export: DataExport) -> Mail:
    facts = {"url": absolute_url(f"{reverse('accounts:data')}#copy"), "ends_at": export.ends_at}
    return Mail("accounts_export_ready", facts)


def _prepare_objected(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    ids = [message.context.get("objection") for message in messages]
    known = Objection.objects.filter(pk__in=ids).in_bulk()
    url = absolute_url(reverse("objection_list"))
    return {
        message.pk: Mail("accounts_objected", {"url": url})
        if message.context.get("objection") in known
        else Skip(GONE)
        for message in messages
    }
