"""What people choose about their mail."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken

from .models import Mute, Preference
from .moments import KIND as DIGEST
from .moments import next_moment
from .render import zone_of


def preference_of(user: User) -> Preference:
    """Return what the person chose, or the defaults, unsaved."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


@transaction.atomic
def save_preference(user: User, *, version: int, **chosen: Any) -> Preference:
    """Write down what the person chose, and when their next digest is therefore due.

    ``chosen`` are fields of ``Preference``; of ``channels`` the kinds that are named, so that a page about one kind
    leaves the others alone. Raises ``Overtaken`` when ``version`` is not the latest.
    """
    preference = _locked(user)
    if preference.version != version:
        raise Overtaken(_("You changed this in another window while you were busy here."))
    channels = preference.channels | chosen.pop("channels", {})
    for name, value in chosen.items():
        setattr(preference, name, value)
    # What comes by mail is not written down: that is how it is without a choice.
    preference.channels = {kind: way for kind, way in channels.items() if way != Preference.Channel.MAIL}
    return _save(preference, timezone.now())


@transaction.atomic
def unsubscribe(user: User, kind: str) -> Preference:
    """Stop one kind of mail to this person, and nothing else; again is harmless."""
    preference = _locked(user)
    if kind == DIGEST:
        preference.digest = Preference.Digest.NONE
    else:
        preference.channels = preference.channels | {kind: Preference.Channel.OFF}
    return _save(preference, timezone.now())


def mute(user: User, scope: int) -> None:
    """Let a circle be silent for this person; again is harmless."""
    Mute.objects.get_or_create(user=user, scope=scope)


def unmute(user: User, scope: int) -> None:
    """Let a circle speak again; again is harmless."""
    Mute.objects.filter(user=user, scope=scope).delete()


def muted_by(user: User) -> set[int]:
    """Return the numbers of the circles that are silent for this person."""
    return set(Mute.objects.filter(user=user).values_list("scope", flat=True))


@transaction.atomic
def replan_digest(user: User) -> None:
    """Look again when the next digest is due, as the person lives by another clock now."""
    preference = Preference.objects.select_for_update().filter(user=user).first()
    if preference:
        preference.next_digest_at = next_moment(preference, zone_of(user), after=timezone.now())
        preference.save(update_fields=["next_digest_at"])


def _locked(user: User) -> Preference:
    Preference.objects.get_or_create(user=user)
    return Preference.objects.select_for_update().get(user=user)


def _save(preference: Preference, now: datetime) -> Preference:
    zone = zone_of(preference.user)
    preference.next_digest_at = next_moment(preference, zone, after=now)
    if preference.digest == Preference.Digest.NONE:
        # Who wants digests again later gets what is new from then on.
        preference.last_digest_at = None
    preference.version += 1
    preference.save()
    return preference
