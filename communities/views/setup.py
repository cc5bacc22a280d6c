"""Setting a circle up: what it is about, and who is asked in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.area import area_names
from ..actions.beginning import begin_circle
from ..actions.community import change_community, create_draft, discard_draft
from ..beginnings import Beginning, beginning_of
from ..forms.circle import BeginningForm, CircleForm, initial_of
from ..introductions import SIDES
from ..models import Community, Introduction, Organisation, Programme
from .introduction import subject_of
from .people import handle_people, people_page


def _programmes(request: SignedInRequest, community: Community | None = None) -> Any:
    """Return where this person may start a circle, and the programme that a draft already is in."""
    allowed = Programme.objects.permitted(request.user, "communities.add_community")
    if community:
        allowed |= Programme.objects.permitted(request.user, "communities.view_programme").filter(
            pk=community.programme_id
        )
    return allowed.distinct()


def _own_sector(request: SignedInRequest, community: Community) -> str:
    mine = community.memberships.active().filter(user=request.user)
    return mine.values_list("sector", flat=True).first() or ""


def _as_last_time(request: SignedInRequest) -> dict[str, Any]:
    """Propose the programme and sector in which this person joined or started last; a link may name another."""
    last = request.user.memberships.active().select_related("community").order_by("-pk").first()
    initial = {"sector": last.sector, "programme": last.community.programme_id} if last else {}
    if slug := request.GET.get("programma"):
        named = _programmes(request).filter(slug=slug).values_list("pk", flat=True).first()
        initial |= {"programme": named} if named else {}
    return initial


def _circle_page(
    request: SignedInRequest, form: CircleForm, community: Community | None, **extra: Any
) -> HttpResponse:
    context = {
        "form": form,
        "community": community,
        "step": 1,
        "tab": "manage" if community and not community.is_draft else "overview",
        "areas": area_names(),
    }
    name = "community_change" if community and not community.is_draft else "community_setup"
    return render(request, f"communities/{name}.html", context | extra, status=extra.get("status", 200))


def _go_on(request: SignedInRequest, community: Community) -> HttpResponse:
    if not community.is_draft:
        messages.success(request, _("Saved."))
        return redirect(community)
    if "later" in request.POST:
        messages.success(request, _("Saved. You find your draft on your dashboard and among the circles."))
        return redirect("communities:community_list")
    return redirect("meetings:cycle_setup", slug=community.slug)


def _beginning(request: SignedInRequest) -> Beginning | None:
    """Return with what the address says that the circle begins: an introduction, or a match of another circle."""
    places = ("community__area", "issue", "assignment__area", "assignment__theme", "circle")
    if number := request.GET.get("kennismaking"):
        rows = Introduction.objects.select_related(*SIDES, *places)
        met = get_permitted_or_404(rows, request.user, "communities.begin_circle", pk=number)
        return beginning_of(met, request.user)
    if slug := request.GET.get("uit"):
        circles = Community.objects.select_related("programme", "area")
        circle = get_permitted_or_404(circles, request.user, "communities.begin_beside", slug=slug)
        about, number = subject_of(request, circle), request.GET.get("organisatie")
        found = get_permitted_or_404(Organisation.objects, request.user, "communities.view_organisation", pk=number)
        return Beginning(circle, about.get("issue"), about.get("assignment"), [found], [])
    return None


def _begin(request: SignedInRequest, beginning: Beginning) -> HttpResponse:
    """Step 1 with what is there already; who comes along can be left out."""
    initial = _as_last_time(request) | beginning.initial
    form = BeginningForm(request.POST or None, programmes=_programmes(request), initial=initial, along=beginning.along)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data.pop("version")
        chosen = beginning.chosen(data.pop("along", []))
        try:
            return _go_on(request, begin_circle(by=request.user, **chosen, **data))
        except Refused as error:
            form.add_error(None, error)
    return _circle_page(request, form, None)


@login_required
def community_create(request: SignedInRequest) -> HttpResponse:
    """Step 1, for a circle that doesn't exist yet."""
    if beginning := _beginning(request):
        return _begin(request, beginning)
    form = CircleForm(request.POST or None, programmes=_programmes(request), initial=_as_last_time(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data.pop("version")
        try:
            return _go_on(request, create_draft(by=request.user, **data))
        except Refused as error:
            form.add_error(None, error)
    return _circle_page(request, form, None)


@login_required
def community_setup(request: SignedInRequest, slug: str) -> HttpResponse:
    """Step 1 again, or the same form for a circle that runs: change what it is about."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme", "theme", "area__parent"),
        request.user,
        "communities.change_community",
        slug=slug,
    )
    initial = initial_of(community, _own_sector(request, community))
    form = CircleForm(
        request.POST or None,
        programmes=_programmes(request, community),
        is_draft=community.is_draft,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        return _save_circle(request, form, community)
    return _circle_page(request, form, community)


def _save_circle(request: SignedInRequest, form: CircleForm, community: Community) -> HttpResponse:
    data = form.cleaned_data
    try:
        change_community(community, by=request.user, **data | {"version": data["version"] or 0})
    except Overtaken as error:
        form.add_error(None, error)
        community.refresh_from_db()
        differences = form.differences(initial_of(community, _own_sector(request, community)))
        # What they typed stands in the form; saving again is then a choice, knowing what the other wrote.
        form.data = dict(form.data.items()) | {"version": community.version}
        return _circle_page(request, form, community, differences=differences, status=409)
    return _go_on(request, community)


@login_required
def invitation_setup(request: SignedInRequest, slug: str) -> HttpResponse:
    """Step 3: who is asked in."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_invitation", slug=slug)
    if not community.is_draft and request.method != "POST":
        return redirect("communities:invitation_create", slug=slug)
    form = None
    if request.method == "POST":
        form, answer = handle_people(request, community, here="communities:invitation_setup")
        if answer:
            return answer
    return people_page(request, community, form, "communities/invitation_setup.html", step=3)


@login_required
def community_discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.start_community", slug=slug)
    if request.method == "POST":
        try:
            discard_draft(community, by=request.user)
        except Refused as error:
            messages.error(request, error.messages[0])
            return redirect(community)
        messages.success(request, _("The draft has been thrown away."))
        return redirect("communities:community_list")
    question = {
        "title": _("Throw this draft away?"),
        "text": _("“%(name)s” with its meetings and the list of people will be gone.") % {"name": community.name},
        "yes": _("Throw away"),
        "cancel": community.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", question)
