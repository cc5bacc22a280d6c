"""What residents and organisations outside a circle put before it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .issue import Issue


class Proposal(models.Model):
    """An issue that somebody without a membership proposes; it waits for the coordinators once it is confirmed."""

    class Voice(models.TextChoices):
        RESIDENT = "resident", _("as a resident")
        ORGANISATION = "organisation", _("for an organisation")

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("address not confirmed yet")
        WAITING = "waiting", _("waits for the coordinators")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "taken over")
        DECLINED = "declined", pgettext_lazy("proposal", "not taken over")

    NEXT = {
        Status.UNCONFIRMED: {Status.WAITING},
        Status.WAITING: {Status.ACCEPTED, Status.DECLINED},
        Status.ACCEPTED: set(),
        Status.DECLINED: set(),
    }
    OPEN = (Status.UNCONFIRMED, Status.WAITING)
    # How long a link to confirm an address works, and how long name and address are kept after the answer.
    CONFIRM_WITHIN, KEPT = timedelta(hours=48), timedelta(days=90)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="proposals")
    title = models.CharField(_("issue"), max_length=200, validators=[one_line])
    text = models.TextField(_("what is going on"))
    voice = models.CharField(_("for whom"), max_length=20, choices=Voice)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True, validators=[one_line])
    # Both empty once erased.
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[one_line])
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="nl")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UNCONFIRMED)
    # The token itself stands only in the mail (rule 23).
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(_("what do you answer?"), blank=True)
    # What came of it.
    issue = models.OneToOneField(Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposal")
    # When name, address and link were erased.
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal from outside")
        verbose_name_plural = _("proposals from outside")
        ordering = ["created_at", "pk"]
        constraints = [
            # Nobody's words come before the circle that were not confirmed; what was answered has a moment.
            models.CheckConstraint(
                condition=Q(status="unconfirmed", confirmed_at__isnull=True, answered_at__isnull=True)
                | Q(status="waiting", confirmed_at__isnull=False, answered_at__isnull=True)
                | Q(status__in=["accepted", "declined"], confirmed_at__isnull=False, answered_at__isnull=False),
                name="proposal_is_confirmed_then_answered",
            ),
            # An organisation has a name.
            models.CheckConstraint(
                condition=~Q(voice="organisation") | ~Q(organisation=""), name="proposal_names_its_organisation"
            ),
        ]
        indexes = [
            # What waits for the coordinators, and what is to be erased.
            models.Index(fields=["community", "status"], name="proposals_by_status"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_lapsed(self) -> bool:
        """Whether it was never confirmed in time."""
        return self.status == self.Status.UNCONFIRMED and self.created_at + self.CONFIRM_WITHIN <= timezone.now()

    @property
    def is_waiting(self) -> bool:
        """Whether the coordinators have it before them."""
        return self.status == self.Status.WAITING
