"""Outcomes on the page of a programme, and on the first page."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from communities.models import Programme
from communities.shelves import Card, Shelf

from ..models import Outcome


def newest_outcomes() -> QuerySet[Any]:
    """Return what everybody can read, the newest first."""
    rows = Outcome.objects.published().select_related("community").defer("body").with_author_line()
    return rows.order_by("-published_at", "-pk")


def outcome_card(row: Outcome) -> Card:
    """Return an outcome in words; needs ``with_author_line``."""
    kind = capfirst(str(row.get_kind_display()))
    assert row.published_at is not None
    published = date_format(timezone.localtime(row.published_at), "j F Y")
    meta = f"{row.community.name} · {published}"
    return Card(kind, row.title, row.get_absolute_url(), vars(row)["author_line"], meta)


def _of_programme(programme: Programme) -> QuerySet[Any]:
    return newest_outcomes().filter(community__programme=programme)


SHELF = Shelf(_("What circles found out"), _of_programme, outcome_card)
