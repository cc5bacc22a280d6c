"""Signing up for an event, confirming, cancelling; keeping the list, and erasing it afterwards.

An event is locked before its registrations, always in this order, so that the last place goes to one person.
"""

import logging
import secrets
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.tokens import hash_token
from leerkring.notifications.actions import notify, notify_all

from ..models import Event, Registration
from ..permissions.registration import still_invited
from ..tokens import registration_token
from .event import lock_event
from .event_places import give_event_places, intent_of, must_wait

logger = logging.getLogger(__name__)

ASK, TELL = "meetings.registration_confirm", "meetings.registration"


def owns_address(user: User | None, email: str) -> bool:
    """Return whether this is an address of ``user`` that they proved to be theirs."""
    if user is None:
        return False
    return EmailAddress.objects.filter(user=user, email__iexact=email.strip(), verified=True).exists()


def find_registration(token: str) -> Registration | None:
    """Return whose link this is; None for a link that never was, whose row was erased, or of who left the circle."""
    rows = Registration.objects.select_related(
        "event__programme", "event__community__programme", "event__host", "event__municipality"
    )
    row = rows.filter(still_invited(), token_hash=hash_token(token), erased_at=None).first()
    if row is None:
        return None
    circle = row.event.community
    is_hidden = circle is not None and circle.status in {Community.Status.DRAFT, Community.Status.ARCHIVED}
    return None if is_hidden else row


@transaction.atomic
def register(event: Event, *, email: str, language: str, user: User | None = None, **facts: str) -> Registration:
    """Sign somebody up: with an address of their own account at once, else once the link in the mail is followed.

    Who signed up already keeps what they have and gets their link again; what a stranger typed changes nothing. An
    event for who takes part is signed up for with an address of one's account, so that a place ends with taking part.
    """
    row_event, email = lock_event(event), email.strip().lower()
    _refuse_closed(row_event)
    is_own = owns_address(user, email)
    if not is_own and row_event.visibility == Event.Visibility.MEMBERS:
        raise Refused(_("This event is only for who takes part. Sign up with an address that is in your account."))
    row = row_event.registrations.filter(email__iexact=email, erased_at=None).first()
    if row and row.counts:
        return row if is_own else _tell(row)
    row = row or Registration(event=row_event)
    row.event, row.email, row.language = row_event, email, language
    _fill(row, facts)
    row.user = user if is_own else None
    row.status, row.created_at = Registration.Status.UNCONFIRMED, timezone.now()
    _give_link(row)
    if is_own:
        return _settle(row, must_wait(row_event))
    row.revision += 1
    row.save()
    notify_all(ASK, [intent_of(row, ASK)])
    return row


def _fill(row: Registration, facts: dict[str, str]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def _give_link(row: Registration) -> None:
    """Make the row and its link; who has a link keeps it, so that each mail holds the same."""
    if row.token_hash:
        return
    row.nonce = secrets.token_hex(16)
    if row.pk is None:
        # The token is made with the number of the row; until then the place is kept by the nonce.
        row.token_hash = hash_token(row.nonce)
        row.save()
    row.token_hash = hash_token(registration_token(row))


def _tell(row: Registration, **extra: Any) -> Registration:
    """Mail how it stands now; an older mail about it is not sent any more."""
    row.revision += 1
    row.save()
    context = {"registration": row.pk, "revision": row.revision} | extra
    notify(row.email, TELL, key=f"{TELL}:{row.pk}:{row.revision}", context=context, language=row.language)
    return row


def _settle(row: Registration, waits: bool, **extra: Any) -> Registration:
    """Give a place, or one on the waiting list, and say so."""
    row.status = Registration.Status.WAITING if waits else Registration.Status.CONFIRMED
    row.confirmed_at = timezone.now()
    return _tell(row, **extra)


def _refuse_closed(event: Event) -> None:
    if not event.is_published:
        raise Refused(_("This event does not go on. You can't sign up for it any more."))
    if not event.is_open:
        raise Refused(_("You can't sign up for this event any more."))


def _lock(registration: Registration) -> Registration:
    """Lock the event before the registration; return the row as it is now, with its event."""
    event = lock_event(registration.event)
    row = Registration.objects.select_for_update().filter(pk=registration.pk, erased_at=None).first()
    if row is None:
        raise Refused(_("This registration is not there any more."))
    row.event = event
    return row


@transaction.atomic
def confirm_registration(registration: Registration) -> Registration:
    """Let a registration count: a place, or the waiting list when it is full. Twice is harmless."""
    row = _lock(registration)
    if row.counts:
        return row
    if row.status == Registration.Status.CANCELLED or row.has_lapsed:
        raise Refused(_("This link was not used in time. Sign up once more."))
    if not row.event.is_published or row.event.starts_at <= timezone.now():
        raise Refused(_("This event has begun or does not go on."))
    return _settle(row, must_wait(row.event))


@transaction.atomic
def cancel_registration(registration: Registration) -> Registration:
    """Give up a place; who waited longest gets it. Twice tells nobody again."""
    row = _lock(registration)
    return row if row.status == Registration.Status.CANCELLED else _end(row)


def _end(row: Registration, **extra: Any) -> Registration:
    now = timezone.now()
    if row.event.starts_at <= now:
        raise Refused(_("This event has begun. The list does not change any more."))
    counted = row.counts
    row.status = Registration.Status.CANCELLED
    if counted:
        _tell(row, **extra)
        give_event_places(row.event, now)
    else:
        row.revision += 1
        row.save()
    return row


@transaction.atomic
def add_registration(event: Event, *, by: User, email: str, language: str, **facts: str) -> Registration:
    """Put somebody on the list by hand; they are told, with a link to cancel. Who is on it already stays there."""
    row_event, email = lock_event(event), email.strip().lower()
    if not row_event.is_published or row_event.starts_at <= timezone.now():
        raise Refused(_("This event has begun or does not go on. Nobody can be added any more."))
    row = row_event.registrations.filter(email__iexact=email, erased_at=None).first()
    if row and row.counts:
        return row
    row = row or Registration(event=row_event)
    row.event, row.email, row.language = row_event, email, language
    _fill(row, facts)
    _give_link(row)
    logger.info("somebody added to event %s by %s", row_event.pk, by.pk)
    return _settle(row, must_wait(row_event), is_added=True)


@transaction.atomic
def remove_registration(registration: Registration, *, by: User) -> Registration:
    """Take somebody off the list; they are told. Twice tells nobody again."""
    row = _lock(registration)
    if row.status == Registration.Status.CANCELLED:
        return row
    logger.info("registration %s removed by %s", row.pk, by.pk)
    return _end(row, is_removed=True)


def old_registrations(now: datetime) -> QuerySet[Registration]:
    """Return who came longer than 30 days ago, and links that were never followed."""
    lapsed = Q(status=Registration.Status.UNCONFIRMED, created_at__lte=now - Registration.CONFIRM_WITHIN)
    return Registration.objects.filter(lapsed | Q(event__ends_at__lte=now - Event.KEPT), erased_at=None)


def erase_registrations(now: datetime) -> int:
    """Erase who came 30 days after an event, and links that were never followed; return 0, as this writes no mail.

    What is counted stays: how many came, and from which organisations.
    """
    lapsed = Registration.objects.filter(status=Registration.Status.UNCONFIRMED, erased_at=None)
    lapsed.filter(created_at__lte=now - Registration.CONFIRM_WITHIN).delete()
    due = Registration.objects.filter(erased_at=None, event__ends_at__lte=now - Event.KEPT)
    pks = list(due.order_by("pk").values_list("pk", flat=True)[:500])
    gone: dict[str, Any] = {"name": "", "email": "", "remark": "", "nonce": "", "token_hash": None, "user": None}
    Registration.objects.filter(pk__in=pks).update(**gone, erased_at=now)
    return 0
