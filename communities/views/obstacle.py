"""What stands in the way: the pages of a circle, and the sum of a programme."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.obstacle import (
    assign_obstacle,
    change_obstacle,
    close_obstacle,
    plan_obstacle,
    possible_owners,
    reopen_obstacle,
    report_obstacle,
    take_up_obstacle,
)
from ..forms.desk import DeskForm
from ..forms.obstacle import CloseForm, ObstacleForm, OwnerForm, PlanForm, initial_of
from ..models import Community, Obstacle, Programme
from ..obstacles import listed, shown, summed
from .desk import answer_form

FRAME = "communities/community_base.html"


def _circle(request: SignedInRequest, slug: str, rule: str) -> Community:
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user, may_report="communities.add_obstacle", may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )  # fmt: skip
    community: Community = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return community


def _obstacle(request: SignedInRequest, slug: str, pk: int, verb: str) -> Obstacle:
    rows = Obstacle.objects.select_related("community__programme", "owner", "reported_by").mark_permissions(
        request.user,
        may_change="communities.change_obstacle",
        may_assign="communities.assign_obstacle",
        may_work="communities.work_on_obstacle",
        may_take_up="communities.take_up_obstacle",
        may_reopen="communities.reopen_obstacle",
    )
    obstacle: Obstacle = get_permitted_or_404(
        rows, request.user, f"communities.{verb}_obstacle", pk=pk, community__slug=slug
    )
    return obstacle


def _answer(
    request: SignedInRequest, obstacle: Obstacle, form: DeskForm, save: Callable[..., Obstacle], title: str
) -> HttpResponse:
    """Show a form over an obstacle, or save it and go back to its page."""
    return answer_form(
        request,
        form,
        lambda: save(obstacle, by=request.user, version=form.read_version, **form.values()),
        page={"frame": FRAME, "community": obstacle.community, "tab": "obstacles", "title": title},
        back=obstacle.get_absolute_url(),
        stored=lambda: initial_of(_obstacle(request, obstacle.community.slug, obstacle.pk, "view")),
    )


@login_required
@require_safe
def obstacle_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what stands in the way of this circle, and what no longer does."""
    community = _circle(request, slug, "communities.view_obstacles")
    context = listed(community, request.user) | {"community": community, "tab": "obstacles"}
    return render(request, "communities/obstacle_list.html", context)


@login_required
def obstacle_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Report an obstacle."""
    community = _circle(request, slug, "communities.add_obstacle")
    form = ObstacleForm(request.POST or None)
    readers = _("The members of this circle and those who lead the programme can read this, with your name.")
    return answer_form(
        request,
        form,
        lambda: report_obstacle(community, by=request.user, **form.values()),
        page={"frame": FRAME, "community": community, "tab": "obstacles", "title": _("Report an obstacle")}
        | {"text": readers},
        back=reverse("communities:obstacle_list", kwargs={"slug": slug}),
    )


@login_required
@require_safe
def obstacle_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show one obstacle with its history, and what the reader can do about it."""
    obstacle = _obstacle(request, slug, pk, "view")
    context = shown(obstacle) | {
        "obstacle": obstacle,
        "community": obstacle.community,
        "tab": "obstacles",
        "steps": list(obstacle.steps.select_related("by", "owner")),
    }
    return render(request, "communities/obstacle_detail.html", context)


@login_required
def obstacle_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change the words of an obstacle."""
    obstacle = _obstacle(request, slug, pk, "change")
    form = ObstacleForm(request.POST or None, initial=initial_of(obstacle))
    return _answer(request, obstacle, form, change_obstacle, _("Change the obstacle"))


@login_required
def obstacle_assign(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Name who looks after it."""
    obstacle = _obstacle(request, slug, pk, "assign")
    form = OwnerForm(request.POST or None, initial=initial_of(obstacle), people=possible_owners(obstacle))
    return _answer(request, obstacle, form, assign_obstacle, _("Who looks after this?"))


@login_required
def obstacle_plan(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what will be done."""
    obstacle = _obstacle(request, slug, pk, "work_on")
    form = PlanForm(request.POST or None, initial=initial_of(obstacle))
    return _answer(request, obstacle, form, plan_obstacle, _("Agree on an action"))


@login_required
def obstacle_close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """End it: removed or accepted, with the reason."""
    obstacle = _obstacle(request, slug, pk, "work_on")
    form = CloseForm(request.POST or None, initial=initial_of(obstacle))
    return _answer(request, obstacle, form, close_obstacle, _("Close the obstacle"))


@login_required
@require_POST
def obstacle_take_up(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take it up for the whole programme."""
    obstacle = _obstacle(request, slug, pk, "take_up")
    try:
        take_up_obstacle(obstacle, by=request.user)
        messages.success(request, _("The programme has taken it up. The circle gets a mail."))
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    return redirect(obstacle)


@login_required
@require_POST
def obstacle_reopen(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Open again what is not over."""
    obstacle = _obstacle(request, slug, pk, "reopen")
    reopen_obstacle(obstacle, by=request.user)
    messages.success(request, _("The obstacle is open again."))
    return redirect(obstacle)


@login_required
@require_safe
def programme_obstacles(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Add up what stands in the way of the circles of a programme."""
    programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.handle_obstacles", slug=programme_slug
    )
    context = summed(programme, request.user) | {"programme": programme}
    return render(request, "communities/programme_obstacles.html", context)
