"""Frozen texts of an outcome; each can be cited for good."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .outcome import Outcome


class PublishedVersions(models.manager.BaseManager["OutcomeVersion"].from_queryset(PermittedQuerySet)):  # type: ignore[misc]
    """What was published. Concepts stand behind ``frozen``, so that no list or feed gives one by mistake."""

    def get_queryset(self) -> models.QuerySet["OutcomeVersion"]:
        """Leave concepts out."""
        rows: models.QuerySet[OutcomeVersion] = super().get_queryset()
        return rows.filter(is_concept=False)


class OutcomeVersion(models.Model):
    """The text as it was when it was frozen; never changed afterwards.

    Most were published. A concept is frozen to be talked about: in a feedback round, or beside an older one.
    """

    # The working text, where versions are compared.
    WORKING = "werktekst"

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(_("version"), max_length=10)
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True)
    body = models.TextField(_("text"))
    # "Joris van der Plas (ROC De Veste)", as they stood at that moment.
    author_line = models.TextField(_("authors"))
    # The same people in the parts of their names, as references need them (``citations.Person.as_data``).
    people = models.JSONField(_("authors in a reference"), default=list, db_default=[], blank=True)
    contributors = models.JSONField(_("contributors"), default=list, db_default=[], blank=True)
    # The works it cites (``OutcomeReference.item``), as they stood at that moment.
    references = models.JSONField(_("references"), default=list, db_default=[], blank=True)
    change_note = models.CharField(_("what has changed"), max_length=300, blank=True)
    # Who of its authors agreed, who did not say so, and why that was not waited for (``signatures.Signed``).
    signed = models.JSONField(default=dict, db_default={}, blank=True)
    # Made by a task after freezing; empty until then.
    pdf = models.ForeignKey(File, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Once it is registered (``VersionDoi``).
    doi = models.CharField(_("DOI"), max_length=100, blank=True, default="", db_default="", editable=False)
    # A text that cannot be typeset is not tried for ever.
    pdf_attempts = models.PositiveSmallIntegerField(default=0)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    frozen_at = models.DateTimeField(_("frozen"))
    # Not final: for the circle, and who is asked what they think of it.
    is_concept = models.BooleanField(_("concept"), default=False, db_default=False)

    objects = PublishedVersions()
    frozen = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-frozen_at"]
        constraints = [
            # A number, once cited, means one text.
            models.UniqueConstraint(fields=["outcome", "number"], name="one_text_per_version"),
        ]
        indexes = [
            # The digest asks what was published in a window of time.
            models.Index(fields=["frozen_at"], name="versions_by_moment"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("casework:version_detail", kwargs={"slug": self.outcome.slug, "number": self.number})
