"""One's own hours as a list to take along."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from leerkring.core.labels import label_of

from ..models import Certificate
from ..shown.certificate import ShownHours


def hours_head() -> list[str]:
    """Return the heads of the columns: a kind of activity each."""
    kinds = [capfirst(label_of(Certificate.Activity, code)) for code in Certificate.Activity.values]
    return [_("Date"), _("Meeting"), _("Circle"), *kinds, _("Contact hours"), _("Certificate")]


def hours_rows(shown: Sequence[ShownHours]) -> Iterator[list[Any]]:
    """Yield a row per meeting; hours are numbers that can be added up."""
    for row in shown:
        kinds = [round(row.activities.get(code, 0) / 60, 2) for code in Certificate.Activity.values]
        number = row.certificate.number if row.certificate else ""
        yield [row.date, row.title, row.circle, *kinds, round(row.minutes / 60, 2), number]
