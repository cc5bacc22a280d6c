"""Assignments: what an organisation asks students and professionals to do, who does it, and what came of it."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.permissions import PermittedQuerySet

from .area import Area
from .community import Community
from .organisation import Organisation
from .theme import Theme


class AssignmentQuerySet(PermittedQuerySet["Assignment"]):
    """Assignments, as lists show them."""

    def shown(self) -> "AssignmentQuerySet":
        """Those that a board may show: published and what followed."""
        return self.filter(status__in=Assignment.SHOWN)

    def with_chosen(self) -> "AssignmentQuerySet":
        """Each with the number of people who were chosen (``chosen_count``)."""
        chosen = Q(applications__status=AssignmentApplication.Status.CHOSEN)
        return self.annotate(chosen_count=Count("applications", filter=chosen, distinct=True))


class Assignment(models.Model):
    """What an organisation asks within a circle. It is filled when as many are chosen as there are places."""

    class Level(models.TextChoices):
        MBO = "mbo", _("mbo")
        HBO = "hbo", _("hbo")
        ANY = "any", _("mbo and hbo")
        WORK = "work", _("professionals")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("open")
        STARTED = "started", _("started")
        FINISHED = "finished", _("finished")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # Which status may follow on which.
    NEXT = {
        Status.DRAFT: {Status.PUBLISHED, Status.WITHDRAWN},
        Status.PUBLISHED: {Status.STARTED, Status.WITHDRAWN},
        Status.STARTED: {Status.FINISHED, Status.WITHDRAWN},
        Status.FINISHED: set(),
        Status.WITHDRAWN: set(),
    }
    SHOWN = (Status.PUBLISHED, Status.STARTED, Status.FINISHED)
    MOST_PLACES = 50

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="assignments")
    # A client is deleted by nobody by accident; merged, it is the one that stays.
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("client organisation"), on_delete=models.PROTECT, related_name="assignments"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what is asked"))
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.ANY)
    # Of study; null: any.
    year = models.PositiveSmallIntegerField(_("from year of study"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(
        _("places"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    closes_on = models.DateField(_("sign up until"))
    # The assignment stays when the account of who guides it goes.
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("supervisor"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assignments_supervised",
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    result = models.TextField(_("result"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Kept since there is a timeline; null for what was finished before.
    finished_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["closes_on", "pk"]
        constraints = [
            # Time runs forward.
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_it_starts"),
            # An assignment for nobody is none.
            models.CheckConstraint(condition=Q(places__gte=1), name="assignment_has_a_place"),
            # What is finished has a result.
            models.CheckConstraint(
                condition=~Q(status="finished") | ~Q(result=""), name="finished_assignment_has_a_result"
            ),
        ]
        indexes = [
            # The board: what is open, soonest closing first.
            models.Index(fields=["status", "closes_on"], name="assignments_on_the_board"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communities:assignment_detail", kwargs={"pk": self.pk})

    def takes_on(self, day: date) -> bool:
        """Whether somebody may sign up on this day."""
        return self.status == self.Status.PUBLISHED and day <= self.closes_on


class AssignmentApplication(models.Model):
    """Somebody who wants to do an assignment. It goes with the account, and leaves the place free."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("signed up")
        CHOSEN = "chosen", _("chosen")
        DECLINED = "declined", _("not chosen")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="applications")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignment_applications"
    )
    motivation = models.TextField(_("why do you want to do this?"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("assignment", "application")
        verbose_name_plural = pgettext_lazy("assignment", "applications")
        ordering = ["created_at", "pk"]
        constraints = [
            # Two tabs make one application.
            models.UniqueConstraint(fields=["assignment", "applicant"], name="one_application_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_id} for {self.assignment_id}"


class AssignmentRecord(models.Model):
    """What was done for it: an activity or a piece of research, each with a day."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("activity")
        RESEARCH = "research", _("research")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    day = models.DateField(_("day"))
    text = models.TextField(_("what did you do, and what came of it?"))
    # What was done stays, also when the account of who wrote it goes.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of an assignment")
        verbose_name_plural = _("records of assignments")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.day}"
