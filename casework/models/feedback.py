"""Asking one audience what it thinks of one version of a text: the round, who is asked, and what they remark."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.labels import label_of
from leerkring.core.permissions import PermittedQuerySet
from meetings.models import Event

from .version import OutcomeVersion


class FeedbackRound(models.Model):
    """One version, one audience, from when until when. It is closed when every remark has its answer."""

    class Audience(models.TextChoices):
        RESEARCHERS = "researchers", _("researchers")
        PRACTICE = "practice", _("professionals from practice")
        POLICY = "policy", _("policy makers")
        RESIDENTS = "residents", _("residents")

    # Who has not reacted is reminded this long before it ends; links and addresses are kept this long afterwards.
    REMINDER = timedelta(days=3)
    LINK_LASTS = timedelta(days=14)
    # An address is not kept for ever because nobody closes the round.
    FORGOTTEN_AFTER = timedelta(days=90)

    version = models.ForeignKey(OutcomeVersion, on_delete=models.CASCADE, related_name="rounds")
    audience = models.CharField(_("audience"), max_length=20, choices=Audience)
    question = models.TextField(_("what you want to know"), blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("ends"))
    # A feedback session, online or on location.
    event = models.ForeignKey(
        Event, verbose_name=_("meeting about it"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # The next version: what came of the round stands in its change log.
    reported_in = models.ForeignKey(
        OutcomeVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="reported_rounds"
    )
    edit = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback round")
        verbose_name_plural = _("feedback rounds")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            # A round that ends before it opens could never be answered.
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="round_ends_after_it_opens"),
        ]
        indexes = [
            # The tick asks which rounds end soon.
            models.Index(
                fields=["closes_at"],
                name="rounds_to_remind",
                condition=Q(reminded_at__isnull=True, closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.audience}"

    def get_absolute_url(self) -> str:
        return reverse("casework:round_detail", kwargs={"pk": self.pk})

    @property
    def audience_label(self) -> str:
        """The audience in a word."""
        return label_of(self.Audience, self.audience)

    @property
    def state(self) -> str:
        """Where it stands now: planned, open, ended (remarks are being answered) or closed."""
        now = timezone.now()
        if self.closed_at:
            return "closed"
        if now < self.opens_at:
            return "planned"
        return "open" if now < self.closes_at else "ended"

    @property
    def is_open(self) -> bool:
        """Whether remarks are taken now."""
        return self.state == "open"

    @property
    def link_ends_at(self) -> datetime:
        """When links stop working and addresses are erased."""
        if self.closed_at:
            return self.closed_at + self.LINK_LASTS
        return self.closes_at + self.FORGOTTEN_AFTER


class RoundInvitee(models.Model):
    """Somebody who is asked: a member of the circle, or somebody from outside with a link of their own."""

    round = models.ForeignKey(FeedbackRound, on_delete=models.CASCADE, related_name="invitees")
    # What somebody remarked stays when their account goes.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Of who comes from outside. The address is empty once erased.
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[one_line])
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="nl")
    # The token itself stands only in the mail (rule 23).
    nonce = models.CharField(max_length=32, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    # When they said that they have nothing (more) to remark.
    done_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitee of a feedback round")
        verbose_name_plural = _("invitees of feedback rounds")
        ordering = ["pk"]
        constraints = [
            # Two authors who ask the same person at once ask once.
            models.UniqueConstraint(fields=["round", "user"], name="one_invitation_per_person"),
            models.UniqueConstraint(
                "round", Lower("email"), condition=~Q(email=""), name="one_invitation_per_address_and_round"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Who it is, for the authors; needs ``user`` loaded."""
        return self.user.full_name if self.user else self.name or str(_("somebody whose account is gone"))


class Remark(models.Model):
    """What somebody remarks, on a paragraph or on the whole, and what the authors do with it."""

    class Verdict(models.TextChoices):
        ADOPTED = "adopted", _("adopted")
        PARTLY = "partly", _("partly adopted")
        DECLINED = "declined", _("not adopted")

    LONGEST = 3000

    round = models.ForeignKey(FeedbackRound, on_delete=models.CASCADE, related_name="remarks")
    invitee = models.ForeignKey(RoundInvitee, on_delete=models.CASCADE, related_name="remarks")
    # By what the paragraph is found again, and its words as they were; both empty for the whole text.
    anchor = models.CharField(max_length=40, blank=True)
    quote = models.TextField(blank=True)
    text = models.TextField(_("remark"))
    created_at = models.DateTimeField(auto_now_add=True)
    verdict = models.CharField(_("what we do with it"), max_length=10, choices=Verdict, blank=True)
    reason = models.TextField(_("why"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    edit = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        constraints = [
            # An answer says what is done and why.
            models.CheckConstraint(
                condition=Q(verdict="", answered_at__isnull=True)
                | (~Q(verdict="") & ~Q(reason="") & Q(answered_at__isnull=False)),
                name="remark_answered_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.invitee_id}"
