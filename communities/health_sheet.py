"""The statements of a health check on paper, for who answers with a pen."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leerkring.core.documents import DocumentError, make_pdf

from .health_statements import STATEMENTS, sliders_of
from .models import HealthCheck
from .sheet import FOLDER, in_our_letters


def sheet_pdf(check: HealthCheck) -> bytes:
    """Return the sheet as PDF; raises ``DocumentError``."""
    facts = facts_of(check)
    try:
        return _set(facts)
    except DocumentError:
        # An accessible PDF may hold no sign that its letters can't draw.
        return _set(in_our_letters(facts))


def _set(facts: dict[str, Any]) -> bytes:
    return make_pdf(FOLDER / "health.typ", body="", data=facts, beside=[FOLDER / "mark.typ"])


def facts_of(check: HealthCheck) -> dict[str, Any]:
    """Return everything that stands on the sheet, in the language of now."""
    sliders = [{"title": str(one.title), "low": str(one.low), "high": str(one.high)} for one in sliders_of(check)]
    return {
        "language": get_language() or "nl",
        "name": check.community.name,
        "title": _("How is our circle doing?"),
        "explain": _("Draw a circle around one number per line: 1 is not at all, 5 is entirely. You may skip a line."),
        "no_name": _("Don’t write your name on it."),
        "statements": [str(one.text) for one in STATEMENTS],
        "sliders": sliders,
        "ends": [_("now"), _("wanted")],
        "columns": [_("Statement"), _("Your answer")],
    }
