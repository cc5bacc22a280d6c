"""Events as everybody sees them: the overview with its feeds, and the page of one."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from communities.models import Community, Programme
from leerkring.core.context import is_signed_in
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.visitors import MINUTE, facts, kept_for_visitors

from ..exports.calendar import calendar_links
from ..exports.event import event_atom, event_calendar, event_entry, event_file, event_json_ld
from ..forms.event_filter import EventFilterForm
from ..models import Event, Registration
from ..models.event import EventQuerySet
from ..shown.event import event_page, event_rows, narrow, offers, places_left

PER_PAGE = 20
# What a feed holds at most.
MOST_IN_FEED = 200
VIEW, PUBLIC = "meetings.view_event", "meetings.view_public_event"
MARKS = {
    "may_manage": "meetings.manage_event",
    "may_change": "meetings.change_event",
    "may_add_files": "meetings.change_event_materials",
    "may_publish": "meetings.publish_event",
    "may_cancel": "meetings.cancel_event",
    "may_discard": "meetings.discard_event",
    "may_register": "meetings.register_for_event",
}


def _overview(user: Any, *, is_past: bool) -> EventQuerySet:
    """Return what is to come with the soonest first, or what has been with the latest first."""
    rows = Event.objects.permitted(user, PUBLIC).open_to_people()
    now = timezone.now()
    if is_past:
        return rows.published().filter(ends_at__lte=now).order_by("-starts_at", "-pk")
    return rows.upcoming(now)


def _first(request: HttpRequest) -> list[Any]:
    """What the first page of the overview is made of."""
    rows: Any = _overview(request.user, is_past=False).with_places()
    return list(rows.values_list("pk", "changed_at", "taken")[:PER_PAGE])


@require_safe
@kept_for_visitors(MINUTE, _first)
def event_list(request: HttpRequest) -> HttpResponse:
    """Show what is to come, or what has been, with choices that narrow it down."""
    is_past = request.GET.get("voorbij") == "1"
    events = _overview(request.user, is_past=is_past)
    form = EventFilterForm(request.GET, offers(events))
    page = Paginator(narrow(events, form.query).with_places(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": event_rows(page),
        "is_past": is_past,
        "query": urlencode(form.query | ({"voorbij": "1"} if is_past else {})),
        "feed_query": urlencode(form.query),
    }
    return TemplateResponse(request, "meetings/event_list.html", context)


def _feed_rows(request: HttpRequest) -> EventQuerySet:
    """Return public events that were asked for, cancelled ones too, so that whoever follows hears of it."""
    public = Event.objects.permitted(AnonymousUser(), PUBLIC).open_to_people().filter(ends_at__gt=timezone.now())
    form = EventFilterForm(request.GET, offers(public))
    return narrow(public, form.query).with_places()


@require_safe
def event_feed_ics(request: HttpRequest) -> HttpResponse:
    """Return the overview for calendars that follow it."""
    content = event_calendar(_feed_rows(request).order_by("starts_at", "pk")[:MOST_IN_FEED])
    return _public(HttpResponse(content, content_type="text/calendar; charset=utf-8"))


@require_safe
def event_feed_atom(request: HttpRequest) -> HttpResponse:
    """Return the overview for feed readers."""
    rows = _feed_rows(request).order_by("-changed_at", "-pk")[:MOST_IN_FEED]
    text = event_atom(rows, url=reverse("meetings:event_list"), feed_url=request.get_full_path())
    return _public(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"))


def _public(response: HttpResponse) -> HttpResponse:
    """Let others keep what is the same for everybody."""
    response["Cache-Control"] = "public, max-age=300"
    return response


def _load(request: HttpRequest, slug: str) -> Event:
    rows = Event.objects.with_places().select_related("host", "municipality")
    event: Event = get_permitted_or_404(rows, request.user, VIEW, slug=slug)
    return event


def _door(request: HttpRequest, slug: str) -> object:
    return facts(_load(request, slug))


@require_safe
@kept_for_visitors(MINUTE, _door)
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event: what, when, where, who, and how to come."""
    rows = Event.objects.mark_permissions(request.user, **MARKS).with_places().select_related("host", "municipality")
    event = get_permitted_or_404(rows, request.user, VIEW, slug=slug)
    is_public = event.visibility == Event.Visibility.PUBLIC and event.status != Event.Status.DRAFT
    context = {
        "event": event,
        "page": event_page(event, list(event.parts.select_related("organisation"))),
        "files": event.files.select_related("file"),
        "left": places_left(event),
        "links": calendar_links(event_entry(event)),
        "json_ld": event_json_ld(event, places_left=places_left(event)) if is_public else "",
        "is_public": is_public,
        "mine": _mine(request, event),
        "is_cancelled": event.status == Event.Status.CANCELLED,
    }
    return TemplateResponse(request, "meetings/event_detail.html", context)


def _mine(request: HttpRequest, event: Event) -> Registration | None:
    """Return the registration of who is signed in, when it counts."""
    if not is_signed_in(request):
        return None
    own = Registration.objects.permitted(request.user, "meetings.view_own_registration")
    return own.counting().filter(event=event).first()


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Download one event for a calendar."""
    event = _load(request, slug)
    response = HttpResponse(event_file(event), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


# --- What a circle or programme does, as a part of its page -------------------------------------------------------


@require_safe
def circle_events(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the events of a circle: a part of its page for htmx, a page of its own for who opens it by itself."""
    rows = Community.objects.select_related("programme", "area", "theme")
    rows = rows.mark_permissions(request.user, may_add="meetings.add_circle_event")
    community = get_permitted_or_404(rows, request.user, "communities.view_community", slug=slug)
    events = Event.objects.permitted(request.user, VIEW).filter(community=community)
    start = reverse("meetings:circle_event_start", kwargs={"slug": slug})
    context = {"community": community, "tab": "meetings", "start_url": start, "may_add": community.may_add}
    return _part(request, "circle", events, context)


@require_safe
def programme_events(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Show the events of a programme and of its circles, likewise."""
    rows = Programme.objects.mark_permissions(request.user, may_add="meetings.add_programme_event")
    programme = get_permitted_or_404(rows, request.user, "communities.view_programme", slug=programme_slug)
    events = Event.objects.permitted(request.user, VIEW).of_programme(programme)
    start = reverse("meetings:programme_event_start", kwargs={"programme_slug": programme_slug})
    context = {"programme": programme, "start_url": start, "may_add": programme.may_add}
    return _part(request, "programme", events, context)


def _part(request: HttpRequest, whose: str, events: EventQuerySet, context: dict[str, Any]) -> HttpResponse:
    """Answer with what is to come and is prepared, soonest first, and the latest of what has been."""
    now = timezone.now()
    rows = events.with_places()
    is_part = request.headers.get("HX-Request") == "true"
    most = 6 if is_part else 100
    context |= {
        "rows": event_rows(rows.filter(ends_at__gt=now).order_by("starts_at", "pk")[:most]),
        "past": event_rows(rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk")[: 3 if is_part else 100]),
        "all_url": request.path if is_part else "",
    }
    return render(request, f"meetings/event_{'part' if is_part else f'of_{whose}'}.html", context)
