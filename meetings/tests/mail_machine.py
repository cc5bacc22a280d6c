"""A circle, its meeting and its mail, lived through at random, with a plain model of the truth beside it.

Every mail that leaves is held against the truth of that moment. Nothing here asks the portal what is true.
"""

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communities.actions.membership import end_membership, join_community
from communities.models import Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications import bounces, claims, delivery
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Preference
from leerkring.notifications.preferences import mute, unmute, unsubscribe
from leerkring.notifications.smtp import TryLater, Uncertain, Unreachable
from leerkring.notifications.tasks import run_tick
from meetings.actions.attendance import answer_meeting
from meetings.actions.meeting import cancel_meeting, change_meeting, plan_of
from meetings.models import Meeting

from .mail_judge import LASTS, STARTS, ZONE, Judge

# A week before the night in which the clock goes back, so that meetings fall on both sides of it.
BEGIN = datetime(2027, 10, 18, 7, tzinfo=UTC)
SPANS = [timedelta(minutes=1), timedelta(minutes=3), timedelta(hours=3), timedelta(hours=9)]
SPANS += [timedelta(days=days) for days in (1, 2, 5)]
PEOPLE = ["Anna", "Bram", "Cato"]
REFUSED = ["meetings.reminder", "meetings.rhythm_prepare", "meetings.rhythm_rsvp", "meetings.rhythm_call"]


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


class MailMachine(Judge, RuleBasedStateMachine):
    """What people and time do to one meeting."""

    # Set by the test: what makes the circle.
    make_world = None

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.clock = self.stack.enter_context(time_machine.travel(BEGIN, tick=False))
        self.block = transaction.atomic()
        self.block.__enter__()
        RecordingLine.machine = self
        self.line, delivery.Line = delivery.Line, RecordingLine
        self.behaviours, self.unanswered, self.sent, self.lies = [], set(), {}, []
        # Which intent told somebody of one thing, and how far the clock has been put back.
        self.told, self.back = {}, timedelta(0)

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
            answered=Counter(),
            changed_at=set(),
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
            self._changed()

    @rule(place=st.sampled_from(["Dorpshuis", "Kersentuin", "Raadhuis"]))
    def edit(self, place):
        row = Meeting.objects.get(pk=self.meeting.pk)
        plan = type(plan_of(row))(**(vars(plan_of(row)) | {"place": place}))
        if self._may(lambda: change_meeting(row, by=self.coordinator, version=row.version, plan=plan)):
            self._changed()

    def _changed(self):
        """Remember that something changed now: a clock that was put back shows the same moment once more."""
        self.truth.changed_at.add((self.back, timezone.now()))

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
            self.truth.answered[person.email] += 1

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
        self.back += back

    @rule()
    def worker_dies_with_its_batch(self):
        claims.claim_batch(timezone.now())

    # --- Between the writing of a mail and its sending: there it goes stale ---

    def _write_next(self):
        """Let everybody look forward to the meeting, and write the next mail of the rhythm ahead of it."""
        for who in PEOPLE:
            self.join_again(who)
            self.close_account(who, True)
            self.bounce(who, True)
            self.silence_the_circle(who, False)
            self.mute(who, "", False)
        self.move(9, STARTS[0])
        for who in PEOPLE:
            self.answer(who, "yes")
        self.life_goes_on(timedelta(minutes=3))
        # What is over was not moved: there is nothing to wait for any more.
        self.clock.shift(max(self._due("meetings.rhythm_prepare") - timezone.now(), timedelta(0)))
        run_tick(timezone.now())

    def _send(self):
        self.behaviours = []
        deliver_due()

    @precondition(lambda self: not self.truth.cancelled)
    @rule(days=st.integers(10, 30), start=st.sampled_from(STARTS))
    def meeting_moves_away_under_its_mails(self, days, start):
        self._write_next()
        self.move(days, start)
        self._send()

    @precondition(lambda self: not self.truth.cancelled)
    @rule(order=st.permutations(PEOPLE))
    def everybody_turns_away_before_the_sending(self, order):
        """One silences the circle, one refuses each kind, one leaves: no mail that was written still goes out."""
        self._write_next()
        quiet, choosy, gone = order
        self.silence_the_circle(quiet, True)
        for kind in REFUSED:
            self.mute(choosy, kind, True)
        self.leave(gone, False)
        self._send()
        self.silence_the_circle(quiet, False)
        self.mute(choosy, "", False)

    @rule(answers=st.lists(st.sampled_from(["yes", "no", "maybe"]), min_size=2, max_size=3, unique=True))
    def everybody_thinks_twice_before_the_sending(self, answers):
        for answer in answers:
            for who in PEOPLE:
                self.answer(who, answer)
        self._send()

    @rule(places=st.permutations(["Dorpshuis", "Kersentuin", "Raadhuis"]))
    def place_changes_twice_at_once(self, places):
        for place in places[:2]:
            self.edit(place)
        self.clock.shift(timedelta(minutes=3))
        self._send()
