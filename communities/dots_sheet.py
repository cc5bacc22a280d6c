"""The dots sheet: the agenda on paper, for who divides dots with a pen."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from leerkring.core.documents import DocumentError, make_pdf

from .models import Weighing
from .sheet import FOLDER, in_our_letters


def dots_pdf(weighing: Weighing) -> bytes:
    """Return the sheet as PDF; raises ``DocumentError``."""
    facts = facts_of(weighing)
    try:
        return _set(facts)
    except DocumentError:
        # An accessible PDF may hold no sign that its letters can't draw.
        return _set(in_our_letters(facts))


def _set(facts: dict[str, Any]) -> bytes:
    return make_pdf(FOLDER / "dots.typ", body="", data=facts, beside=[FOLDER / "mark.typ"])


def facts_of(weighing: Weighing) -> dict[str, Any]:
    """Return everything that stands on the sheet, in the language of now."""
    dots = weighing.dots
    return {
        "language": get_language() or "nl",
        "name": weighing.community.name,
        "title": _("What matters most to you?"),
        "question": weighing.community.headline,
        "dots": dots,
        "issues": [issue.title for issue in weighing.issues.all() if issue.is_weighable],
        "explain": ngettext(
            "You have %(count)s dot. Draw it behind the issue that matters most to you.",
            "You have %(count)s dots. Draw them behind the issues that matter to you: all on one, or divided.",
            dots,
        )
        % {"count": dots},
        "role": _("I take part as (student, resident, professional …):"),
        "no_name": _("Don’t write your name on it. Only the role counts."),
        "columns": [_("Issue"), _("Your dots")],
    }
