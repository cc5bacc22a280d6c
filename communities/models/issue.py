"""The joint agenda of a circle: issues, what organisations have at stake in them, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .organisation import Organisation


class IssueQuerySet(PermittedQuerySet["Issue"]):
    """Issues, by how far they are."""

    def weighable(self) -> "IssueQuerySet":
        """Issues that stand on the agenda: not a draft any more, and nothing decided yet."""
        return self.filter(status=Issue.Status.ALIGN)


class Issue(models.Model):
    """A question that somebody puts before the circle."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("proposed")
        ALIGN = "align", _("on the agenda")
        COMMITTED = "committed", _("committed")
        IN_PROGRESS = "in_progress", _("in progress")
        ANSWERED = "answered", _("answered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    NEXT = {
        Status.DRAFT: {Status.ALIGN, Status.WITHDRAWN},
        Status.ALIGN: {Status.COMMITTED, Status.WITHDRAWN},
        Status.COMMITTED: {Status.IN_PROGRESS},
        Status.IN_PROGRESS: {Status.ANSWERED},
        Status.ANSWERED: {Status.IN_PROGRESS},
        Status.WITHDRAWN: {Status.DRAFT},
    }
    # While it may still be sharpened.
    OPEN = (Status.DRAFT, Status.ALIGN)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="issues")
    title = models.CharField(_("issue"), max_length=200)
    text = models.TextField(_("what is going on"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    # Whoever is erased leaves the circle its agenda, without a name.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="issues_proposed"
    )
    # For whom it was proposed, when not for oneself.
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    # Why it was chosen, and how it will be approached; both from the moment the circle commits itself.
    decision = models.TextField(_("decision and reasons"), blank=True)
    approach = models.TextField(_("chosen approach"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            # Nobody has to guess later why the circle took this up.
            models.CheckConstraint(
                condition=Q(status__in=["draft", "align", "withdrawn"])
                | (Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(approach="")),
                name="issue_committed_has_reasons",
            ),
            # Answered is what one can read.
            models.CheckConstraint(condition=~Q(status="answered") | ~Q(answer=""), name="issue_answered_has_answer"),
        ]
        indexes = [
            # The agenda of a circle.
            models.Index(fields=["community", "status"], name="issues_by_status"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communities:issue_detail", kwargs={"slug": self.community.slug, "pk": self.pk})

    @property
    def is_weighable(self) -> bool:
        """The row twin of ``weighable()``."""
        return self.status == self.Status.ALIGN


class IssueVersion(models.Model):
    """How an issue was put before: what one version said."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an issue")
        verbose_name_plural = _("versions of issues")
        ordering = ["-number"]
        constraints = [
            # A number says which one is meant.
            models.UniqueConstraint(fields=["issue", "number"], name="one_issue_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.issue_id}"


class Interest(models.Model):
    """What an organisation, or the residents, have at stake in an issue."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="interests")
    # Null speaks for the residents, who need no organisation.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="interests"
    )
    text = models.TextField(_("what is at stake"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        ordering = ["organisation__name", "pk"]
        constraints = [
            # One row says all of one organisation. Two, as SQLite has no "nulls not distinct".
            models.UniqueConstraint(fields=["issue", "organisation"], name="one_interest_per_organisation"),
            models.UniqueConstraint(
                fields=["issue"], condition=Q(organisation__isnull=True), name="one_interest_of_residents"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.issue_id}"


class IssueStep(models.Model):
    """One moment in the history of an issue: who did what, and when."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CHANGED = "changed", _("Put otherwise")
        ALIGN = "align", _("Put on the agenda")
        COMMITTED = "committed", _("Committed")
        IN_PROGRESS = "in_progress", _("Work began")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DRAFT = "draft", _("Proposed again")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an issue")
        verbose_name_plural = _("steps of issues")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.issue_id}"
