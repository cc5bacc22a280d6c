"""What the pages share on which a case or a reflection is written."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from communities.models import Community
from leerkring.core.errors import Refused

from ..actions.sheet import Conflict
from ..forms.steps import SheetForm


class Save(Protocol):
    """Saves what was typed and returns the row; raises ``Conflict``."""

    def __call__(self, form: SheetForm) -> Any: ...


def page_of(request: HttpRequest) -> UUID:
    """Return the id of the open page that posts; a new one when it sends none."""
    try:
        return UUID(request.POST.get("page", ""))
    except ValueError:
        return uuid4()


def begun_in(community: Community, row: Any) -> Any:
    """Return the row of an open page; the page of one circle opens no way into another, where less may be allowed."""
    if row.community_id != community.pk:
        raise Http404("Not found.")
    return row


def with_version(request: HttpRequest, stored: Any) -> QueryDict:
    """Return what was posted, as if its page had begun with the row as it stands now."""
    data = request.POST.copy()
    data["version"] = str(stored.version)
    return data


def is_automatic(request: HttpRequest) -> bool:
    """Return whether the page saves by itself."""
    return "automatic" in request.POST


def answer_save(
    request: HttpRequest,
    form: SheetForm,
    save: Save,
    *,
    template: str,
    context: dict[str, Any],
    done: Callable[[Any], HttpResponse],
    look: Callable[[SheetForm], None] | None = None,
) -> HttpResponse:
    """Save what was typed and go on with ``done``; or show the form again, with what is wrong.

    ``look`` looks for what makes somebody recognisable; a page that saves by itself shows that at once.
    """
    if is_automatic(request):
        return answer_automatic(request, form, save, look)
    if not form.is_valid():
        return render(request, template, context | {"form": form})
    try:
        saved = save(form)
    except Conflict as conflict:
        return show_conflict(request, template, form, conflict, **context)
    except Refused as error:
        form.add_error(None, error)
        return render(request, template, context | {"form": form}, status=409)
    return done(saved)


def answer_automatic(
    request: HttpRequest, form: SheetForm, save: Save, look: Callable[[SheetForm], None] | None = None
) -> HttpResponse:
    """Save in the background and answer with the line that says so. Only then does the page know its new version."""
    state: dict[str, Any] = {"version": request.POST.get("version", "")}
    if form.is_valid():
        try:
            saved = save(form)
            # From the first save on the page stands at the address of what was made: reloaded, it shows that.
            state = {"version": saved.version, "saved_at": timezone.now(), "saved": saved}
        except (Conflict, Refused):
            state["is_conflict"] = True
        if look:
            look(form)
            state["looked"] = form
    return render(request, "casework/sheet_state.html", state)


def show_conflict(
    request: HttpRequest, template: str, form: SheetForm, conflict: Conflict, **context: Any
) -> HttpResponse:
    """Show both texts; saving again from here keeps what was typed here."""
    form.data = with_version(request, conflict.stored)
    context |= {"form": form, "differences": form.differences(conflict.stored)}
    return render(request, template, context, status=409)
