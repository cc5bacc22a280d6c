"""Reading an outcome: the newest version, an older one, the text that is being written, the PDF."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse

from leerkring.core.linked_data import data_block
from leerkring.core.markdown import Page
from leerkring.core.markdown import render as render_markdown
from leerkring.core.markdown_paper import anchor_of
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.visitors import MINUTE, facts, kept_for_visitors
from leerkring.files.responses import file_response

from ..actions.version import MOST_ATTEMPTS, citation, wake_pdf_for_reader, work_of
from ..citations import apa, bibtex, csl_json, highwire, json_ld, ris
from ..citations.source import Item, listed, sources_of
from ..models import Outcome, OutcomeVersion
from .freeze import show_concept

PAPER = "casework/outcome_detail.html"
# Below this many headings a list of contents is no help.
HEADINGS_FOR_CONTENTS = 3
# Of what readers told about its use, the newest.
MOST_USES = 20
# What reference managers read, by the end of the address: how it is made, and what kind of file it is.
CITATIONS = {
    "bib": (bibtex, "application/x-bibtex"),
    "ris": (ris, "application/x-research-info-systems"),
    "json": (csl_json, "application/vnd.citationstyles.csl+json"),
}


def _outcome(request: HttpRequest, slug: str) -> object:
    rows = Outcome.objects.defer("body", "abstract")
    return facts(get_permitted_or_404(rows, request.user, "casework.view_outcome", slug=slug))


@kept_for_visitors(MINUTE, _outcome)
def outcome_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper as everybody reads it; a draft for the members of the circle; what is withdrawn as a sign."""
    outcome = _get(request, "casework.view_outcome", slug)
    if outcome.is_withdrawn:
        return _show_withdrawn(request, outcome)
    if not outcome.is_published:
        return render(request, PAPER, _draft_context(outcome))
    version = outcome.versions.order_by("-frozen_at", "-pk")[0]
    return TemplateResponse(request, PAPER, _version_context(outcome, version))


def version_detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One frozen version, at an address that stays."""
    rows = OutcomeVersion.frozen.select_related("outcome__community__programme")
    version = get_permitted_or_404(rows, request.user, "casework.view_version", outcome__slug=slug, number=number)
    if version.is_concept and not version.outcome.is_withdrawn:
        return show_concept(request, version)
    outcome = _get(request, "casework.view_outcome", slug)
    if outcome.is_withdrawn:
        return _show_withdrawn(request, outcome)
    return render(request, PAPER, _version_context(outcome, version))


def _show_withdrawn(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Say what stood here, since when not and why: who cited it must not find nothing."""
    version = outcome.versions.order_by("-frozen_at", "-pk").defer("body")[0]
    version.outcome = outcome
    context = {"outcome": outcome, "community": outcome.community, "version": version, "citation": citation(version)}
    return render(request, "casework/outcome_withdrawn.html", context, status=410)


@login_required
def outcome_working(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version of a published outcome, for who writes it."""
    outcome = _get(request, "casework.change_outcome", slug)
    return render(request, PAPER, _draft_context(outcome))


def version_pdf(request: HttpRequest, slug: str, number: str) -> HttpResponseBase:
    """The PDF of a version; until a worker has made it, a page says so and asks again."""
    rows = OutcomeVersion.frozen.select_related("pdf", "outcome")
    version = get_permitted_or_404(rows, request.user, "casework.view_version", outcome__slug=slug, number=number)
    readable = OutcomeVersion.frozen.permitted(request.user, "casework.read_version")
    if not readable.filter(pk=version.pk).exists():
        return render(request, "casework/version_closed.html", {"outcome": version.outcome}, status=403)
    is_public = version.outcome.access == Outcome.Access.OPEN and not version.is_concept
    if version.pdf:
        return file_response(version.pdf, public=is_public)
    has_failed = version.pdf_attempts >= MOST_ATTEMPTS
    if not has_failed:
        wake_pdf_for_reader(version)
    context = {"version": version, "outcome": version.outcome, "has_failed": has_failed}
    return render(request, "casework/version_pdf.html", context, status=404 if has_failed else 202)


def version_citation(request: HttpRequest, slug: str, number: str, form: str) -> HttpResponse:
    """The reference to a version as a file for a reference manager."""
    rows = OutcomeVersion.objects.select_related("outcome__community__programme").defer("body")
    version = get_permitted_or_404(rows, request.user, "casework.view_version", outcome__slug=slug, number=number)
    if form not in CITATIONS:
        raise Http404("Not found.")
    make, content_type = CITATIONS[form]
    response = HttpResponse(make(work_of(version)), content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{number}.{form}"'
    return response


def _version_context(outcome: Outcome, version: OutcomeVersion) -> dict[str, Any]:
    version.outcome, versions = outcome, _versions(outcome)
    may_read = outcome.may_read  # type: ignore[attr-defined]
    page = render_markdown(version.body if may_read else "", sources_of(version.references))
    work = work_of(version)
    return {
        "outcome": outcome,
        "community": outcome.community,
        "version": version,
        "versions": versions,
        "may_read": may_read,
        "is_newest": version.pk == versions[0].pk,
        "newest": versions[0],
        "shown": version,
        "author_line": version.author_line,
        "page": page,
        "references": _references(version.references, page),
        "contents": _contents(page.headings),
        "contributor_line": ", ".join(person.with_organisation for person in work.contributors),
        "citation": apa(work),
        "uptakes": list(outcome.uptakes.shown()[:MOST_USES]),
        "tags": highwire(work),
        "json_ld": data_block(json_ld(work)),
    }


def _draft_context(outcome: Outcome) -> dict[str, Any]:
    items = list(outcome.references.values_list("item", flat=True))
    page = render_markdown(outcome.working.body, sources_of(items))
    return {
        "outcome": outcome,
        "community": outcome.community,
        "shown": outcome.working,
        "is_draft": True,
        **_lines(outcome),
        "page": page,
        "references": _references(items, page),
        "unknown": ", ".join(key for key in page.cited if key not in sources_of(items)),
        "contents": _contents(page.headings),
    }


def _references(items: list[Item], page: Page) -> list[tuple[str, str]]:
    """The works that the text cites, each with where the text leads to."""
    return [(anchor_of(key), words) for key, words in listed(items, page.cited)]


def _lines(outcome: Outcome) -> dict[str, str]:
    """Who made a draft, as its readers will see it."""
    rows = list(outcome.authors.all())
    authors = [row.person.with_organisation for row in rows if row.is_author]
    others = [row.person.with_organisation for row in rows if not row.is_author]
    return {"author_line": ", ".join(authors), "contributor_line": ", ".join(others)}


def _contents(headings: list[Any]) -> list[Any]:
    """The headings for the list of contents: the two highest levels, when there are enough of them."""
    shown = [heading for heading in headings if heading.level <= 3]
    return shown if len(shown) >= HEADINGS_FOR_CONTENTS else []


def _versions(outcome: Outcome) -> list[OutcomeVersion]:
    """All versions, the newest first, without their texts."""
    rows = outcome.versions.only("outcome", "number", "frozen_at", "change_note").order_by("-frozen_at", "-pk")
    return list(rows)


def _get(request: HttpRequest, permission: str, slug: str) -> Outcome:
    marks = {
        "may_change": "casework.change_outcome",
        "may_delete": "casework.delete_outcome",
        "may_read": "casework.read_outcome",
        "may_manage": "casework.manage_publication",
    }
    rows = Outcome.objects.mark_permissions(request.user, **marks)
    rows = rows.select_related("community__programme", "revision").prefetch_related("authors__organisation")
    outcome: Outcome = get_permitted_or_404(rows, request.user, permission, slug=slug)
    return outcome
