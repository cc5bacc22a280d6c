"""Writing down which organisations are committed to a circle."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Commitment, Community, Organisation, Partnership
from .organisation import ensure_organisation

# Of names that a field offers while somebody types.
MOST_SUGGESTED = 200


@transaction.atomic
def add_commitment(
    community: Community,
    *,
    by: User,
    organisation: str,
    interest: str = "",
    contributes: str = "",
    signed_by: str = "",
    signed_on: date | None = None,
) -> Commitment:
    """Commit an organisation, by the name that was typed; one that is new to the portal is made.

    Refused for an organisation that is committed already, unless the words are the same: a button pressed twice.
    """
    row = _lock(community)
    facts = {"interest": interest, "contributes": contributes, "signed_by": signed_by, "signed_on": signed_on}
    found = _organisation(organisation)
    known = row.commitments.filter(organisation=found).first()
    if known and all(getattr(known, name) == value for name, value in facts.items()):
        return known
    if known:
        raise Refused(_("This organisation stands in the list already. Change it there."))
    return Commitment.objects.create(community=row, organisation=found, **facts)


@transaction.atomic
def change_commitment(
    commitment: Commitment,
    *,
    by: User,
    version: int,
    organisation: str,
    interest: str = "",
    contributes: str = "",
    signed_by: str = "",
    signed_on: date | None = None,
) -> Commitment:
    """Change what stands there. ``Overtaken`` when somebody saved in between."""
    community = _lock(commitment.community)
    row = Commitment.objects.select_for_update().filter(pk=commitment.pk).first()
    if row is None:
        raise Refused(_("Somebody removed this organisation from the list while you were busy."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this organisation while you were busy."))
    found = _organisation(organisation)
    if community.commitments.filter(organisation=found).exclude(pk=row.pk).exists():
        raise Refused(_("This organisation stands in the list already. Change it there."))
    facts: dict[str, Any] = {"organisation": found, "interest": interest, "contributes": contributes}
    facts |= {"signed_by": signed_by, "signed_on": signed_on, "version": row.version + 1}
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    return row


@transaction.atomic
def remove_commitment(commitment: Commitment, *, by: User) -> None:
    """Take an organisation off the list; a second time is harmless."""
    _lock(commitment.community)
    Commitment.objects.filter(pk=commitment.pk).delete()


def _organisation(name: str) -> Organisation:
    found = ensure_organisation(name)
    if found is None:
        raise Refused(_("Type the name of the organisation."))
    return found


def _lock(community: Community) -> Community:
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.is_over:
        raise Refused(_("This circle has been closed. Its organisations can't be changed any more."))
    return row


def suggested_names(community: Community) -> list[str]:
    """Return organisations that are likely to commit themselves: of its people, and partners of the programme."""
    rows = organisations_around(community).exclude(pk__in=community.commitments.values("organisation"))
    return list(rows.values_list("name", flat=True)[:MOST_SUGGESTED])


def organisations_around(community: Community) -> QuerySet[Organisation]:
    """Return by name the organisations of a circle's people, those committed to it, and partners of its programme."""
    of_people = community.memberships.active().filter(organisation__isnull=False).order_by().values("organisation")
    partners = Partnership.objects.filter(programme=community.programme_id).order_by().values("organisation")
    committed = community.commitments.order_by().values("organisation")
    # One set: with OR between them the database looks at every organisation of the portal.
    return Organisation.objects.filter(pk__in=of_people.union(partners, committed)).order_by("name")
