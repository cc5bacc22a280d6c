"""What became of an outcome: told by those who made it when they are asked, and by readers who use it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet

from .outcome import Outcome


class UptakeQuerySet(PermittedQuerySet["Uptake"]):
    """What was told, by who reads it."""

    def shown(self) -> "UptakeQuerySet":
        """Uses that everybody reads; that nobody uses something yet is no news for readers."""
        return self.filter(state=Uptake.State.SHOWN).exclude(use=Uptake.Use.NOT)


class Uptake(models.Model):
    """That an outcome is used, by whom and how; or that it is not."""

    class Use(models.TextChoices):
        PRACTICE = "practice", _("used in practice")
        EDUCATION = "education", _("used in education")
        NOT = "not", _("not used (yet)")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the authors")
        SHOWN = "shown", pgettext_lazy("what a reader told", "shown to everybody")
        HIDDEN = "hidden", pgettext_lazy("what a reader told", "not shown")

    LONGEST = 600

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="uptakes")
    # Who told it, when they have an account; what they told stays when that goes.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The question that was answered (``rhythm.RULES``); empty for what a reader tells unasked.
    rule = models.CharField(max_length=20, blank=True)
    use = models.CharField(_("what became of it"), max_length=20, choices=Use)
    where = models.CharField(_("where"), max_length=160, blank=True, validators=[one_line])
    story = models.CharField(_("how it is used"), max_length=LONGEST, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    told_at = models.DateTimeField(_("told"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = UptakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of an outcome")
        verbose_name_plural = _("uses of outcomes")
        ordering = ["-told_at", "-pk"]
        constraints = [
            # Answering a question again changes the answer.
            models.UniqueConstraint(
                fields=["outcome", "user", "rule"], condition=~Q(rule=""), name="one_answer_per_question_and_person"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="decided_uptake_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.use}"

    def get_absolute_url(self) -> str:
        return reverse("casework:uptake_list", kwargs={"slug": self.outcome.slug})

    @property
    def is_waiting(self) -> bool:
        """Whether an author or coordinator still has to look at it."""
        return self.state == self.State.WAITING
