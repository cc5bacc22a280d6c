"""Step 2 of setting up a circle: its meetings."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.cycle import draft_cycle, save_cycle_draft
from ..dates import holidays_of
from ..forms.cycle import (
    CycleForm,
    MeetingPlanFormSet,
    initial_meetings,
    on_dates,
    typed_meetings,
    with_one_more,
    without,
)
from ..forms.meeting import host_names
from ..forms.planner import MOST_MEETINGS, PlannerForm
from ..shown.remark import add_remarks

# Where each button of the page leads, once what was typed is kept.
NEXT_STEP = {"back": "communities:community_setup", "save": "communities:invitation_setup"}


@login_required
def cycle_setup(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan the meetings of a circle that has not started; afterwards each is changed on its own page."""
    circles = Community.objects.select_related("area__parent", "programme")
    community = get_permitted_or_404(circles, request.user, "communities.change_community", slug=slug)
    if request.method != "POST":
        if not community.is_draft:
            return redirect("meetings:community_agenda", slug=slug)
        cycle = draft_cycle(community)
        goal = {"learning_goal": cycle.learning_goal if cycle else ""}
        meetings = MeetingPlanFormSet(initial=initial_meetings(community, cycle))
        return _page(request, community, CycleForm(initial=goal), meetings)
    action = request.POST.get("action", "save")
    if action == "propose":
        return _page_with_other_dates(request, community)
    if action not in NEXT_STEP:
        return _page_with_other_count(request, community, action)
    return _save(request, community, action)


def _page_with_other_count(request: SignedInRequest, community: Community, action: str) -> HttpResponse:
    """Show the form again with a meeting more or less; nothing is saved, nothing typed is lost."""
    typed = typed_meetings(request.POST)
    verb, _dash, number = action.partition("-")
    meetings = without(typed, number) if verb == "remove" else with_one_more(typed, community)
    goal = {"learning_goal": request.POST.get("learning_goal", "")}
    return _page(request, community, CycleForm(initial=goal), MeetingPlanFormSet(initial=meetings))


def _page_with_other_dates(request: SignedInRequest, community: Community) -> HttpResponse:
    """Show the form again with dates after a rhythm; nothing is saved yet."""
    typed = typed_meetings(request.POST)
    planner = _planner(community, len(typed), request.POST)
    is_right = planner.is_valid()
    if is_right:
        typed = on_dates(typed, planner.dates(planner.cleaned_data["count"]))
    goal = {"learning_goal": request.POST.get("learning_goal", "")}
    meetings = MeetingPlanFormSet(initial=typed)
    status = 200 if is_right else 422
    return _page(request, community, CycleForm(initial=goal), meetings, planner=planner, status=status)


def _planner(community: Community, count: int, data: Any = None) -> PlannerForm:
    holidays = holidays_of(community)
    first = holidays.first_proposal(timezone.localdate())
    return PlannerForm.of(data, holidays=holidays, first=first, count=count)


def _save(request: SignedInRequest, community: Community, action: str) -> HttpResponse:
    form, formset = CycleForm(request.POST), MeetingPlanFormSet(request.POST)
    planner = _planner(community, len(formset.forms)).with_typed(request.POST)
    if not all([form.is_valid(), formset.is_valid()]):
        return _page(request, community, form, formset, planner=planner, status=422)
    goal = form.cleaned_data["learning_goal"]
    try:
        save_cycle_draft(community, learning_goal=goal, meetings=formset.plans(), by=request.user)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, community, form, formset, planner=planner, status=409)
    messages.success(request, _("Saved."))
    return redirect(NEXT_STEP[action], slug=community.slug)


def _page(
    request: SignedInRequest,
    community: Community,
    form: CycleForm,
    formset: Any,
    *,
    planner: PlannerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    add_remarks(formset.forms, community, request.user)
    context = {
        "community": community,
        "step": 2,
        "form": form,
        "formset": formset,
        "planner": planner or _planner(community, len(formset.forms)),
        "forms_with_errors": [each for each in [form, *formset.forms] if each.is_bound and each.errors],
        "may_add": len(formset.forms) < MOST_MEETINGS,
        "may_remove": len(formset.forms) > 1,
        "hosts": host_names(community),
    }
    return render(request, "meetings/cycle_setup.html", context, status=status)
