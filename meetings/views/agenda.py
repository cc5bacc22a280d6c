"""Lists of meetings."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.prepared import Make, prepared

from ..models import Meeting
from ..shown.meeting import agenda_rows

PAGE = 20


@login_required
def my_agenda(request: HttpRequest) -> HttpResponse:
    """Show my meetings across circles: what comes first, and what was on further pages."""
    show_past, now = request.GET.get("toon") == "geweest", timezone.now()
    chosen = _been if show_past else _coming
    page = Paginator(prepared(_keys(chosen), request.user, now), PAGE).get_page(request.GET.get("page"))
    meetings = prepared(_page(chosen, page.number), request.user, now)
    context = {"page": page, "rows": agenda_rows(meetings, request.user), "show_past": show_past}
    context |= {"query": "toon=geweest" if show_past else "", "tabs": _tabs(show_past)}
    return render(request, "meetings/agenda.html", context)


def _mine(user: Any) -> Any:
    return Meeting.objects.permitted(user, "meetings.view_meeting").exclude(status=Meeting.Status.DRAFT)


def _been(user: Any, now: datetime) -> Any:
    return _mine(user).filter(ends_at__lte=now).order_by("-starts_at", "-pk")


def _coming(user: Any, now: datetime) -> Any:
    return _mine(user).filter(ends_at__gt=now).order_by("starts_at", "pk")


@cache
def _keys(chosen: Make) -> Make:
    """Return the question for the keys alone: how many meetings there are to leaf through."""
    return lambda user, now: chosen(user, now).values_list("pk", flat=True)


@cache
def _page(chosen: Callable[..., Any], number: int) -> Make:
    """Return the question for the meetings of one page; each page has SQL of its own."""
    here = slice((number - 1) * PAGE, number * PAGE)
    return lambda user, now: chosen(user, now).with_circle()[here]


def _tabs(show_past: bool) -> list[dict[str, Any]]:
    url = reverse("meetings:agenda")
    return [
        {"title": _("Coming up"), "url": url, "current": not show_past},
        {"title": _("Have been"), "url": f"{url}?toon=geweest", "current": show_past},
    ]


@login_required
def community_agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all meetings of one circle to its members."""
    circles = Community.objects.select_related("programme", "area", "theme")
    circles = circles.mark_permissions(request.user, may_follow="meetings.add_feed")
    community = get_permitted_or_404(circles, request.user, "communities.view_inside_community", slug=slug)
    meetings = Meeting.objects.permitted(request.user, "meetings.view_meeting").filter(cycle__community=community)
    rows = agenda_rows(list(meetings.with_circle().order_by("starts_at")), request.user)
    context = {
        "community": community,
        "tab": "meetings",
        "upcoming": [row for row in rows if not row.is_past],
        "past": [row for row in reversed(rows) if row.is_past],
        "may_follow": community.may_follow,
    }
    return render(request, "meetings/community_agenda.html", context)


def community_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the card of the next meeting for a member's page of a circle; empty for anybody else."""
    mine = Meeting.objects.permitted(request.user, "meetings.view_meeting").upcoming()
    meeting = mine.filter(cycle__community__slug=slug).with_circle().first()
    rows = agenda_rows([meeting], request.user) if meeting else []
    return render(request, "meetings/community_next.html", {"row": rows[0] if rows else None})
