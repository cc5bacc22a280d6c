"""A case that somebody brings. Its text never leaves this table: not in mail, search, feeds or logs."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet
from meetings.models import Meeting

from .preferred_method import PreferredMethod
from .reading import Reading


class Case(models.Model):
    """What somebody runs into at work, anonymised, with a question about their own acting."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RELEASED = "released", _("released")
        DISCUSSED = "discussed", _("discussed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        INCIDENT = "incident", _("hidden after a report")
        EXPIRED = "expired", _("expired")

    class Wanted(models.TextChoices):
        INSIGHT = "insight", _("insight")
        ADVICE = "advice", _("advice")
        PRACTICE = "practice", pgettext_lazy("wanted from the group", "practice")

    class Grade(models.TextChoices):
        """Who reads a case once it is released; the narrowest first."""

        TABLE = "table", _("only the table at this meeting")
        CIRCLE = "circle", _("the whole circle")
        PUBLISHABLE = "publishable", _("the circle, and anonymised in a publication")

    # Which status may follow which. A case that was sent back by its second reader is a draft again, with a remark.
    NEXT = {
        Status.DRAFT: {Status.SUBMITTED, Status.EXPIRED},
        Status.SUBMITTED: {Status.RELEASED, Status.WITHDRAWN, Status.DRAFT, Status.INCIDENT, Status.EXPIRED},
        Status.RELEASED: {Status.DISCUSSED, Status.WITHDRAWN, Status.DRAFT, Status.INCIDENT, Status.EXPIRED},
        Status.DISCUSSED: {Status.WITHDRAWN, Status.INCIDENT, Status.EXPIRED},
        Status.WITHDRAWN: {Status.DRAFT, Status.EXPIRED},
        Status.INCIDENT: {Status.DRAFT, Status.EXPIRED},
        Status.EXPIRED: set(),
    }
    # When the group reads it.
    OPEN = (Status.RELEASED, Status.DISCUSSED)
    # What the preparation form asks, in its order.
    TEXTS = ("title", "situation", "my_role", "my_acting", "difficulty", "question")
    CHECKS = ("is_anonymous", "is_unrecognisable", "is_about_me")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="cases")
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("for the meeting"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
    )
    # A case without its owner means nothing to others, and is theirs to take away.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cases")
    title = models.CharField(_("title"), max_length=120, blank=True)
    situation = models.TextField(_("situation"), blank=True)
    my_role = models.TextField(_("my own role"), blank=True)
    my_acting = models.TextField(_("what I did, thought and felt"), blank=True)
    difficulty = models.TextField(_("what makes it hard"), blank=True)
    question = models.CharField(_("my question"), max_length=300, blank=True)
    wanted = models.CharField(_("what I want from the group"), max_length=20, choices=Wanted, blank=True)
    preferred_method = models.CharField(
        _("preferred method"), max_length=40, choices=PreferredMethod, blank=True, default="", db_default=""
    )
    grade = models.CharField(
        _("who may read it"), max_length=20, choices=Grade, default=Grade.TABLE, db_default=Grade.TABLE
    )
    # Its owner lets who comes to the meeting see these two, and nothing else, to weigh which case is talked through.
    shows_question = models.BooleanField(
        _("who comes to the meeting sees my title and question"), default=False, db_default=False
    )
    is_anonymous = models.BooleanField(_("Names, dates and places are taken out."), default=False)
    is_unrecognisable = models.BooleanField(_("Nobody from the area recognises this person."), default=False)
    is_about_me = models.BooleanField(_("It is about what I did."), default=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Who reads it before the others do, where that is neither the facilitator of the meeting nor a coordinator.
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("second reader"),
        # The case then waits for whoever leads the meeting.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    discussed_at = models.DateTimeField(null=True, blank=True)
    # What the second reader asks to change; as private as the text.
    remark = models.TextField(_("remark"), blank=True, default="", db_default="")
    returned_at = models.DateTimeField(null=True, blank=True)
    # A reader said that somebody can be recognised; the case is hidden until its owner has mended it.
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # When its owner was first told that its text will be erased.
    warned_at = models.DateTimeField(null=True, blank=True)
    warned_again_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    # The open page it was first written on: sent twice, it is still one case.
    page = models.UUIDField(default=uuid.uuid4, editable=False)
    # The open page that saved last; what that page saves by itself never conflicts with its own button.
    saved_by_page = models.UUIDField(null=True, editable=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            # Nobody else sees a case before its owner has confirmed the three privacy checks.
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn", "incident", "expired"])
                | Q(is_anonymous=True, is_unrecognisable=True, is_about_me=True),
                name="case_is_checked_before_it_is_shared",
            ),
            # A page that saves by itself, and twice, makes one case.
            models.UniqueConstraint(fields=["owner", "page"], name="one_case_per_page"),
        ]
        indexes = [
            # The cases of a circle, newest first.
            models.Index(fields=["community", "status", "-submitted_at"], name="cases_of_circle"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Case without a title"))

    def get_absolute_url(self) -> str:
        return reverse("casework:case_detail", kwargs={"pk": self.pk})

    @property
    def is_draft(self) -> bool:
        """Whether only its owner knows of it."""
        return self.status == self.Status.DRAFT

    @property
    def is_shared(self) -> bool:
        """Whether others than its owner can read it, if only the second reader."""
        return self.status in (self.Status.SUBMITTED, self.Status.RELEASED, self.Status.DISCUSSED)

    @property
    def is_submitted(self) -> bool:
        """Whether it waits for its second reader."""
        return self.status == self.Status.SUBMITTED

    @property
    def kept_from(self) -> datetime:
        """From when on the time counts that its text is kept: its session, else what was last done with it."""
        return self.discussed_at or self.changed_at

    @property
    def first_reader_id(self) -> int | None:
        """Who alone reads it before the others do: named for it, or who leads its meeting; None: each coordinator."""
        facilitator = self.meeting.facilitator_id if self.meeting else None
        return self.second_reader_id or (facilitator if facilitator != self.owner_id else None)

    @property
    def is_released(self) -> bool:
        """Whether its grade says who reads it: the second reader released it."""
        return self.status in self.OPEN

    @property
    def is_withdrawn(self) -> bool:
        """Whether its owner took it back."""
        return self.status == self.Status.WITHDRAWN

    @property
    def is_incident(self) -> bool:
        """Whether it is hidden because somebody can be recognised."""
        return self.status == self.Status.INCIDENT

    @property
    def is_expired(self) -> bool:
        """Whether its text was erased when its time had passed."""
        return self.status == self.Status.EXPIRED


class CaseReading(Reading):
    """Who read a case, and when; the owner sees it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings")

    class Meta(Reading.Meta):
        verbose_name = _("reading of a case")
        verbose_name_plural = _("readings of cases")
