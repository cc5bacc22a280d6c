"""The news of a meeting: what members want to talk about."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.news import add_news, change_news, move_news, remove_news
from ..forms.news import NewsChangeForm, NewsForm
from ..models import Meeting, NewsItem


@login_required
def news_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was put forward, in the order of the talk; put one more forward."""
    marks = {"may_add": "meetings.add_news", "may_order": "meetings.order_news"}
    marked = Meeting.objects.with_circle().mark_permissions(request.user, **marks)
    meeting = get_permitted_or_404(marked, request.user, "meetings.view_meeting", pk=pk)
    form = NewsForm(request.POST or None)
    if not meeting.may_add or not form.is_valid():
        return _list_page(request, meeting, form, status=422 if form.is_bound else 200)
    try:
        add_news(meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _list_page(request, meeting, form, status=422)
    messages.success(request, _("Added: %(title)s") % {"title": form.cleaned_data["title"]})
    return redirect("meetings:news_list", pk=pk)


def _list_page(request: SignedInRequest, meeting: Meeting, form: NewsForm, *, status: int) -> HttpResponse:
    marks = {"may_change": "meetings.change_news_item", "may_remove": "meetings.remove_news_item"}
    news: Any = NewsItem.objects.permitted(request.user, "meetings.view_news_item").filter(meeting=meeting)
    rows = list(news.select_related("author").mark_permissions(request.user, **marks))
    context = {"meeting": meeting, "community": meeting.cycle.community, "rows": rows, "form": form}
    return render(request, "meetings/news_list.html", context, status=status)


def _load(request: SignedInRequest, pk: int, news_pk: int, permission: str) -> NewsItem:
    news = NewsItem.objects.select_related("meeting__cycle__community")
    item: NewsItem = get_permitted_or_404(news, request.user, permission, pk=news_pk, meeting=pk)
    return item


@login_required
def news_change(request: SignedInRequest, pk: int, news_pk: int) -> HttpResponse:
    """Change what one put forward oneself."""
    item = _load(request, pk, news_pk, "meetings.change_news_item")
    form = NewsChangeForm(request.POST or None, item=item)
    if not form.is_valid():
        return _change_page(request, item, form, status=422 if form.is_bound else 200)
    try:
        change_news(item, by=request.user, **form.cleaned_data)
    except Overtaken as conflict:
        return _conflict_page(request, item, conflict)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _change_page(request, item, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("meetings:news_list", pk=pk)


def _change_page(
    request: SignedInRequest, item: NewsItem, form: NewsChangeForm, *, status: int, **extra: Any
) -> HttpResponse:
    context = {"item": item, "meeting": item.meeting, "form": form} | extra
    return render(request, "meetings/news_change.html", context, status=status)


def _conflict_page(request: SignedInRequest, item: NewsItem, conflict: Overtaken) -> HttpResponse:
    """Show what was typed, with what stands there now beside it; saving again is then a choice."""
    item.refresh_from_db(fields=["title", "kind", "url", "text", "version"])
    data = request.POST.copy()
    data["version"] = str(item.version)
    again = NewsChangeForm(data, item=item)
    again.is_valid()
    again.add_error(None, conflict)
    return _change_page(request, item, again, status=409, current=item)


@login_required
@require_POST
def news_move(request: SignedInRequest, pk: int, news_pk: int) -> HttpResponse:
    """Move one up or down in the order of the talk."""
    meeting = get_permitted_or_404(Meeting.objects, request.user, "meetings.order_news", pk=pk)
    item = _load(request, meeting.pk, news_pk, "meetings.view_news_item")
    try:
        move_news(item, by=request.user, up=request.POST.get("way") == "up")
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("meetings:news_list", pk=pk)


@login_required
def news_remove(request: SignedInRequest, pk: int, news_pk: int) -> HttpResponse:
    """Take one off the list, after asking."""
    item = _load(request, pk, news_pk, "meetings.remove_news_item")
    if request.method != "POST":
        return render(request, "meetings/news_remove.html", {"item": item, "meeting": item.meeting})
    try:
        remove_news(item, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Removed: %(title)s") % {"title": item.title})
    return redirect("meetings:news_list", pk=pk)
