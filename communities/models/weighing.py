"""Weighing the agenda: everybody divides the same number of dots over its issues."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .issue import Issue
from .membership import Membership
from .sector import Sector


class Weighing(models.Model):
    """One round: from when it is opened until its result stands."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="weighings")
    dots = models.PositiveSmallIntegerField(
        _("dots per person"), default=5, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    issues = models.ManyToManyField(Issue, related_name="weighings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("weighing")
        verbose_name_plural = _("weighings")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            # One round at a time, or nobody knows which dots count.
            models.UniqueConstraint(
                fields=["community"], condition=Q(closed_at__isnull=True), name="one_open_weighing"
            ),
        ]

    def __str__(self) -> str:
        return f"weighing of {self.community_id}"

    @property
    def is_open(self) -> bool:
        """Whether dots can still be divided."""
        return self.closed_at is None


class Ballot(models.Model):
    """The dots of one person, or of all people of one role who divided them on paper.

    Sector and role are those of the membership at that moment. Who divided which dots is shown to nobody but
    themselves; the row knows its person so that they can divide them again, and only once.
    """

    weighing = models.ForeignKey(Weighing, on_delete=models.CASCADE, related_name="ballots")
    # Null on paper, and once the account is erased: the dots were the circle's.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="ballots"
    )
    is_paper = models.BooleanField(default=False)
    sector = models.CharField(max_length=20, choices=Sector)
    role = models.CharField(max_length=20, choices=Membership.Role)
    people = models.PositiveSmallIntegerField(_("number of people"), default=1)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            # Two tabs, or two taps, are one voice.
            models.UniqueConstraint(fields=["weighing", "user"], name="one_ballot_per_person"),
            # Entering the counts of a role again replaces them.
            models.UniqueConstraint(
                fields=["weighing", "sector", "role"], condition=Q(is_paper=True), name="one_paper_ballot_per_role"
            ),
            # What somebody divided in the portal counts for one.
            models.CheckConstraint(
                condition=Q(is_paper=True, user__isnull=True) | Q(people=1, is_paper=False),
                name="ballot_on_screen_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"ballot in {self.weighing_id}"


class Dots(models.Model):
    """How many dots of a ballot lie on one issue."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="rows")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="dots")
    number = models.PositiveIntegerField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dots")
        verbose_name_plural = _("dots")
        constraints = [
            # They lie together.
            models.UniqueConstraint(fields=["ballot", "issue"], name="one_row_of_dots_per_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.number} on {self.issue_id}"
