"""The people of a circle as a list to take along."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..models import Membership
from ..people import in_order

MEMBER_HEAD = [
    _("First name"), _("Name prefix"), _("Last name"), _("E-mail address"), _("Sector"), _("Role"), _("Second role"),
    _("Organisation"), _("Function"), _("Study programme"), _("Level"), _("Year of study"), _("Area"), _("Joined"),
    _("Takes part from"), _("Until"), _("Alumnus since"),
]  # fmt: skip


def member_rows(members: QuerySet[Membership]) -> Iterator[list[Any]]:
    """Yield a row per person, as the list sorts them; one query."""
    for member in in_order(members).select_related("user", "organisation", "area__parent"):
        yield [
            member.user.given_name,
            member.user.tussenvoegsel,
            member.user.family_name,
            member.user.email,
            capfirst(member.get_sector_display()),
            capfirst(member.get_role_display()),
            capfirst(member.get_second_role_display()),
            member.organisation.name if member.organisation else "",
            member.function,
            member.study_programme,
            member.get_study_level_display(),
            member.study_year,
            member.area.label if member.area else "",
            member.joined_at,
            member.starts_on,
            member.ends_on,
            member.alumnus_since,
        ]
