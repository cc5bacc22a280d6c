"""Networks of circles."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.core.vocabulary import Words
from leerkring.files.models import File

from .area import Area


class ProgrammeQuerySet(PermittedQuerySet["Programme"]):
    """Programmes, by what state they are in."""

    def active(self) -> "ProgrammeQuerySet":
        """Programmes that are public and take new circles."""
        return self.filter(status=Programme.Status.ACTIVE)


class Programme(models.Model):
    """A network: it owns themes and its own word for a circle."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("running")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # Which status may follow which; withdrawing can be undone.
    NEXT = {Status.DRAFT: {Status.ACTIVE}, Status.ACTIVE: {Status.WITHDRAWN}, Status.WITHDRAWN: {Status.ACTIVE}}

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    noun_singular = models.CharField(_("word for one circle"), max_length=40, default="leerkring")
    noun_plural = models.CharField(_("word for more circles"), max_length=40, default="leerkringen")
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    is_open = models.BooleanField(_("anyone with an account may start a circle"), default=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.ACTIVE, db_default=Status.ACTIVE
    )
    areas = models.ManyToManyField(Area, verbose_name=_("areas it works in"), blank=True, related_name="programmes")
    infographic = models.ForeignKey(
        File, verbose_name=_("infographic"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    infographic_text = models.TextField(_("what the infographic says"), blank=True, default="", db_default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="programmes_created"
    )
    created_at = models.DateTimeField(auto_now_add=True, null=True)
    # Since when it takes no new circles; empty while it is a draft or runs.
    withdrawn_at = models.DateTimeField(_("stopped on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    # Of the mail rhythm, so that who changes that and who changes the texts do not hinder each other.
    rhythm_version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            # Who can't see the picture reads its text.
            models.CheckConstraint(
                condition=Q(infographic__isnull=True) | ~Q(infographic_text=""), name="infographic_has_a_text"
            ),
            # A tree: longer loops are refused by the action, under a lock.
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="programme_is_not_part_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:programme_detail", kwargs={"programme_slug": self.slug})

    @property
    def circles_in_words(self) -> str:
        """How many circles it has, in its own word and the reader's language: *5 leergemeenschappen*.

        For lists of programmes, each of which has words of its own; the list counts (``circle_count``).
        """
        count: int = vars(self)["circle_count"]
        one, many = Words(self.noun_singular, self.noun_plural).known_in(get_language() or "nl")
        return f"{count} {one if count == 1 else many}"

    @property
    def is_draft(self) -> bool:
        """Whether only its team sees it."""
        return self.status == self.Status.DRAFT

    @property
    def is_active(self) -> bool:
        """The row twin of ``active()``."""
        return self.status == self.Status.ACTIVE

    @property
    def is_withdrawn(self) -> bool:
        """Whether it has stopped: its page and circles stay, no new ones come."""
        return self.status == self.Status.WITHDRAWN


class ProgrammeMember(models.Model):
    """Somebody of the team of a programme."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("programme coordinator")
        BROKER = "broker", _("alliance broker")
        EDITOR = "editor", _("editor")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="programme_roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            # The same task twice would say nothing.
            models.UniqueConstraint(fields=["programme", "user", "role"], name="one_row_per_programme_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
