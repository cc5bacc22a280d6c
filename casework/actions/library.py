"""What of an outcome can be found in the library: kept true in the transaction of whatever changes it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from leerkring.core.markdown import plain_text
from leerkring.search.index import Words
from leerkring.search.sources import Hit, Shown, Source, index

from ..models import Outcome

SOURCE = "casework.outcome"


def index_outcomes(ids: Sequence[int]) -> None:
    """Index what of these outcomes everybody may read; what is not published, or not any more, leaves the index."""
    index(SOURCE, ids)


def _rows(ids: list[int]) -> QuerySet[Outcome]:
    return Outcome.objects.published().filter(pk__in=ids).with_author_line().select_related("community")


def _words(row: Any) -> Words:
    # The text itself where access is open only: nobody learns from a search what stands in a text they may not read.
    return Words(
        row.pk,
        row.title,
        f"{row.abstract}\n{row.author_line}\n{row.community.name}",
        plain_text(row.body) if row.access == Outcome.Access.OPEN else "",
    )


def _ids() -> list[int]:
    return list(Outcome.objects.published().order_by("published_at", "pk").values_list("pk", flat=True))


def _published(_user: Any) -> QuerySet[Outcome]:
    return Outcome.objects.published()


def _hits(_user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = Outcome.objects.published().filter(pk__in=ids).select_related("community")
    kinds = [(row, capfirst(str(row.get_kind_display()))) for row in rows]
    return [Hit(row.pk, row.title, row.get_absolute_url(), kind, row.community.name) for row, kind in kinds]


SHOWN = Shown(gettext_lazy("Outcomes"), "opbrengsten", _published, _hits)
LIBRARY = Source(SOURCE, _ids, _rows, _words, SHOWN)
