"""The presence list: ticking, signing, correcting, reading the log, and taking it along."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import NotPermitted, get_permitted_or_404
from leerkring.core.refusals import answer_refusal
from leerkring.core.sheets import sheet_response

from ..actions.presence import add_walk_in, correct_presence, keep_list, sign_presence
from ..exports.presence import HEAD, list_rows
from ..forms.presence import CorrectionForm, RowForm, WalkInForm, changed_rows
from ..models import Meeting, Presence, PresenceCorrection
from ..shown.presence import ShownList, ShownPresence, corrections, presence_list

MARKS = {
    "may_keep": "meetings.keep_presence",
    "may_sign": "meetings.sign_presence",
    "may_correct": "meetings.correct_presence",
    "may_show_code": "meetings.show_presence_code",
    "may_export": "meetings.export_presence",
    "may_issue": "meetings.issue_certificates",
}


def _load(request: SignedInRequest, pk: int, rule: str = "meetings.view_presence_list") -> Any:
    marked = Meeting.objects.with_circle().mark_permissions(request.user, **MARKS)
    return get_permitted_or_404(marked.select_related("presence_signed_by"), request.user, rule, pk=pk)


@login_required
@never_cache
def presence_list_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who could be there, and keep who was ticked: the whole list at once, or with scripts row by row."""
    meeting = _load(request, pk)
    shown = presence_list(meeting)
    if request.method != "POST":
        return _page(request, meeting, shown)
    forms = changed_rows(request.POST, shown.keys, meeting)
    right = [form for form in forms if form.is_valid()]
    try:
        overtaken = keep_list(meeting, by=request.user, ticks=[form.tick() for form in right])
    except Refused as refusal:
        return answer_refusal(request, refusal, request.path)
    if len(right) == len(forms) and not overtaken and "HX-Request" not in request.headers:
        messages.success(request, _("Saved."))
        return redirect("meetings:presence_list", pk=pk)
    return _again(request, meeting, forms, overtaken)


def _again(
    request: SignedInRequest, meeting: Any, forms: Sequence[RowForm], overtaken: dict[str, Presence]
) -> HttpResponse:
    """Show what was typed and could not be kept, beside what stands there now; the rest is kept."""
    shown = presence_list(meeting)
    for form in forms:
        row = shown.row(form.prefix or "")
        if row is None or (form.is_valid() and row.key not in overtaken):
            continue
        row.typed = {
            name: form.data.get(f"{row.key}-{name}", "") for name in ("is_there", "from_time", "until_time", "way")
        }
        row.errors = [str(error) for errors in form.errors.values() for error in errors]
        if row.key in overtaken:
            now = row.times if row.facts.is_there else _("was not there")
            words = _(
                "Somebody else filled in: %(now)s. What you filled in stands here; save again if yours is right."
            )
            row.errors = [words % {"now": now}]
    is_wrong = any(not form.is_valid() for form in forms)
    status = 409 if overtaken else 422 if is_wrong else 200
    row = shown.row(request.POST.get("row", "")) if "HX-Request" in request.headers else None
    if row is None:
        return _page(request, meeting, shown, status=status)
    row.is_saved = not row.errors
    context = {"row": row, "shown": shown, "ways": Presence.Way.choices, "is_part": True}
    return render(request, "meetings/presence_row_part.html", context)


def _page(
    request: SignedInRequest, meeting: Any, shown: ShownList, *, status: int = 200, walk_in: WalkInForm | None = None
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "shown": shown,
        "walk_in": walk_in or WalkInForm(),
        "ways": Presence.Way.choices,
    }
    return render(request, "meetings/presence_list.html", context, status=status)


@login_required
@require_POST
def presence_walk_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put somebody on the list who was not invited."""
    meeting = _load(request, pk)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, presence_list(meeting), status=422, walk_in=form)
    try:
        row = add_walk_in(meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return answer_refusal(request, refusal, _list_url(meeting))
    messages.success(request, _("%(name)s stands on the list.") % {"name": row.name})
    return redirect("meetings:presence_list", pk=pk)


@login_required
def presence_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the list, after asking."""
    meeting = _load(request, pk)
    if request.method != "POST" and not meeting.may_sign:
        return redirect("meetings:presence_list", pk=pk)
    if request.method != "POST":
        return render(request, "meetings/presence_sign.html", {"meeting": meeting, "shown": presence_list(meeting)})
    try:
        sign_presence(meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Signed. Members now see who was there."))
    return redirect("meetings:presence_list", pk=pk)


@login_required
@never_cache
def presence_correct(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Correct one person on a signed list, with the reason."""
    meeting = _load(request, pk, "meetings.correct_presence")
    shown = presence_list(meeting).row(key)
    if shown is None:
        raise NotPermitted(Presence, {"pk": key})
    form = CorrectionForm(
        request.POST or None, initial=shown.values | {"version": shown.version}, prefix=key, meeting=meeting
    )
    if not form.is_valid():
        return _correct_page(request, meeting, shown, form, status=422 if form.is_bound else 200)
    try:
        correct_presence(meeting, by=request.user, tick=form.tick(), reason=form.cleaned_data["reason"])
    except Overtaken as conflict:
        return _overtaken(request, meeting, key, conflict)
    except Refused as refusal:
        return answer_refusal(request, refusal, _list_url(meeting))
    messages.success(request, _("Corrected. %(name)s sees the reason.") % {"name": shown.name})
    return redirect("meetings:presence_list", pk=pk)


def _overtaken(request: SignedInRequest, meeting: Any, key: str, conflict: Overtaken) -> HttpResponse:
    """Show what was typed beside what stands there now; saving again is then a choice."""
    row = presence_list(meeting).row(key)
    data = request.POST.copy()
    data[f"{key}-version"] = str(row.version) if row else "0"
    form = CorrectionForm(data, prefix=key, meeting=meeting)
    form.add_error(None, conflict)
    return _correct_page(request, meeting, row, form, status=409)


def _correct_page(
    request: SignedInRequest, meeting: Any, row: ShownPresence | None, form: CorrectionForm, *, status: int
) -> HttpResponse:
    context = {"meeting": meeting, "community": meeting.cycle.community, "row": row, "form": form}
    return render(request, "meetings/presence_correct.html", context, status=status)


def _list_url(meeting: Meeting) -> str:
    return reverse("meetings:presence_list", kwargs={"pk": meeting.pk})


@login_required
@never_cache
@require_safe
def presence_log(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was changed on the list, by whom and why."""
    meeting = _load(request, pk)
    rows = PresenceCorrection.objects.permitted(request.user, "meetings.view_presence_correction")
    rows = rows.filter(presence__meeting=meeting).order_by("-pk")
    rows = rows.select_related("presence__user", "presence__guest", "corrected_by")
    context = {"meeting": meeting, "community": meeting.cycle.community, "corrections": corrections(rows)}
    return render(request, "meetings/presence_log.html", context)


@login_required
@require_safe
def presence_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the list along as a spreadsheet."""
    meeting = _load(request, pk, "meetings.export_presence")
    name = f"{_('attendance list')} {meeting.cycle.community.slug} {meeting.date:%Y-%m-%d}"
    return sheet_response(name, [str(word) for word in HEAD], list_rows(presence_list(meeting)))
