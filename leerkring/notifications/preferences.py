"""What people choose about their mail."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from leerkring.accounts.models import User

from .digest import KIND as DIGEST
from .digest import next_moment
from .models import Preference
from .render import zone_of


def preference_of(user: User) -> Preference:
    """Return what the person chose, or the defaults, unsaved."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


@transaction.atomic
def save_preference(
    user: User, *, digest: str, digest_weekday: int, digest_hour: int, muted_kinds: Collection[str]
) -> Preference:
    """Write down what the person chose, and when their next digest is therefore due."""
    preference = _locked(user)
    preference.digest = digest
    preference.digest_weekday, preference.digest_hour = digest_weekday, digest_hour
    preference.muted_kinds = sorted(muted_kinds)
    return _save(preference, timezone.now())


@transaction.atomic
def unsubscribe(user: User, kind: str) -> Preference:
    """Stop one kind of mail to this person, and nothing else; again is harmless."""
    preference = _locked(user)
    if kind == DIGEST:
        preference.digest = Preference.Digest.NONE
    else:
        preference.muted_kinds = sorted({*preference.muted_kinds, kind})
    return _save(preference, timezone.now())


def _locked(user: User) -> Preference:
    Preference.objects.get_or_create(user=user)
    return Preference.objects.select_for_update().get(user=user)


def _save(preference: Preference, now: datetime) -> Preference:
    zone = zone_of(preference.user)
    preference.next_digest_at = next_moment(preference, zone, after=now)
    if preference.digest == Preference.Digest.NONE:
        # Who wants digests again later gets what is new from then on.
        preference.last_digest_at = None
    preference.save()
    return preference
