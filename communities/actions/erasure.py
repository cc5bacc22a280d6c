"""What erasing somebody asks of circles: they leave each, and none is left without somebody who can change it."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.accounts.privacy.registry import Hindrance

from ..models import Community, Invitation, Membership, Profile, ProgrammeMember
from .matching import index_profiles
from .membership import count_members


def look_for_coordinators(person: User) -> list[Hindrance]:
    """Name the circles and programmes of which this person is the only coordinator."""
    return [*_circles(person), *_programmes(person)]


def _circles(person: User) -> list[Hindrance]:
    mine = Membership.objects.active().with_role(Membership.Role.COORDINATOR).filter(user=person)
    others = Membership.objects.active().with_role(Membership.Role.COORDINATOR).exclude(user=person)
    alone = Community.objects.filter(pk__in=mine.values("community")).exclude(
        Exists(others.filter(community=OuterRef("pk")))
    )
    words = _("You are the only coordinator of %(name)s. First ask somebody else to become coordinator.")
    running = [circle for circle in alone.select_related("programme") if not circle.is_over]
    return [Hindrance(words % {"name": circle.name}, circle.get_absolute_url()) for circle in running]


def _programmes(person: User) -> list[Hindrance]:
    team = ProgrammeMember.objects.filter(role=ProgrammeMember.Role.COORDINATOR)
    others = team.filter(programme=OuterRef("programme")).exclude(user=person)
    alone = team.filter(user=person).exclude(Exists(others)).select_related("programme")
    words = _("You are the only coordinator of %(name)s. First ask somebody else to become coordinator.")
    return [
        Hindrance(
            words % {"name": row.programme.name},
            reverse("communities:programme_detail", kwargs={"slug": row.programme.slug}),
        )
        for row in alone
    ]


def leave_everything(person: User) -> None:
    """Take somebody out of all circles, their counters and the index of people; open invitations of theirs go."""
    profiles = list(Profile.objects.filter(user=person).values_list("pk", flat=True))
    Profile.objects.filter(user=person).delete()
    index_profiles(profiles)
    circles = list(Membership.objects.filter(user=person).values_list("community", flat=True).distinct())
    Membership.objects.filter(user=person).delete()
    Invitation.objects.filter(email__iexact=person.email).delete()
    for community in Community.objects.select_for_update().filter(pk__in=circles).order_by("pk"):
        count_members(community)
