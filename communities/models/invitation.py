"""Asking somebody into a circle."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet

from .area import Area
from .community import Community
from .membership import Membership
from .organisation import Organisation
from .sector import Sector

# What an invitation hands on to the membership.
PLACE = (
    "role", "sector", "organisation", "function", "study_programme", "study_level", "study_year", "area",
)  # fmt: skip


class InvitationQuerySet(PermittedQuerySet["Invitation"]):
    """Invitations, by how far they are."""

    def prepared(self) -> "InvitationQuerySet":
        """Invitations that wait for the start, or for the coordinator to send them."""
        return self.filter(status=Invitation.Status.PREPARED)

    def open(self) -> "InvitationQuerySet":
        """Invitations that keep their address taken: prepared, or sent and not answered, expired ones too."""
        return self.filter(status__in=[Invitation.Status.PREPARED, Invitation.Status.SENT])

    def mark_declined(self) -> "InvitationQuerySet":
        """Give each row ``said_no``: whether this address declined an earlier invitation to the same circle."""
        earlier = Invitation.objects.filter(
            community=OuterRef("community"), email__iexact=OuterRef("email"), status=Invitation.Status.DECLINED
        )
        return self.annotate(said_no=Exists(earlier))

    def in_state(self, state: str) -> "InvitationQuerySet":
        """Invitations that stand as the row property ``state`` says."""
        return self.filter(Invitation.state_condition(state))

    def count_states(self) -> dict[str, int]:
        """Return how many invitations stand in each state; one query."""
        states = {str(state): Count("pk", filter=Invitation.state_condition(state)) for state in Invitation.State}
        return self.aggregate(**states)

    def to_remind(self, now: datetime) -> "InvitationQuerySet":
        """Invitations of a running circle that were sent a week ago, can still be answered and got no reminder."""
        return self.filter(
            status=Invitation.Status.SENT,
            reminded_at__isnull=True,
            sent_at__lte=now - Invitation.REMIND_AFTER,
            expires_at__gt=now,
            community__status=Community.Status.ACTIVE,
        )


class Invitation(models.Model):
    """An address asked into a circle. Prepared while the circle is a draft, sent when it starts."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("not sent yet")
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("withdrawn")
        # A typing error in the address: the invitation went on under another one, and this link is dead.
        CORRECTED = "corrected", _("sent on to another address")

    class State(models.TextChoices):
        """How far it is, as a coordinator wants to know it: the status, and what happened meanwhile."""

        PREPARED = "prepared", _("not sent yet")
        SENT = "sent", _("sent")
        OPENED = "opened", _("opened the page")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("withdrawn")
        CORRECTED = "corrected", _("sent on to another address")

    REMIND_AFTER = timedelta(days=7)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    given_name = models.CharField(_("first name"), max_length=80, blank=True, validators=[one_line])
    tussenvoegsel = models.CharField(_("name prefix"), max_length=20, blank=True, validators=[one_line])
    family_name = models.CharField(_("last name"), max_length=80, blank=True, validators=[one_line])
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.SET_NULL, null=True, blank=True
    )
    # The rest of the place they are asked for; who accepts gets it as their membership.
    function = models.CharField(_("function"), max_length=120, blank=True, default="", db_default="")
    study_programme = models.CharField(_("study programme"), max_length=120, blank=True, default="", db_default="")
    study_level = models.CharField(
        _("level"), max_length=20, choices=Membership.Level, blank=True, default="", db_default=""
    )
    study_year = models.PositiveSmallIntegerField(_("year of study"), null=True, blank=True)
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PREPARED)
    # The token itself stands only in the mail (rule 23); a new one kills the old.
    # Changes with each sending; with the portal's key it gives the same token again when a mail is tried again.
    nonce = models.CharField(max_length=32, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations_sent"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations_accepted"
    )
    # Somebody else's account that holds the link and asks the inviter to agree.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations_claimed"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    # Told by the page itself once a browser shows it; a GET changes nothing (rule 24).
    opened_at = models.DateTimeField(_("opened on"), null=True, blank=True)
    # The one reminder, a week after sending.
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # How often it went out, by hand or as a reminder: no mailbox is to be filled from here.
    times_sent = models.PositiveSmallIntegerField(default=0, db_default=0)
    decline_reason = models.CharField(_("reason"), max_length=500, blank=True, default="", db_default="")
    # Asked in by who knows them from an introduction only, and so never got their address.
    hides_address = models.BooleanField(default=False, db_default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            # Two coordinators who ask the same person at once ask once.
            models.UniqueConstraint(
                "community", Lower("email"), condition=Q(status__in=["prepared", "sent"]), name="one_open_invitation"
            ),
            # What was sent has a link that can be recognised, and ends.
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(token_hash__isnull=False, expires_at__isnull=False),
                name="invitation_sent_has_a_link_that_ends",
            ),
        ]
        indexes = [
            # Who has not answered after a week, for the tick.
            models.Index(
                fields=["sent_at"], condition=Q(status="sent", reminded_at__isnull=True), name="invitations_to_remind"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def full_name(self) -> str:
        """The name as far as the coordinator gave it, else the address."""
        return " ".join(filter(None, [self.given_name, self.tussenvoegsel, self.family_name])) or self.email

    @property
    def shown_email(self) -> str:
        """The address, or that the coordinators don't get to see it."""
        return str(_("address not shown")) if self.hides_address else self.email

    @property
    def is_prepared(self) -> bool:
        """The row twin of ``prepared()``."""
        return self.status == self.Status.PREPARED

    @property
    def is_sent(self) -> bool:
        """Whether it was sent and waits for an answer, expired or not."""
        return self.status == self.Status.SENT

    @property
    def place(self) -> dict[str, Any]:
        """What they will be in the circle."""
        return {name: getattr(self, name) for name in PLACE}

    @property
    def state(self) -> str:
        """The row twin of ``in_state()``."""
        if self.is_expired:
            return self.State.EXPIRED
        return self.State.OPENED if self.is_sent and self.opened_at else self.status

    @classmethod
    def state_condition(cls, state: str) -> Q:
        """Return the condition under which an invitation stands in ``state`` now."""
        over = Q(status=cls.Status.SENT, expires_at__lte=timezone.now())
        waits = Q(status=cls.Status.SENT, expires_at__gt=timezone.now())
        special = {
            cls.State.EXPIRED: over,
            cls.State.SENT: waits & Q(opened_at__isnull=True),
            cls.State.OPENED: waits & Q(opened_at__isnull=False),
        }
        return special.get(cls.State(state), Q(status=state))

    @property
    def is_answered(self) -> bool:
        """Whether somebody said yes or no."""
        return self.status in {self.Status.ACCEPTED, self.Status.DECLINED}

    @property
    def is_expired(self) -> bool:
        """Whether it was not answered in time."""
        return self.is_sent and self.expires_at is not None and self.expires_at <= timezone.now()
