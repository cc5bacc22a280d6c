"""Cycles: their timeline, and the page of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.cycle import add_next_cycle, change_cycle, discard_drafts, plan_cycle
from ..forms.cycle import CycleChangeForm
from ..models import Cycle, Meeting
from ..models.meeting import MeetingQuerySet
from ..rotation import hosts_by_turn
from ..shown.meeting import stepper
from ..shown.remark import meeting_remarks
from ..shown.thread import red_thread
from ..timeline import cycle_rows, timeline


def community_timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the cycles of a circle: a part of its page for htmx, a page of its own for who opens it by itself."""
    circles = Community.objects.select_related("programme", "area", "theme")
    community = get_permitted_or_404(circles, request.user, "communities.view_community", slug=slug)
    rows = Meeting.objects.permitted(request.user, "meetings.view_meeting_outline").filter(cycle__community=community)
    marks = {"may_view": "meetings.view_meeting", "may_read_summary": "meetings.view_summary"}
    rows = rows.mark_permissions(request.user, **marks).select_related("cycle")
    cycles = timeline(rows.order_by("cycle__number", "number"))
    context = {"community": community, "cycles": cycles, "tab": "meetings"}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, f"meetings/{'timeline_rows' if is_part else 'community_timeline'}.html", context)


@login_required
def cycle_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a cycle as one thing: its goal, its meetings on a line, who came to them, and what they yielded."""
    marked = Cycle.objects.select_related("community__programme", "community__area__parent").mark_permissions(
        request.user, may_change="meetings.change_cycle", may_issue="meetings.issue_cycle_certificates"
    )
    cycle = get_permitted_or_404(marked, request.user, "meetings.view_cycle", pk=pk)
    rows = cycle_rows(_meetings(request, cycle))
    meetings = [row.meeting for row in rows]
    context = {
        "cycle": cycle,
        "community": cycle.community,
        "rows": rows,
        "steps": stepper(meetings),
        "thread": red_thread(meetings),
        "drafts": [row for row in rows if row.is_draft],
        "may_propose": any(row.lacks_host for row in rows),
        "hosts": hosts_by_turn(cycle.community) if cycle.may_change else [],
        "remarks": meeting_remarks(meetings, cycle.community, request.user) if cycle.may_change else [],
    }
    return render(request, "meetings/cycle_detail.html", context)


def _meetings(request: SignedInRequest, cycle: Cycle) -> MeetingQuerySet:
    meetings = Meeting.objects.permitted(request.user, "meetings.view_meeting").filter(cycle=cycle)
    marked = meetings.mark_permissions(request.user, may_view_harvest="meetings.view_harvest")
    return marked.select_related("host", "municipality", "facilitator").order_by("number")


def _load(request: SignedInRequest, pk: int) -> Cycle:
    cycles = Cycle.objects.select_related("community__programme")
    return get_permitted_or_404(cycles, request.user, "meetings.change_cycle", pk=pk)


@login_required
def cycle_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what a cycle is called and what it is for."""
    cycle = _load(request, pk)
    form = CycleChangeForm.of(cycle, request.POST or None)
    context = {"cycle": cycle, "community": cycle.community, "form": form}
    if not form.is_valid():
        return render(request, "meetings/cycle_change.html", context, status=422 if form.is_bound else 200)
    try:
        change_cycle(cycle, by=request.user, **form.cleaned_data)
    except Overtaken as conflict:
        cycle.refresh_from_db(fields=["name", "learning_goal", "version"])
        data = request.POST.copy()
        data["version"] = str(cycle.version)
        again = CycleChangeForm.of(cycle, data)
        again.add_error(None, conflict)
        return render(request, "meetings/cycle_change.html", context | {"form": again, "current": cycle}, status=409)
    messages.success(request, _("Saved."))
    return redirect(cycle)


@login_required
@require_POST
def cycle_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the next cycle after the example of this one, as drafts to look at."""
    cycle = _load(request, pk)
    try:
        cycle = add_next_cycle(cycle, by=request.user, today=timezone.localdate())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Here is the next cycle, as a draft. Look at the dates, then plan it."))
    return redirect(cycle)


@login_required
@require_POST
def cycle_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan the drafts: from now on members see them."""
    cycle = _load(request, pk)
    try:
        plan_cycle(cycle, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The meetings are planned. Members see them now and read it in their digest."))
    return redirect(cycle)


@login_required
def cycle_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw the drafts away, after asking."""
    cycle = _load(request, pk)
    if request.method != "POST":
        return render(request, "meetings/cycle_discard.html", {"cycle": cycle, "community": cycle.community})
    discard_drafts(cycle, by=request.user)
    messages.success(request, _("The drafts are gone."))
    return redirect("meetings:community_agenda", slug=cycle.community.slug)
