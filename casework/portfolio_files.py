"""A portfolio in its three forms: an accessible PDF, a web page that opens without a connection, and data."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.sheet import OTHER_SIGNS
from leerkring.core.documents import DocumentError, make_pdf
from leerkring.core.markdown_parts import literal

from .models import GoalProgress, LearningGoal, Portfolio
from .portfolio_sources import Section, get_source
from .reflection_models import Answered

FOLDER = Path(__file__).resolve().parent / "documents"
SCHEMA = "leerkring-portfolio/1"


@dataclass(frozen=True)
class Goal:
    """A learning goal as it is shown."""

    title: str
    level: str
    is_reached: bool


@dataclass(frozen=True)
class Contents:
    """All that stands in a portfolio, at this moment."""

    title: str
    name: str
    introduction: str
    day: date
    sections: Sequence[Section]
    goals: Sequence[Goal]
    language: str

    @property
    def paragraphs(self) -> list[str]:
        """The introduction, paragraph by paragraph."""
        return paragraphs(self.introduction)


def contents_of(portfolio: Portfolio, items: Sequence[tuple[str, str]] | None = None) -> Contents:
    """Return what stands in it now: only what is still there, and still its owner's to show.

    ``items`` are those of a page that is not saved yet; without, the saved ones.
    """
    user = portfolio.owner
    places = list(portfolio.items.values_list("source", "key")) if items is None else list(items)
    found: dict[tuple[str, str], Section] = {}
    for name in {source for source, _key in places}:
        if source := get_source(name):
            keys = [key for place, key in places if place == name]
            found |= {(name, key): section for key, section in source.sections(user, keys).items()}
    sections = [found[place] for place in places if place in found]
    if not portfolio.with_feedback:
        sections = [replace(section, quotes=()) for section in sections]
    return Contents(
        title=portfolio.title,
        name=user.full_name,
        introduction=portfolio.introduction,
        day=timezone.localdate(),
        sections=sections,
        goals=_goals(user) if portfolio.with_goals else (),
        language=user.language,
    )


def _goals(user: Any) -> list[Goal]:
    steps = GoalProgress.objects.filter(goal__owner=user).select_related("goal").order_by("reflection__created_at")
    last = {step.goal_id: str(step.get_level_display()) for step in steps}
    goals = LearningGoal.objects.permitted(user, "casework.change_goal")
    return [Goal(goal.title, last.get(goal.pk, ""), goal.is_reached) for goal in goals]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, as it was typed."""
    return [part for part in (part.strip() for part in text.replace("\r\n", "\n").split("\n\n")) if part]


# --- PDF --------------------------------------------------------------------------------------------------------


def as_pdf(contents: Contents) -> bytes:
    """Return an accessible PDF; signs that no letter of ours draws are left out, the words around them stay."""
    body, data = _markdown(contents), _facts(contents)
    try:
        return make_pdf(FOLDER / "portfolio.typ", body=body, data=data)
    except DocumentError:
        clean = {name: OTHER_SIGNS.sub("", text) for name, text in data.items()}
        clean["title"] = clean["title"].strip() or _("Portfolio")
        clean["name"] = clean["name"].strip() or _("Portfolio")
        return make_pdf(FOLDER / "portfolio.typ", body=OTHER_SIGNS.sub("", body), data=clean)


def _facts(contents: Contents) -> dict[str, str]:
    return {
        "title": contents.title,
        "name": contents.name,
        "site": settings.SITE_NAME,
        "kind": _("Portfolio"),
        "day": date_format(contents.day, "j F Y"),
        "language": contents.language,
        "contents_label": _("Contents"),
    }


def _markdown(contents: Contents) -> str:
    parts = _texts(contents.introduction)
    for section in contents.sections:
        parts += [f"# {literal(section.title)}", f"*{literal(section.line)} · {date_format(section.day, 'j F Y')}*"]
        parts += [f"*{literal(line)}*" for line in section.about]
        parts += [line for part in section.parts for line in _part(part)]
        if section.url:
            parts.append(f"<{section.url}>")
        if section.quotes:
            parts.append(f"## {literal(_('What others say'))}")
        parts += [line for quote in section.quotes for line in (f"### {literal(quote.name)}", _quoted(quote.text))]
    if contents.goals:
        parts.append(f"# {literal(_('Learning goals'))}")
        parts.append("\n".join(f"- {literal(said_of(goal))}" for goal in contents.goals))
    return "\n\n".join(parts)


def _part(part: Answered) -> list[str]:
    lines = [f"## {literal(part.title)}", *_texts(part.text)]
    for row in part.rows:
        lines += [line for title, text in row if text for line in (f"### {literal(title)}", *_texts(text))]
    return lines


def _texts(text: str) -> list[str]:
    """Return each paragraph as Markdown that shows exactly what was typed, its lines kept apart."""
    return ["\\\n".join(literal(line) for line in part.split("\n") if line.strip()) for part in paragraphs(text)]


def _quoted(text: str) -> str:
    """Return what somebody said; their name stands above it, so that no page parts the two."""
    return "\n>\n".join("> " + part.replace("\n", "\n> ") for part in _texts(text))


def said_of(goal: Goal) -> str:
    """Return a goal with how far it is, in one line."""
    said = _("reached") if goal.is_reached else goal.level
    return f"{goal.title} ({said})" if said else goal.title


# --- HTML and JSON ----------------------------------------------------------------------------------------------


def as_zip(contents: Contents) -> bytes:
    """Return a folder with a page and its style: it asks nothing of any server."""
    out = io.BytesIO()
    page = render_to_string("casework/portfolio_offline.html", {"contents": contents, "site": settings.SITE_NAME})
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("portfolio/index.html", page)
        archive.writestr("portfolio/style.css", (FOLDER / "portfolio.css").read_text(encoding="utf-8"))
        archive.writestr("portfolio/portfolio.json", as_json(contents))
    return out.getvalue()


def as_json(contents: Contents) -> bytes:
    """Return the data, after ``docs/portfolio.schema.json``."""
    data = {
        "schema": SCHEMA,
        "title": contents.title,
        "name": contents.name,
        "language": contents.language,
        "made_on": contents.day.isoformat(),
        "introduction": contents.introduction,
        "items": [_item(section) for section in contents.sections],
        "learning_goals": [
            {"title": goal.title, "level": goal.level, "reached": goal.is_reached} for goal in contents.goals
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _item(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "title": section.title,
        "date": section.day.isoformat(),
        "line": section.line,
        "url": section.url,
        "about": list(section.about),
        "answers": [answer for part in section.parts for answer in _answers(part)],
        "feedback": [{"name": quote.name, "text": quote.text} for quote in section.quotes],
    }


def _answers(part: Answered) -> list[dict[str, str]]:
    if not part.rows:
        return [{"part": part.title, "question": "", "text": part.text}]
    cells = [cell for row in part.rows for cell in row]
    return [{"part": part.title, "question": title, "text": text} for title, text in cells if text]


MAKERS = {"pdf": as_pdf, "zip": as_zip, "json": as_json}
TYPES = {"pdf": "application/pdf", "zip": "application/zip", "json": "application/json"}
