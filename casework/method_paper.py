"""A method on paper: a tagged PDF (PDF/UA), made in the request (some 30 ms) and kept for a day."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.cache import cache

from communities import sheet
from leerkring.core.documents import DocumentError, make_pdf

from .methods import Plan
from .shown.method import paper_facts

FOLDER = Path(__file__).resolve().parent / "documents"
KEPT_SECONDS = 24 * 60 * 60


def method_pdf(plan: Plan) -> bytes:
    """Return the method as a PDF, in the language of now; raises ``DocumentError``."""
    facts = paper_facts(plan)
    said = json.dumps(facts, sort_keys=True).encode()
    key = f"casework:method:{hashlib.sha256(said).hexdigest()}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = _set(facts)
        cache.set(key, content, KEPT_SECONDS)
    return content


def _set(facts: dict[str, Any]) -> bytes:
    template, beside = FOLDER / "method.typ", [sheet.FOLDER / "mark.typ"]
    try:
        return make_pdf(template, body="", data=facts, beside=beside)
    except DocumentError:
        # An accessible PDF may hold no sign that its letters can't draw: it goes, the words around it stay.
        return make_pdf(template, body="", data=sheet.in_our_letters(facts), beside=beside)
