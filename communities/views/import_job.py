"""A list that is read in: how far it is, what it would do, and what it did."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.sheets import sheet_response

from ..actions import import_job as actions
from ..forms.import_job import ImportChoiceForm, ShownForm
from ..imports import OPEN_TO_CHOICE, ImportKind, get_import
from ..models import ImportJob, ImportRow

PER_PAGE = 50
# How the status component colours a verdict.
TONES = {
    ImportRow.Verdict.NEW: "good",
    ImportRow.Verdict.CHANGED: "info",
    ImportRow.Verdict.UNCLEAR: "warn",
    ImportRow.Verdict.WRONG: "danger",
    ImportRow.Verdict.DECLINED: "warn",
}
Status = ImportJob.Status


def _get(request: SignedInRequest, pk: int) -> ImportJob:
    rows = ImportJob.objects.select_related("community", "by")
    return get_permitted_or_404(rows, request.user, "communities.change_import_job", pk=pk)


def begin_import(request: SignedInRequest, content: bytes, **facts: Any) -> ImportJob:
    """Keep a list and, when it is short, read it at once; ``Refused`` says why it can't be read.

    ``facts`` are those of ``create_import``: kind, name, community, defaults.
    """
    job = actions.create_import(content=content, by=request.user, **facts)
    if actions.is_short(content):
        actions.run_import(job.pk)
        job.refresh_from_db()
    if job.status == Status.FAILED:
        raise Refused(job.error)
    return job


@login_required
@require_safe
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a list is: being read, waiting for a choice, being carried out, or over."""
    job = _get(request, pk)
    if job.status in actions.WORKING:
        name = "import_working.html#state" if request.htmx else "import_working.html"  # type: ignore[attr-defined]
        return render(request, f"communities/{name}", _frame(job))
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    if job.status == Status.READY:
        return _preview(request, job)
    return render(request, "communities/import_ended.html", _frame(job) | _result(job))


def _frame(job: ImportJob) -> dict[str, Any]:
    """What every page about a list shows."""
    kind = get_import(job.kind)
    return {
        "job": job,
        "community": job.community,
        "reading": job.status == Status.READING,
        "back_url": kind.back_url(job),
        "done_url": kind.done_url(job),
    }


def _preview(request: SignedInRequest, job: ImportJob) -> HttpResponse:
    kind, chosen = get_import(job.kind), request.GET.get("wat", "")
    counts = actions.count_verdicts(job)
    chosen = chosen if chosen in counts else ""
    rows = job.rows.filter(verdict=chosen) if chosen else job.rows.all()
    page = Paginator(rows.order_by("number"), PER_PAGE).get_page(request.GET.get("page"))
    wanted = sum(ticked for _count, ticked in counts.values())
    context = {
        "tabs": _tabs(job, counts, chosen),
        "chosen": chosen,
        "bulk": chosen in OPEN_TO_CHOICE and chosen != ImportRow.Verdict.UNCLEAR,
        "wrong": counts.get(ImportRow.Verdict.WRONG, (0, 0))[0],
        "unclear": counts.get(ImportRow.Verdict.UNCLEAR, (0, 0))[0],
        "wanted": wanted,
        "deed": kind.deed(job, wanted),
        "page": page,
        "query": f"wat={chosen}" if chosen else "",
        "lines": [_line(kind, row) for row in page],
        "shown": ",".join(str(row.number) for row in page),
    }
    return render(request, "communities/import_preview.html", _frame(job) | context)


def _tabs(job: ImportJob, counts: dict[str, tuple[int, int]], chosen: str) -> list[dict[str, Any]]:
    """All rows, then each verdict that occurs."""
    here = reverse("communities:import_detail", kwargs={"pk": job.pk})
    total = sum(count for count, _ticked in counts.values())
    tabs = [{"title": _("All rows"), "url": here, "current": not chosen, "count": total}]
    for verdict in ImportRow.Verdict:
        if verdict in counts:
            title, count = capfirst(str(verdict.label)), counts[verdict][0]
            tabs.append({"title": title, "url": f"{here}?wat={verdict}", "current": verdict == chosen, "count": count})
    return tabs


def _line(kind: ImportKind, row: ImportRow) -> dict[str, Any]:
    """Everything one row of the preview shows."""
    title, facts = kind.words(row)
    verdict = ImportRow.Verdict(row.verdict)
    return {
        "number": row.number,
        "title": title or row.text,
        "facts": " · ".join(facts),
        "text": row.text if verdict == ImportRow.Verdict.WRONG else "",
        "verdict": verdict.label,
        "tone": TONES.get(verdict, "neutral"),
        "remark": row.remark,
        "is_open": verdict in OPEN_TO_CHOICE,
        "is_wanted": row.is_wanted,
        "choices": kind.choices(row) if verdict == ImportRow.Verdict.UNCLEAR else [],
        "choice": row.fields.get("choice", ""),
    }


def _result(job: ImportJob) -> dict[str, Any]:
    """What became of a list that is over."""
    counts = actions.count_verdicts(job)
    done = actions.count_done(job)
    return {
        "said": get_import(job.kind).done(job, done) if done or job.status == Status.DONE else "",
        "done": done,
        "left": sum(ticked for _count, ticked in counts.values()) - done,
        "wrong": counts.get(ImportRow.Verdict.WRONG, (0, 0))[0],
    }


@login_required
@require_POST
def import_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what was ticked on one page; with the last button, carry it out."""
    job = _get(request, pk)
    shown = ShownForm(request.POST)
    rows = job.rows.filter(number__in=shown.numbers if shown.is_valid() else [])
    form = ImportChoiceForm(request.POST, rows)
    if form.is_valid():
        actions.choose_rows(job, form.choices, by=request.user)
        deed, _colon, verdict = form.cleaned_data["go"].partition(":")
        if deed == "apply":
            return _apply(request, job)
        if deed in {"all", "none"}:
            actions.choose_verdict(job, verdict, wanted=deed == "all", by=request.user)
    if request.htmx:  # type: ignore[attr-defined]
        # A tick was kept on the spot: say how many there are now.
        wanted = sum(ticked for _count, ticked in actions.count_verdicts(job).values())
        deed = get_import(job.kind).deed(job, wanted)
        return render(request, "communities/import_preview.html#deed", {"deed": deed})
    return redirect(_back_to(request, job))


def _back_to(request: SignedInRequest, job: ImportJob) -> str:
    """The page of the preview that the choice was made on."""
    here, query = reverse("communities:import_detail", kwargs={"pk": job.pk}), request.META["QUERY_STRING"]
    return f"{here}?{query}" if query else here


def _apply(request: SignedInRequest, job: ImportJob) -> HttpResponse:
    try:
        started = actions.start_applying(job, by=request.user)
    except Refused as error:
        messages.error(request, error.messages[0])
    else:
        if started.total <= actions.SHORT:
            actions.run_import(job.pk)
    return redirect("communities:import_detail", pk=job.pk)


@login_required
def import_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a list, after asking when rows are being carried out."""
    job = _get(request, pk)
    if request.method == "POST":
        actions.cancel_import(job, by=request.user)
        return redirect("communities:import_detail", pk=pk)
    question = {
        "title": _("Stop with this list?"),
        "text": _("What has been done stays done. The rest of the list is not carried out."),
        "yes": _("Stop"),
        "cancel": reverse("communities:import_detail", kwargs={"pk": pk}),
    }
    return render(request, "components/confirm_page.html", question)


@login_required
@require_safe
def import_wrong(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the rows that can't be read, with what is wrong; mended, the file can be sent as it is."""
    job = _get(request, pk)
    kind = get_import(job.kind)
    rows = job.rows.filter(verdict=ImportRow.Verdict.WRONG).order_by("number")
    names = [name for name, _head in kind.columns]
    table = ([*(row.fields.get(name, "") for name in names), row.number, row.remark] for row in rows)
    head = [*(title for _name, title in kind.columns), _("row"), _("What is wrong")]
    extension = "csv" if request.GET.get("vorm") == "csv" else "xlsx"
    return sheet_response(_("Rows to mend"), head, table, extension=extension)
