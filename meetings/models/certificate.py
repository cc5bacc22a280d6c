"""What somebody took part in, stated on paper that anybody can check; and what people chose for theirs."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting
from .presence import Presence

# Without letters and digits that are mistaken for one another when they are read out.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HALF = 5


def new_serial() -> str:
    """Return a serial number that nobody guesses (50 bits) and everybody can type."""
    return "".join(secrets.choice(SIGNS) for _place in range(2 * HALF))


def new_token() -> str:
    """Return what makes the address in the QR code: 128 bits."""
    return secrets.token_urlsafe(16)


def forget_holder(collector: Any, field: Any, rows: Any, using: str) -> None:
    """Take the name away with the account: what is left says that a certificate holds, not whose it was."""
    collector.add_field_update(field.model._meta.get_field("name"), "", rows)
    collector.add_field_update(field, None, rows)


class CertificateQuerySet(PermittedQuerySet["Certificate"]):
    """Certificates, by whether they hold."""

    def valid(self) -> "CertificateQuerySet":
        """Certificates that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Certificate(models.Model):
    """One certificate of participation: what stood there when it was issued. It states hours and awards no points.

    What it states never changes: a correction withdraws it and makes another one. Names of others (who led the
    meeting, who confirmed it) are filled in when it is shown, so that they go with the account; the holder's own name
    stays as it was on paper until they go.
    """

    class Activity(models.TextChoices):
        """What the time was spent on; the first four are the pillars of a meeting."""

        CONSULTATION = "consultation", _("peer consultation")
        DEEPENING = "deepening", _("deepening session")
        VISIT = "visit", _("project visit")
        CURRENT = "current", _("current affairs")
        OTHER = "other", pgettext_lazy("contact hours", "other parts of the meeting")

    class Reason(models.TextChoices):
        """Why it was withdrawn."""

        CORRECTED = "corrected", _("the attendance was corrected")
        ABSENT = "absent", _("the person was not there after all")
        RENEWED = "renewed", _("it was issued again with the name of now")

    # Registers look back some years; after this nothing of it is kept.
    KEPT = timedelta(days=7 * 365 + 2)

    serial = models.CharField(_("number"), max_length=2 * HALF, unique=True, default=new_serial)
    # Not hashed: it opens nothing but what stands in this row, and is printed again years later.
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    # A certificate outlives the account, without the name, so that who holds the paper can still check it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=forget_holder, null=True, blank=True, related_name="certificates"
    )
    # It also outlives the meeting and the row on its list; what it needs of them, it holds itself.
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="certificates")
    presence = models.ForeignKey(
        Presence, on_delete=models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    # A role in the circle, or what a guest or somebody who walked in was (``certificate_facts.ROLES``).
    role = models.CharField(_("role"), max_length=20, blank=True)
    date = models.DateField(_("date"))
    from_time = models.TimeField(_("from"))
    until_time = models.TimeField(_("until"))
    way = models.CharField(_("how"), max_length=10, choices=Presence.Way)
    minutes = models.PositiveSmallIntegerField(_("net contact time in minutes"))
    # Of those, the minutes per activity.
    activities: models.JSONField = models.JSONField(default=dict)
    participants = models.PositiveSmallIntegerField(_("number of participants"))
    # The words of the circle and the day (``certificate_facts.Facts``): no case, no name of a person.
    facts: models.JSONField = models.JSONField(default=dict)
    # Those below stay on the certificate as a role when the account goes.
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate of participation")
        verbose_name_plural = _("certificates of participation")
        ordering = ["-date", "-pk"]
        constraints = [
            # Two presses, or two coordinators at once, make one certificate.
            models.UniqueConstraint(
                fields=["presence"], condition=Q(withdrawn_at__isnull=True), name="one_valid_certificate_per_presence"
            ),
            # Who leaves before they came has no hours.
            models.CheckConstraint(
                condition=Q(until_time__gt=F("from_time")), name="certificate_ends_after_it_starts"
            ),
            # Withdrawn has a moment and a reason, or neither.
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="withdrawn_certificate_has_a_reason",
            ),
        ]
        indexes = [
            # The tick asks which are older than they are kept.
            models.Index(fields=["date"], name="certificates_by_date"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The serial number as people read it."""
        return f"{self.serial[:HALF]}-{self.serial[HALF:]}"

    @property
    def is_valid(self) -> bool:
        """The row twin of ``valid()``."""
        return self.withdrawn_at is None

    @property
    def check_path(self) -> str:
        """Where anybody who holds the address checks it."""
        return reverse("meetings:certificate_check", kwargs={"token": self.token})


class CertificateChoices(models.Model):
    """What somebody wants on their certificates, and whether their name may stand on those of others."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificate_choices")
    register = models.CharField(_("register"), max_length=120, blank=True, validators=[one_line])
    register_number = models.CharField(_("number in the register"), max_length=60, blank=True, validators=[one_line])
    may_be_named = models.BooleanField(_("my name may stand on certificates of others"), default=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("choices for certificates")
        verbose_name_plural = _("choices for certificates")

    def __str__(self) -> str:
        return str(self.user_id)
