"""Organisations that are partners of a programme."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Organisation, Partnership, Programme
from .organisation import ensure_organisation


@transaction.atomic
def add_partner(
    programme: Programme,
    *,
    by: User,
    organisation: str,
    starts_on: date,
    ends_on: date | None = None,
    contribution: str = Partnership.Contribution.NONE,
    note: str = "",
) -> Partnership:
    """Make the organisation of this name a partner; refused while it is one already."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    partner = _organisation(organisation)
    _refuse_double(row, partner, starts_on, ends_on)
    return row.partnerships.create(
        organisation=partner, starts_on=starts_on, ends_on=ends_on, contribution=contribution, note=note
    )


def _organisation(name: str) -> Organisation:
    found = ensure_organisation(name)
    if found is None:
        raise Refused({"organisation": _("Fill in the name of the organisation.")})
    return found


def _refuse_double(
    programme: Programme, partner: Organisation, starts_on: date, ends_on: date | None, *, but: int = 0
) -> None:
    """A partner who comes back gets a new period; two periods at the same time say nothing."""
    for other in programme.partnerships.filter(organisation=partner).exclude(pk=but):
        if (ends_on is None or other.starts_on <= ends_on) and (other.ends_on is None or starts_on <= other.ends_on):
            raise Refused(
                {"organisation": _("%(name)s is a partner in this period already.") % {"name": partner.name}}
            )


@transaction.atomic
def change_partner(
    partnership: Partnership, *, by: User, version: int, starts_on: date, ends_on: date | None, **fields: Any
) -> Partnership:
    """Change the period and what the team notes; the organisation stays.

    Raises ``Overtaken`` when somebody saved after ``version`` was read.
    """
    programme = Programme.objects.select_for_update().get(pk=partnership.programme_id)
    rows = Partnership.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.get(pk=partnership.pk)
    if row.version != version:
        raise Overtaken(_("Somebody else changed this partner while you were busy."))
    _refuse_double(programme, row.organisation, starts_on, ends_on, but=row.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.starts_on, row.ends_on, row.version = starts_on, ends_on, row.version + 1
    row.save(update_fields=[*fields, "starts_on", "ends_on", "version"])
    return row


def remove_partner(partnership: Partnership, *, by: User) -> None:
    """Take away a partner that was put here by mistake; a second time is harmless."""
    Partnership.objects.filter(pk=partnership.pk).delete()


def known_organisations() -> list[str]:
    """Return names to propose while typing, at most 500; the directory is public."""
    return list(Organisation.objects.order_by("name").values_list("name", flat=True)[:500])
