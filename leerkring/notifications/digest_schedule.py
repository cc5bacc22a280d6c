"""Who is due for a digest, and over which window.

A window begins where the last one ended. Its end lies a little in the past, so that a deed whose transaction was still
open at the tick falls in the next window instead of between two.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from leerkring.accounts.models import User

from .actions import Intent, notify_all
from .models import Preference, Pulse
from .moments import KIND, next_moment
from .render import zone_of
from .schedule import in_batches

BATCH = 500
# Longer than any transaction of the portal lasts.
SETTLED = timedelta(minutes=2)
FIRST_WINDOW = timedelta(days=7)
# How often to look for people without a row of settings, and how long after they joined they may come to light: longer
# than any transaction lasts.
ENROL_EVERY = timedelta(hours=1)
LATE = timedelta(hours=1)
# No digest lies further ahead than a week, unless somebody is away.
FURTHEST = timedelta(days=8)


def find_due_digests(now: datetime) -> int:
    """Write an outbox row for everybody whose digest is due at ``now``; return how many."""
    _enrol_newcomers(now)
    return in_batches(_write_batch, now, BATCH)


@transaction.atomic
def _write_batch(now: datetime) -> tuple[int, int]:
    """Write the rows and move the windows in one transaction: both happen or neither.

    The lock makes a second beat wait for its turn or pass by; on SQLite the transaction itself does.
    """
    due = Preference.objects.filter(next_digest_at__lte=now).order_by("next_digest_at", "pk")
    due = due.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    preferences = list(due[:BATCH])
    until = now - SETTLED
    intents = []
    for preference in preferences:
        since = _window_start(preference, until)
        if preference.user.is_active and since < until:
            intents.append(_intent(preference.user, since, until))
            preference.last_digest_at = until
        preference.next_digest_at = next_moment(preference, zone_of(preference.user), after=now)
    notify_all(KIND, intents)
    Preference.objects.bulk_update(preferences, ["last_digest_at", "next_digest_at"])
    return len(preferences), len(intents)


def _window_start(preference: Preference, until: datetime) -> datetime:
    return preference.last_digest_at or max(preference.user.date_joined, until - FIRST_WINDOW)


def _intent(person: User, since: datetime, until: datetime) -> Intent:
    window = {"since": since.isoformat(), "until": until.isoformat()}
    return Intent(person, key=f"digest:{since.isoformat()}", context=window)


def _enrol_newcomers(now: datetime) -> None:
    """Give people without settings a row with the defaults, once an hour; closed accounts too, as they may reopen."""
    pulse, made = Pulse.objects.get_or_create(name="digest enrolment", defaults={"at": now})
    if not made and now - ENROL_EVERY < pulse.at <= now:
        return
    if pulse.at > now:
        _mend_after_clock(now)
    # Only the very first look is over everybody; later an index tells who joined since the one before.
    newcomers = User.objects.filter(preference__isnull=True)
    if not made:
        newcomers = newcomers.filter(date_joined__gte=min(pulse.at, now) - LATE)
    while _enrol_batch(newcomers, now) == BATCH:
        continue
    Pulse.objects.filter(name=pulse.name).update(at=now)


def _mend_after_clock(now: datetime) -> None:
    """Forget what was planned by a clock that ran ahead: whoever it reached would wait until the time has come."""
    Preference.objects.filter(last_digest_at__gt=now).update(last_digest_at=now - SETTLED)
    too_far = Preference.objects.filter(next_digest_at__gt=now + FURTHEST).select_related("user")
    mended = []
    for preference in too_far.iterator(BATCH):
        preference.next_digest_at = next_moment(preference, zone_of(preference.user), after=now)
        mended.append(preference)
    Preference.objects.bulk_update(mended, ["next_digest_at"], batch_size=BATCH)


def _enrol_batch(newcomers: QuerySet[User], now: datetime) -> int:
    people = list(newcomers.only("pk", "time_zone", "date_joined")[:BATCH])
    Preference.objects.bulk_create([_first_preference(person, now) for person in people], ignore_conflicts=True)
    return len(people)


def _first_preference(person: User, now: datetime) -> Preference:
    preference = Preference(user=person)
    # Who joined just before the moment of the digest is enrolled just after it, and still gets it.
    seen_from = max(person.date_joined, now - ENROL_EVERY)
    preference.next_digest_at = next_moment(preference, zone_of(person), after=seen_from)
    return preference
