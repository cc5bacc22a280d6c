"""Deeds that ask first: a GET shows the question, a POST does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Manager
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404


@dataclass(frozen=True)
class Question:
    """What the page asks, and what it says afterwards."""

    title: Promise
    text: Promise
    yes: Promise
    done: Promise
    safe: bool = False


def deed(
    source: Manager[Any],
    permission: str,
    action: Callable[..., Any],
    question: Question,
    *,
    back: Callable[[Any], str],
) -> Callable[..., HttpResponse]:
    """Return a view that does ``action`` to a permitted row after asking; ``back`` says where it leads."""

    @login_required
    def view(request: HttpRequest, **lookup: Any) -> HttpResponse:
        row = get_permitted_or_404(source, request.user, permission, **lookup)
        if request.method != "POST":
            return render(request, "components/confirm_page.html", _asking(question, row))
        target = back(row)
        try:
            action(row, by=request.user)
        except Refused as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, str(question.done))
        return redirect(target)

    return view


def _asking(question: Question, row: Any) -> dict[str, Any]:
    return {
        "title": question.title,
        "text": question.text,
        "yes": question.yes,
        "safe": question.safe,
        "cancel": row.get_absolute_url(),
    }
