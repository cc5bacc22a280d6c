"""The models of reflection, read from ``data/reflection_models.toml``: what each asks, in two languages."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parent / "data" / "reflection_models.toml"
STANDARD = "starr"
# The one that fits in a minute.
SHORT = "rolfe"


class Words(dict[str, str]):
    """A text in each language; as ``str`` in that of the reader."""

    def __str__(self) -> str:
        return self.get((get_language() or "nl")[:2], self["nl"])


@dataclass(frozen=True)
class Question:
    """One thing asked, and the key its answer is kept under."""

    key: str
    title: Words
    prompt: Words | None = None


@dataclass(frozen=True)
class Part:
    """A step of a model: one question, or rows of questions about oneself and the other (``columns``)."""

    key: str
    title: Words
    rows: tuple[tuple[Question, ...], ...]
    columns: tuple[Words, ...] = ()

    @property
    def is_grid(self) -> bool:
        """Whether its questions stand side by side."""
        return bool(self.columns)

    @property
    def questions(self) -> Iterator[Question]:
        """Its questions, in the order they are asked."""
        return (question for row in self.rows for question in row)


@dataclass(frozen=True)
class ReflectionModel:
    """A way of looking back."""

    key: str
    name: Words
    when: Words
    parts: tuple[Part, ...]
    # Its last step, trying out, is the first of a next reflection.
    try_next: bool = False

    @property
    def questions(self) -> list[Question]:
        """Every question, in order."""
        return [question for part in self.parts for question in part.questions]


@dataclass(frozen=True)
class Answered:
    """A part as it is read: its title, and one text or rows of texts under ``columns``."""

    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()


def answered(model: ReflectionModel, answers: Mapping[str, str]) -> list[Answered]:
    """Return the parts that were filled in, in the words of the reader's language."""
    parts = [_answered(part, answers) for part in model.parts]
    return [part for part in parts if part.text or part.rows]


def _answered(part: Part, answers: Mapping[str, str]) -> Answered:
    if not part.is_grid:
        return Answered(str(part.title), answers.get(part.key, ""))
    rows = [tuple((str(cell.title), answers.get(cell.key, "")) for cell in row) for row in part.rows]
    filled = tuple(row for row in rows if any(text for _title, text in row))
    return Answered(str(part.title), columns=tuple(str(column) for column in part.columns), rows=filled)


def get_model(key: str) -> ReflectionModel:
    """Return the model of this key; the standard one for a key that no data file knows (any more)."""
    models = all_models()
    return models.get(key, models[STANDARD])


@cache
def all_models() -> dict[str, ReflectionModel]:
    """Return the models by key, in the order of the data file."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["models"]
    return {row["key"]: _model(row) for row in rows}


def _model(row: dict[str, Any]) -> ReflectionModel:
    parts = tuple(_part(part) for part in row["parts"])
    return ReflectionModel(row["key"], Words(row["name"]), Words(row["when"]), parts, row.get("try_next", False))


def _part(row: dict[str, Any]) -> Part:
    title, columns = Words(row["title"]), tuple(Words(column) for column in row.get("columns", ()))
    if not columns:
        return Part(row["key"], title, ((Question(row["key"], title, Words(row["prompt"])),),))
    cells = [Question(cell["key"], Words(cell["title"])) for cell in row["cells"]]
    width = len(columns)
    return Part(row["key"], title, tuple(tuple(cells[at : at + width]) for at in range(0, len(cells), width)), columns)
