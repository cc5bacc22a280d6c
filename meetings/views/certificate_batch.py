"""The certificates of a meeting or a cycle, for who leads it: who has one, making the rest, taking them along."""

import zipfile
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import certificate_batch as actions
from ..models import CertificateBatch, Cycle, Meeting
from ..shown.certificate import holders

# Held in memory up to here, on disk beyond.
IN_MEMORY = 8 * 1024 * 1024


@login_required
@never_cache
def meeting_certificates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who was there and has a certificate; make those that are missing."""
    rows = Meeting.objects.with_circle()
    meeting = get_permitted_or_404(rows, request.user, "meetings.issue_certificates", pk=pk)
    return _start(request, meeting) if request.method == "POST" else _page(request, meeting, [meeting])


@login_required
@never_cache
def cycle_certificates(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same for all meetings of a cycle whose list is signed."""
    rows = Cycle.objects.select_related("community")
    cycle = get_permitted_or_404(rows, request.user, "meetings.issue_cycle_certificates", pk=pk)
    if request.method == "POST":
        return _start(request, cycle)
    meetings = Meeting.objects.permitted(request.user, "meetings.issue_certificates").filter(cycle=cycle)
    return _page(request, cycle, list(meetings))


def _page(request: SignedInRequest, where: Meeting | Cycle, meetings: list[Meeting]) -> HttpResponse:
    shown = holders(request.user, meetings)
    batches = CertificateBatch.objects.permitted(request.user, "meetings.view_certificate_batch")
    batches = batches.filter(cycle=where) if isinstance(where, Cycle) else batches.filter(meeting=where)
    context = {
        "where": where,
        "community": where.community if isinstance(where, Cycle) else where.cycle.community,
        "meeting": where if isinstance(where, Meeting) else None,
        "meetings": meetings,
        "holders": shown,
        "missing": sum(holder.certificate is None for holder in shown),
        "last": batches.first(),
    }
    return render(request, "meetings/certificate_holders.html", context)


def _start(request: SignedInRequest, where: Meeting | Cycle) -> HttpResponse:
    try:
        batch = actions.start_batch(where, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(request.path)
    if batch.total <= actions.FEW:
        actions.run_batch(batch.pk)
    return redirect(batch)


def _load(request: SignedInRequest, pk: int) -> Any:
    rows = CertificateBatch.objects.select_related("meeting__cycle__community", "cycle__community")
    return get_permitted_or_404(rows, request.user, "meetings.view_certificate_batch", pk=pk)


@login_required
@never_cache
@require_safe
def certificate_batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far it is, or what came of it."""
    batch = _load(request, pk)
    if request.htmx and not batch.is_working:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    copies = batch.copies.order_by()
    context = {
        "batch": batch,
        "back_url": _back(batch),
        "community": (batch.cycle or batch.meeting.cycle).community,
        "done": copies.count(),
        "ready": 0 if batch.is_working else _whole(copies).count(),
        "failed": 0 if batch.is_working else copies.filter(pdf=b"").count(),
    }
    part = "#state" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"meetings/certificate_batch.html{part}", context)


def _whole(copies: Any) -> Any:
    """Papers that were made, of certificates that still hold."""
    return copies.exclude(pdf=b"").filter(certificate__withdrawn_at__isnull=True)


def _back(batch: CertificateBatch) -> str:
    if batch.cycle_id:
        return reverse("meetings:cycle_certificates", kwargs={"pk": batch.cycle_id})
    return reverse("meetings:meeting_certificates", kwargs={"pk": batch.meeting_id})


@login_required
def batch_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop, after asking."""
    batch = _load(request, pk)
    if request.method == "POST":
        actions.cancel_batch(batch, by=request.user)
        return redirect(batch)
    question = {
        "title": _("Stop making certificates?"),
        "text": _("Those that were made stay valid. You can make the rest later."),
        "yes": _("Stop"),
        "cancel": batch.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", question)


@login_required
@require_safe
def batch_download(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Take all papers along in one ZIP: those that hold, each under the name of its holder."""
    batch = _load(request, pk)
    packed = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        copies = _whole(batch.copies).select_related("certificate").order_by("pk")
        for copy in copies.iterator(chunk_size=50):
            row = copy.certificate
            name = slugify(row.name) or "naam"
            archive.writestr(f"{row.date:%Y-%m-%d}-{name}-{row.number}.pdf", bytes(copy.pdf))
    packed.seek(0)
    response = FileResponse(packed, as_attachment=True, filename=_("certificates.zip"))
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "private, no-store"
    return response
