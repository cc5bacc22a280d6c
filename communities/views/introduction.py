"""Asking to meet somebody, answering, and meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import introduction as actions
from ..forms.introduction import AnswerForm, IntroductionForm
from ..introductions import SIDES, own, shown, sides_of
from ..models import Assignment, Community, Introduction, Issue, Organisation, Profile
from .desk import answer_form

FRAME = "communities/introduction_frame.html"


def subject_of(request: SignedInRequest, community: Community) -> dict[str, Any]:
    """Return of what the address says it is about: an issue or an assignment of this circle that the reader sees."""
    found: dict[str, Any] = {}
    if number := request.GET.get("vraagstuk"):
        found["issue"] = get_permitted_or_404(
            Issue.objects, request.user, "communities.match_issue", pk=number, community=community
        )
    elif number := request.GET.get("opdracht"):
        found["assignment"] = get_permitted_or_404(
            Assignment.objects, request.user, "communities.match_assignment", pk=number, community=community
        )
    return found


def _to(request: SignedInRequest, key: str) -> dict[str, Any]:
    """Return whom the address names: *p12* is a person who may be found, *o12* an organisation."""
    kind, number = key[:1], key[1:]
    if kind == "p":
        profile: Profile = get_permitted_or_404(
            Profile.objects.select_related("user"), request.user, "communities.suggest_profile", user__pk=number
        )
        return {"person": profile.user}
    if kind != "o":
        raise Http404
    organisation: Organisation = get_permitted_or_404(
        Organisation.objects, request.user, "communities.view_organisation", pk=number
    )
    return {"organisation": organisation}


def _to_person() -> str:
    return _(
        "%(name)s reads who asks and why, and says yes or no. Neither of you gets the other’s address before you both "
        "said yes."
    )


def _to_organisation() -> str:
    return _(
        "The alliance broker asks somebody of %(name)s and lets you know. You get an address once you both said yes."
    )


@login_required
def introduction_create(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Ask to meet somebody; who links the programme asks for somebody of the circle."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme"), request.user, "communities.add_introduction", slug=slug
    )
    to, about = _to(request, key), subject_of(request, community)
    askers = None
    if not community.memberships.active().filter(user=request.user).exists():
        askers = actions.possible_askers(community)
    form = IntroductionForm(request.POST or None, askers=askers)
    other = to.get("person") or to["organisation"]
    name = other.full_name if isinstance(other, User) else other.name
    back = reverse("communities:match_circle", kwargs={"slug": slug})
    text = _to_organisation() if isinstance(other, Organisation) else _to_person()
    return answer_form(
        request,
        form,
        lambda: actions.ask_introduction(
            community, by=request.user, **{"asker": request.user} | form.values() | to | about
        ),
        page={"frame": FRAME, "heading": _("Ask for an introduction"), "title": name, "text": text % {"name": name}},
        back=back,
    )


@login_required
@require_safe
def introduction_list(request: SignedInRequest) -> HttpResponse:
    """Show one's own introductions: those asked, and those one was asked for."""
    return render(request, "communities/introduction_list.html", own(request.user))


def _get(request: SignedInRequest, pk: int, verb: str) -> Introduction:
    rows = Introduction.objects.select_related(*SIDES).mark_permissions(
        request.user,
        may_answer="communities.answer_introduction",
        may_confirm="communities.confirm_introduction",
        may_withdraw="communities.withdraw_introduction",
        may_reach="communities.reach_introduction",
        may_begin="communities.begin_circle",
    )
    row: Introduction = get_permitted_or_404(rows, request.user, f"communities.{verb}_introduction", pk=pk)
    return row


@login_required
@require_safe
def introduction_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who asks whom, why, and what comes next; the addresses once both said yes."""
    row: Any = _get(request, pk, "view")
    circles = Community.objects.permitted(request.user, "communities.view_community").filter(pk=row.circle_id)
    context = {
        "introduction": row,
        "circle": circles.first() if row.circle_id else None,
        "may_begin": row.may_begin and not row.circle_id,
        "asking": _asking(request, row),
        "row": shown(row),
        "sides": sides_of(row) if row.may_reach else [],
        "is_asker": row.asker_id == request.user.pk,
        "may_answer": row.may_answer and row.status == Introduction.Status.ASKED and not row.is_void,
        "may_come_back": row.may_answer and row.status == Introduction.Status.ACCEPTED,
        "may_confirm": row.may_confirm and not row.is_void,
    }
    return render(request, "communities/introduction_detail.html", context)


def _asking(request: SignedInRequest, row: Introduction) -> Community | None:
    """Return the circle that asked, with what its people can do with an organisation that they met now."""
    if row.status != Introduction.Status.INTRODUCED or not row.organisation_id:
        return None
    rows = Community.objects.mark_permissions(
        request.user, may_commit="communities.change_community", may_assign="communities.add_assignment"
    )
    circle: Community = rows.get(pk=row.community_id)
    return circle


@login_required
def introduction_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say yes or no."""
    row = _get(request, pk, "answer")
    names = ("reply", "contact", "version")
    form = AnswerForm(request.POST or None, introduction=row, initial={name: getattr(row, name) for name in names})
    page = {"frame": FRAME, "heading": _("Getting to know each other"), "title": shown(row).title, "text": row.why}
    return answer_form(
        request,
        form,
        lambda: actions.answer_introduction(row, by=request.user, version=form.read_version, **form.values()),
        page=page,
        back=row.get_absolute_url(),
        stored=lambda: {name: getattr(_get(request, pk, "answer"), name) for name in names},
    )


@login_required
@require_POST
def introduction_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say the second yes."""
    row = _get(request, pk, "view")
    done = _("You are introduced. Below stands how you reach each other.")
    return _try(request, row, lambda: actions.confirm_introduction(row, by=request.user), done)


@login_required
@require_POST
def introduction_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    row = _get(request, pk, "view")
    return _try(
        request, row, lambda: actions.withdraw_introduction(row, by=request.user), _("The question is taken back.")
    )


def _try(request: SignedInRequest, row: Introduction, deed: Callable[[], Any], done: str) -> HttpResponse:
    try:
        deed()
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(row)
