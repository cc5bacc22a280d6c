"""What the page of a circle shows, gathered in as few questions as it takes."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst

from leerkring.core.prepared import prepared
from leerkring.core.visitors import MINUTE, facts, kept_part

from .models import Commitment, Community, ContactPerson, Follow, FormerName, Membership, Partnership, Recognition
from .people import first_by_sector, first_people
from .triangle import questions, triangle_of


def circles_for(user: Any) -> QuerySet[Community]:
    """Return circles with what this reader may do, whether they follow it, and what it was called before."""
    before = FormerName.objects.filter(community=OuterRef("pk")).exclude(name=OuterRef("name"))
    return (
        Community.objects.select_related("programme", "theme", "area__parent", "cohort")
        .annotate(
            former_name=Subquery(before.values("name")[:1]),
            is_followed=Exists(Follow.objects.filter(community=OuterRef("pk"), user=user.pk)),
        )
        .mark_permissions(
            user,
            may_view_inside="communities.view_inside_community",
            may_change="communities.change_community",
            may_manage="communities.manage_community",
            may_follow="communities.follow_community",
        )
    )


def page_of(community: Any, user: Any) -> dict[str, Any]:
    """Return the public part of the page, and the members' part for who may see it; ``community`` is marked.

    Four queries for the public part, two for that of members. Who is logged in and can't change the public part shares
    one of a minute old at most with everybody who sees as much, as visitors do (docs/decisions/0009): no query.
    """
    triangle = triangle_of(community)
    context = {"community": community, "tab": "overview", "triangle": triangle, "modules": modules_of(community)}
    if user.is_authenticated and not (community.is_draft or community.may_change or community.may_manage):
        context["kept"] = kept_part("circle", MINUTE, facts(community), lambda: _parts(context, user))
    elif not community.is_draft:
        context |= _public(community, user)
    if community.may_view_inside:
        context |= _inside(community, user)
    if community.may_change:
        context["questions"] = questions(triangle)
    return context


def _parts(context: dict[str, Any], user: Any) -> dict[str, str]:
    whole = context | _public(context["community"], user)
    return {name: render_to_string(f"communities/community_{name}.html", whole) for name in ("rest", "cards")}


def _public(community: Community, user: Any) -> dict[str, Any]:
    commitments = prepared(_committed, user, community.pk)
    theirs = {row.organisation_id for row in commitments}
    return {
        "contacts": prepared(_contacts, user, community.pk) if not community.is_over else [],
        "commitments": commitments,
        "recognitions": prepared(_recognitions, user, community.pk),
        "partners": [name for organisation, name in _partners(community, user) if organisation not in theirs],
    }


def contacts(community: Community, user: Any) -> QuerySet[ContactPerson]:
    """Return whom one can write to."""
    return _contacts(user, community.pk)


def _contacts(user: Any, community: int) -> QuerySet[ContactPerson]:
    rows = ContactPerson.objects.permitted(user, "communities.view_contact_person")
    return rows.filter(community=community).select_related("user")


def committed(community: Community, user: Any) -> QuerySet[Commitment]:
    """Return the organisations that are committed to the circle."""
    return _committed(user, community.pk)


def _committed(user: Any, community: int) -> QuerySet[Commitment]:
    rows = Commitment.objects.permitted(user, "communities.view_commitment")
    return rows.filter(community=community).select_related("organisation")


def _recognitions(user: Any, community: int) -> QuerySet[Recognition]:
    return Recognition.objects.permitted(user, "communities.view_recognition").filter(community=community)


def _partners(community: Community, user: Any) -> list[tuple[int, str]]:
    """Return who is a partner of the programme now: only id and name, what they pay is the team's."""
    return prepared(_partners_on, user, community.programme_id, timezone.localdate())


def _partners_on(user: Any, programme: int, today: date) -> QuerySet[Any]:
    rows = Partnership.objects.filter(programme=programme, starts_on__lte=today)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).values_list(
        "organisation", "organisation__name"
    )


def _members(user: Any, community: int) -> Any:
    rows = Membership.objects.permitted(user, "communities.view_membership").filter(community=community)
    return first_by_sector(rows.active().select_related("user", "organisation", "area"))


def _alumni(user: Any, community: int) -> Any:
    rows = Membership.objects.permitted(user, "communities.view_membership").filter(community=community)
    return rows.filter(alumnus_since__isnull=False).select_related("user")


def _inside(community: Community, user: Any) -> dict[str, Any]:
    alumni = prepared(_alumni, user, community.pk)
    return {
        "groups": first_people(prepared(_members, user, community.pk)),
        "alumni": sorted((row.user for row in alumni), key=lambda person: person.sort_name.casefold()),
    }


def modules_of(community: Community) -> list[str]:
    """Return the modules that are switched on, in words, in their own order."""
    return [capfirst(str(module.label)) for module in Community.Module if community.has_module(module.value)]
