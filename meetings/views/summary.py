"""The public summary of a meeting."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404

from ..actions.report import ReportOvertaken, ask_summary, withdraw_summary, write_summary
from ..forms.report import SummaryForm
from ..models import Meeting, Photo, Report
from ..shown.harvest import photo_rows


@require_safe
def summary_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everybody who sees the circle what may be known of a meeting."""
    rows = Meeting.objects.select_related("cycle__community", "report")
    marks = {"may_view": "meetings.view_meeting", "may_change": "meetings.change_summary"}
    rows = rows.mark_permissions(request.user, **marks)
    meeting = get_permitted_or_404(rows, request.user, "meetings.view_summary", pk=pk)
    photos = Photo.objects.permitted(request.user, "meetings.view_public_photo").filter(meeting=meeting)
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "page": render_markdown(meeting.report.summary),
        "photos": photo_rows(meeting, photos.select_related("file")),
    }
    return render(request, "meetings/summary_detail.html", context)


@login_required
@require_POST
def summary_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask who leads for a summary that everybody may read."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.ask_summary", pk=pk)
    try:
        ask_summary(meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Who leads the meeting sees your request with the report."))
    return redirect(meeting)


def _load(request: SignedInRequest, pk: int) -> tuple[Meeting, Report]:
    rows = Meeting.objects.with_circle().select_related("report")
    meeting = get_permitted_or_404(rows, request.user, "meetings.change_summary", pk=pk)
    return meeting, Report.of(meeting)


@login_required
def summary_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the summary; with the one button it is only kept, with the other everybody can read it."""
    meeting, report = _load(request, pk)
    form = SummaryForm.of(report, request.POST or None)
    page = {"meeting": meeting, "community": meeting.cycle.community, "report": report}
    if not form.is_valid():
        return _page(request, page | {"form": form}, status=422 if form.is_bound else 200)
    try:
        row = write_summary(meeting, by=request.user, publish="publish" in request.POST, **form.cleaned_data)
    except ReportOvertaken as conflict:
        again = form.with_version(conflict.current.version)
        again.add_error(None, conflict)
        return _page(request, page | {"form": again, "current": conflict.current.summary}, status=409)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, page | {"form": form}, status=422)
    messages.success(request, _("Everybody can read it now.") if row.is_summary_public else _("Saved."))
    return redirect("meetings:summary_detail" if row.is_summary_public else "meetings:report_detail", pk=pk)


def _page(request: SignedInRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render(request, "meetings/summary_change.html", context, status=status)


@login_required
def summary_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show it to nobody outside any more, after asking."""
    meeting, _report = _load(request, pk)
    if request.method != "POST":
        question = {
            "title": _("Withdraw the public summary?"),
            "text": _(
                "From this moment nobody outside the circle can read it. You keep the text, and can publish it again."
            ),
            "yes": _("Withdraw the summary"),
            "cancel": meeting.get_absolute_url(),
        }
        return render(request, "components/confirm_page.html", question)
    try:
        withdraw_summary(meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The summary is not public any more."))
    return redirect("meetings:report_detail", pk=pk)
