"""The trail of changes: one row per form that somebody sent and that was taken, without a word of what stood in it.

It is written here and not per model, so that no page can forget it: whatever changes something is a POST. Which rows
it was about is known from the one door they go through; in which circle, from those rows.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leerkring.core.permissions import rows_met
from leerkring.core.retention import Report

from .models import Deed

GetResponse = Callable[[HttpRequest], HttpResponse]
KEPT = timedelta(days=365)
# What one run erases; the next day goes on.
AT_ONCE = 20_000
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# What browsers send by themselves while somebody types, and what only concerns the sender's own screen.
QUIET = {
    "accounts:policy_report",
    "casework:outcome_keep",
    # That somebody answered is known to nobody (docs/decisions/0022).
    "communities:health_answer",
    # Who reported a message is no business of the circle.
    "communities:post_report",
    "communities:topic_read",
    "notifications:notices_read",
    "notifications:notice_open",
    "set_language",
}
# From what somebody changes to the circle it is in; a row that has none of these is in no circle.
UPWARDS = ("community", "cycle", "meeting", "session", "topic", "outcome", "case", "issue", "poll", "assignment")
DEEPEST = 4
# Hung on a circle, and yet nobody's there but their owner's.
PRIVATE = {
    "casework.Reflection",
    "casework.Submission",
    "casework.Portfolio",
    "casework.LearningGoal",
    "casework.Assessment",
    "communities.HealthCheck",
}


class TrailMiddleware:
    """Note each change that was made, after it was."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        with rows_met() as met:
            response = self.get_response(request)
        # Who sent a form that was refused gets the form back; what was taken leads on, or is a part of a page.
        if response.status_code // 100 == 3 or (response.status_code // 100 == 2 and "HX-Request" in request.headers):
            _note(request, met)
        return response


def _note(request: HttpRequest, met: list[models.Model]) -> None:
    """Write one row; a database that is away by now leaves the answer as it is."""
    match = request.resolver_match
    page = match.view_name if match else ""
    person = getattr(request, "user", None)
    if not page or page in QUIET or person is None or not person.is_authenticated:
        return
    row = met[-1] if met else None
    facts: dict[str, Any] = {"page": page[:80], "topic": topic_of(row), "scope": scope_of(row)}
    try:
        Deed.objects.create(by=person, at=timezone.now(), **facts)
    except DatabaseError:
        return


def topic_of(row: models.Model | None) -> str:
    """Return how a row is called in the trail: its kind and number, as both stand in no text."""
    return f"{row._meta.label}:{row.pk}"[:60] if row is not None else ""


def scope_of(row: models.Model | None) -> int | None:
    """Return the number of the circle a row is in; None for what is in none, such as somebody's own reflection."""
    for _step in range(DEEPEST):
        if row is None or _is_private(row):
            return None
        if row._meta.label == "communities.Community":
            return int(row.pk)
        names = {field.name for field in row._meta.concrete_fields if field.is_relation}
        up = next((name for name in UPWARDS if name in names and getattr(row, f"{name}_id") is not None), None)
        if up == "community":
            return int(getattr(row, f"{up}_id"))
        row = getattr(row, up) if up else None
    return None


def _is_private(row: models.Model) -> bool:
    """Return whether a row hangs on a circle and yet is only its owner's, such as a case in the making."""
    return row._meta.label in PRIVATE or (row._meta.label == "casework.Case" and vars(row).get("status") == "draft")


def keep_trail(now: datetime, *, dry: bool) -> Report:
    """Erase what was done longer than a year ago (a ``Period``)."""
    old = Deed.objects.filter(at__lt=now - KEPT)
    if dry:
        return Report(erased=old.count())
    ids = list(old.order_by("at").values_list("pk", flat=True)[:AT_ONCE])
    Deed.objects.filter(pk__in=ids).delete()
    return Report(erased=len(ids))
