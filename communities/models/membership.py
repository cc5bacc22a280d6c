"""Who is in which circle."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.labels import label_of
from leerkring.core.permissions import PermittedQuerySet

from .area import Area
from .community import Community
from .organisation import Organisation
from .sector import Sector


class MembershipQuerySet(PermittedQuerySet["Membership"]):
    """Memberships, by whether they still hold."""

    def active(self) -> "MembershipQuerySet":
        """Memberships of who takes part now: neither left nor alumni."""
        return self.reading().filter(alumnus_since__isnull=True)

    def reading(self) -> "MembershipQuerySet":
        """Memberships of who takes part, and of alumni, who only read."""
        return self.filter(left_at__isnull=True)

    def of(self, community: Community) -> "MembershipQuerySet":
        """Memberships of who takes part in this circle; once it is closed, of who did until then."""
        here = self.reading().filter(community=community)
        if not community.is_over:
            return here.filter(alumnus_since__isnull=True)
        return here.filter(Q(alumnus_since__isnull=True) | Q(alumnus_since=community.closed_at))

    def with_role(self, *roles: str) -> "MembershipQuerySet":
        """Memberships with one of these roles, as the first or the second."""
        return self.filter(Q(role__in=roles) | Q(second_role__in=roles))


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

    class Level(models.TextChoices):
        MBO2 = "mbo2", _("mbo 2")
        MBO3 = "mbo3", _("mbo 3")
        MBO4 = "mbo4", _("mbo 4")
        AD = "ad", _("associate degree")
        BACHELOR_HBO = "hbo", _("hbo bachelor")
        BACHELOR_WO = "wo", _("university bachelor")
        MASTER = "master", _("master")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    # Somebody may have two functions in a circle: coordinator and lecturer. Both give their rights.
    second_role = models.CharField(
        _("second role"), max_length=20, choices=Role, blank=True, default="", db_default=""
    )
    function = models.CharField(_("function"), max_length=120, blank=True, default="", db_default="")
    # Of students.
    study_programme = models.CharField(_("study programme"), max_length=120, blank=True, default="", db_default="")
    study_level = models.CharField(_("level"), max_length=20, choices=Level, blank=True, default="", db_default="")
    study_year = models.PositiveSmallIntegerField(_("year of study"), null=True, blank=True)
    # Of neighbourhood lecturers: whose students they guide.
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.SET_NULL, null=True, blank=True
    )
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    # The period somebody takes part for, where it is known beforehand; after the last day they become alumni.
    starts_on = models.DateField(_("takes part from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    # Alumni keep reading what the circle shared, and do nothing more in it.
    alumnus_since = models.DateTimeField(_("alumnus since"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    # Why a coordinator let somebody go; seen by coordinators.
    left_reason = models.CharField(_("reason"), max_length=300, blank=True, default="", db_default="")
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            # Joining twice is one membership; who returns gets a new row, so the history stays true.
            models.UniqueConstraint(
                fields=["community", "user"], condition=Q(left_at__isnull=True), name="one_active_membership"
            ),
            # Time runs forward.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            # The same task twice would say nothing.
            models.CheckConstraint(condition=~Q(second_role=F("role")), name="second_role_is_another"),
        ]
        indexes = [
            # "My circles", the question behind every permission.
            models.Index(
                fields=["user", "role"], include=["community"], condition=Q(left_at__isnull=True), name="my_circles"
            ),
            # Whose period has passed, for the tick.
            models.Index(
                fields=["ends_on"],
                condition=Q(left_at__isnull=True, alumnus_since__isnull=True, ends_on__isnull=False),
                name="memberships_that_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.community_id}"

    # A list of people asks for these words a hundred times (``label_of`` says what Django's own would cost).

    def get_role_display(self) -> str:  # type: ignore[no-redef]
        """The word of the role."""
        return label_of(self.Role, self.role)

    def get_second_role_display(self) -> str:  # type: ignore[no-redef]
        """The word of the second role; empty without one."""
        return label_of(self.Role, self.second_role)

    def get_sector_display(self) -> str:  # type: ignore[no-redef]
        """The word of the sector."""
        return label_of(Sector, self.sector)

    def get_study_level_display(self) -> str:  # type: ignore[no-redef]
        """The word of the level; empty where there is none."""
        return label_of(self.Level, self.study_level)

    @property
    def is_active(self) -> bool:
        """The row twin of ``active()``."""
        return self.left_at is None and self.alumnus_since is None

    @property
    def is_alumnus(self) -> bool:
        """Whether they only read."""
        return self.left_at is None and self.alumnus_since is not None

    @property
    def coordinates(self) -> bool:
        """Whether they coordinate the circle now."""
        return self.is_active and self.Role.COORDINATOR in {self.role, self.second_role}
