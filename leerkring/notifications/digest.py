"""The digest: who is due for one, and what is in it.

A window begins where the last one ended. Its end lies a little in the past, so that a deed whose transaction was still
open at the tick falls in the next window instead of between two.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_noop

from leerkring.accounts.models import User
from leerkring.core.vocabulary import Words

from .actions import Intent, notify_all
from .kinds import Mail, Skip
from .models import Message, Preference, Pulse
from .render import zone_of
from .sections import DigestLine, all_sections

KIND = "notifications.digest"
BATCH = 500
# Longer than any transaction of the portal lasts.
SETTLED = timedelta(minutes=2)
FIRST_WINDOW = timedelta(days=7)
# How often to look for people without a row of settings: the only walk over everybody.
ENROL_EVERY = timedelta(hours=1)
Window = tuple[datetime, datetime]


# --- When -----------------------------------------------------------------------------------------------------


def next_moment(preference: Preference, zone: ZoneInfo, *, after: datetime) -> datetime | None:
    """Return the first moment after ``after`` at which this person wants a digest; None when they want none."""
    if preference.digest == Preference.Digest.NONE:
        return None
    today = after.astimezone(zone).date()
    # Nine days hold each weekday, also when today's moment has passed.
    days = (today + timedelta(days=number) for number in range(9))
    moments = (_moment(day, preference.digest_hour, zone) for day in days if _is_digest_day(preference, day.weekday()))
    return next(moment for moment in moments if moment > after)


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def _is_digest_day(preference: Preference, weekday: int) -> bool:
    return preference.digest == Preference.Digest.DAILY or weekday == preference.digest_weekday


# --- Who ------------------------------------------------------------------------------------------------------


def find_due_digests(now: datetime) -> int:
    """Write an outbox row for everybody whose digest is due at ``now``; return how many."""
    _enrol_newcomers(now)
    written = 0
    while found := _write_batch(now):
        written += found
    return written


@transaction.atomic
def _write_batch(now: datetime) -> int:
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
    return len(preferences)


def _window_start(preference: Preference, until: datetime) -> datetime:
    return preference.last_digest_at or max(preference.user.date_joined, until - FIRST_WINDOW)


def _intent(person: User, since: datetime, until: datetime) -> Intent:
    window = {"since": since.isoformat(), "until": until.isoformat()}
    return Intent(person, key=f"digest:{since.isoformat()}", context=window)


def _enrol_newcomers(now: datetime) -> None:
    """Give people without settings a row with the defaults, once an hour."""
    pulse, made = Pulse.objects.get_or_create(name="digest enrolment", defaults={"at": now})
    if not made and pulse.at > now - ENROL_EVERY:
        return
    while _enrol_batch(now) == BATCH:
        continue
    Pulse.objects.filter(name=pulse.name).update(at=now)


def _enrol_batch(now: datetime) -> int:
    newcomers = User.objects.filter(is_active=True, preference__isnull=True)
    people = list(newcomers.only("pk", "time_zone", "date_joined")[:BATCH])
    Preference.objects.bulk_create([_first_preference(person, now) for person in people], ignore_conflicts=True)
    return len(people)


def _first_preference(person: User, now: datetime) -> Preference:
    preference = Preference(user=person)
    # Who joined just before the moment of the digest is enrolled just after it, and still gets it.
    seen_from = max(person.date_joined, now - ENROL_EVERY)
    preference.next_digest_at = next_moment(preference, zone_of(person), after=seen_from)
    return preference


# --- What -----------------------------------------------------------------------------------------------------


@dataclass
class CircleNews:
    """The news of one circle for one reader."""

    community: str
    lines: list[DigestLine] = field(default_factory=list)

    @property
    def words(self) -> Words | None:
        """What the programme of this circle calls one."""
        return self.lines[0].words


def prepare_digests(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    """Collect the news of all windows at once, each section in its own constant number of queries."""
    windows = _windows(messages)
    news = _collect({_reader(message): window for message, window in windows.items()})
    answers: dict[int, Mail | Skip] = {}
    for message in messages:
        if message not in windows:
            answers[message.pk] = Skip(gettext_noop("part of a later digest"))
        elif circles := news.get(_reader(message)):
            answers[message.pk] = Mail("notifications_digest", {"circles": circles}, words=_shared_words(circles))
        else:
            answers[message.pk] = Skip(gettext_noop("nothing new"))
    return answers


def _shared_words(circles: Sequence[CircleNews]) -> Words | None:
    """Return the words in which the digest as a whole speaks: those that all its circles have in common."""
    words = {circle.words for circle in circles}
    return words.pop() if len(words) == 1 else None


def _windows(messages: Sequence[Message]) -> dict[Message, Window]:
    """Return one window per person; when mail was away for weeks, the last digest covers those before it."""
    merged: dict[int, tuple[Message, Window]] = {}
    for message in messages:
        since, until = (datetime.fromisoformat(message.context[name]) for name in ("since", "until"))
        reader = _reader(message)
        if reader in merged:
            _earlier, (other_since, other_until) = merged[reader]
            since, until = min(since, other_since), max(until, other_until)
        merged[reader] = message, (since, until)
    return dict(merged.values())


def _reader(message: Message) -> int:
    """Return who reads it: a digest always goes to somebody with an account."""
    return cast("int", message.recipient_id)


def _collect(windows: Mapping[int, Window]) -> dict[int, list[CircleNews]]:
    news: dict[int, dict[str, CircleNews]] = defaultdict(dict)
    for collect in all_sections().values():
        for user_id, lines in collect(windows).items():
            circles = news[user_id]
            for line in lines:
                circles.setdefault(line.community, CircleNews(line.community)).lines.append(line)
    return {user_id: list(circles.values()) for user_id, circles in news.items()}
