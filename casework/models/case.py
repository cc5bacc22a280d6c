"""A case that somebody brings. Its text never leaves this table: not in mail, search, feeds or logs."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet
from meetings.models import Meeting

from .reading import Reading


class Case(models.Model):
    """What somebody runs into at work, anonymised, with a question about their own acting."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        DISCUSSED = "discussed", _("discussed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Wanted(models.TextChoices):
        INSIGHT = "insight", _("insight")
        ADVICE = "advice", _("advice")
        PRACTICE = "practice", pgettext_lazy("wanted from the group", "practice")

    # Which status may follow which.
    NEXT = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.DISCUSSED, Status.WITHDRAWN, Status.DRAFT},
        Status.DISCUSSED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.DRAFT},
    }
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
    is_anonymous = models.BooleanField(_("Names, dates and places are taken out."), default=False)
    is_unrecognisable = models.BooleanField(_("Nobody from the area recognises this person."), default=False)
    is_about_me = models.BooleanField(_("It is about what I did."), default=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # A reader said that somebody can be recognised; the case is hidden until its owner has mended it.
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
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
                condition=Q(status__in=["draft", "withdrawn"])
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
        """Whether the circle can read it."""
        return self.status in (self.Status.SUBMITTED, self.Status.DISCUSSED)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back or hidden."""
        return self.status == self.Status.WITHDRAWN


class CaseReading(Reading):
    """Who read a case, and when; the owner sees it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings")

    class Meta(Reading.Meta):
        verbose_name = _("reading of a case")
        verbose_name_plural = _("readings of cases")
