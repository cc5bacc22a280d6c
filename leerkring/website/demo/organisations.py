"""Organisations and whom to speak to there."""

from typing import Any

from communities.actions.area import keep_area, understand_area
from communities.actions.organisation import complete
from communities.directory import DOMAINS
from communities.models import Organisation, OrganisationContact

TEXTS = ("description", "expertise", "website", "ror")


def load_organisations(rows: list[dict[str, Any]]) -> dict[str, Organisation]:
    """Return the organisations by name."""
    found = {}
    for row in rows:
        known = Organisation.objects.filter(name=row["name"]).first()
        found[row["name"]] = known or _make(row)
    return found


def _make(row: dict[str, Any]) -> Organisation:
    domains = {column: name in row["domains"] for name, column in DOMAINS.items()}
    organisation = Organisation(
        name=row["name"],
        kind=row["kind"],
        sector=row.get("sector", "practice"),
        area=keep_area(understand_area(row["area"])),
        **{name: row.get(name, "") for name in TEXTS},
        **domains,
    )
    complete([organisation])[0].save()
    contacts = [OrganisationContact(organisation=organisation, **contact) for contact in row.get("contacts", [])]
    OrganisationContact.objects.bulk_create(contacts)
    return organisation
