"""Action items of a circle and of a meeting."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.action_item import add_action_item, change_action_item, close_action_item, reopen_action_item
from ..forms.action_item import ActionItemChangeForm, ActionItemForm, CloseForm
from ..models import ActionItem, Meeting
from ..shown.action_item import action_rows, actions_of_meeting, for_list

PER_PAGE = 25
# Where somebody came from, and goes back to.
BACK = {"bijeenkomst": "meetings:meeting_detail", "actiepunten": "meetings:meeting_actions"}


@login_required
def action_item_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what the circle agreed to do, the open ones first; add one more."""
    circles = Community.objects.select_related("programme", "area", "theme").mark_permissions(
        request.user, may_add="meetings.add_action_item"
    )
    community = get_permitted_or_404(circles, request.user, "communities.view_inside_community", slug=slug)
    form = ActionItemForm(request.POST or None, community=community)
    if not community.may_add or not form.is_valid():
        return _list_page(request, community, form, status=422 if form.is_bound else 200)
    if not _add(request, community, form):
        return _list_page(request, community, form, status=422)
    return redirect("meetings:action_item_list", slug=slug)


def _add(
    request: SignedInRequest, community: Community, form: ActionItemForm, *, meeting: Meeting | None = None
) -> bool:
    try:
        item = add_action_item(community, by=request.user, meeting=meeting, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("Added: %(title)s") % {"title": item.what})
    return True


def _list_page(request: SignedInRequest, community: Community, form: ActionItemForm, *, status: int) -> HttpResponse:
    items = ActionItem.objects.permitted(request.user, "meetings.view_action_item").filter(community=community)
    only_mine = request.GET.get("van") == "mij"
    chosen = items.filter(owner=request.user) if only_mine else items
    page = Paginator(for_list(chosen, request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = action_rows(page)
    context = {
        "community": community,
        "tab": "meetings",
        "form": form,
        "page": page,
        "open": [row for row in rows if row.is_open],
        "closed": [row for row in rows if not row.is_open],
        "only_mine": only_mine,
        "query": "van=mij" if only_mine else "",
        "filters": _filters(community, only_mine),
    }
    return render(request, "meetings/action_item_list.html", context, status=status)


def _filters(community: Community, only_mine: bool) -> list[dict[str, Any]]:
    url = reverse("meetings:action_item_list", kwargs={"slug": community.slug})
    return [
        {"title": _("Of everybody"), "url": url, "current": not only_mine},
        {"title": _("Mine"), "url": f"{url}?van=mij", "current": only_mine},
    ]


@login_required
def meeting_actions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was agreed at a meeting and what was still open before it; add one more."""
    marked = Meeting.objects.with_circle().mark_permissions(request.user, may_take_part="meetings.take_part")
    meeting = get_permitted_or_404(marked, request.user, "meetings.view_meeting", pk=pk)
    community = meeting.cycle.community
    form = ActionItemForm(request.POST or None, community=community)
    if meeting.may_take_part and form.is_valid() and _add(request, community, form, meeting=meeting):
        return redirect("meetings:meeting_actions", pk=pk)
    context = {"meeting": meeting, "community": community, "form": form}
    context |= {"actions": actions_of_meeting(meeting, request.user)}
    return render(request, "meetings/meeting_actions.html", context, status=422 if form.is_bound else 200)


def _load(request: SignedInRequest, pk: int) -> ActionItem:
    items = ActionItem.objects.select_related("community", "owner", "meeting")
    item: ActionItem = get_permitted_or_404(items, request.user, "meetings.change_action_item", pk=pk)
    return item


def _back(request: HttpRequest, item: ActionItem) -> str:
    """Return where somebody came from: a meeting, its action items, or else those of the circle."""
    place = re.fullmatch(r"(bijeenkomst|actiepunten)-(\d{1,9})", request.GET.get("terug", ""))
    if place:
        return reverse(BACK[place[1]], kwargs={"pk": int(place[2])})
    return reverse("meetings:action_item_list", kwargs={"slug": item.community.slug})


@login_required
def action_item_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what, who or when."""
    item = _load(request, pk)
    form = ActionItemChangeForm(request.POST or None, community=item.community, item=item)
    if not form.is_valid():
        return _change_page(request, item, form, status=422 if form.is_bound else 200)
    try:
        change_action_item(item, by=request.user, **form.cleaned_data)
    except Overtaken as conflict:
        return _conflict_page(request, item, conflict)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _change_page(request, item, form, status=422)
    messages.success(request, _("Saved."))
    return redirect(_back(request, item))


def _change_page(
    request: SignedInRequest, item: ActionItem, form: ActionItemChangeForm, *, status: int, **extra: Any
) -> HttpResponse:
    context = {"item": item, "community": item.community, "form": form, "back": _back(request, item)} | extra
    return render(request, "meetings/action_item_change.html", context, status=status)


def _conflict_page(request: SignedInRequest, item: ActionItem, conflict: Overtaken) -> HttpResponse:
    """Show what was typed, with what stands there now beside it; saving again is then a choice."""
    rows = ActionItem.objects.select_related("owner")
    current = get_permitted_or_404(rows, request.user, "meetings.view_action_item", pk=item.pk)
    data = request.POST.copy()
    data["version"] = str(current.version)
    again = ActionItemChangeForm(data, community=item.community, item=current)
    again.is_valid()
    again.add_error(None, conflict)
    return _change_page(request, item, again, status=409, current=current)


@login_required
def action_item_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark it as done or dropped; a button in a list does it at once, the page also asks what came of it."""
    item = _load(request, pk)
    form = CloseForm(request.POST or None)
    if form.is_valid() and _close(request, item, form):
        return redirect(_back(request, item))
    context = {"item": item, "community": item.community, "form": form, "back": _back(request, item)}
    return render(request, "meetings/action_item_close.html", context, status=422 if form.is_bound else 200)


def _close(request: SignedInRequest, item: ActionItem, form: CloseForm) -> bool:
    try:
        close_action_item(item, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("Closed: %(title)s. You can open it again in the list.") % {"title": item.what})
    return True


@login_required
@require_POST
def action_item_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open it again."""
    item = _load(request, pk)
    try:
        reopen_action_item(item, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Open again: %(title)s") % {"title": item.what})
    return redirect(_back(request, item))
