"""What somebody tells about themselves."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Area, Membership, Organisation, Profile, Programme, Theme
from .area import keep_area
from .matching import index_profiles
from .organisation import ensure_organisation, find_organisation


def profile_of(person: User) -> Profile:
    """Return somebody's profile; an empty one that is not saved when they never wrote any."""
    rows = Profile.objects.select_related("organisation", "area__parent").prefetch_related("themes")
    return rows.filter(user=person).first() or Profile(user=person, version=0)


@transaction.atomic
def change_profile(
    person: User,
    *,
    by: User,
    version: int,
    organisation: str = "",
    themes: Iterable[int] = (),
    area: Area | None = None,
    **fields: Any,
) -> Profile:
    """Change one's own profile; ``version`` is 0 for the first time, ``themes`` are ids.

    Raises ``Overtaken`` when another window saved in between, and ``Refused`` for an organisation that nobody knows
    from somebody who is in no circle: a stranger puts nothing in the directory.
    """
    # The lock stands on the person, as there may be no profile yet.
    User.objects.select_for_update().get(pk=person.pk)
    row = Profile.objects.filter(user=person).first() or Profile(user=person, version=0)
    if row.version != version:
        raise Overtaken(_("You saved your profile in another window while you were busy here."))
    row.organisation, row.area = _organisation(person, organisation), keep_area(area)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    row.themes.set(themes)
    index_profiles([row.pk])
    return row


def _organisation(person: User, name: str) -> Organisation | None:
    if Membership.objects.reading().filter(user=person).exists():
        return ensure_organisation(name)
    known = find_organisation(name)
    if name.strip() and known is None:
        raise Refused(
            _("We don't know this organisation. Choose one of the list, or leave it empty until you join a circle.")
        )
    return known


def themes_to_choose(person: User) -> QuerySet[Theme]:
    """Return the themes of the programmes that somebody's circles belong to; of all that run when they are in none."""
    mine = Membership.objects.reading().filter(user=person).values("community__programme")
    rows = Theme.objects.filter(is_archived=False, programme__in=mine)
    if not rows.exists():
        rows = Theme.objects.filter(is_archived=False, programme__status=Programme.Status.ACTIVE)
    chosen = Theme.objects.filter(profiles__user=person).values("pk")
    return Theme.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=chosen)).order_by("name")


def suggested_organisations(person: User) -> list[str]:
    """Return organisations that are likely to be somebody's: those of the people in their circles."""
    circles = Membership.objects.reading().filter(user=person).values("community")
    known = Membership.objects.reading().filter(community__in=circles).values("organisation")
    return list(Organisation.objects.filter(pk__in=known).order_by("name").values_list("name", flat=True)[:200])
