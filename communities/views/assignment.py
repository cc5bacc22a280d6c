"""The board of assignments, and what those do who guide and carry them out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions import assignment as actions
from ..actions.area import area_names
from ..forms.assignment import (
    AnswerForm,
    ApplyForm,
    AssignmentForm,
    BoardForm,
    FinishForm,
    MoveForm,
    RecordForm,
    initial_of,
)
from ..models import Assignment, AssignmentApplication, Community, Organisation
from .desk import answer_form, frame_of

SHOWN = 60
# Digits of an id.
LONGEST_NUMBER = 18


def _get(request: SignedInRequest, pk: int, permission: str) -> Assignment:
    rows = Assignment.objects.with_chosen().select_related("community__programme", "organisation", "supervisor")
    rows = rows.mark_permissions(request.user, may_match="communities.match_assignment")
    assignment: Assignment = get_permitted_or_404(
        rows.select_related("area__parent", "theme"), request.user, f"communities.{permission}", pk=pk
    )
    return assignment


@login_required
@require_safe
def assignment_list(request: SignedInRequest) -> HttpResponse:
    """The board: what is open now, what I do, and what was finished."""
    rows = Assignment.objects.permitted(request.user, "communities.view_assignment")
    form = BoardForm(request.GET, rows=rows.shown())
    shown = rows.filter(**form.conditions).with_chosen().select_related("organisation", "community")
    mine = AssignmentApplication.objects.filter(applicant=request.user.pk)
    context = {
        "form": form,
        "open": shown.filter(status=Assignment.Status.PUBLISHED, closes_on__gte=timezone.localdate())[:SHOWN],
        "mine": mine.select_related("assignment__organisation").order_by("-pk")[:SHOWN],
        "finished": shown.filter(status=Assignment.Status.FINISHED).order_by("-ends_on", "-pk")[:SHOWN],
        "circles": Community.objects.permitted(request.user, "communities.add_assignment").order_by("name"),
    }
    return render(request, "communities/assignment_list.html", context)


@login_required
@require_safe
def assignment_desk(request: SignedInRequest) -> HttpResponse:
    """All that I guide, by supervisor: what waits for an answer, who does what, and how far it is."""
    rows = Assignment.objects.permitted(request.user, "communities.guide_assignment").with_chosen()
    rows = rows.select_related("organisation", "community", "area", "supervisor")
    by_supervisor = ("supervisor__given_name", "supervisor__family_name", "supervisor", "community__name")
    rows = rows.prefetch_related("applications__applicant").order_by(*by_supervisor, "closes_on", "pk")
    context = {"rows": rows[:SHOWN]}
    return render(request, "communities/assignment_desk.html", context)


@login_required
@require_safe
def assignment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One assignment; who guides it sees who signed up, somebody who signed up sees their own."""
    assignment = _get(request, pk, "view_assignment")
    user, today = request.user, timezone.localdate()
    guides = has_permission(user, "communities.guide_assignment", assignment)
    applications = list(assignment.applications.select_related("applicant"))
    mine = next((row for row in applications if row.applicant_id == user.pk), None)
    does = mine is not None and mine.status == AssignmentApplication.Status.CHOSEN
    context = {
        "assignment": assignment,
        "applications": applications if guides else [],
        "mine": mine,
        "guides": guides,
        "may_change": has_permission(user, "communities.change_assignment", assignment),
        "may_apply": not mine
        and assignment.takes_on(today)
        and has_permission(user, "communities.apply_assignment", assignment),
        "may_match": assignment.may_match,  # type: ignore[attr-defined]
        "may_record": has_permission(user, "communities.record_assignment", assignment),
        "may_reflect": does and has_permission(user, "communities.reflect_assignment", assignment),
        "reads": guides or does,
        "records": assignment.records.select_related("author") if guides or does else [],
        "is_full": assignment.chosen_count >= assignment.places,  # type: ignore[attr-defined]
        "is_closed": assignment.status == Assignment.Status.PUBLISHED and not assignment.takes_on(today),
    }
    return render(request, "communities/assignment_detail.html", context)


def _page(community: Community, title: str) -> dict[str, Any]:
    names = {"suggestions": actions.client_names(community), "areas": area_names()}
    return frame_of(community) | {"title": title} | names


def _name_of(request: SignedInRequest, number: str) -> str:
    """Return the name of the organisation of that number; empty when there is none."""
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return ""
    rows = Organisation.objects.permitted(request.user, "communities.view_organisation").filter(pk=number)
    return rows.values_list("name", flat=True).first() or ""


@login_required
def assignment_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new assignment of a circle; nobody else sees it until it is published."""
    rows = Community.objects.select_related("programme")
    community = get_permitted_or_404(rows, request.user, "communities.add_assignment", slug=slug)
    # A link may name the organisation.
    initial = {"supervisor": request.user.pk, "organisation": _name_of(request, request.GET.get("organisatie", ""))}
    form = AssignmentForm(request.POST or None, community=community, initial=initial)
    return answer_form(
        request,
        form,
        lambda: actions.add_assignment(community, form.values(), by=request.user),
        page=_page(community, _("A new assignment")),
        back=reverse("communities:assignment_desk"),
    )


@login_required
def assignment_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is asked."""
    assignment = _get(request, pk, "change_assignment")
    form = AssignmentForm(request.POST or None, community=assignment.community, initial=initial_of(assignment))
    return answer_form(
        request,
        form,
        lambda: actions.change_assignment(assignment, form.values(), by=request.user, version=form.read_version),
        page=_page(assignment.community, _("Change the assignment")),
        back=assignment.get_absolute_url(),
        stored=lambda: initial_of(_get(request, pk, "change_assignment")),
    )


@login_required
@require_POST
def assignment_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish it, let it start, or withdraw it."""
    assignment = _get(request, pk, "guide_assignment")
    form = MoveForm(request.POST)
    if form.is_valid():
        to = form.cleaned_data["to"]
        _try(request, lambda: actions.move_assignment(assignment, to, by=request.user), _("Done."))
    return redirect(assignment)


@login_required
def assignment_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Finish it with a result."""
    assignment = _get(request, pk, "change_assignment")
    form = FinishForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: actions.move_assignment(assignment, Assignment.Status.FINISHED, by=request.user, **form.values()),
        page=frame_of(assignment.community) | {"title": _("Finish “%(title)s”") % {"title": assignment}},
        back=assignment.get_absolute_url(),
    )


@login_required
def assignment_apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign up."""
    assignment = _get(request, pk, "apply_assignment")
    form = ApplyForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: actions.apply_for(assignment, form.cleaned_data["motivation"], by=request.user),
        page=frame_of(assignment.community) | {"title": _("Sign up for “%(title)s”") % {"title": assignment}},
        back=assignment.get_absolute_url(),
    )


@login_required
@require_POST
def assignment_unapply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own application back."""
    assignment = _get(request, pk, "view_assignment")
    _try(request, lambda: actions.withdraw_application(assignment, by=request.user), _("You are no longer signed up."))
    return redirect("communities:assignment_list")


@login_required
@require_POST
def application_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose somebody, or not."""
    guided = Assignment.objects.permitted(request.user, "communities.change_assignment")
    rows = AssignmentApplication.objects.select_related("assignment")
    application = get_permitted_or_404(
        rows.filter(assignment__in=guided.values("pk")), request.user, "communities.view_application", pk=pk
    )
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        _try(
            request, lambda: actions.answer_application(application, answer, by=request.user), _("The person is told.")
        )
    return redirect(application.assignment)


@login_required
def assignment_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    assignment = _get(request, pk, "record_assignment")
    form = RecordForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: actions.add_record(assignment, by=request.user, **form.values()),
        page=frame_of(assignment.community) | {"title": _("Write down what you did")},
        back=assignment.get_absolute_url(),
    )


def _try(request: SignedInRequest, do: Callable[[], Any], said: str) -> None:
    try:
        do()
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
