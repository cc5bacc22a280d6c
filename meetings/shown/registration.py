"""Who signed up, as the organiser sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.core.templatetags.ui import short_day

from ..models import Event, Registration

Status = Registration.Status


@dataclass(frozen=True)
class PersonRow:
    """One who signed up."""

    name: str
    email: str
    organisation: str
    remark: str
    since: str
    remove_url: str


@dataclass(frozen=True)
class Group:
    """Those who are in the same way on the list."""

    title: str
    people: list[PersonRow]
    # Of how many only the number is left.
    erased: str = ""


def registration_groups(event: Event, rows: Sequence[Registration]) -> list[Group]:
    """Return who comes, who waits in turn, and whose address is not confirmed; not who cancelled."""
    may_keep = bool(getattr(event, "may_keep", False))
    titles = {
        Status.CONFIRMED: _("Who comes"),
        Status.WAITING: _("Waiting list, the first on top"),
        Status.UNCONFIRMED: _("Address not confirmed yet"),
    }
    found = []
    for status, title in titles.items():
        mine = [row for row in rows if row.status == status]
        mine.sort(key=lambda row: (row.confirmed_at or row.created_at, row.pk))
        shown = [_person(event, row, may_keep=may_keep) for row in mine if not row.erased_at]
        if mine:
            found.append(Group(_title(title, len(mine)), shown, _erased(len(mine) - len(shown))))
    return found


def _title(title: str, count: int) -> str:
    return f"{title} ({count})"


def _erased(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "%(count)s person; name and address are erased 30 days after the event.",
        "%(count)s people; names and addresses are erased 30 days after the event.",
        count,
    )
    return text % {"count": count}


def _person(event: Event, row: Registration, *, may_keep: bool) -> PersonRow:
    since: datetime = row.confirmed_at or row.created_at
    address = {"slug": event.slug, "pk": row.pk}
    return PersonRow(
        name=row.name,
        email=row.email,
        organisation=row.organisation,
        remark=row.remark,
        since=short_day(since),
        remove_url=reverse("meetings:registration_remove", kwargs=address) if may_keep else "",
    )


def registration_table(rows: Iterable[Registration]) -> Iterable[Sequence[Any]]:
    """Return the rows of the spreadsheet."""
    for row in rows:
        yield [row.name, row.email, row.organisation, str(row.get_status_display()), row.confirmed_at, row.remark]
