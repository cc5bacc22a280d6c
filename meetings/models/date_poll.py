"""Asking a circle which date suits most people."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class DatePollQuerySet(PermittedQuerySet["DatePoll"]):
    """Polls, by where they stand."""

    def open(self) -> "DatePollQuerySet":
        """Polls that members may still answer."""
        return self.filter(status=DatePoll.Status.OPEN)


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
