"""Each other's language: what a word means, and how each sector uses it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class Term(models.Model):
    """A word that one sector knows and another does not, or knows otherwise."""

    # How the sectors use it, in the order of ``Sector``.
    USES = ("education", "research", "practice", "residents")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(_("word"), max_length=80)
    meaning = models.TextField(_("meaning"))
    education = models.TextField(_("in education"), blank=True)
    research = models.TextField(_("in research"), blank=True)
    practice = models.TextField(_("in practice"), blank=True)
    residents = models.TextField(_("among residents"), blank=True)
    # A proposal is read by members; texts explain what a coordinator has accepted.
    accepted_at = models.DateTimeField(null=True, blank=True)
    # Whether the other circles of the programme have it too.
    is_shared = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("word in a glossary")
        verbose_name_plural = _("words in glossaries")
        ordering = [Lower("term"), "pk"]
        constraints = [
            # One word, one place to look it up.
            models.UniqueConstraint("community", Lower("term"), name="one_term_per_word"),
        ]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return reverse("communities:term_detail", kwargs={"slug": self.community.slug, "pk": self.pk})
