"""Who was there: the list of whoever leads the meeting, and what a member reads of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.models import Membership
from leerkring.core.labels import label_of
from leerkring.core.templatetags.ui import clock, day_time
from leerkring.core.text import by_last_word

from ..actions.presence import Facts, facts_of, key_of
from ..hours import in_words
from ..models import Attendance, Meeting, Presence, PresenceCorrection
from ..presence import Break, breaks_of, net_minutes

SAID = {
    Attendance.Answer.YES: "",
    Attendance.Answer.MAYBE: gettext_lazy("answered: maybe"),
    Attendance.Answer.NO: gettext_lazy("answered: can't come"),
}


def presence_marks(user: Any) -> dict[str, Exists]:
    """Return what the page of a meeting reads along with it: whether its reader is on the list."""
    return {"is_there": Exists(Presence.objects.counted().filter(meeting=OuterRef("pk"), user=user.pk))}


@dataclass
class ShownPresence:
    """One person on the list."""

    key: str
    name: str
    place: str
    sector: str
    facts: Facts
    version: int
    hours: str
    # How they came on the list, and whether it was changed since.
    note: str
    url: str
    sort: str
    minutes: int = 0
    # What was typed and could not be kept, with what is wrong with it.
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[str] = ()
    is_saved: bool = False

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        times = {"from_time": f"{self.facts.from_time:%H:%M}", "until_time": f"{self.facts.until_time:%H:%M}"}
        return {"is_there": "1" if self.facts.is_there else "", **times, "way": self.facts.way} | dict(self.typed)

    @property
    def was(self) -> str:
        """What the page shows of them, to know later what somebody changed (``forms.presence.changed_rows``)."""
        facts = self.facts
        there = "1" if facts.is_there else "0"
        return f"{there}|{facts.from_time:%H:%M}|{facts.until_time:%H:%M}|{facts.way}"

    @property
    def is_online(self) -> bool:
        return self.values["way"] == Presence.Way.ONLINE

    @property
    def times(self) -> str:
        """From when until when."""
        return f"{clock(self.facts.from_time)}–{clock(self.facts.until_time)}"


@dataclass
class ShownList:
    """The list: the people of the circle, guests and who walked in."""

    rows: list[ShownPresence]
    summary: str = ""

    def __post_init__(self) -> None:
        there = [row for row in self.rows if row.facts.is_there]
        self.number = len(there)
        self.summary = _summary(there)

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.rows]

    @property
    def there(self) -> list[ShownPresence]:
        return [row for row in self.rows if row.facts.is_there]

    def row(self, key: str) -> ShownPresence | None:
        """Return the person of this key."""
        return next((row for row in self.rows if row.key == key), None)


def _summary(there: Sequence[ShownPresence]) -> str:
    if not there:
        return _("Nobody stands on the list yet.")
    words = ngettext(
        "%(number)s person, %(hours)s of contact time.",
        "%(number)s people, together %(hours)s of contact time.",
        len(there),
    )
    return words % {"number": len(there), "hours": in_words(sum(row.minutes for row in there))}


def presence_list(meeting: Meeting) -> ShownList:
    """Return everybody who could stand on the list, and what stands there of them; six queries."""
    rows = Presence.objects.filter(meeting=meeting).select_related("user", "guest", "recorded_by")
    known = {key_of(row): row for row in rows.annotate(times_corrected=Count("corrections"))}
    breaks = breaks_of(meeting, meeting.items.all())
    answers = dict(meeting.attendances.values_list("user", "answer"))
    people = Membership.objects.active().filter(community=meeting.cycle.community_id, user__is_active=True)
    shown = [_member(meeting, row, known, breaks, answers) for row in people.select_related("user", "organisation")]
    shown += [_guest(meeting, guest, known, breaks) for guest in meeting.guests.listed()]
    seen = {row.key for row in shown}
    shown += [_other(meeting, row, breaks) for key, row in known.items() if key not in seen]
    return ShownList(sorted(shown, key=lambda row: row.sort))


def _member(
    meeting: Meeting,
    membership: Membership,
    known: Mapping[str, Any],
    breaks: Sequence[Break],
    answers: Mapping[int, str],
) -> ShownPresence:
    user, key = membership.user, f"u{membership.user_id}"
    place = membership.organisation.name if membership.organisation else membership.get_role_display()
    said = str(SAID[Attendance.Answer(answers[user.pk])]) if user.pk in answers else ""
    row = _row(meeting, key, known.get(key), breaks, note=said)
    row.name, row.place, row.sector, row.sort = user.full_name, place, membership.sector, user.sort_name.casefold()
    return row


def _guest(meeting: Meeting, guest: Any, known: Mapping[str, Any], breaks: Sequence[Break]) -> ShownPresence:
    key = f"g{guest.pk}"
    row = _row(meeting, key, known.get(key), breaks)
    row.name, row.place, row.sort = (
        guest.name,
        guest.organisation or guest.get_kind_display(),
        by_last_word(guest.name),
    )
    return row


def _other(meeting: Meeting, presence: Any, breaks: Sequence[Break]) -> ShownPresence:
    """Return somebody who walked in, left the circle since, or whose account is gone."""
    row = _row(meeting, key_of(presence), presence, breaks)
    name = presence.user.full_name if presence.user else presence.guest.name if presence.guest else presence.name
    row.name, row.sort = name or _("Somebody whose account was deleted"), by_last_word(name)
    row.place = _("walked in") if presence.name else _("no longer in this circle")
    return row


def _row(meeting: Meeting, key: str, presence: Any, breaks: Sequence[Break], *, note: str = "") -> ShownPresence:
    if presence is None:
        facts, version = Facts(False, meeting.start_time, meeting.end_time), 0
    else:
        facts, version, note = facts_of(presence), presence.version, _how(presence)
    minutes = net_minutes(facts.from_time, facts.until_time, breaks) if facts.is_there else 0
    url = reverse("meetings:presence_correct", kwargs={"pk": meeting.pk, "key": key})
    return ShownPresence(key, "", "", "", facts, version, in_words(minutes), note, url, "", minutes)


def _how(presence: Any) -> str:
    how = _("said so with the code") if presence.source == Presence.Source.QR else ""
    if presence.times_corrected:
        changed = ngettext("changed %(number)s time", "changed %(number)s times", presence.times_corrected)
        how = " · ".join(filter(None, [how, changed % {"number": presence.times_corrected}]))
    return how


# --- For members ------------------------------------------------------------------------------------------------


def own_presence(meeting: Meeting, row: Presence) -> ShownPresence:
    """Return one's own row."""
    return _row(meeting, key_of(row), _counted(row), breaks_of(meeting, meeting.items.all()))


def _counted(row: Any) -> Any:
    row.times_corrected = 0
    return row


def who_was_there(meeting: Meeting) -> list[dict[str, str]]:
    """Return the people who were there, as members read it: without times."""
    return [{"name": row.name, "line": row.place} for row in presence_list(meeting).there]


# --- The log ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownCorrection:
    """One change of one person on the list."""

    when: str
    name: str
    by: str
    before: str
    after: str
    reason: str


def corrections(rows: Iterable[PresenceCorrection]) -> list[ShownCorrection]:
    """Return what was changed, in words."""
    return [_correction(row) for row in rows]


def _correction(row: PresenceCorrection) -> ShownCorrection:
    presence = row.presence
    name = presence.user.full_name if presence.user else presence.guest.name if presence.guest else presence.name
    by = row.corrected_by.full_name if row.corrected_by else _("somebody whose account was deleted")
    words = _words(row.before), _words(row.after)
    name = name or _("Somebody whose account was deleted")
    return ShownCorrection(day_time(row.corrected_at), name, by, *words, row.reason)


def _words(facts: Mapping[str, Any]) -> str:
    if not facts.get("is_there"):
        return _("was not there")
    times = [clock(time.fromisoformat(facts[name])) for name in ("from_time", "until_time")]
    return "–".join(times) + ", " + label_of(Presence.Way, facts["way"])
