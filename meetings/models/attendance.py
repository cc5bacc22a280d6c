"""Who comes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class Attendance(models.Model):
    """One person's answer to one meeting; no row means: not answered yet."""

    class Answer(models.TextChoices):
        YES = "yes", _("I am coming")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("I can't come")

    class Channel(models.TextChoices):
        SITE = "site", _("on the site")
        MAIL = "mail", _("from the mail")
        COORDINATOR = "coordinator", _("by a coordinator")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.SITE)
    # The coordinator who answered for them; empty when they did it themselves.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"))
    # One more for each changed answer; the confirmation mail of an older answer is not sent any more.
    revision = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            # A person has one answer; the last one counts.
            models.UniqueConstraint(fields=["meeting", "user"], name="one_answer_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.answer}"
