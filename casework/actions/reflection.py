"""What happens to a reflection. Only its author decides."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import Reflection, ReflectionReading, ReflectionShare
from .sheet import Sheet, write


def start_reflection(community: Community, *, by: User, page: UUID) -> Reflection:
    """Return the reflection that this open page made; the first time it is made."""
    reflection, _created = Reflection.objects.get_or_create(author=by, page=page, defaults={"community": community})
    return reflection


def save_reflection(reflection: Reflection, values: Mapping[str, Any], *, by: User, sheet: Sheet) -> Reflection:
    """Save what was written. Raises ``Conflict`` when another page saved it in the meantime."""
    with transaction.atomic():
        row = _locked(reflection, by=by)
        write(row, values, sheet)
        return row


def share_reflection(reflection: Reflection, *, by: User, person: User | None) -> ReflectionShare:
    """Share with one person, or with the whole circle when ``person`` is None; a second time changes nothing.

    One person gets a mail, without a word of the text; the circle finds it in its list.
    """
    with transaction.atomic():
        row = _locked(reflection, by=by)
        if person is not None and not _are_together(by, person):
            raise Refused(_("You can share only with somebody from one of your circles."))
        share, created = ReflectionShare.objects.get_or_create(reflection=row, person=person)
        if created and person is not None:
            notify(person, "casework.shared", key=f"casework.shared:{share.pk}", context={"share": share.pk})
        return share


def revoke_share(reflection: Reflection, *, by: User, share: int) -> None:
    """Stop sharing; from the next request on it is closed. What is no longer shared stays so."""
    with transaction.atomic():
        row = _locked(reflection, by=by)
        row.shares.filter(pk=share).delete()


def delete_reflection(reflection: Reflection, *, by: User) -> None:
    """Throw the reflection away, with its shares and its log."""
    with transaction.atomic():
        _locked(reflection, by=by).delete()


def log_reading(reflection: Reflection, *, by: User) -> None:
    """Remember that somebody else than its author read it."""
    if reflection.author_id != by.pk:
        ReflectionReading.objects.create(reflection=reflection, reader=by)


def _locked(reflection: Reflection, *, by: User) -> Reflection:
    row = Reflection.objects.select_for_update().filter(pk=reflection.pk, author=by).first()
    if row is None:
        raise Refused(_("This reflection has been deleted in the meantime."))
    return row


def _are_together(one: User, other: User) -> bool:
    mine = Membership.objects.active().filter(user=one).values("community")
    return one.pk != other.pk and Membership.objects.active().filter(user=other, community__in=mine).exists()
