"""Somebody else saved first: both texts side by side, and one text made of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from ..actions.sheet import Conflict
from ..actions.writer import text_at
from ..forms.outcome import BaseAuthorFormSet, OutcomeForm
from ..models import Outcome
from ..shown.merge import Part, merged, parts_of
from .sheet import with_version


def show_merge(
    request: HttpRequest, form: OutcomeForm, authors: BaseAuthorFormSet, conflict: Conflict, outcome: Outcome
) -> HttpResponse:
    """Show both texts, place by place; what was typed comes back with the choices."""
    began_with = form.cleaned_data["version"]
    parts = _parts(request, conflict.stored, began_with)
    form.data = with_version(request, conflict.stored)
    context: dict[str, Any] = {"outcome": outcome, "community": outcome.community, "form": form, "authors": authors}
    context |= {"parts": parts, "began_with": began_with, "is_same": all(part.is_same for part in parts)}
    return render(request, "casework/outcome_merge.html", context, status=409)


def with_choices(request: HttpRequest, outcome: Outcome) -> QueryDict:
    """Return what was posted; after choosing what stays, with the texts put together, begun with what is stored now.

    When somebody saved once more meanwhile, what they changed is proposed where nothing was chosen, so it stays too.
    """
    chosen = request.POST.get("merge")
    if not chosen:
        return request.POST
    data = with_version(request, outcome)
    if chosen == "chosen":
        began_with = request.POST.get("began_with", "")
        for name, text in merged(_parts(request, outcome, _number(began_with)), request.POST).items():
            data[name] = text
    return data


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _parts(request: HttpRequest, stored: Outcome, began_with: int) -> list[Part]:
    mine = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in Outcome.TEXTS}
    theirs = {name: getattr(stored.working, name) for name in Outcome.TEXTS}
    labels = {name: str(OutcomeForm.base_fields[name].label).capitalize() for name in Outcome.TEXTS}
    return parts_of(text_at(stored, began_with) if began_with else None, mine, theirs, labels)
