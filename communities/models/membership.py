"""Who is in which circle."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .organisation import Organisation
from .sector import Sector


class MembershipQuerySet(PermittedQuerySet["Membership"]):
    """Memberships, by whether they still hold."""

    def active(self) -> "MembershipQuerySet":
        """Memberships that hold now; also the condition of the index and of every permission."""
        return self.filter(left_at__isnull=True)


class Membership(models.Model):
    """A person in a circle. Sector and role belong here, not to the account."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        PROFESSIONAL = "professional", _("professional")
        STUDENT = "student", _("student")
        LECTURER = "lecturer", _("lecturer")
        AREA_LECTURER = "area_lecturer", _("neighbourhood lecturer")
        RESEARCHER = "researcher", _("researcher")
        PROFESSOR = "professor", _("professor (UAS)")
        MANAGER = "manager", _("manager")
        OFFICIAL = "official", _("municipal official")
        RESIDENT = "resident", _("resident")
        EXPERT = "expert", _("expert by experience")

    # Where somebody of this role mostly stands, so that a coordinator need not say both.
    SECTOR_OF = {
        Role.COORDINATOR: Sector.PRACTICE,
        Role.PROFESSIONAL: Sector.PRACTICE,
        Role.STUDENT: Sector.EDUCATION,
        Role.LECTURER: Sector.EDUCATION,
        Role.AREA_LECTURER: Sector.EDUCATION,
        Role.RESEARCHER: Sector.RESEARCH,
        Role.PROFESSOR: Sector.RESEARCH,
        Role.MANAGER: Sector.PRACTICE,
        Role.OFFICIAL: Sector.PRACTICE,
        Role.RESIDENT: Sector.RESIDENTS,
        Role.EXPERT: Sector.RESIDENTS,
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.SET_NULL, null=True, blank=True
    )
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            # Joining twice is one membership; who returns gets a new row, so the history stays true.
            models.UniqueConstraint(
                fields=["community", "user"], condition=Q(left_at__isnull=True), name="one_active_membership"
            ),
        ]
        indexes = [
            # "My circles", the question behind every permission.
            models.Index(
                fields=["user", "role"], include=["community"], condition=Q(left_at__isnull=True), name="my_circles"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.community_id}"

    @property
    def is_active(self) -> bool:
        """The row twin of ``active()``."""
        return self.left_at is None
