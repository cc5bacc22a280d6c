"""A report that somebody in something confidential can be recognised, and what was done about it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Topic
from leerkring.core.permissions import PermittedQuerySet

from .case import Case
from .portfolio import Portfolio
from .reflection import Reflection
from .session import Session
from .submission import Submission


class CaseIncident(models.Model):
    """What was reported, when, and how it ended. It outlives what it is about, and holds no word of it."""

    # Within which a data leak must be reported to the authority (AP).
    NOTICE = timedelta(hours=72)

    # What it can be about, each a field: all that an administrator can open in an emergency (``confidential.py``).
    ABOUT = ("case", "reflection", "submission", "portfolio", "session", "topic")
    # Those that are one person's, who mends it themselves.
    OF_ONE = ("case", "reflection", "submission", "portfolio")

    # A portfolio is of no circle.
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, related_name="case_incidents")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="incidents")
    # Of a report about something else: one of these.
    reflection = models.ForeignKey(
        Reflection, on_delete=models.SET_NULL, null=True, blank=True, related_name="incidents"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.SET_NULL, null=True, blank=True, related_name="incidents"
    )
    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.SET_NULL, null=True, blank=True, related_name="incidents"
    )
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="incidents")
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="incidents")
    what = models.TextField(_("what can be recognised"), blank=True)
    reported_at = models.DateTimeField()
    # The record stays when an account goes; who has a link needs none.
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done = models.TextField(_("what was done"), blank=True)
    told_authority = models.BooleanField(_("reported to the AP"), default=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy incident")
        verbose_name_plural = _("privacy incidents")
        ordering = ["-reported_at"]
        constraints = [
            # Reported twice at once is one incident.
            models.UniqueConstraint(fields=["case"], condition=Q(closed_at__isnull=True), name="one_open_incident"),
            models.UniqueConstraint(
                fields=["reflection"], condition=Q(closed_at__isnull=True), name="one_open_incident_of_reflection"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(closed_at__isnull=True), name="one_open_incident_of_submission"
            ),
            models.UniqueConstraint(
                fields=["portfolio"], condition=Q(closed_at__isnull=True), name="one_open_incident_of_portfolio"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(closed_at__isnull=True), name="one_open_incident_of_session"
            ),
            models.UniqueConstraint(
                fields=["topic"], condition=Q(closed_at__isnull=True), name="one_open_incident_of_topic"
            ),
            # It is closed with what was done, or not at all.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(done=""), name="incident_closes_with_what_was_done"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("casework:incident_detail", kwargs={"pk": self.pk})

    @property
    def about(self) -> Any:
        """What it is about, of which only the number and whose it is may be shown; None when it was deleted."""
        return next((getattr(self, name) for name in self.ABOUT if getattr(self, f"{name}_id")), None)

    @property
    def text(self) -> Reflection | Submission | Portfolio | None:
        """What it is about when that is one person's, and no case."""
        return self.reflection or self.submission or self.portfolio

    @property
    def whose(self) -> Any:
        """Whose text it is about; of a consultation or a conversation that is nobody alone."""
        about = self.case or self.text
        return getattr(about, "author", None) or getattr(about, "owner", None)

    @property
    def is_logged(self) -> bool:
        """Whether it is known who read what it is about; of a table or a conversation only who could."""
        return not (self.portfolio_id or self.session_id or self.topic_id)

    @property
    def is_open(self) -> bool:
        """Whether something still has to be done."""
        return self.closed_at is None

    @property
    def notice_until(self) -> datetime:
        """Until when a data leak can be reported in time."""
        return self.reported_at + self.NOTICE


class IncidentAccess(models.Model):
    """Somebody who could read it when it was reported, and how often they did."""

    incident = models.ForeignKey(CaseIncident, on_delete=models.CASCADE, related_name="access")
    # How many people there were still counts when one of them is gone.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    # Whoever had a link, of whom nothing else is known.
    by_link = models.BooleanField(default=False, db_default=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a reported case")
        verbose_name_plural = _("accesses to reported cases")
        ordering = ["-times", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.times}"
