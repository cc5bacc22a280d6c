"""Who logs in."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

# A newline in a name would break the mail header it stands in (rule 6).
one_line = RegexValidator(r"[\r\n]", _("A name stands on one line."), inverse_match=True)


def full_name(given_name: str, tussenvoegsel: str, family_name: str) -> str:
    """Return the ``full_name`` of whom these are the names, for rows that hold no person."""
    return " ".join(filter(None, [given_name, tussenvoegsel, family_name]))


def sort_name(given_name: str, tussenvoegsel: str, family_name: str) -> str:
    """Return the ``sort_name`` of whom these are the names."""
    given = " ".join(filter(None, [given_name, tussenvoegsel]))
    return f"{family_name}, {given}" if family_name else given


class UserManager(BaseUserManager["User"].from_queryset(PermittedQuerySet)):  # type: ignore[misc]
    """Finds and makes people by their e-mail address, whatever its capitals."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password they sign in with a code or a passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an operator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Sector and role belong to a membership, not to the account."""

    # Unique twice over: Django asks it of a sign-in name, the constraint below looks through capitals.
    email = models.EmailField(_("e-mail address"), unique=True)
    given_name = models.CharField(_("first name"), max_length=80, validators=[one_line])
    # Stored apart: Dutch sorts "van der Berg" on B, citations do not.
    tussenvoegsel = models.CharField(_("name prefix"), max_length=20, blank=True, validators=[one_line])
    family_name = models.CharField(_("last name"), max_length=80, blank=True, validators=[one_line])
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    photo = models.ForeignKey(
        File, verbose_name=_("photo"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # Kept by the notifications, in the transaction that adds or reads one: each page shows it, none asks for it.
    unread_notices = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    # From when on this account opens only with a second factor; empty while nothing is asked, or there is one.
    second_factor_due = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # One person, one address: "Marit@…" and "marit@…" reach the same mailbox.
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
        ]
        indexes = [
            # Who joined since the last look gets notification settings; nobody else is looked at.
            models.Index(fields=["date_joined"], name="people_by_arrival"),
            # Who still has to make a second factor: a few.
            models.Index(
                fields=["second_factor_due"],
                condition=models.Q(second_factor_due__isnull=False),
                name="second_factors_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First name, prefix, last name: *Joris van der Plas*."""
        return full_name(self.given_name, self.tussenvoegsel, self.family_name)

    @property
    def sort_name(self) -> str:
        """Last name first, without its prefix, as a Dutch list sorts: *Plas, Joris van der*."""
        return sort_name(self.given_name, self.tussenvoegsel, self.family_name)

    @property
    def photo_url(self) -> str:
        """Where the photo is shown, without asking the database for it; empty when there is none."""
        return reverse("files:file_detail", kwargs={"pk": self.photo_id}) if self.photo_id else ""

    @property
    def initials(self) -> str:
        """Two letters for where a photo is missing."""
        return (self.given_name[:1] + self.family_name[:1]).upper()
