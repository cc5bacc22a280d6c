"""Pages around writing a text: its references, its pictures, and taking over a Word document."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.markdown_paper import figure_line
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.word import told_losses

from ..actions.figure import add_figure
from ..actions.reference import add_references, remove_reference
from ..actions.sheet import Conflict
from ..actions.word import take_over_word
from ..citations.source import reference
from ..forms.writing import FigureForm, ReferencesForm, WordForm
from ..models import Outcome, OutcomeReference

FOUND = 20


@login_required
def outcome_references(request: SignedInRequest, slug: str) -> HttpResponse:
    """The list of references: read it, add to it, take from it."""
    outcome = _get(request, slug)
    form = ReferencesForm(request.POST if "bibtex" in request.POST else None, request.FILES or None)
    try:
        if request.method == "POST" and (words := _change(request, outcome, form)):
            messages.success(request, words)
            return redirect("casework:outcome_references", slug=slug)
    except Refused as error:
        form.is_bound, form.data = True, request.POST
        form.add_error(None, error)
    rows = [(row.key, reference(row.item)) for row in outcome.references.all()]
    context = {"outcome": outcome, "form": form, "rows": sorted(rows, key=lambda row: row[1].casefold())}
    context |= _found(request, outcome)
    return render(request, "casework/outcome_references.html", context, status=409 if form.errors else 200)


def _change(request: SignedInRequest, outcome: Outcome, form: ReferencesForm) -> str:
    """Do what the pressed button says and return what was done; empty when the form has to be mended."""
    if key := request.POST.get("remove"):
        remove_reference(outcome, key, by=request.user)
        return _("The work is off the list.")
    if pk := request.POST.get("take", ""):
        rows = OutcomeReference.objects.permitted(request.user, "casework.reuse_reference")
        items = list(rows.filter(pk=pk if pk.isdecimal() and len(pk) < 18 else 0).values_list("item", flat=True))
    elif form.is_valid():
        items = form.items_read
    else:
        return ""
    number = len(add_references(outcome, items, by=request.user))
    return ngettext("%(number)s work stands on the list.", "%(number)s works stand on the list.", number) % {
        "number": number
    }


def _found(request: SignedInRequest, outcome: Outcome) -> dict[str, Any]:
    """What the reader's own lists hold of the words that were asked for."""
    asked = request.GET.get("q", "").strip()[:100]
    if not asked:
        return {"asked": "", "found": []}
    rows = OutcomeReference.objects.permitted(request.user, "casework.reuse_reference").exclude(outcome=outcome)
    for word in asked.casefold().split()[:6]:
        rows = rows.filter(words__contains=word)
    return {"asked": asked, "found": [(row.pk, reference(row.item)) for row in rows.order_by("words")[:FOUND]]}


@login_required
def outcome_figure(request: SignedInRequest, slug: str) -> HttpResponse:
    """Sending a picture: the editor gets its address, a page without scripts the line to put in the text."""
    outcome = _get(request, slug)
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        return _figure_for_editor(request, outcome)
    form = FigureForm(request.POST or None, request.FILES or None)
    line = ""
    if form.is_valid():
        try:
            figure = add_figure(outcome, form.cleaned_data["picture"], by=request.user)
        except Refused as error:
            form.add_error("picture", error)
        else:
            line = figure_line(figure.file.get_absolute_url(), form.cleaned_data["alt"], form.cleaned_data["caption"])
            form = FigureForm()
    context = {"outcome": outcome, "form": form, "line": line}
    return render(request, "casework/outcome_figure.html", context, status=409 if form.errors else 200)


def _figure_for_editor(request: SignedInRequest, outcome: Outcome) -> JsonResponse:
    picture = request.FILES.get("picture")
    if picture is None:
        return JsonResponse({"error": _("Choose a picture.")}, status=400)
    try:
        figure = add_figure(outcome, picture, by=request.user)
    except Refused as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    return JsonResponse({"address": figure.file.get_absolute_url()})


@login_required
def outcome_word(request: SignedInRequest, slug: str) -> HttpResponse:
    """Taking over a Word document, with a report of what did not come along."""
    outcome = _get(request, slug)
    form = WordForm(request.POST or None, request.FILES or None, initial={"version": outcome.version})
    if form.is_valid():
        content, version = form.cleaned_data["document"], form.cleaned_data["version"]
        try:
            lost = take_over_word(outcome, content, by=request.user, version=version)
        except Conflict:
            form.add_error(
                None, _("Somebody changed the text in the meantime. Open this page again and choose the file.")
            )
        except Refused as error:
            form.add_error("document", error)
        else:
            return _show_taken_over(request, outcome, lost)
    context = {"outcome": outcome, "form": form}
    return render(request, "casework/outcome_word.html", context, status=409 if form.errors else 200)


def _show_taken_over(request: SignedInRequest, outcome: Outcome, lost: dict[str, int]) -> HttpResponse:
    messages.success(request, _("The text of the document stands below. Read it through."))
    for words in told_losses(lost):
        messages.warning(request, words)
    return redirect("casework:outcome_change", slug=outcome.slug)


def _get(request: HttpRequest, slug: str) -> Outcome:
    rows = Outcome.objects.select_related("community", "revision")
    outcome: Outcome = get_permitted_or_404(rows, request.user, "casework.change_outcome", slug=slug)
    return outcome
