"""What is true of a mail that leaves: the judge of the lives in ``mail_machine``. It asks the portal nothing."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext
from icalendar import Calendar

from leerkring.notifications.models import Message

ZONE = ZoneInfo("Europe/Amsterdam")
# Each start has its own minutes, so that a stale one is seen in a text wherever it stands.
STARTS = [time(hour, hour * 3) for hour in range(8, 16)]
LASTS = timedelta(hours=3)
CLOCK = re.compile(r"(?<![\d.])(\d{1,2})[.:](\d{2})(?!\d)")
LINK = re.compile(r"https?://[^\s\"<>]+")
# Kinds whose reader need not be in the circle any more: they tell of the end of it.
FAREWELLS = {"communities.membership_ended", "communities.closed"}
ABOUT_MEETING = {"meetings.reminder", "meetings.changed", "meetings.cancelled", "meetings.answer"}
# What the rhythm says ahead of a meeting, what it says afterwards, and what of it each one may refuse.
AHEAD = {f"meetings.rhythm_{name}" for name in ("host", "call", "programme", "prepare", "rsvp")} | {
    "meetings.reminder"
}
AFTER = {f"meetings.rhythm_{name}" for name in ("presence", "harvest", "report", "actions")}
# How many days from the start each of them may be sent at the earliest, by default.
DAYS = {"host": -21, "call": -14, "programme": -10, "prepare": -7, "rsvp": -4, "presence": 1, "harvest": 2}
DAYS = {f"meetings.rhythm_{name}": days for name, days in (DAYS | {"report": 14, "actions": 30}).items()}
DAYS["meetings.reminder"] = -2
# What names the old time on purpose, beside the new one.
NAMES_BOTH = {"meetings.changed"}
MUTABLE = "meetings.reminder"
# How a confirmation begins, by the answer.
THANKS = {
    "yes": "Nice that you are coming. The calendar file goes with this mail.",
    "maybe": "We noted that you are not sure yet. Let us know as soon as you are.",
    "no": "Thank you for letting us know. We will miss you.",
}


class Judge:
    """Holds mails against ``self.truth``, and remembers what was told."""

    # How many mails left in all lives.
    mails = 0

    def is_over(self):
        return self.truth.start + LASTS <= timezone.now()

    def check(self, email):
        """Hold one mail that leaves against the truth of now."""
        number = int(email.extra_headers["Message-ID"].strip("<").partition(".")[0])
        row = Message.objects.select_related("recipient").get(pk=number)
        truth, kind, now = self.truth, row.kind, timezone.now()
        [to] = [address.rpartition("<")[2].strip(">") for address in email.to]
        said = f"{kind} to {to} at {now}: {email.subject!r}\n{email.body}\n{truth}"
        self._check_once(row, email, said)
        assert to in self.people, said
        assert to not in truth.closed, f"to a closed account: {said}"
        assert to not in truth.silent, f"to an address without mail: {said}"
        assert kind in FAREWELLS or to in truth.members, f"to somebody who left: {said}"
        assert not (kind in AHEAD | AFTER and to in truth.hushed), f"of a silent circle: {said}"
        assert (to, kind) not in truth.muted, f"refused: {said}"
        if kind in AHEAD | AFTER:
            self._check_rhythm(row, email, to, said)
        if kind in ABOUT_MEETING:
            self._check_meeting(row, email, to, said)

    def _check_once(self, row, email, said):
        """One intent, one mail; a second time only after silence of the server, and under the same id."""
        intent, ident = (row.recipient_id, row.key), email.extra_headers["Message-ID"]
        earlier = self.sent.setdefault(intent, [])
        assert len(earlier) < 2, f"a third time: {said}"
        assert not earlier or earlier == [ident] and ident in self.unanswered, f"doubled: {said}"
        earlier.append(ident)
        type(self).mails += 1

    def _check_told(self, row, to, thing, said):
        """One thing is told by one intent, however often the meeting was moved in between."""
        assert self.told.setdefault((to, row.kind, thing), row.key) == row.key, f"told again: {said}"

    def _check_rhythm(self, row, email, to, said):
        truth, now, kind = self.truth, timezone.now(), row.kind
        assert not truth.cancelled, f"cancelled: {said}"
        self._check_told(row, to, truth.start, said)
        assert now + self.back >= self._due(kind), f"before its day: {said}"
        assert (truth.start > now) == (kind in AHEAD), f"not at its time: {said}"
        assert not (kind == "meetings.rhythm_rsvp" and to in truth.answers), f"who has answered: {said}"
        self._check_times(email, truth.start.astimezone(ZONE), said)

    def _due(self, kind):
        """Return when this mail of the rhythm goes out for the meeting as it stands."""
        start = self.truth.start.astimezone(ZONE)
        return datetime.combine(start.date() + timedelta(days=DAYS[kind]), start.time(), tzinfo=ZONE)

    def _check_times(self, email, start, said):
        texts = [email.subject, email.body, *(part.content for part in email.alternatives if "html" in part.mimetype)]
        for text in texts:
            # A signature in a link may look like a time.
            clocks = CLOCK.findall(LINK.sub("", text))
            named = {time(int(hour), int(minute)) for hour, minute in clocks if int(hour) < 24 and int(minute) < 60}
            stale = named & set(STARTS) - {start.time()}
            assert not stale, f"names a stale time {stale}: {said}"

    def _check_meeting(self, row, email, to, said):
        truth, kind = self.truth, row.kind
        start = truth.start.astimezone(ZONE)
        if kind == "meetings.cancelled":
            assert truth.cancelled, f"not cancelled: {said}"
        else:
            assert not truth.cancelled, f"cancelled: {said}"
        if kind == MUTABLE:
            assert truth.answers.get(to) != "no", f"who does not come: {said}"
        if kind == "meetings.answer":
            with translation.override("nl"):
                thanks = gettext(THANKS[truth.answers[to]])
            assert thanks in email.body, f"another answer: {said}"
            self._check_told(row, to, truth.answered[to], said)
        if kind == "meetings.changed":
            keys = self.told.setdefault((to, kind), set())
            keys.add(row.key)
            assert len(keys) <= len(truth.changed_at), f"what changed at once, twice: {said}"
        if kind not in NAMES_BOTH:
            self._check_times(email, start, said)
        assert f"{start.hour}.{start.minute:02}" in email.body, f"does not name the time: {said}"
        for part in email.attachments:
            if "calendar" in part.get_content_type():
                self._check_calendar(part.get_payload(decode=True), kind, said)

    def _check_calendar(self, content, kind, said):
        for event in Calendar.from_ical(content).walk("VEVENT"):
            assert event["DTSTART"].dt == self.truth.start, f"calendar of another time: {said}"
            assert (str(event.get("STATUS", "")) == "CANCELLED") == (kind == "meetings.cancelled"), said
