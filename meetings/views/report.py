"""The report of a meeting: read, download, introduce, approve, open again."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from communities.glossary import explainer_for
from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404
from leerkring.files.purposes import DOCX, PDF

from ..actions.report import ReportOvertaken, approve_report, reopen_report, write_introduction
from ..forms.report import IntroductionForm, ReopenForm
from ..models import Meeting, Photo, Report
from ..report_files import report_docx, report_pdf
from ..report_text import fingerprint, text_of, with_names
from ..shown.harvest import photo_rows

logger = logging.getLogger(__name__)
MARKS = {
    "may_write": "meetings.write_harvest",
    "may_change": "meetings.change_report",
    "may_approve": "meetings.approve_report",
    "may_reopen": "meetings.reopen_report",
    "may_ask_summary": "meetings.ask_summary",
    "may_change_summary": "meetings.change_summary",
}


def _load(request: SignedInRequest, pk: int, rule: str, **marks: str) -> tuple[Meeting, Report]:
    """Return the meeting, and its report; a new one that is not saved where there is none yet."""
    rows = Meeting.objects.with_circle().select_related("report__approved_by", "report__reopened_by")
    meeting = get_permitted_or_404(rows.mark_permissions(request.user, **marks), request.user, rule, pk=pk)
    return meeting, Report.of(meeting)


def _photos(request: SignedInRequest, meeting: Meeting) -> Any:
    rows = Photo.objects.permitted(request.user, "meetings.view_photo")
    return rows.filter(meeting=meeting).select_related("file")


@login_required
@require_safe
def report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the report as it was approved; to who leads also the draft, which follows the harvest."""
    meeting, report = _load(request, pk, "meetings.view_report", **MARKS)
    text = text_of(meeting, report)
    explainer = explainer_for(meeting.cycle.community, request.user)
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "report": report,
        "html": explainer.explain(render_markdown(with_names(text)).html),
        "words": explainer.used,
        "seen": fingerprint(text),
        "photos": photo_rows(meeting, _photos(request, meeting)),
    }
    return render(request, "meetings/report_detail.html", context)


Make = Callable[[Meeting, Report | None, Sequence[Photo]], bytes]


def _file(request: SignedInRequest, pk: int, make: Make, content_type: str, extension: str) -> HttpResponse:
    meeting, report = _load(request, pk, "meetings.view_report")
    try:
        content = make(meeting, report, list(_photos(request, meeting)))
    except DocumentError:
        logger.exception("The report of meeting %s can't be made as %s.", pk, extension)
        messages.error(request, _("The document can't be made now. Everything in it stands on this page."))
        return redirect("meetings:report_detail", pk=pk)
    name = f"verslag-{slugify(str(meeting))[:60].strip('-') or meeting.pk}.{extension}"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def report_as_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download the report as PDF."""
    return _file(request, pk, report_pdf, PDF, "pdf")


@login_required
@require_safe
def report_as_docx(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download the report as a Word document."""
    return _file(request, pk, report_docx, DOCX, "docx")


@login_required
def report_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the introduction."""
    meeting, report = _load(request, pk, "meetings.change_report")
    form = IntroductionForm.of(report, request.POST or None)
    page = {"meeting": meeting, "community": meeting.cycle.community}
    if not form.is_valid():
        return _form(request, page | {"form": form}, status=422 if form.is_bound else 200)
    try:
        write_introduction(meeting, by=request.user, **form.cleaned_data)
    except ReportOvertaken as conflict:
        again = form.with_version(conflict.current.version)
        again.add_error(None, conflict)
        return _form(request, page | {"form": again, "current": conflict.current.introduction}, status=409)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _form(request, page | {"form": form}, status=422)
    messages.success(request, _("Saved."))
    return redirect("meetings:report_detail", pk=pk)


def _form(request: SignedInRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render(request, "meetings/report_change.html", context, status=status)


@login_required
def report_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve what was read, after asking: members get a mail."""
    meeting, _report = _load(request, pk, "meetings.approve_report")
    back = reverse("meetings:report_detail", kwargs={"pk": pk})
    if request.method != "POST":
        return render(request, "components/confirm_page.html", _question(request, meeting, back))
    try:
        approve_report(meeting, by=request.user, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Approved. Members of the circle can read the report now."))
    return redirect(back)


def _question(request: SignedInRequest, meeting: Meeting, back: str) -> dict[str, Any]:
    number = meeting.cycle.community.member_count
    text = ngettext(
        "The report stays as it is now. %(number)s member can read it and gets a mail with a link.",
        "The report stays as it is now. %(number)s members can read it and get a mail with a link.",
        number,
    )
    return {
        "title": _("Approve the report?"),
        "text": text % {"number": number},
        "yes": _("Approve the report"),
        "action": request.path,
        "cancel": back,
        "safe": True,
        "hidden": {"seen": request.GET.get("gezien", "")},
    }


@login_required
def report_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an approved report a draft again, with the reason."""
    meeting, _report = _load(request, pk, "meetings.reopen_report")
    form = ReopenForm(request.POST or None)
    if not form.is_valid():
        context = {"meeting": meeting, "community": meeting.cycle.community, "form": form}
        return render(request, "meetings/report_reopen.html", context, status=422 if form.is_bound else 200)
    try:
        reopen_report(meeting, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The report is a draft again. Members read it when you approve it."))
    return redirect("meetings:report_detail", pk=pk)
