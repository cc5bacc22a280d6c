"""What coordinators choose about the mail around one meeting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import RhythmChoice
from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class MeetingRhythm(RhythmChoice):
    """What differs for one meeting from what its circle and programme want."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rhythm")

    objects = PermittedQuerySet.as_manager()

    class Meta(RhythmChoice.Meta):
        verbose_name = _("rhythm of a meeting")
        verbose_name_plural = _("rhythms of meetings")
        constraints = [
            *RhythmChoice.Meta.constraints,
            # A level has one opinion.
            models.UniqueConstraint(fields=["meeting", "rule"], name="one_choice_per_meeting_and_rule"),
        ]
