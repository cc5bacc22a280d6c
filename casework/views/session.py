"""A table: starting and joining it, giving out roles, going through the steps. For phones, and without scripts."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.links import absolute_url
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.prepared import get_prepared_or_404
from meetings.models import Meeting

from ..actions import session as actions
from ..forms.session import JoinForm, MoveForm, RolesForm, StartForm
from ..methods import Plan, find_built_in
from ..models import Case, FollowUp, Method, Seat, Session
from ..models.method import PREFIX
from ..polling import state
from ..shown.session import clocks_of, live, overview, seats_at
from .deed import Question, deed
from .record import load_record, show_record

MARKS = {
    "may_arrange": "casework.arrange_session",
    "may_lead": "casework.lead_session",
    "may_take_over": "casework.take_over_session",
    "may_discard": "casework.discard_session",
}
DEFAULT_MINUTES = 60


def load(request: SignedInRequest, permission: str, pk: int) -> Any:
    """Return the table, for who may do this there."""
    return get_prepared_or_404(_marked, request.user, permission, pk=pk)


def _marked(user: Any) -> Any:
    return Session.objects.with_circle().mark_permissions(user, **MARKS)


# --- Starting and joining


@login_required
@require_safe
def meeting_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tables of a meeting: a part of its page for htmx, else a page of its own."""
    rows = Meeting.objects.with_circle().mark_permissions(request.user, may_start="casework.start_session")
    meeting = get_permitted_or_404(rows, request.user, "casework.start_session", pk=pk)
    tables = Session.objects.permitted(request.user, "casework.join_session").filter(meeting=meeting)
    mine = Session.objects.permitted(request.user, "casework.view_session").filter(meeting=meeting)
    follow_ups = FollowUp.objects.permitted(request.user, "casework.view_follow_up").waiting()
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "follow_ups": follow_ups.filter(
            session__meeting__cycle__community=meeting.cycle.community_id,
            session__meeting__starts_at__lt=meeting.starts_at,
        ).select_related("item", "action_item", "owner"),
        "mine": mine.with_circle(),
        "others": tables.exclude(pk__in=mine.values("pk")).with_circle(),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, f"casework/meeting_session{'_cards' if is_part else 's'}.html", context)


@login_required
def session_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start a table of a meeting."""
    rows = Meeting.objects.with_circle().mark_permissions(request.user, may_open="casework.open_table")
    meeting = get_permitted_or_404(rows, request.user, "casework.start_session", pk=pk)
    if not meeting.may_open:
        return _promise_first(meeting, f"groepen={pk}")
    form = _start_form(request, meeting)
    if form.is_valid():
        item, table = form.spot()
        facts = {name: form.cleaned_data[name] for name in ("minutes", "with_options", "case")}
        plan = _plan(request, form.cleaned_data["method"])
        try:
            session = actions.start_session(meeting, by=request.user, plan=plan, item=item, table=table, **facts)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(session)
    context = {"form": form, "meeting": meeting, "community": meeting.cycle.community}
    return render(request, "casework/session_start.html", context, status=422 if form.is_bound else 200)


def _promise_first(meeting: Meeting, back: str) -> HttpResponse:
    """Lead to the confidentiality agreement, and back."""
    here = reverse("casework:agreement", kwargs={"slug": meeting.cycle.community.slug})
    return redirect(f"{here}?{back}")


def _own_methods(request: SignedInRequest, community: Community) -> Any:
    here = Q(community=community) | Q(programme=community.programme_id)
    return Method.objects.permitted(request.user, "casework.use_method").filter(here)


def _plan(request: SignedInRequest, key: str) -> Plan:
    """Return the method that was chosen; the form knows no others."""
    plan = find_built_in(key)
    if plan is None:
        rows = Method.objects.prefetch_related("steps")
        own: Method = get_permitted_or_404(rows, request.user, "casework.use_method", pk=key.removeprefix(PREFIX))
        plan = own.plan()
    return plan


def _start_form(request: SignedInRequest, meeting: Meeting) -> StartForm:
    cases = Case.objects.permitted(request.user, "casework.view_case").filter(
        community=meeting.cycle.community_id, status=Case.Status.RELEASED
    )
    initial = {"minutes": DEFAULT_MINUTES, "method": "incident_short", "case": request.GET.get("casus")}
    initial["place"] = request.GET.get("groep", "")
    own = [(method.key, method.title) for method in _own_methods(request, meeting.cycle.community)]
    data = request.POST if request.method == "POST" else None
    return StartForm(data, initial=initial, meeting=meeting, cases=cases, methods=own)


@login_required
@never_cache
def session_join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sit down at a table. A GET only shows the button; the code comes from the QR code, or is typed."""
    rows = Session.objects.with_circle().mark_permissions(request.user, may_sit="casework.sit_down")
    session = get_permitted_or_404(rows, request.user, "casework.join_session", pk=pk)
    if not session.may_sit:
        return _promise_first(session.meeting, f"tafel={pk}&code={quote(request.GET.get('code', ''))}")
    form = JoinForm(request.POST if request.method == "POST" else None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_session(session, by=request.user, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", refusal)
        else:
            return redirect(session)
    context = {"session": session, "form": form, "community": session.meeting.cycle.community}
    return render(request, "casework/session_join.html", context, status=422 if form.errors else 200)


# --- The table itself


@login_required
@never_cache
@require_safe
def session_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the table is now: the same address before, during and after. Phones ask for the part that changes."""
    session = load(request, "casework.view_session", pk)
    return show(request, session)


def show(request: SignedInRequest, session: Any, *, said: str = "", status: int = 200) -> HttpResponse:
    """Render the page, or for a script the part that changes; ``said`` is what went wrong."""
    if session.is_held:
        return _show_held(request, session)
    seats = seats_at(session, request.user)
    seat = next(seat for seat in seats if seat.user_id == request.user.pk)
    context = {
        "session": session,
        "community": session.meeting.cycle.community,
        "seat": seat,
        "seats": seats,
        "said": said,
    }
    stage, more = STAGES[session.status]
    part = "_part" if is_live(request) else ""
    context |= more(session, seat, seats)
    return render(request, f"casework/session_{stage}{part}.html", context, status=status)


def _show_held(request: SignedInRequest, session: Session) -> HttpResponse:
    """Show what it yielded; a page that still waits at the table hears that it must load anew."""
    if is_live(request):
        return render(request, "casework/session_over_part.html", {"session": session})
    return show_record(request, load_record(request, "casework.view_session", session.pk))


def _ready(session: Any, seat: Seat, seats: list[Seat]) -> dict[str, Any]:
    join = reverse("casework:session_join", kwargs={"pk": session.pk})
    return {
        "steps": overview(session, clocks_of(session, seat.user)),
        "form": RolesForm(seats=seats),
        "address": absolute_url(f"{join}?code={session.code}"),
    }


def _running(session: Any, seat: Seat, seats: list[Seat]) -> dict[str, Any]:
    clocks = clocks_of(session, seat.user)
    return {"live": live(session, seat, seats, clocks), "steps": overview(session, clocks)}


STAGES: dict[str, tuple[str, Callable[..., dict[str, Any]]]] = {
    Session.Status.READY: ("ready", _ready),
    Session.Status.RUNNING: ("live", _running),
}


def is_live(request: HttpRequest) -> bool:
    """Whether a page at the table asks for the part that changes."""
    return "X-Live" in request.headers


def act(request: SignedInRequest, session: Session, deed: Callable[..., Any], **facts: Any) -> HttpResponse:
    """Do one thing at a table and show where it is then; a refusal is said there, and loses nothing."""
    said = ""
    try:
        deed(session, by=request.user, **facts)
    except Refused as refusal:
        said = " ".join(refusal.messages)
    return answer(request, session, said)


def answer(request: SignedInRequest, session: Session, said: str = "") -> HttpResponse:
    """Show where the table is now."""
    if is_live(request):
        return show(
            request, load(request, "casework.view_session", session.pk), said=said, status=409 if said else 200
        )
    if said:
        messages.error(request, said)
    return redirect(session)


@login_required
@require_POST
def session_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give out the roles."""
    session = load(request, "casework.arrange_session", pk)
    form = RolesForm(request.POST, seats=seats_at(session, request.user))
    if not form.is_valid():
        return answer(request, session, _("The people at the table have changed. Look again, and choose once more."))
    return act(request, session, actions.set_roles, roles=form.roles())


@login_required
@require_POST
def session_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let chance give out the roles."""
    return act(request, load(request, "casework.arrange_session", pk), actions.draw_roles)


@login_required
@require_POST
def session_begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin with the first step; who comes too late with this button finds the table begun."""
    session = load(request, "casework.view_session", pk)
    if session.status != Session.Status.READY:
        return answer(request, session)
    return act(request, session, actions.begin_session)


@login_required
@require_POST
def session_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """One move of the facilitator. Two taps at once are one move: the second only shows where the table is."""
    session = load(request, "casework.view_session", pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404("No such move.")
    if not session.may_lead:
        return answer(request, session, _("You do not lead this group (any more)."))
    try:
        actions.move_session(session, by=request.user, **form.cleaned_data)
    except Overtaken:
        return answer(request, session)
    except Refused as refusal:
        return answer(request, session, " ".join(refusal.messages))
    return answer(request, session)


@login_required
@require_POST
def session_take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead on from now."""
    return act(request, load(request, "casework.take_over_session", pk), actions.take_over)


@login_required
@require_POST
def session_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stand up from the table."""
    session = load(request, "casework.view_session", pk)
    try:
        actions.leave_session(session, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(session)
    messages.success(request, _("You have left the group. You can come back as long as it goes on."))
    return redirect(session.meeting)


session_discard = deed(
    Session.objects.select_related("meeting"),  # type: ignore[arg-type]
    "casework.discard_session",
    actions.discard_session,
    Question(
        title=gettext_lazy("Put this group away?"),
        text=gettext_lazy("It has not begun, so nothing is lost. You can start another one."),
        yes=gettext_lazy("Put away"),
        done=gettext_lazy("The group is put away."),
    ),
    back=lambda session: session.meeting.get_absolute_url(),
)


@login_required
@never_cache
@require_safe
def session_wall(request: SignedInRequest, pk: int) -> HttpResponse:
    """The step and the clock for on the wall; nothing that people wrote."""
    session = load(request, "casework.view_session", pk)
    seat, seats = Seat(session=session, user=request.user, role=Seat.Role.OBSERVER), seats_at(session, request.user)
    context = {"session": session, "community": session.meeting.cycle.community, "seats": seats}
    if more := STAGES.get(session.status):
        context |= more[1](session, seat, seats)
    return render(request, f"casework/session_wall{'_part' if is_live(request) else ''}.html", context)


@never_cache
@require_safe
def session_state(request: HttpRequest, key: str) -> HttpResponse:
    """Which version the table has; ``PollMiddleware`` answers this before it comes here."""
    found = state(key, request.headers.get("If-None-Match", ""))
    if found is None:
        raise Http404("Not found.")
    return found
