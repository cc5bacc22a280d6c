"""Taking a frozen version along in another form than the PDF."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leerkring.core.permissions import get_permitted_or_404
from leerkring.files.responses import file_response

from ..actions.version_file import MOST_ATTEMPTS, expect_files_for_reader
from ..models import Outcome, OutcomeVersion, VersionFile


@require_safe
def version_file(request: HttpRequest, slug: str, number: str, form: str) -> HttpResponseBase:
    """One form of a version; until a worker has made it, a page says so."""
    if form not in VersionFile.Form.values:
        raise Http404("Not found.")
    rows = OutcomeVersion.frozen.select_related("outcome")
    version = get_permitted_or_404(rows, request.user, "casework.view_version", outcome__slug=slug, number=number)
    outcome = version.outcome
    readable = OutcomeVersion.frozen.permitted(request.user, "casework.read_version")
    if not readable.filter(pk=version.pk).exists():
        return render(request, "casework/version_closed.html", {"outcome": outcome}, status=403)
    made = version.files.filter(form=form).select_related("file").first()
    if made and made.file:
        return file_response(made.file, public=outcome.access == Outcome.Access.OPEN and not version.is_concept)
    has_failed = made is not None and made.attempts >= MOST_ATTEMPTS
    if not has_failed:
        expect_files_for_reader(version)
    label = VersionFile.Form(form).label
    context = {"version": version, "outcome": outcome, "form": form, "label": label, "has_failed": has_failed}
    return render(request, "casework/version_file.html", context, status=404 if has_failed else 202)
