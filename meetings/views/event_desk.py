"""Preparing events: choosing a kind, filling in, publishing, cancelling."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.models import Community, Programme
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.event import (
    EventChangedMeanwhile,
    cancel_event,
    change_event,
    create_event,
    discard_event,
    kinds_for,
    publish_event,
)
from ..forms.event import EventCancelForm, EventForm, initial_of
from ..forms.meeting import municipality_names
from ..models import Event
from ..models.event_kind import WITH_PARTS
from ..shown.event import KIND_HINTS

Owner = Programme | Community


def load_event(request: SignedInRequest, slug: str, rule: str) -> Event:
    """Return the event when the reader has this permission on it."""
    rows = Event.objects.select_related("programme", "community__programme", "host", "municipality")
    event: Event = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return event


def _programme(request: SignedInRequest, slug: str) -> Programme:
    row: Programme = get_permitted_or_404(Programme.objects, request.user, "meetings.add_programme_event", slug=slug)
    return row


def _circle(request: SignedInRequest, slug: str) -> Community:
    rows = Community.objects.select_related("programme")
    row: Community = get_permitted_or_404(rows, request.user, "meetings.add_circle_event", slug=slug)
    return row


@login_required
@require_safe
def programme_event_start(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Let the team of a programme choose what it organises."""
    programme = _programme(request, programme_slug)
    return _start_page(request, programme, "programme_event_create", {"programme_slug": programme_slug})


@login_required
@require_safe
def circle_event_start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let a coordinator choose what the circle organises."""
    return _start_page(request, _circle(request, slug), "circle_event_create", {"slug": slug})


def _start_page(request: SignedInRequest, owner: Owner, name: str, address: dict[str, str]) -> HttpResponse:
    kinds = [
        {
            "title": capfirst(str(kind.label)),
            "text": KIND_HINTS[kind](),
            "url": reverse(f"meetings:{name}", kwargs=address | {"kind": kind.value}),
        }
        for kind in kinds_for(owner)
    ]
    is_circle = isinstance(owner, Community)
    context = {"owner": owner, "kinds": kinds, "is_circle": is_circle, "missing": _missing(owner) if is_circle else []}
    return render(request, "meetings/event_start.html", context)


def _missing(circle: Owner) -> list[str]:
    """Return the kinds that a module would bring."""
    known = kinds_for(circle)
    return [str(kind.label) for kind in Event.MODULES if kind not in known]


@login_required
def programme_event_create(request: SignedInRequest, programme_slug: str, kind: str) -> HttpResponse:
    """Prepare an event of a programme."""
    return _create(request, _programme(request, programme_slug), kind)


@login_required
def circle_event_create(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """Prepare an event of a circle."""
    return _create(request, _circle(request, slug), kind)


def _create(request: SignedInRequest, owner: Owner, kind: str) -> HttpResponse:
    if kind not in kinds_for(owner):
        raise Http404
    form = EventForm(request.POST or None, kind=kind)
    if form.is_valid():
        try:
            event = create_event(owner, by=request.user, kind=kind, **form.facts())
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Kept as a draft. Only organisers see it until you publish it."))
            return redirect("meetings:part_list" if event.kind in WITH_PARTS else event, *_slug(event))
    label = capfirst(str(Event.Kind(kind).label))
    return _form_page(request, form, {"owner": owner, "kind_label": label, "hint": KIND_HINTS[Event.Kind(kind)]()})


def _slug(event: Event) -> list[str]:
    return [event.slug] if event.kind in WITH_PARTS else []


def _form_page(
    request: SignedInRequest, form: EventForm, context: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    context |= {"form": form, "municipalities": municipality_names()}
    return render(request, "meetings/event_form.html", context, status=status or (422 if form.is_bound else 200))


@login_required
def event_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change an event; who signed up is told."""
    event = load_event(request, slug, "meetings.change_event")
    form = EventForm(request.POST or None, kind=event.kind, event=event)
    status = None
    if form.is_valid():
        try:
            change_event(event, by=request.user, version=form.cleaned_data["version"], **form.facts())
        except EventChangedMeanwhile as conflict:
            form.overtaken(conflict, initial_of(conflict.current))
            status = 409
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            told = _("Saved. If something changed, who signed up gets one mail in a few minutes.")
            messages.success(request, told if event.is_published else _("Saved."))
            return redirect(event)
    label = capfirst(str(event.get_kind_display()))
    return _form_page(request, form, {"event": event, "owner": event.organiser, "kind_label": label}, status=status)


@login_required
@require_POST
def event_publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show an event to everybody whom it is for."""
    event = load_event(request, slug, "meetings.change_event")
    try:
        publish_event(event, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Published. People can find it now."))
    return redirect(event)


@login_required
def event_cancel(request: SignedInRequest, slug: str) -> HttpResponse:
    """Cancel an event, with the reason that everybody reads."""
    event = load_event(request, slug, "meetings.cancel_event")
    form = EventCancelForm(request.POST or None)
    if not form.is_valid():
        context = {"event": event, "form": form}
        return render(request, "meetings/event_cancel.html", context, status=422 if form.is_bound else 200)
    try:
        cancel_event(event, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The event is cancelled. Everybody who signed up gets a mail."))
    return redirect(event)


@login_required
def event_discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    event = load_event(request, slug, "meetings.discard_event")
    if request.method != "POST":
        context = {
            "title": _("Throw this draft away?"),
            "text": _("“%(title)s” and its materials disappear, and can't be brought back.") % {"title": event.title},
            "yes": _("Throw away"),
            "cancel": event.get_absolute_url(),
        }
        return render(request, "components/confirm_page.html", context)
    try:
        discard_event(event, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(event)
    messages.success(request, _("Thrown away."))
    return redirect(event.organiser)
