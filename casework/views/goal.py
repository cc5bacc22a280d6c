"""Learning goals, and the pictures of what somebody learned."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import goal as actions
from ..actions.sheet import Conflict
from ..forms.goal import GoalForm
from ..models import LearningGoal
from ..shown.learning import picture_of
from .deed import Question, deed
from .sheet import with_version

FORM = "casework/goal_form.html"


@login_required
def goal_list(request: SignedInRequest) -> HttpResponse:
    """My learning: goals, and the picture of what I wrote; for nobody else."""
    return render(request, "casework/goal_list.html", {"picture": picture_of(request.user)})


@login_required
def goal_create(request: SignedInRequest) -> HttpResponse:
    """A new goal."""
    form = GoalForm(request.POST or None, instance=LearningGoal(owner=request.user))
    if form.is_valid():
        goal = actions.add_goal(form.typed, by=request.user, page=form.cleaned_data["page"])
        messages.success(request, _("Your learning goal is kept. Choose it when you write a reflection."))
        return redirect(goal)
    return render(request, FORM, {"form": form})


@login_required
def goal_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One goal with the reflections that are about it."""
    goal = _get(request, pk)
    steps = goal.progress.select_related("reflection__community").order_by("-reflection__created_at")
    return render(request, "casework/goal_detail.html", {"goal": goal, "steps": steps})


@login_required
def goal_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Saying it otherwise."""
    goal = _get(request, pk)
    form = GoalForm(request.POST or None, instance=goal)
    if form.is_valid():
        try:
            actions.change_goal(goal, form.typed, by=request.user, version=form.cleaned_data["version"])
        except Conflict as conflict:
            form.add_error(
                None,
                _("You changed this goal on another page too: “%(title)s”. Save again to keep this text.")
                % {"title": conflict.stored},
            )
            form.data = with_version(request, conflict.stored)
            return render(request, FORM, {"form": form, "goal": goal}, status=409)
        except Refused as error:
            form.add_error(None, error)
            return render(request, FORM, {"form": form, "goal": goal}, status=409)
        return redirect(goal)
    return render(request, FORM, {"form": form, "goal": goal})


@login_required
@require_POST
def goal_reach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reached; or not yet after all."""
    goal = actions.reach_goal(_get(request, pk), by=request.user)
    said = _("Well done: this goal is reached.") if goal.is_reached else _("You go on working on this goal.")
    messages.success(request, said)
    return redirect(goal)


def _get(request: SignedInRequest, pk: int) -> LearningGoal:
    goal: LearningGoal = get_permitted_or_404(LearningGoal.objects, request.user, "casework.change_goal", pk=pk)
    return goal


def _list(_goal: LearningGoal) -> str:
    return reverse("casework:goal_list")


goal_delete = deed(
    LearningGoal.objects,
    "casework.change_goal",
    actions.delete_goal,
    Question(
        title=gettext_lazy("Delete this learning goal?"),
        text=gettext_lazy("Your reflections stay as they are. How far you said you were with this goal is gone."),
        yes=gettext_lazy("Delete learning goal"),
        done=gettext_lazy("Your learning goal is deleted. Your reflections are still there."),
    ),
    back=_list,
)
