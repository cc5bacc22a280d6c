"""The circle itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .area import Area
from .cohort import Cohort
from .programme import Programme
from .theme import Theme


class CommunityQuerySet(PermittedQuerySet["Community"]):
    """Circles, by what state they are in."""

    def started(self) -> "CommunityQuerySet":
        """Circles that are or were running."""
        return self.exclude(status=Community.Status.DRAFT)

    def active(self) -> "CommunityQuerySet":
        """Circles that are running."""
        return self.filter(status=Community.Status.ACTIVE)


class Community(models.Model):
    """A leerkring: a group that takes one societal question further together."""

    class Kind(models.TextChoices):
        THEMATIC = "thematic", _("thematic: around a theme of the programme")
        REGIONAL = "regional", _("regional: around a question of an area")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("running")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")

    class Phase(models.TextChoices):
        EXPLORE = "explore", _("exploring")
        DEVELOP = "develop", _("developing")
        SUSTAIN = "sustain", _("sustaining")
        FINISHED = "finished", _("finished")

    class Module(models.TextChoices):
        RESEARCH = "research", _("applied research")
        TRAINING = "training", _("tailored training")
        STUDY_TRIP = "study_trip", _("study trip")
        AGENDA = "agenda", _("joint agenda")
        ASSIGNMENTS = "assignments", _("assignments")
        DISCUSSION = "discussion", _("discussion")
        FILES = "files", _("files")
        GLOSSARY = "glossary", _("each other’s language")
        HEALTH = "health", _("health check")

    # Which status may follow which; closing and archiving can be undone.
    NEXT = {
        Status.DRAFT: {Status.ACTIVE},
        Status.ACTIVE: {Status.CLOSED},
        Status.CLOSED: {Status.ACTIVE, Status.ARCHIVED},
        Status.ARCHIVED: {Status.CLOSED},
    }

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="communities"
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    question = models.CharField(_("question"), max_length=300, blank=True)
    common_interest = models.TextField(_("common interest"), blank=True)
    # The three sides of a community of practice: what it is about, who they are together, what they do together.
    domain_about = models.TextField(_("domain: what it is about"), blank=True, default="", db_default="")
    community_about = models.TextField(_("community: who we are together"), blank=True, default="", db_default="")
    practice_about = models.TextField(_("practice: what we do together"), blank=True, default="", db_default="")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, null=True, blank=True, related_name="communities"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, null=True, blank=True, related_name="communities"
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase, default=Phase.EXPLORE, db_default=Phase.EXPLORE)
    # The phase it was in when it was closed, so that it goes on there when it is opened again.
    phase_before = models.CharField(max_length=20, choices=Phase, blank=True, default="", db_default="")
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.SET_NULL, null=True, blank=True, related_name="communities"
    )
    # Which modules are switched on (``Module``); a list on the row, as every page of the circle asks for it.
    modules = models.JSONField(_("modules"), default=list, db_default=[], blank=True)
    # Whether residents and organisations from outside may propose issues for its agenda.
    takes_proposals = models.BooleanField(default=False, db_default=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closing_words = models.TextField(_("words at closing"), blank=True, default="", db_default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="communities_created"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Counting members by a join costs 100 ms at 200,000 memberships; kept true in the transaction that changes them.
    member_count = models.PositiveIntegerField(_("members"), default=0)
    version = models.PositiveIntegerField(default=1)
    # Of the mail rhythm, so that who changes that and who changes the texts do not hinder each other.
    rhythm_version = models.PositiveIntegerField(default=1, db_default=1)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        constraints = [
            # A thematic circle is about a theme; a regional one about a question of its area. A draft may lack it.
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(kind="thematic", theme__isnull=False)
                | (Q(kind="regional", area__isnull=False) & ~Q(question="")),
                name="circle_has_a_theme_or_an_area_and_question",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", started_at__isnull=True)
                | (~Q(status="draft") & Q(started_at__isnull=False)),
                name="circle_started_has_a_moment",
            ),
            # Finished is what a circle is when it is closed, and has a moment.
            models.CheckConstraint(
                condition=(Q(status__in=["closed", "archived"], phase="finished", closed_at__isnull=False))
                | (~Q(status__in=["closed", "archived"]) & ~Q(phase="finished") & Q(closed_at__isnull=True)),
                name="circle_closed_is_finished",
            ),
        ]
        indexes = [
            # The public list: running circles, newest first.
            models.Index(fields=["status", "-started_at"], name="circles_by_status"),
            # The circles of a programme, by phase.
            models.Index(fields=["programme", "status", "phase"], name="circles_by_phase"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:community_detail", kwargs={"slug": self.slug})

    @property
    def is_draft(self) -> bool:
        """Whether it is still being set up."""
        return self.status == self.Status.DRAFT

    @property
    def is_over(self) -> bool:
        """Whether it is closed, archived or not: it can be read, not changed."""
        return self.status in {self.Status.CLOSED, self.Status.ARCHIVED}

    def has_module(self, module: str) -> bool:
        """Whether the coordinator switched this module on."""
        return module in self.modules

    @property
    def headline(self) -> str:
        """The question where there is one; a circle is known by it."""
        return self.question or self.name
