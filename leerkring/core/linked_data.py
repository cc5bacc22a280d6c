"""Facts for search engines in the head of a page: schema.org as JSON-LD."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

SCHEMA = "https://schema.org/"
# What would end the block early, or begin a comment in it, stands there as an escape that JSON readers undo.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def data_block(facts: Mapping[str, Any]) -> SafeString:
    """Return the facts in a block of data that no browser runs; what is empty stays out.

    It is made here and not in a template, where a script without a file of its own is forbidden.
    """
    filled = {name: value for name, value in facts.items() if value not in ("", None, [])}
    text = json.dumps({"@context": SCHEMA} | filled, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
