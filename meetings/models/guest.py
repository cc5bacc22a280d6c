"""Somebody from outside who takes part in one meeting: a guest expert or a co-organiser, without an account."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .meeting import Meeting


class GuestQuerySet(PermittedQuerySet["Guest"]):
    """Guests, by what they said."""

    def listed(self) -> "GuestQuerySet":
        """Guests that a coordinator counts on or counted on: not withdrawn."""
        return self.exclude(status=Guest.Status.WITHDRAWN)

    def expected(self) -> "GuestQuerySet":
        """Guests who said yes or nothing yet: they are told what changes."""
        return self.filter(status__in=[Guest.Status.INVITED, Guest.Status.CONFIRMED])

    def with_files(self) -> "GuestQuerySet":
        """Guests with what they bring, read in one question."""
        return self.prefetch_related(models.Prefetch("files", GuestFile.objects.select_related("file")))

    def to_erase(self, now: datetime) -> "GuestQuerySet":
        """Guests whose link has ended: what was needed to reach and receive them need not be kept."""
        return self.filter(erased_at__isnull=True, meeting__ends_at__lte=now - Guest.LINK_LASTS)


class Guest(models.Model):
    """One guest of one meeting. A link in a mail is their key; it opens this meeting and nothing else."""

    class Kind(models.TextChoices):
        EXPERT = "expert", _("guest expert")
        CO_ORGANISER = "co_organiser", _("co-organiser")

    class Status(models.TextChoices):
        INVITED = "invited", _("not answered yet")
        CONFIRMED = "confirmed", _("is coming")
        DECLINED = "declined", _("can't come")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # How long after the meeting the link works: long enough to send slides afterwards.
    LINK_LASTS = timedelta(days=30)
    MOST_FILES = 5

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    kind = models.CharField(_("as"), max_length=20, choices=Kind, default=Kind.EXPERT)
    name = models.CharField(_("name"), max_length=120, validators=[one_line])
    # Empty once erased.
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True, validators=[one_line])
    language = models.CharField(_("language"), max_length=5, default="nl")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.INVITED)
    # The start they said yes to; a moved meeting asks again.
    confirmed_for = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    # What members read about them, and what only coordinators read.
    bio = models.TextField(_("about you"), blank=True)
    needs = models.TextField(_("what you need"), blank=True)
    # The token itself stands only in the mail (rule 23); another nonce makes another token and kills the old.
    nonce = models.CharField(max_length=32, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # A guest stays expected when the account of who asked them goes.
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited"))
    answered_at = models.DateTimeField(null=True, blank=True)
    # One more for each answer; the confirmation of an older one is not sent any more.
    revision = models.PositiveIntegerField(default=0)
    # When address, remark, needs and link were erased.
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["pk"]
        constraints = [
            # Two coordinators who ask the same person at once ask once; and per address a mail is told once.
            models.UniqueConstraint(
                "meeting",
                Lower("email"),
                condition=Q(erased_at__isnull=True) & ~Q(status="withdrawn"),
                name="one_guest_per_address",
            ),
            # Whoever is asked has a way to answer.
            models.CheckConstraint(
                condition=Q(status="withdrawn") | Q(erased_at__isnull=False) | Q(token_hash__isnull=False),
                name="guest_has_a_link",
            ),
        ]
        indexes = [
            # The tick asks whose link has ended; erased ones stay outside.
            models.Index(fields=["meeting"], name="guests_to_erase", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """What calendars call them."""
        return self.name

    @property
    def is_confirmed(self) -> bool:
        """Whether they said yes to the moment at which the meeting is now."""
        return self.status == self.Status.CONFIRMED and self.confirmed_for == self.meeting.starts_at

    @property
    def is_expected(self) -> bool:
        """The row twin of ``expected()``."""
        return self.status in (self.Status.INVITED, self.Status.CONFIRMED)

    @property
    def is_asked_again(self) -> bool:
        """Whether they said yes to another moment than the meeting has now."""
        return self.status == self.Status.CONFIRMED and not self.is_confirmed

    @property
    def link_ends_at(self) -> datetime:
        """When their link stops working; it moves with the meeting."""
        return self.meeting.ends_at + self.LINK_LASTS

    @property
    def shown_files(self) -> list[Any]:
        """Their files as rows already read (``prefetch_related("files__file")``)."""
        return [row.file for row in self.files.all()]


class GuestFile(models.Model):
    """What a guest brings: slides, a hand-out. Members of the circle may see it."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a guest")
        verbose_name_plural = _("files of guests")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file_id)
