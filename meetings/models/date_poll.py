"""Asking a circle which date suits most people."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.permissions import PermittedQuerySet

from .clock import utc_moment
from .meeting import Meeting


class DatePollQuerySet(PermittedQuerySet["DatePoll"]):
    """Polls, by where they stand."""

    def open(self) -> "DatePollQuerySet":
        """Polls that members may still answer."""
        return self.filter(status=DatePoll.Status.OPEN)

    def with_meeting(self) -> "DatePollQuerySet":
        """Polls with what every page and mail about them names."""
        return self.select_related("meeting__cycle__community__programme", "meeting__host", "chosen")

    def with_vote_of(self, user: Any) -> "DatePollQuerySet":
        """Polls with whether this person said anything about one of the dates (``have_voted``)."""
        return self.annotate(have_voted=Exists(DateVote.objects.filter(option__poll=OuterRef("pk"), user=user)))


class DatePoll(models.Model):
    """A question about one meeting that is to come: which of these dates suits you?"""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("date poll", "open")
        CHOSEN = "chosen", _("a date is chosen")
        STOPPED = "stopped", _("stopped without a choice")

    MOST_OPTIONS = 12

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="date_polls")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # Until when members are asked to answer; on the calendar of the place.
    closes_on = models.DateField(_("answer until"))
    chosen: Any = models.ForeignKey(
        "meetings.DateOption", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # When who had not answered was reminded, and when coordinators were told that it is time to choose; each once.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DatePollQuerySet.as_manager()

    class Meta:
        verbose_name = _("date poll")
        verbose_name_plural = _("date polls")
        constraints = [
            # Two coordinators who ask at once ask once.
            models.UniqueConstraint(fields=["meeting"], condition=Q(status="open"), name="one_open_poll_per_meeting"),
            # When it stopped is known of every poll that did.
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="closed_poll_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def is_open(self) -> bool:
        """The row twin of ``open()``."""
        return self.status == self.Status.OPEN

    def get_absolute_url(self) -> str:
        return reverse("meetings:poll_detail", kwargs={"pk": self.meeting_id, "poll_pk": self.pk})

    def is_past(self, today: date) -> bool:
        """Whether the last day to answer has passed: then it is time to choose."""
        return self.closes_on < today

    @property
    def lapsed(self) -> bool:
        """Whether it is open about a meeting that has begun or does not go on: nothing is left to choose."""
        return self.is_open and (not self.meeting.is_planned or self.meeting.has_begun)


class DateOption(models.Model):
    """One of the dates: clock times of the place."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    date = models.DateField(_("date"))
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("until"))

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed date")
        verbose_name_plural = _("proposed dates")
        ordering = ["date", "start_time"]
        constraints = [
            # The same moment twice would split its votes.
            models.UniqueConstraint(fields=["poll", "date", "start_time"], name="one_option_per_moment"),
            # As with meetings: what ends before it begins can't be chosen.
            models.CheckConstraint(condition=Q(end_time__gt=F("start_time")), name="option_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.start_time}"

    def moment(self, time_zone: str) -> datetime:
        """Return the UTC moment at which it begins."""
        return utc_moment(self.date, self.start_time, time_zone)

    @property
    def local_start(self) -> datetime:
        """Its beginning on the clock of the place: naive, as of a meeting."""
        return datetime.combine(self.date, self.start_time)

    @property
    def local_end(self) -> datetime:
        """Its end on the clock of the place."""
        return datetime.combine(self.date, self.end_time)


class DateVote(models.Model):
    """Whether one person can come on one of the dates."""

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("date poll", "suits me")
        MAYBE = "maybe", pgettext_lazy("date poll", "if need be")
        NO = "no", pgettext_lazy("date poll", "does not suit me")

    option = models.ForeignKey(DateOption, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    answered_at = models.DateTimeField(_("answered"))

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote for a date")
        verbose_name_plural = _("votes for dates")
        constraints = [
            # A person has one answer per date; the last one counts.
            models.UniqueConstraint(fields=["option", "user"], name="one_vote_per_option"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.answer}"
