"""Making a new circle after the example of another."""

from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission

from ..models import Commitment, Community, ContactPerson, Programme
from ..signals import community_copied
from .community import create_draft


class Part(models.TextChoices):
    """What may come along."""

    TEXTS = "texts", _("question and texts")
    MODULES = "modules", _("modules")
    CONTACTS = "contacts", _("contact persons")
    ORGANISATIONS = "organisations", _("committed organisations")
    PLAN = "plan", _("plan of the meetings")


# These stand on no public page: the addresses of contact persons, the goal and programmes of meetings.
INSIDE = frozenset({Part.CONTACTS, Part.PLAN})
TEXTS = ("domain_about", "community_about", "practice_about")


@transaction.atomic
def copy_community(
    community: Community, *, by: User, name: str, sector: str, parts: Collection[str] = tuple(Part)
) -> Community:
    """Make a draft after the example of a circle, with ``by`` as its coordinator from ``sector``.

    Kind, theme and area always come along, people never: of the contact persons only those from outside, and ``by``.
    Pressed twice is one draft, as with every draft. Of a circle that ``by`` does not coordinate comes along what
    everybody may read of it (``parts_for``).
    """
    parts = set(parts_for(community, by)) & set(parts)
    begun = timezone.now()
    source = Community.objects.select_related("programme", "theme", "area").get(pk=community.pk)
    if source.programme.status != Programme.Status.ACTIVE:
        raise Refused(_("This programme has been withdrawn. No circles can be started in it."))
    with_texts = Part.TEXTS in parts
    copy = create_draft(
        by=by,
        programme=source.programme,
        name=name,
        kind=source.kind,
        sector=sector,
        theme=source.theme,
        area=source.area,
        question=source.question if with_texts else "",
        common_interest=source.common_interest if with_texts else "",
    )
    if copy.created_at < begun:
        return copy
    _copy_own(source, copy, parts)
    _copy_others(source, copy, parts, by=by)
    community_copied.send(sender=Community, source=source, copy=copy, by=by, parts=frozenset(map(str, parts)))
    return copy


def parts_for(community: Community, person: User) -> list[Part]:
    """Return what ``person`` may take along: the team of the programme copies no more than it can read."""
    coordinates = has_permission(person, "communities.manage_community", community)
    return [part for part in Part if coordinates or part not in INSIDE]


def _copy_own(source: Community, copy: Community, parts: Collection[str]) -> None:
    """Copy what stands on the row itself."""
    fields = [*(TEXTS if Part.TEXTS in parts else ()), *(["modules"] if Part.MODULES in parts else [])]
    for field in fields:
        setattr(copy, field, getattr(source, field))
    if fields:
        copy.save(update_fields=fields)


def _copy_others(source: Community, copy: Community, parts: Collection[str], *, by: User) -> None:
    if Part.CONTACTS in parts:
        contacts = source.contact_persons.filter(Q(user__isnull=True) | Q(user=by))
        ContactPerson.objects.bulk_create([_again(contact, copy) for contact in contacts])
    if Part.ORGANISATIONS in parts:
        # A signature was given for that circle, not for this one.
        unsigned = {"signed_by": "", "signed_on": None}
        rows = [_again(commitment, copy, **unsigned) for commitment in source.commitments.all()]
        Commitment.objects.bulk_create(rows)


def _again(row: Any, copy: Community, **changes: Any) -> Any:
    """Return the same row for another circle, not saved."""
    again = type(row)()
    for field in row._meta.concrete_fields:
        if field.name not in {"id", "version", "community"}:
            setattr(again, field.attname, getattr(row, field.attname))
    again.community = copy
    for name, value in changes.items():
        setattr(again, name, value)
    return again
