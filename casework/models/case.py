"""A case that somebody brings. Its text never leaves this table: not in mail, search, feeds or logs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet
from meetings.models import Meeting


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
        PRACTICE = "practice", _("practice")

    NEXT = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.DISCUSSED, Status.WITHDRAWN, Status.DRAFT},
        Status.DISCUSSED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.DRAFT},
    }

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
    title = models.CharField(_("title"), max_length=120)
    situation = models.TextField(_("situation"), blank=True)
    my_role = models.TextField(_("my own role"), blank=True)
    my_acting = models.TextField(_("what I did, thought and felt"), blank=True)
    difficulty = models.TextField(_("what makes it hard"), blank=True)
    question = models.CharField(_("my question"), max_length=300, blank=True)
    wanted = models.CharField(_("what I want from the group"), max_length=20, choices=Wanted, blank=True)
    is_anonymous = models.BooleanField(default=False)
    is_unrecognisable = models.BooleanField(default=False)
    is_about_me = models.BooleanField(default=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

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
        ]
        indexes = [
            # The cases of a circle, newest first.
            models.Index(fields=["community", "status", "-submitted_at"], name="cases_of_circle"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("casework:case_detail", kwargs={"pk": self.pk})


class CaseReading(models.Model):
    """Who read a case, and when; the owner sees it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reading of a case")
        verbose_name_plural = _("readings of cases")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.at}"
