"""The versions of a text: all of them, two side by side, and freezing one more as a concept."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404

from ..actions.freeze import freeze_concept
from ..actions.sheet import Conflict
from ..actions.version import next_number
from ..forms.freeze import CompareForm, FreezeForm
from ..models import FeedbackRound, Outcome, OutcomeVersion
from ..shown.comparison import Comparison, compare
from ..shown.feedback import with_reports

CONCEPT = "casework/version_concept.html"


@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version that this reader may see, the newest first, with what changed."""
    outcome = _get(request, "casework.view_outcome", slug)
    versions = list(with_reports(_versions(request, outcome).defer("body", "abstract")))
    pairs = [(version, older) for version, older in zip(versions, [*versions[1:], None], strict=True)]
    rounds = FeedbackRound.objects.permitted(request.user, "casework.manage_round").filter(version__outcome=outcome)
    context = {"outcome": outcome, "community": outcome.community, "pairs": pairs}
    if outcome.may_change:  # type: ignore[attr-defined]
        context["rounds"] = rounds.select_related("version").defer("version__body")
    return render(request, "casework/version_list.html", context)


@login_required
def version_freeze(request: SignedInRequest, slug: str) -> HttpResponse:
    """Freezing the working text as a concept."""
    outcome = _get(request, "casework.change_outcome", slug)
    number = next_number(outcome, is_concept=True)
    start = {"version": outcome.version, "number": number}
    form = FreezeForm(request.POST or None, is_first=number == "0.1", initial=start)
    if form.is_valid():
        try:
            frozen = freeze_concept(outcome, by=request.user, **form.cleaned_data)
        except Conflict:
            form.add_error(None, _("Somebody changed the text in the meantime. Look at it before you freeze it."))
        except Refused as error:
            form.add_error(None, error)
        else:
            words = _("Version %(number)s is frozen as a concept. You can go on writing.")
            messages.success(request, words % {"number": frozen.number})
            return redirect(frozen)
    status = 409 if form.is_bound and form.non_field_errors() else 200
    context = {"outcome": outcome, "community": outcome.community, "form": form, "number": number}
    return render(request, "casework/version_freeze.html", context, status=status)


@require_safe
def version_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions side by side, by paragraph and by word."""
    outcome = _get(request, "casework.view_outcome", slug)
    texts = _readable(request, outcome)
    choices = [(key, label) for key, (label, _text) in texts.items()]
    newest_two = dict(zip(("after", "before"), texts, strict=False))
    form = CompareForm(request.GET or None, choices=choices, initial=newest_two)
    context = {"outcome": outcome, "community": outcome.community, "form": form, "enough": len(texts) > 1}
    if form.is_valid():
        (before, old), (after, new) = texts[form.cleaned_data["before"]], texts[form.cleaned_data["after"]]
        context |= {"before": before, "after": after, "parts": _parts(old, new)}
    return render(request, "casework/version_compare.html", context, status=422 if form.errors else 200)


def _readable(request: HttpRequest, outcome: Outcome) -> dict[str, tuple[str, Any]]:
    """Return the texts that this reader may read, the newest first: number, what it is called, the text itself."""
    found: dict[str, tuple[str, Any]] = {}
    if outcome.may_change and not outcome.is_withdrawn:  # type: ignore[attr-defined]
        found[OutcomeVersion.WORKING] = (_("Text being written"), outcome.working)
    for version in _versions(request, outcome):
        if version.is_concept or outcome.may_read:  # type: ignore[attr-defined]
            found[version.number] = (_label(version), version)
    return found


def _label(version: OutcomeVersion) -> str:
    words = _("Version %(number)s, concept") if version.is_concept else _("Version %(number)s")
    return words % {"number": version.number}


def _parts(old: Any, new: Any) -> list[tuple[str, Comparison]]:
    """Return what became of title, abstract and text; parts without a change are left out, but for the text."""
    labels = {"title": _("Title"), "abstract": _("Abstract"), "body": _("Text")}
    parts = [(label, compare(getattr(old, name), getattr(new, name))) for name, label in labels.items()]
    return [(label, part) for label, part in parts if not part.is_same] or parts[-1:]


def _versions(request: HttpRequest, outcome: Outcome) -> Any:
    rows = OutcomeVersion.frozen.permitted(request.user, "casework.view_version").filter(outcome=outcome)
    return rows.order_by("-frozen_at", "-pk")


def show_concept(request: HttpRequest, version: OutcomeVersion) -> HttpResponse:
    """A frozen text that is not final, for who may see it; in no search engine."""
    outcome = version.outcome
    page = render_markdown(version.body)
    context = {"outcome": outcome, "community": outcome.community, "version": version, "page": page}
    return render(request, CONCEPT, context)


def _get(request: HttpRequest, permission: str, slug: str) -> Outcome:
    marks = {"may_change": "casework.change_outcome", "may_read": "casework.read_outcome"}
    rows = Outcome.objects.mark_permissions(request.user, **marks).select_related("community__programme", "revision")
    outcome: Outcome = get_permitted_or_404(rows, request.user, permission, slug=slug)
    return outcome
