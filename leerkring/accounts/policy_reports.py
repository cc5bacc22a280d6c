"""Taking in what browsers say the content policy stopped, as numbers per day and kind of page.

A browser sends ``{"csp-report": {…}}`` (CSP, ``report-uri``). Anybody can post here, so nothing of it is kept as it
came.
"""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest
from django.db.models import F
from django.utils import timezone

from leerkring.core.links import page_at
from leerkring.core.retention import Report
from leerkring.core.text import is_storable

from .models import PolicyReport

MOST_BYTES = 32_000
# More of one day tells nothing new.
MOST_A_DAY = 500
KEPT = timedelta(days=30)
# What stands in the place of an address.
WORDS = {"inline", "eval", "wasm-eval", "data", "blob", "self", "trusted-types-policy", "trusted-types-sink"}


class Stopped(NamedTuple):
    """What was stopped: by which rule, from where, on which kind of page."""

    directive: str
    blocked: str
    page: str


def read_report(content: bytes) -> Stopped:
    """Return what the body of a request reports; ``BadRequest`` when it is no report."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadRequest("No report.") from error
    body = found.get("csp-report") if isinstance(found, dict) else None
    if not isinstance(body, dict):
        raise BadRequest("No report.")
    directive = _text(body, "effective-directive", "violated-directive").split(" ")[0]
    # An address can hold a secret, the name of its page can't.
    page = page_at(_text(body, "document-uri"))[:120]
    return Stopped(directive[:40] or "?", _source(_text(body, "blocked-uri")), page)


def _text(body: dict[str, Any], *names: str) -> str:
    values = (body.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and is_storable(value)), "")


def _source(blocked: str) -> str:
    """Return the host that was asked, or the word that stands in its place."""
    if blocked in WORDS:
        return blocked
    try:
        parts = urlsplit(blocked)
        return (parts.hostname or parts.scheme or "?")[:120]
    except ValueError:
        return "?"


def take_report(stopped: Stopped) -> None:
    """Count it; past the most of a day only what is known already."""
    facts = {"day": timezone.localdate(), **stopped._asdict()}
    rows = PolicyReport.objects.filter(**facts)
    if rows.update(count=F("count") + 1) or PolicyReport.objects.filter(day=facts["day"]).count() >= MOST_A_DAY:
        return
    _row, is_new = PolicyReport.objects.get_or_create(**facts)
    if not is_new:
        rows.update(count=F("count") + 1)


def keep_policy_reports(now: datetime, *, dry: bool) -> Report:
    """Erase what is older than a month; ``dry`` only counts."""
    old = PolicyReport.objects.filter(day__lt=(now - KEPT).date())
    return Report(erased=old.count() if dry else old.delete()[0])
