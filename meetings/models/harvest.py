"""What a meeting yields: notes, insights and questions, pictures, and what each takes along."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .meeting import Meeting
from .programme import ProgrammeItem


class Note(models.Model):
    """The shared text about one item of the programme, or about the whole day; several people write it in turn."""

    # How long before the meeting people can begin to write.
    OPENS = timedelta(minutes=60)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    # Null: about the whole day, or about an item that was taken out; then ``about`` tells which.
    item = models.ForeignKey(ProgrammeItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes")
    about = models.CharField(max_length=200, blank=True)
    text = models.TextField(_("notes"), blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["pk"]
        constraints = [
            # Two people who begin at once write in one text.
            models.UniqueConstraint(fields=["item"], name="one_note_per_item"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(item__isnull=True, about=""), name="one_note_about_the_day"
            ),
        ]

    def __str__(self) -> str:
        return self.about or str(self.item_id or self.meeting_id)


class Insight(models.Model):
    """Something the circle understood, or a question it takes further."""

    class Kind(models.TextChoices):
        INSIGHT = "insight", _("insight")
        QUESTION = "question", _("knowledge question")

    MOST = 100

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="insights")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = models.CharField(_("in one or two sentences"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("insight")
        verbose_name_plural = _("insights and knowledge questions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Photo(models.Model):
    """A picture of the day, put here with the consent of who is in it."""

    MOST = 30

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="photos")
    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="+")
    # What is in it, also for who does not see it.
    caption = models.CharField(_("what is in it"), max_length=200)
    # Who is in it said it may be seen: by members, or also outside.
    is_public = models.BooleanField(_("may be shown outside the circle"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # A page that stood open shows nobody what somebody else hid meanwhile.
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption


class ValueMoment(models.Model):
    """*What do I take along?* in a minute: by a member, or by somebody without account with the code of the day."""

    # How long after the meeting people can still write it; a limit, since anybody with the code may write.
    LASTS = timedelta(days=14)
    MOST = 300

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="value_moments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # How who has no account wants to be called; may be empty.
    name = models.CharField(_("your first name"), max_length=60, blank=True)
    text = models.CharField(_("what I take along"), max_length=500)
    # The open page it was written on: sent twice, it is still one.
    page = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("value moment")
        verbose_name_plural = _("value moments")
        ordering = ["pk"]
        constraints = [
            # A member takes along one thing, and may write it again.
            models.UniqueConstraint(fields=["meeting", "user"], name="one_value_moment_per_member"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
