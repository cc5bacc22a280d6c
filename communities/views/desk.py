"""What the small forms of the desk share: one page, one way to save."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused

from ..forms.desk import DeskForm
from ..models import Community, Programme

CIRCLE_FRAME, PROGRAMME_FRAME = "communities/community_base.html", "communities/recognition_frame.html"


def frame_of(scope: Community | Programme) -> dict[str, Any]:
    """Return what the frame of a desk page needs: that of a circle, or that of a programme."""
    if isinstance(scope, Community):
        return {"frame": CIRCLE_FRAME, "community": scope, "tab": "manage"}
    return {"frame": PROGRAMME_FRAME, "programme": scope}


def answer_form(
    request: SignedInRequest,
    form: DeskForm,
    save: Callable[[], Any],
    *,
    page: dict[str, Any],
    back: str,
    stored: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show a form of the desk, or save it and go back to its list.

    When somebody saved in between, both texts are shown (``stored`` reads the other one); saving again keeps what was
    typed here. Nothing that was typed is lost.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Overtaken as error:
            theirs = stored() if stored else {}
            page |= {"differences": form.differences(theirs)}
            form.data = dict(form.data.items()) | {"version": theirs.get("version", "")}
            form.add_error(None, error)
            status = 409
        except Refused as error:
            form.add_error(None, error)
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    return render(request, "communities/desk_form.html", page | {"form": form, "back": back}, status=status)


def answer_removal(
    request: SignedInRequest, remove: Callable[[], Any], *, title: str, text: str, back: str
) -> HttpResponse:
    """Ask before something is removed from a list of the desk; POST removes it."""
    if request.method != "POST":
        question = {"title": title, "text": text, "yes": _("Remove"), "cancel": back}
        return render(request, "components/confirm_page.html", question)
    try:
        remove()
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect(back)
