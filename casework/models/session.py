"""A live peer consultation: one table, one method, step by step. What is written there stays at the table."""

import secrets
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from meetings.models import Meeting, ProgrammeItem

from ..methods import Group, Plan, PlanStep, plan_of, said
from .case import Case

# Letters and digits that nobody takes for another one.
CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def make_poll_key() -> str:
    """Return a key that nobody guesses; it tells no more than that something changed at a table."""
    return secrets.token_urlsafe(18)


def make_code() -> str:
    """Return what lets somebody who is in the room join a table."""
    return "".join(secrets.choice(CODE_SIGNS) for _place in range(6))


class SessionQuerySet(PermittedQuerySet["Session"]):
    """Sessions, by where they stand."""

    def open(self) -> "SessionQuerySet":
        """Those that somebody can still join."""
        return self.filter(status__in=[Session.Status.READY, Session.Status.RUNNING])

    def held(self) -> "SessionQuerySet":
        """Those that have been held."""
        return self.filter(status__in=[Session.Status.FINISHED, Session.Status.CLOSED])

    def with_circle(self) -> "SessionQuerySet":
        """Sessions with what every page about them names."""
        return self.select_related("meeting__cycle__community", "case__owner", "item")


class Session(models.Model):
    """One consultation at one table. Its plan is kept as it was at the start."""

    class Status(models.TextChoices):
        READY = "ready", _("about to begin")
        RUNNING = "running", _("going on")
        FINISHED = "finished", _("held")
        CLOSED = "closed", _("closed")

    # Finished: the record is written. Closed: the owner chose what stays, the rest is erased.
    NEXT = {
        Status.READY: {Status.RUNNING},
        Status.RUNNING: {Status.FINISHED},
        Status.FINISHED: {Status.CLOSED},
        Status.CLOSED: set(),
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sessions")
    # The part of the programme; a session outlives a programme that is made anew.
    item = models.ForeignKey(ProgrammeItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    table = models.PositiveSmallIntegerField(_("group"), null=True, blank=True)
    # A session can be held without a case on paper; the hours stay when its owner takes the case away.
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    plan = models.JSONField()
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.READY)
    # The number of the step; 0 before the beginning.
    step = models.PositiveSmallIntegerField(default=0)
    # One more for each move of the facilitator: two taps at once make one move.
    turn = models.PositiveIntegerField(default=0)
    # One more for whatever somebody at the table can see change; the phones ask for it.
    version = models.PositiveIntegerField(default=1)
    poll_key = models.CharField(max_length=40, unique=True, default=make_poll_key, editable=False)
    code = models.CharField(max_length=8, default=make_code, editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("peer consultation")
        verbose_name_plural = _("peer consultations")
        ordering = ["created_at", "pk"]
        constraints = [
            # Two people who start the same table at once start one session.
            models.UniqueConstraint(
                fields=["item", "table"],
                name="one_open_session_per_table",
                condition=Q(status__in=["ready", "running"], item__isnull=False),
            ),
            # What began has a moment, and what ended has one: contact hours and retention ask for it.
            models.CheckConstraint(
                condition=Q(status="ready", began_at__isnull=True, ended_at__isnull=True)
                | Q(status="running", began_at__isnull=False, ended_at__isnull=True)
                | Q(status__in=["finished", "closed"], began_at__isnull=False, ended_at__isnull=False),
                name="session_has_its_moments",
            ),
        ]
        indexes = [
            # The sessions of a meeting, for its page.
            models.Index(fields=["meeting", "status"], name="sessions_of_meeting"),
        ]

    def __str__(self) -> str:
        return said(self.method.title)

    def get_absolute_url(self) -> str:
        return reverse("casework:session_detail", kwargs={"pk": self.pk})

    @cached_property
    def method(self) -> Plan:
        """The plan as it was at the start, with the minutes of this table."""
        return plan_of(self.plan)

    @property
    def is_open(self) -> bool:
        """The row twin of ``open()``."""
        return self.status in (self.Status.READY, self.Status.RUNNING)

    @property
    def is_held(self) -> bool:
        """The row twin of ``held()``."""
        return self.status in (self.Status.FINISHED, self.Status.CLOSED)

    @property
    def is_last_step(self) -> bool:
        """Whether no step follows."""
        return self.step >= len(self.method.steps)

    def step_at(self, position: int) -> PlanStep | None:
        """Return the step of the plan with this number; None when there is none."""
        return self.method.steps[position - 1] if 1 <= position <= len(self.method.steps) else None


class SessionStep(models.Model):
    """The clock of one step: time is computed from moments, nothing ticks in the database."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    # Minutes that the facilitator added.
    extra = models.PositiveSmallIntegerField(default=0)
    # Seconds that were spent on it before the clock was last started.
    spent = models.PositiveIntegerField(default=0)
    # Since when its clock runs; null while it is paused, or another step goes on.
    running_since = models.DateTimeField(null=True, blank=True)
    # When what was hidden in it was shown to the table.
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("step of a peer consultation")
        verbose_name_plural = _("steps of a peer consultation")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="one_clock_per_step"),
            # A table does one step at a time.
            models.UniqueConstraint(
                fields=["session"], name="one_running_clock_per_session", condition=Q(running_since__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.position)

    @property
    def is_paused(self) -> bool:
        """Whether its clock stands still."""
        return self.running_since is None

    def seconds_spent(self, now: datetime) -> int:
        """Return how long the table has spent on it, without pauses."""
        running = (now - self.running_since) if self.running_since else timedelta(0)
        return self.spent + max(0, int(running.total_seconds()))

    def seconds_left(self, now: datetime) -> int:
        """Return how long there is left; below zero when the time is over."""
        return (self.minutes + self.extra) * 60 - self.seconds_spent(now)

    def stop(self, now: datetime) -> None:
        """Put the clock still; does not save."""
        self.spent, self.running_since = self.seconds_spent(now), None


class Seat(models.Model):
    """Who sits at a table, and as what."""

    class Role(models.TextChoices):
        OWNER = "owner", _("case owner")
        FACILITATOR = "facilitator", _("facilitator")
        PARTICIPANT = "participant", _("participant")
        NOTE_TAKER = "note_taker", _("note-taker")
        TIMEKEEPER = "timekeeper", _("timekeeper")
        OBSERVER = "observer", _("observer")

    # What a step asks of participants, note-takers and timekeepers do too; observers only look on.
    GROUPS: dict[str, frozenset[str]] = {
        Role.OWNER: frozenset({Group.OWNER, Group.ALL}),
        Role.FACILITATOR: frozenset({Group.ALL}),
        Role.PARTICIPANT: frozenset({Group.PARTICIPANTS, Group.ALL}),
        Role.NOTE_TAKER: frozenset({Group.PARTICIPANTS, Group.ALL}),
        Role.TIMEKEEPER: frozenset({Group.PARTICIPANTS, Group.ALL}),
        Role.OBSERVER: frozenset(),
    }

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    # Who has their account erased sat nowhere.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.PARTICIPANT)
    joined_at = models.DateTimeField(auto_now_add=True)
    # Net seconds of the session that had passed when they came, and when they left; null: they stayed to the end.
    came_at = models.PositiveIntegerField(default=0)
    left_at = models.PositiveIntegerField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["joined_at", "pk"]
        constraints = [
            # Of one person one role: the case owner never leads.
            models.UniqueConstraint(fields=["session", "user"], name="one_seat_per_person"),
            models.UniqueConstraint(fields=["session"], name="one_owner_per_session", condition=Q(role="owner")),
            models.UniqueConstraint(
                fields=["session"], name="one_facilitator_per_session", condition=Q(role="facilitator")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    def is_in(self, groups: tuple[str, ...]) -> bool:
        """Whether a step that is for these groups is for this seat."""
        return not self.GROUPS[self.role].isdisjoint(groups)

    def may_write(self, step: PlanStep) -> bool:
        """Whether the step asks this seat for something; who is to be silent has no input at all."""
        return self.is_in(step.active) and not self.is_in(step.silent)


def net_seconds(steps: Any, now: datetime) -> int:
    """Return how long a table has been at work until ``now``, without pauses."""
    return sum(step.seconds_spent(now) for step in steps)
