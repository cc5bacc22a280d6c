"""One tap on a proposal of the privacy check: which words come in the place of which."""

import json
from typing import Any

from django.http import QueryDict

from ..actions.replacement import Replacement


def replacement_of(data: QueryDict) -> Replacement | None:
    """Return what was tapped; None for anything else. The button carries it, so that it works without scripts too."""
    try:
        name, start, old, new = json.loads(data.get("replace", ""))
    except (ValueError, TypeError, RecursionError):
        return None
    facts: Any = (name, start, old, new)
    are_words = all(isinstance(value, str) for value in (name, old, new))
    return Replacement(*facts) if are_words and isinstance(start, int) and old else None


def tap(replacement: Replacement) -> str:
    """Return what the button carries."""
    facts = [replacement.name, replacement.start, replacement.old, replacement.new]
    return json.dumps(facts, ensure_ascii=False)
