"""Coming in without having been asked by name."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .membership import Membership
from .organisation import Organisation
from .sector import Sector


class JoinRequest(models.Model):
    """Somebody asks to join a circle, and says why; a coordinator answers."""

    class Status(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    NEXT = {
        Status.OPEN: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    motivation = models.TextField(_("why you want to join"), max_length=2000)
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.SET_NULL, null=True, blank=True
    )
    # As it was typed where we don't know it yet: a stranger puts nothing in the directory, an accepted member does.
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True, default="", db_default="")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField(_("a word with the answer"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["created_at", "pk"]
        constraints = [
            # Asking twice is asking once.
            models.UniqueConstraint(
                fields=["community", "user"], condition=Q(status="open"), name="one_open_join_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} asks to join {self.community_id}"


class JoinLink(models.Model):
    """A link, also as a QR code, with which anybody may join until it ends or is full."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="join_links")
    # With the portal's key it gives the token again, so that the code can be shown once more.
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    ends_at = models.DateTimeField(_("until"))
    limit = models.PositiveSmallIntegerField(
        _("for how many people"), validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    used = models.PositiveSmallIntegerField(_("joined with it"), default=0)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("open link")
        verbose_name_plural = _("open links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # Two people who take the last place at once: one is too late.
            models.CheckConstraint(condition=Q(used__lte=F("limit")), name="join_link_within_its_limit"),
        ]

    def __str__(self) -> str:
        return f"open link of {self.community_id}"

    @property
    def is_open(self) -> bool:
        """Whether one may still join with it."""
        return self.closed_at is None and self.used < self.limit and self.ends_at > timezone.now()
