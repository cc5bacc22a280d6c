"""What the dashboard shows one person, in few queries at any size of data."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.template.defaultfilters import date as date_text
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Outcome
from communities.models import Membership
from leerkring.core.prepared import prepared
from leerkring.core.templatetags.ui import day_time
from meetings.models import Attendance, Meeting

from .newest import newest_for
from .waiting import waiting_for

MEETINGS = 4
CIRCLES = 30
OUTCOMES = 4
ANSWER_KIND = {Attendance.Answer.YES: "good", Attendance.Answer.MAYBE: "warn", Attendance.Answer.NO: "neutral"}


def dashboard_of(user: Any) -> dict[str, Any]:
    """Return what waits, what comes, where they belong and what is new."""
    memberships = prepared(_memberships, user)
    circles = [membership.community for membership in memberships]
    return {
        "waiting": waiting_for(user, circles),
        "meetings": _next_meetings(user),
        "circles": [_circle(membership) for membership in memberships if not membership.community.is_draft],
        "results": _results(memberships),
        "newest": newest_for(user) if circles else _newest_outcomes(),
        "is_mine": bool(circles),
    }


def _memberships(user: Any) -> Any:
    # Alumni too: they keep reading, and this is where they find it.
    rows = Membership.objects.reading().filter(user=user).select_related("community__programme", "organisation")
    return rows.order_by("community__name", "pk")[:CIRCLES]


def _results(memberships: list[Membership]) -> list[dict[str, str]]:
    """Return where a manager reads what the commitments of their organisation led to."""
    found = {
        membership.organisation.slug: membership.organisation.name
        for membership in memberships
        if membership.organisation
        and membership.organisation.slug
        and not membership.is_alumnus
        and Membership.Role.MANAGER in {membership.role, membership.second_role}
    }
    return [
        {"title": name, "url": reverse("organisation_results", kwargs={"organisation_slug": slug})}
        for slug, name in found.items()
    ]


def _circle(membership: Membership) -> dict[str, str]:
    circle = membership.community
    return {
        "kicker": circle.name,
        "title": circle.headline,
        "url": circle.get_absolute_url(),
        "meta": _place(membership),
    }


def _place(membership: Membership) -> str:
    if membership.community.is_over:
        return _("finished")
    if membership.is_alumnus:
        return _("You are an alumnus")
    return _("You are %(role)s") % {"role": membership.get_role_display()}


def _coming(user: Any, now: datetime) -> Any:
    mine = Attendance.objects.filter(meeting=OuterRef("pk"), user=user)
    rows: Any = Meeting.objects.permitted(user, "meetings.view_meeting").upcoming(now)
    rows = rows.select_related("cycle__community").annotate(
        my_answer=Subquery(mine.values("answer")), i_wait=Subquery(mine.values("is_waiting"))
    )
    return rows[:MEETINGS]


def _next_meetings(user: Any) -> list[dict[str, Any]]:
    now = timezone.now()
    rows = list(prepared(_coming, user, now))
    next_one = next((row.pk for row in rows if row.is_planned and row.starts_at > now), None)
    return [
        {
            "meeting": row,
            "when": day_time(row.starts_at, row.ends_at),
            "where": ", ".join(filter(None, [row.place, row.cycle.community.name])),
            "answer": _my_answer(row),
            "kind": ANSWER_KIND.get(row.my_answer, "warn"),
            # Of the next one that has not begun: only there it says what to prepare.
            "is_next": row.pk == next_one,
        }
        for row in rows
    ]


def _my_answer(row: Any) -> str:
    if row.my_answer == Attendance.Answer.YES and row.i_wait:
        return _("on the waiting list")
    return str(Attendance.Answer(row.my_answer).label) if row.my_answer else _("not answered yet")


def _newest_outcomes() -> list[dict[str, str]]:
    """Return the newest of all circles, for who is in none yet."""
    rows = Outcome.objects.published().select_related("community")
    return [
        {
            "title": row.title,
            "url": row.get_absolute_url(),
            "meta": f"{row.community.name} · {date_text(timezone.localtime(row.published_at), 'j F Y')}",
        }
        for row in rows.order_by("-published_at", "pk")[:OUTCOMES]
    ]
