"""Whom the world can write to about a circle."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class ContactPerson(models.Model):
    """A member, or somebody from outside without an account. Their address is never shown."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="contact_persons")
    position = models.PositiveSmallIntegerField(default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contact_person_of",
    )
    # Of somebody without an account.
    name = models.CharField(_("name"), max_length=200, blank=True, validators=[one_line])
    email = models.EmailField(_("e-mail address"), blank=True)
    # What may stand on the public page beside the name.
    function = models.CharField(_("function and organisation"), max_length=200, blank=True)
    about = models.CharField(_("can be asked about"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["position", "pk"]
        constraints = [
            # Somebody of the portal, or somebody with a name and an address.
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="", email="")
                | (Q(user__isnull=True) & ~Q(name="") & ~Q(email="")),
                name="contact_person_can_be_reached",
            ),
            # The same member twice says nothing.
            models.UniqueConstraint(
                fields=["community", "user"], condition=Q(user__isnull=False), name="one_contact_person_per_member"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name, whoever it is."""
        return self.user.full_name if self.user else self.name

    @property
    def address(self) -> str:
        """Where mail for them goes."""
        return self.user.email if self.user else self.email


class ContactMessage(models.Model):
    """What somebody wrote through the form; erased 30 days after it was passed on."""

    contact = models.ForeignKey(ContactPerson, on_delete=models.CASCADE, related_name="messages")
    sender_name = models.CharField(_("your name"), max_length=120, validators=[one_line])
    sender_email = models.EmailField(_("your e-mail address"))
    text = models.TextField(_("your message"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a contact person")
        verbose_name_plural = _("messages to contact persons")

    def __str__(self) -> str:
        return f"{self.pk}"
