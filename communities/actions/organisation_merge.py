"""Two organisations that turn out to be one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.files.actions import delete_file

from ..models import Commitment, Organisation, Partnership
from .matching import index_organisations
from .organisation import complete, references, uses_of

# What the one that stays takes over where it says nothing itself.
FACTS = ("area", "description", "expertise", "ror", "website", "logo")
DOMAINS = ("in_housing", "in_care", "in_welfare", "in_education")


@transaction.atomic
def merge_organisations(organisation: Organisation, *, into: Organisation, by: User) -> Organisation:
    """Move everything of one organisation to another and delete the first; return the one that stays.

    People, invitations, commitments, partnerships, profiles, meetings, papers: whatever refers to it, in any app.
    Where both have the same thing (a commitment to one circle, an open partnership), the one that stays gets what it
    lacks and no text is lost. A second time is harmless.
    """
    if organisation.pk == into.pk:
        raise Refused(_("Choose another organisation: this is the same one."))
    # Always in the same order, so that two tabs that merge crosswise wait for each other.
    pair = Organisation.objects.select_for_update().filter(pk__in=[organisation.pk, into.pk]).order_by("pk")
    locked = {row.pk: row for row in pair}
    keep, lose = locked.get(into.pk), locked.get(organisation.pk)
    if keep is None:
        raise Refused(_("That organisation is gone: somebody else merged or deleted it."))
    if lose is None:
        return keep
    _join_commitments(lose, keep)
    _join_partnerships(lose, keep)
    for relation in references():
        name = relation.field.name
        relation.related_model._base_manager.filter(**{name: lose}).update(**{name: keep})
    lose.contacts.update(organisation=keep)
    _take_over(keep, lose)
    index_organisations([keep.pk, organisation.pk])
    return keep


def _join_commitments(lose: Organisation, keep: Organisation) -> None:
    """Put two commitments to one circle together: one row says all of one organisation."""
    kept = {row.community_id: row for row in keep.commitments.select_for_update()}
    for row in lose.commitments.select_for_update().filter(community__in=kept):
        other = kept[row.community_id]
        for name in ("interest", "contributes"):
            setattr(other, name, _both(getattr(other, name), getattr(row, name)))
        if not other.signed_by:
            other.signed_by, other.signed_on = row.signed_by, row.signed_on
        other.version += 1
        other.save()
        Commitment.objects.filter(pk=row.pk).delete()


def _join_partnerships(lose: Organisation, keep: Organisation) -> None:
    """Let one open partnership per programme stay, from the earliest day."""
    kept = {row.programme_id: row for row in keep.partnerships.select_for_update().filter(ends_on=None)}
    for row in lose.partnerships.select_for_update().filter(ends_on=None, programme__in=kept):
        other = kept[row.programme_id]
        other.starts_on = min(other.starts_on, row.starts_on)
        other.note = " · ".join(dict.fromkeys(filter(None, [other.note, row.note])))[:300]
        if other.contribution == Partnership.Contribution.NONE:
            other.contribution = row.contribution
        other.save()
        Partnership.objects.filter(pk=row.pk).delete()


def _both(text: str, other: str) -> str:
    return "\n\n".join(dict.fromkeys(filter(None, [text.strip(), other.strip()])))


def _take_over(keep: Organisation, lose: Organisation) -> None:
    spare = lose.logo if keep.logo_id else None
    for name in FACTS:
        if not getattr(keep, name):
            setattr(keep, name, getattr(lose, name))
    for name in DOMAINS:
        setattr(keep, name, getattr(keep, name) or getattr(lose, name))
    keep.version += 1
    lose.delete()
    complete([keep])
    keep.save()
    if spare:
        delete_file(spare)


def moves(organisation: Organisation) -> list[tuple[str, int]]:
    """Return what would move along: as ``uses_of``, with its contacts."""
    own = organisation.contacts.count()
    contacts = [(str(organisation.contacts.model._meta.verbose_name_plural), own)] if own else []
    return uses_of(organisation) + contacts
