"""What stays of a peer consultation: for those at the table, without details of clients, as its owner chose."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .line import MOST_LETTERS
from .session import Session


class RecordItem(models.Model):
    """One thing that the conversation yielded."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("the question anew")
        INSIGHT = "insight", _("insight")
        ACTION = "action", _("action")
        TAKEAWAY = "takeaway", _("what somebody takes along")
        EVALUATION = "evaluation", _("how the conversation went")
        LINE = "line", _("from the conversation")

    # What only the case owner writes, and what everybody at the table does.
    OF_OWNER = (Kind.QUESTION, Kind.INSIGHT, Kind.ACTION)
    OF_ALL = (Kind.TAKEAWAY, Kind.EVALUATION)

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="record")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.CharField(_("text"), max_length=MOST_LETTERS)
    due_on = models.DateField(_("when"), null=True, blank=True)
    # Who has their account erased said nothing here.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a record")
        verbose_name_plural = _("parts of records")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], name="one_question_anew", condition=Q(kind="question")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
