"""What happens in a meeting."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.labels import label_of
from leerkring.core.permissions import PermittedQuerySet

from .guest import Guest
from .meeting import Meeting


class ProgrammeItem(models.Model):
    """One part of the day. Its time follows from the minutes before it."""

    class Pillar(models.TextChoices):
        OPENING = "opening", _("opening")
        CURRENT = "current", _("current affairs")
        CONSULTATION = "consultation", _("peer consultation")
        DEEPENING = "deepening", _("deepening session")
        VISIT = "visit", _("project visit")
        BREAK = "break", _("break")
        CLOSING = "closing", _("closing")

    class Form(models.TextChoices):
        """How people work in it."""

        PRESENTATION = "presentation", _("presentation")
        DISCUSSION = "discussion", _("discussion")
        WORK_SESSION = "work_session", _("work session")
        SIMULATION = "simulation", _("simulation")
        VISIT = "visit", pgettext_lazy("working form", "visit")
        ROUND = "round", pgettext_lazy("working form", "round")
        MEAL = "meal", _("meal together")
        OTHER = "other", pgettext_lazy("working form", "other")

    class Responsible(models.TextChoices):
        """Which party takes care of it."""

        HOST = "host", _("host")
        PROGRAMME = "programme", _("programme")
        CO_ORGANISER = "co_organiser", _("co-organiser")
        MEMBER = "member", _("member")
        GUEST = "guest", _("guest expert")

    # The four that every meeting has.
    PILLARS = (Pillar.CURRENT, Pillar.CONSULTATION, Pillar.DEEPENING, Pillar.VISIT)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    pillar = models.CharField(_("pillar"), max_length=20, choices=Pillar)
    title = models.CharField(_("title"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    # Who from outside takes care of it; the item stays when they don't come.
    guest = models.ForeignKey(
        Guest, verbose_name=_("guest"), on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )

    working_form = models.CharField(_("working form"), max_length=20, choices=Form, blank=True, db_default="")
    # Empty: nobody yet.
    responsible = models.CharField(
        _("taken care of by"), max_length=20, choices=Responsible, blank=True, db_default=""
    )
    # Which member, when a member takes care of it; the item stays when they go.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    materials = models.TextField(_("what is needed"), blank=True, db_default="")
    # In how many groups cases are talked through; only for peer consultation.
    tables = models.PositiveSmallIntegerField(_("tables"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_item_per_position"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_pillar_display(self) -> str:  # type: ignore[no-redef]
        """The word of the pillar."""
        return label_of(self.Pillar, self.pillar)

    def get_working_form_display(self) -> str:  # type: ignore[no-redef]
        """The word of the working form; empty when nobody said."""
        return label_of(self.Form, self.working_form)

    def get_responsible_display(self) -> str:  # type: ignore[no-redef]
        """The word of the party that takes care of it; empty when nobody does yet."""
        return label_of(self.Responsible, self.responsible)


class ProgrammeChange(models.Model):
    """One change of a published programme. Changes that follow each other quickly are told in one mail."""

    FOLD = timedelta(minutes=2)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="programme_changes")
    # Counts the changes of this meeting's programme, and names the first one told in the same mail.
    version = models.PositiveIntegerField()
    first_version = models.PositiveIntegerField()
    # The programme before the first of them (``programme_facts.facts_of_items``); empty for those that follow.
    before: models.JSONField = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a programme")
        verbose_name_plural = _("changes of programmes")
        ordering = ["version"]
        constraints = [
            # A version is made by one change.
            models.UniqueConstraint(fields=["meeting", "version"], name="one_programme_change_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.version}"
