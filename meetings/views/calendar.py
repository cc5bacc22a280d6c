"""Feeds: the page of whose they are, and what a calendar gets."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.notifications.render import speaking_to

from ..actions.calendar import find_feed, make_feed, note_use, renew_feed, revoke_feed
from ..exports.calendar import Entry
from ..exports.feed import feed_entries, feed_file, feed_mark
from ..forms.calendar import FeedForm
from ..models import CalendarFeed
from ..shown.calendar import shown_feeds


@login_required
def feed_list(request: SignedInRequest) -> HttpResponse:
    """Show the addresses of my feeds; make one."""
    circles = Community.objects.permitted(request.user, "meetings.add_feed").order_by("name", "pk")
    form = FeedForm(request.POST or None, circles=circles)
    if request.method == "POST" and form.is_valid():
        try:
            make_feed(form.cleaned_data["circle"], by=request.user)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("The address is made. Put it in your calendar now."))
        return _back(form.cleaned_data["circle"])
    feeds = CalendarFeed.objects.permitted(request.user, "meetings.change_feed").select_related("community")
    context = {"feeds": shown_feeds(feeds, circles), "form": form}
    return render(request, "meetings/feed_list.html", context, status=422 if form.errors else 200)


@login_required
def feed_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give another address, after asking."""
    feed = _load(request, pk)
    if request.method != "POST":
        return render(request, "meetings/feed_renew.html", {"feed": feed})
    try:
        renew_feed(feed, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The address is made. Put it in your calendar now."))
    return _back(feed.community)


@login_required
def feed_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let an address do nothing any more, after asking."""
    feed = _load(request, pk)
    if request.method != "POST":
        return render(request, "meetings/feed_revoke.html", {"feed": feed})
    revoke_feed(feed, by=request.user)
    messages.success(request, _("The address does nothing any more."))
    return _back(None)


def _load(request: SignedInRequest, pk: int) -> CalendarFeed:
    feeds = CalendarFeed.objects.select_related("community")
    return get_permitted_or_404(feeds, request.user, "meetings.change_feed", pk=pk)


def _back(community: Community | None) -> HttpResponse:
    anchor = f"#agenda-{community.slug}" if community else ""
    return redirect(f"{reverse('meetings:feed_list')}{anchor}")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a calendar the meetings of whose address it is, in their language; the address is the key."""
    found = find_feed(token)
    if found is None:
        raise Http404
    with speaking_to(found.user):
        entries = feed_entries(found, now=timezone.now())
        mark = feed_mark(found, entries)
        response = get_conditional_response(request, etag=mark) or _calendar(found, entries)
    if request.method == "GET":
        note_use(found)
    response["ETag"] = mark
    # Asked again each time, so that a revoked address stops at once.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _calendar(found: CalendarFeed, entries: list[Entry]) -> HttpResponse:
    response = HttpResponse(feed_file(found, entries), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="leerkring.ics"'
    return response
