"""What a page says when a deed was refused and its form makes no sense any more."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from .errors import Refused
from .typed import typed_texts


def answer_refusal(request: HttpRequest, refusal: Refused, back: Any) -> HttpResponse:
    """Say why something was not done, and lead ``back``; what was typed is given back first (409).

    For a form that there is no sense in showing again: what it was about is done, or gone.
    """
    why = " ".join(refusal.messages)
    if not typed_texts(request):
        messages.error(request, why)
        return redirect(back)
    return render(request, "not_saved.html", {"why": why, "where": resolve_url(back)}, status=409)
