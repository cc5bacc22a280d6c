"""Bringing the table of school holidays up to date."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Area
from leerkring.core.errors import Refused

from ..models import SchoolHoliday

COLUMNS = ("region", "name", "first", "last")
# A holiday that is longer was typed wrong; the summer takes six weeks and two days.
MOST_DAYS = 70


@dataclass(frozen=True)
class Loaded:
    """What loading a table did."""

    added: int
    changed: int
    same: int


def read_holidays(lines: Iterable[str]) -> list[SchoolHoliday]:
    """Return the rows of a CSV table as holidays, not saved; refused with one sentence per wrong row."""
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise Refused(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    rows, problems = [], []
    for row in reader:
        try:
            rows.append(_holiday(row))
        except (Refused, ValueError) as error:
            problems.append(
                _("Line %(number)s: %(problem)s")
                % {"number": reader.line_num, "problem": " ".join(getattr(error, "messages", [str(error)]))}
            )
    twice = len(rows) - len({_key(row) for row in rows})
    if twice:
        problems.append(_("The same holiday of the same region stands in the table twice."))
    if problems:
        raise Refused(problems)
    return rows


def _holiday(row: dict[str, str | None]) -> SchoolHoliday:
    region, name, first, last = ((row[column] or "").strip() for column in COLUMNS)
    if region not in Area.HolidayRegion.values:
        known = ", ".join(Area.HolidayRegion.values)
        raise Refused(_("“%(region)s” is no region; choose from %(known)s.") % {"region": region, "known": known})
    if not 0 < len(name) <= 60:
        raise Refused(_("The name is missing, or longer than 60 characters."))
    holiday = SchoolHoliday(region=region, name=name, first=_day(first), last=_day(last))
    if holiday.last < holiday.first:
        raise Refused(_("The last day comes before the first."))
    if (holiday.last - holiday.first).days > MOST_DAYS:
        raise Refused(_("It is longer than ten weeks. Look at the year."))
    return holiday


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("“%(value)s” is not a date that exists. Write it like 2027-01-14.")
        raise Refused(message % {"value": text}) from error


def _key(holiday: SchoolHoliday) -> tuple[str, str, date]:
    return holiday.region, holiday.name, holiday.first


@transaction.atomic
def load_holidays(rows: Iterable[SchoolHoliday]) -> Loaded:
    """Add what is new and correct the last day of what is known; nothing is removed, and twice changes nothing."""
    known = {_key(row): row for row in SchoolHoliday.objects.select_for_update()}
    new, changed, same = [], [], 0
    for row in rows:
        old = known.get(_key(row))
        if old is None:
            new.append(row)
        elif old.last != row.last:
            old.last = row.last
            changed.append(old)
        else:
            same += 1
    SchoolHoliday.objects.bulk_create(new)
    SchoolHoliday.objects.bulk_update(changed, ["last"])
    return Loaded(len(new), len(changed), same)
