"""The board of a circle, and the history of one finding."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from leerkring.core.labels import label_of

from ..models import Finding


@dataclass(frozen=True)
class StageColumn:
    """One stage of the board with its findings."""

    stage: str
    title: str
    findings: list[Any]


def board(findings: Iterable[Any]) -> list[StageColumn]:
    """Return the five stages, each with its findings; one query."""
    rows = list(findings)
    return [
        StageColumn(stage, str(stage.label), [row for row in rows if row.stage == stage]) for stage in Finding.Stage
    ]


@dataclass(frozen=True)
class ShownMove:
    """One move, in words."""

    text: str
    who: str
    at: Any
    note: str


def history(finding: Finding) -> list[ShownMove]:
    """Return how the finding came where it is, the first move first."""
    return [
        ShownMove(
            label_of(Finding.Stage, move.to_stage), move.by.full_name if move.by else _("somebody"), move.at, move.note
        )
        for move in finding.moves.select_related("by")
    ]
