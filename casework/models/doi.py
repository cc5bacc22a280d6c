"""The DOIs of an outcome and of its versions: asked for by a person, registered by a task, never taken back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.permissions import PermittedQuerySet

from .outcome import Outcome
from .version import OutcomeVersion


class DoiRecord(models.Model):
    """What is asked of the agency that gives out DOIs, and what it answered."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being registered")
        FINDABLE = "findable", pgettext_lazy("a DOI", "registered")
        HIDDEN = "registered", _("registered, and hidden because it was withdrawn")
        FAILED = "failed", _("not registered")

    # Chosen once: asking again asks for the same one.
    name = models.CharField(_("DOI"), max_length=100, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    # When the agency is asked (again); empty when it knows all.
    next_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # What the agency said last when it did not do it.
    problem = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"))

    objects = PermittedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Whether the agency is still to be asked something."""
        return self.next_at is not None


class OutcomeDoi(DoiRecord):
    """The DOI of an outcome, whichever version is the newest."""

    # Whoever cited it finds at least its sign: a row with a DOI is never deleted.
    outcome = models.OneToOneField(Outcome, on_delete=models.PROTECT, related_name="doi_record")

    class Meta:
        verbose_name = _("DOI of an outcome")
        verbose_name_plural = _("DOIs of outcomes")
        indexes = [
            # The tick asks which ones are due.
            models.Index(fields=["next_at"], name="dois_to_ask", condition=Q(next_at__isnull=False)),
        ]

    def get_absolute_url(self) -> str:
        return reverse("casework:outcome_doi", kwargs={"slug": self.outcome.slug})


class VersionDoi(DoiRecord):
    """The DOI of one version, for who cites exactly that text."""

    # As with an outcome.
    version = models.OneToOneField(OutcomeVersion, on_delete=models.PROTECT, related_name="doi_record")

    class Meta:
        verbose_name = _("DOI of a version")
        verbose_name_plural = _("DOIs of versions")
        indexes = [
            # As with outcomes.
            models.Index(fields=["next_at"], name="version_dois_to_ask", condition=Q(next_at__isnull=False)),
        ]
