"""What the pages on which a programme is set up share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.versioned import VersionedForm

from ..models import Programme


def load_programme(request: SignedInRequest, slug: str, name: str) -> Programme:
    """Return the programme when the reader has this permission on it."""
    programmes = Programme.objects.select_related("parent", "infographic")
    found: Programme = get_permitted_or_404(programmes, request.user, name, slug=slug)
    return found


def keep(form: forms.Form, deed: Callable[..., Any], stored: Callable[[], dict[str, Any]] | None = None) -> bool:
    """Do the deed with what was filled in; return whether it was done. What it refuses is said in the form.

    ``stored`` returns what stands there now, for when somebody else came in between.
    """
    if not form.is_valid():
        return False
    try:
        deed(**form.cleaned_data)
    except Overtaken as error:
        if stored and isinstance(form, VersionedForm):
            form.overtaken(error, stored())
        else:
            form.add_error(None, error)
    except Refused as error:
        # What is wrong with a file is said beside the file.
        beside = "picture" if "picture" in form.fields and not hasattr(error, "error_dict") else None
        form.add_error(beside, error)
    return not form.errors


def without_version(deed: Callable[..., Any]) -> Callable[..., Any]:
    """Return the deed for something new, which has no version yet."""

    def do(version: int = 0, **fields: Any) -> Any:
        return deed(**fields)

    return do


def form_page(
    request: SignedInRequest, programme: Programme, form: forms.Form, *, title: str, back: str, **extra: Any
) -> HttpResponse:
    """Show one form on a page of its own; ``back`` is the name of the list it came from."""
    context = {"programme": programme, "form": form, "title": title, "back": back} | extra
    return render(request, "communities/programme_form.html", context, status=status_of(form))


def status_of(form: forms.Form) -> int:
    """Return 409 when somebody else came in between, 422 when something is wrong, else 200."""
    if getattr(form, "differences", None) is not None:
        return 409
    return 422 if form.is_bound and form.errors else 200


def ask(request: SignedInRequest, *, title: str, text: str, yes: str, cancel: str, safe: bool = False) -> HttpResponse:
    """Ask before something is done."""
    question = {"title": title, "text": text, "yes": yes, "cancel": cancel, "safe": safe}
    return render(request, "components/confirm_page.html", question)


def done(request: SignedInRequest, programme: Programme, back: str, said: str) -> HttpResponse:
    """Say what was done and go back to the list."""
    messages.success(request, said)
    return redirect(f"communities:{back}", programme_slug=programme.slug)


def refused(request: SignedInRequest, programme: Programme, back: str, error: Refused) -> HttpResponse:
    """Say why it was not done and go back to the list."""
    messages.error(request, " ".join(error.messages))
    return redirect(f"communities:{back}", programme_slug=programme.slug)
