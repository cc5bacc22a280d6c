"""The page on which a level chooses its rhythm: the same for a programme, a circle and a meeting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.rhythm import Choice, Choices, Level, Levels, Rule

from .forms.rhythm import RhythmForm, initial_of


@dataclass(frozen=True)
class Stand:
    """What a level chose and which version that was, over what the levels above want."""

    own: Choices
    above: Levels
    version: int


@dataclass(frozen=True)
class RhythmPage:
    """One level: which mails it is about, what is read of it, and how it is saved."""

    here: Level
    rules: list[Rule]
    # What the levels above are called.
    names: Mapping[Level, str]
    read: Callable[[], Stand]
    # Takes ``version`` and ``choices``.
    save: Callable[..., Any]
    template: str
    context: dict[str, Any]
    # Where to go once it is saved.
    address: str


def answer_rhythm(request: SignedInRequest, page: RhythmPage) -> HttpResponse:
    """Show the rhythm of a level, or save it; nothing that was typed is lost when somebody else saved first."""
    form, status = _form(page, page.read(), request.POST or None), 200
    differences = None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                page.save(version=form.read_version, choices=form.choices())
            except Overtaken as error:
                theirs, status = page.read(), 409
                differences = form.differences(initial_of(theirs.own, theirs.version))
                form = _form(page, theirs, request.POST.dict() | {"version": theirs.version})
                form.add_error(None, error)
            except Refused as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Saved. What goes out from now on follows this."))
                return redirect(page.address)
    context = page.context | {"form": form, "rows": list(form.rows()), "differences": differences}
    return render(request, page.template, context, status=status)


def _form(page: RhythmPage, stand: Stand, data: Any) -> RhythmForm:
    return RhythmForm(
        data,
        rules=page.rules,
        above=stand.above,
        own=stand.own,
        here=page.here,
        names=page.names,
        version=stand.version,
    )


def chosen(rows: Any) -> dict[str, Choice]:
    """Return what one level chose; ``rows`` are its rows."""
    return {row.rule: row.choice for row in rows.all()}
