"""A circle, its meeting and its mail, lived through at random, with a plain model of the truth beside it.

Every mail that leaves is held against the truth of that moment. Nothing here asks the portal what is true.
"""

import re
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import time_machine
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from icalendar import Calendar

from communities.actions.membership import end_membership, join_community
from communities.models import Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications import bounces, claims, delivery
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Preference
from leerkring.notifications.preferences import mute, unmute, unsubscribe
from leerkring.notifications.smtp import TryLater, Uncertain, Unreachable
from leerkring.notifications.tasks import run_tick
from meetings.actions.attendance import answer_meeting
from meetings.actions.meeting import cancel_meeting, change_meeting, plan_of
from meetings.models import Meeting

ZONE = ZoneInfo("Europe/Amsterdam")
# A week before the night in which the clock goes back, so that meetings fall on both sides of it.
BEGIN = datetime(2027, 10, 18, 7, tzinfo=UTC)
# Each start has its own minutes, so that a stale one is seen in a text wherever it stands.
STARTS = [time(hour, hour * 3) for hour in range(8, 16)]
LASTS = timedelta(hours=3)
CLOCK = re.compile(r"(?<![\d.])(\d{1,2})[.:](\d{2})(?!\d)")
LINK = re.compile(r"https?://[^\s\"<>]+")
SPANS = [timedelta(minutes=1), timedelta(minutes=3), timedelta(hours=3), timedelta(hours=9)]
SPANS += [timedelta(days=days) for days in (1, 2, 5)]
PEOPLE = ["Anna", "Bram", "Cato"]
# Kinds whose reader need not be in the circle any more: they tell of the end of it.
FAREWELLS = {"communities.membership_ended", "communities.closed"}
ABOUT_MEETING = {"meetings.reminder", "meetings.changed", "meetings.cancelled", "meetings.answer"}
# What the rhythm says ahead of a meeting, what it says afterwards, and what of it each one may refuse.
AHEAD = {f"meetings.rhythm_{name}" for name in ("host", "call", "programme", "prepare", "rsvp")} | {
    "meetings.reminder"
}
AFTER = {f"meetings.rhythm_{name}" for name in ("presence", "harvest", "report", "actions")}
REFUSED = ["meetings.reminder", "meetings.rhythm_prepare", "meetings.rhythm_rsvp", "meetings.rhythm_call"]
# What names the old time on purpose, beside the new one.
NAMES_BOTH = {"meetings.changed"}
BEHAVIOURS = ["takes it", "takes it", "says later", "hangs up", "is away"]
MUTABLE = "meetings.reminder"
# How a confirmation begins, by the answer.
THANKS = {
    "yes": "Nice that you are coming. The calendar file goes with this mail.",
    "maybe": "We noted that you are not sure yet. Let us know as soon as you are.",
    "no": "Thank you for letting us know. We will miss you.",
}


class RecordingLine:
    """Takes the place of the connection to the mail server: what comes here has left the portal."""

    machine: "MailMachine"

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def send(self, email):
        machine = self.machine
        behaviour = machine.behaviours.pop(0) if machine.behaviours else "takes it"
        if behaviour == "is away":
            raise Unreachable("nobody there")
        if behaviour == "says later":
            raise TryLater("451 later")
        try:
            machine.check(email)
        except AssertionError as lie:
            # Delivery would take it for a mail that could not be made, and go on.
            machine.lies.append(str(lie))
        if behaviour == "hangs up":
            machine.unanswered.add(email.extra_headers["Message-ID"])
            raise Uncertain("no answer")


class MailMachine(RuleBasedStateMachine):
    """What people and time do to one meeting."""

    # Set by the test: what makes the circle, and how many mails left in all lives.
    make_world = None
    mails = 0

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.clock = self.stack.enter_context(time_machine.travel(BEGIN, tick=False))
        self.block = transaction.atomic()
        self.block.__enter__()
        RecordingLine.machine = self
        self.line, delivery.Line = delivery.Line, RecordingLine
        self.behaviours, self.unanswered, self.sent, self.lies = [], set(), {}, []

    def teardown(self):
        delivery.Line = self.line
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.stack.close()

    # --- The truth, in plain values ---

    @initialize()
    def begin(self):
        self.circle, self.coordinator, self.meeting = type(self).make_world()
        people = [User.objects.create_user(f"{name.lower()}@example.nl", given_name=name) for name in PEOPLE]
        self.people = {person.email: person for person in [*people, self.coordinator]}
        self.truth = SimpleNamespace(
            start=self.meeting.starts_at,
            place=self.meeting.place,
            cancelled=False,
            members={self.coordinator.email},
            answers={},
            muted=set(),
            hushed=set(),
            silent=set(),
            closed=set(),
        )
        for person in people:
            self._join(person)

    def _join(self, person):
        join_community(self.circle, by=person, role="student", sector="education")
        self.truth.members.add(person.email)

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
            self._check_rhythm(kind, email, to, said)
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

    def _check_rhythm(self, kind, email, to, said):
        truth, now = self.truth, timezone.now()
        assert not truth.cancelled, f"cancelled: {said}"
        assert (truth.start > now) == (kind in AHEAD), f"not at its time: {said}"
        assert not (kind == "meetings.rhythm_rsvp" and to in truth.answers), f"who has answered: {said}"
        self._check_times(email, truth.start.astimezone(ZONE), said)

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

    @invariant()
    def no_mail_has_lied(self):
        assert not self.lies, self.lies[0]

    # --- What people do ---

    def _may(self, deed):
        """Do a deed that may be refused; return whether it was done. What is refused changes nothing."""
        try:
            with transaction.atomic():
                deed()
        except Refused:
            return False
        return True

    @rule(days=st.integers(1, 30), start=st.sampled_from(STARTS))
    def move(self, days, start):
        day = (timezone.now().astimezone(ZONE) + timedelta(days=days)).date()
        row = Meeting.objects.get(pk=self.meeting.pk)
        end = (datetime.combine(date.min, start) + LASTS).time()
        plan = plan_of(row)
        plan = type(plan)(**(vars(plan) | {"date": day, "start_time": start, "end_time": end}))
        if self._may(lambda: change_meeting(row, by=self.coordinator, version=row.version, plan=plan)):
            self.truth.start = datetime.combine(day, start, tzinfo=ZONE).astimezone(UTC)

    @rule(place=st.sampled_from(["Dorpshuis", "Kersentuin", "Raadhuis"]))
    def edit(self, place):
        row = Meeting.objects.get(pk=self.meeting.pk)
        plan = type(plan_of(row))(**(vars(plan_of(row)) | {"place": place}))
        self._may(lambda: change_meeting(row, by=self.coordinator, version=row.version, plan=plan))

    @precondition(lambda self: not self.truth.cancelled)
    @rule(really=st.integers(0, 7))
    def cancel(self, really):
        row = Meeting.objects.get(pk=self.meeting.pk)
        if really == 0 and self._may(lambda: cancel_meeting(row, by=self.coordinator, reason="Storm")):
            self.truth.cancelled = True

    @rule(who=st.sampled_from(PEOPLE), by_coordinator=st.booleans())
    def leave(self, who, by_coordinator):
        person = self._person(who)
        row = Membership.objects.active().filter(user=person, community=self.circle).first()
        if row:
            end_membership(row, by=self.coordinator if by_coordinator else person)
            self.truth.members.discard(person.email)

    @rule(who=st.sampled_from(PEOPLE))
    def join_again(self, who):
        if self._person(who).email not in self.truth.members:
            self._join(self._person(who))

    @rule(who=st.sampled_from(PEOPLE), answer=st.sampled_from(["yes", "no", "maybe"]))
    def answer(self, who, answer):
        person, row = self._person(who), Meeting.objects.get(pk=self.meeting.pk)
        if self._may(lambda: answer_meeting(row, by=person, answer=answer)):
            self.truth.answers[person.email] = answer

    @rule(who=st.sampled_from(PEOPLE), kind=st.sampled_from(REFUSED), on=st.booleans())
    def mute(self, who, kind, on):
        person = self._person(who)
        if on:
            unsubscribe(person, kind)
            self.truth.muted.add((person.email, kind))
        else:
            Preference.objects.filter(user=person).update(channels={})
            self.truth.muted -= {(person.email, refused) for refused in REFUSED}

    @rule(who=st.sampled_from(PEOPLE), silent=st.booleans())
    def silence_the_circle(self, who, silent):
        person = self._person(who)
        (mute if silent else unmute)(person, self.circle.pk)
        (self.truth.hushed.add if silent else self.truth.hushed.discard)(person.email)

    @rule(who=st.sampled_from(PEOPLE), works=st.booleans())
    def bounce(self, who, works):
        email = self._person(who).email
        if works:
            bounces.confirm_address(email)
            self.truth.silent.discard(email)
        else:
            bounces.suppress(email, "bounce")
            self.truth.silent.add(email)

    @rule(who=st.sampled_from(PEOPLE), open_again=st.booleans())
    def close_account(self, who, open_again):
        email = self._person(who).email
        User.objects.filter(email=email).update(is_active=open_again)
        (self.truth.closed.discard if open_again else self.truth.closed.add)(email)

    def _person(self, who):
        return self.people[f"{who.lower()}@example.nl"]

    # --- What time and machines do ---

    @rule()
    def tick(self):
        run_tick(timezone.now())

    @rule(
        behaviours=st.lists(st.sampled_from(["takes it", "takes it", "says later", "hangs up", "is away"]), max_size=3)
    )
    def deliver(self, behaviours):
        self.behaviours = list(behaviours)
        deliver_due()

    @rule(passed=st.sampled_from(SPANS))
    def life_goes_on(self, passed):
        """Time passes, and the portal does each minute what it should; the usual thing, said more than once."""
        self.clock.shift(passed)
        self.behaviours = []
        run_tick(timezone.now())
        deliver_due()

    @rule(passed=st.sampled_from(SPANS))
    def life_goes_on_and_on(self, passed):
        self.life_goes_on(passed)

    @rule(days=st.integers(1, 5))
    def days_go_by(self, days):
        """Day by day, so that each mail of the rhythm has its turn."""
        for _day in range(days):
            self.life_goes_on(timedelta(days=1))

    @rule(days=st.integers(3, 9))
    def more_days_go_by(self, days):
        self.days_go_by(days)

    @rule(passed=st.sampled_from(SPANS))
    def portal_is_down(self, passed):
        """Time passes, and nothing happens: an outage, over whatever was due."""
        self.clock.shift(passed)

    @rule(back=st.sampled_from([timedelta(seconds=40), timedelta(minutes=10), timedelta(hours=2)]))
    def clock_jumps_back(self, back):
        """A machine whose clock is put right; what follows is judged by the clock there is."""
        self.clock.shift(-back)

    @rule()
    def worker_dies_with_its_batch(self):
        claims.claim_batch(timezone.now())
