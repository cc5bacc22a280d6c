"""Handing in what one wrote, to have it assessed by two people; and what they find."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet

from .portfolio import Portfolio
from .reading import Reading
from .reflection import Reflection


class Submission(models.Model):
    """A frozen copy of a reflection or a whole portfolio, for its assessors: what changes afterwards is not in it."""

    class Kind(models.TextChoices):
        FORMATIVE = "formative", _("Formative: to learn from")
        SUMMATIVE = "summative", _("Summative: it counts")

    class Scale(models.TextChoices):
        PASSED = "passed", _("passed or not passed")
        GRADED = "graded", _("insufficient, sufficient or good")

    # How many people assess.
    ASSESSORS = 2

    # It goes with who wrote it.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    # In which circle it is assessed.
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    # The copy stays when its source goes.
    reflection = models.ForeignKey(
        Reflection, on_delete=models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("what is it for?"), max_length=20, choices=Kind)
    scale = models.CharField(_("how is it assessed?"), max_length=20, choices=Scale)
    # Title, date, model and parts of each text, as they stood; who is quoted in it stands there by number alone.
    copy: models.JSONField = models.JSONField(default=list)
    submitted_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            # One text is handed in at a time.
            models.CheckConstraint(
                condition=Q(reflection__isnull=True) | Q(portfolio__isnull=True), name="submission_has_one_source"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("casework:submission_detail", kwargs={"pk": self.pk})

    @property
    def is_portfolio(self) -> bool:
        """Whether a whole portfolio was handed in, also when that is gone: each of its texts says where it leads."""
        return any("url" in item for item in self.copy)


class Assessment(models.Model):
    """What one assessor finds of process and depth; never of how private somebody dared to be."""

    class Result(models.TextChoices):
        PASSED = "passed", _("passed")
        NOT_PASSED = "not_passed", _("not passed")
        INSUFFICIENT = "insufficient", _("insufficient")
        SUFFICIENT = "sufficient", _("sufficient")
        GOOD = "good", _("good")

    # Which results belong to which scale.
    OF = {
        Submission.Scale.PASSED: (Result.PASSED, Result.NOT_PASSED),
        Submission.Scale.GRADED: (Result.INSUFFICIENT, Result.SUFFICIENT, Result.GOOD),
    }

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assessments")
    # A result stands, also when the account of who gave it goes.
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assessments"
    )
    result = models.CharField(_("result"), max_length=20, choices=Result, blank=True)
    process = models.TextField(_("process"), blank=True)
    depth = models.TextField(_("depth"), blank=True)
    talk_on = models.DateField(_("date of the conversation"), null=True, blank=True)
    # Null while the assessor is still reading; from then on the author sees it.
    assessed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["pk"]
        constraints = [
            # Two assessors are two people.
            models.UniqueConstraint(fields=["submission", "assessor"], name="one_assessment_per_assessor"),
            # What is given has a result.
            models.CheckConstraint(
                condition=Q(assessed_at__isnull=True) | ~Q(result=""), name="assessment_given_has_a_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.assessor_id}"

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The results that the scale of the submission knows."""
        return [(result.value, result.label) for result in self.OF[Submission.Scale(self.submission.scale)]]


class SubmissionReading(Reading):
    """Which assessor read a submission, and when; the author sees it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="readings")

    class Meta(Reading.Meta):
        verbose_name = _("reading of a submission")
        verbose_name_plural = _("readings of submissions")
