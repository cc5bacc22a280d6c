"""The page behind the link of a guest: this one meeting, and nothing else of the circle. The link is the key."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leerkring.core.errors import Overtaken, Refused
from leerkring.core.vocabulary import speak_of
from leerkring.files.responses import file_response

from ..actions.guest_visit import (
    add_guest_file,
    answer_as_guest,
    describe_guest,
    find_guest,
    may_answer,
    may_bring,
    parts_to_word,
    remove_guest_file,
    word_part,
)
from ..actions.programme import ItemOvertaken
from ..forms.guest import GuestAnswerForm, GuestFileForm, GuestTellForm, stored_words
from ..forms.programme import OWN_FIELDS, ItemForm
from ..models import Guest, Meeting
from ..shown.programme import programme_for_guest
from .item import item_again

View = Callable[..., HttpResponseBase]


def _behind_link(view: View) -> View:
    """Give the view the guest whose link it is; a link that opens nothing (any more) looks missing."""

    @never_cache
    def found(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        guest = find_guest(token)
        if guest is None:
            return render(request, "meetings/guest_gone.html", status=404)
        speak_of(guest)
        return view(request, token, guest, **kwargs)

    return found


def _page(request: HttpRequest, token: str, guest: Guest, *, status: int = 200, **forms: Any) -> HttpResponse:
    meeting = guest.meeting
    context = {
        "token": token,
        "guest": guest,
        "meeting": meeting,
        "community": meeting.cycle.community,
        "programme": programme_for_guest(guest),
        "files": guest.files.select_related("file"),
        "is_cancelled": meeting.status == Meeting.Status.CANCELLED,
        "may_answer": may_answer(guest),
        "may_bring": may_bring(guest),
        "answer_form": GuestAnswerForm.of(guest),
        "tell_form": GuestTellForm.of(guest),
        "file_form": GuestFileForm(),
    }
    return render(request, "meetings/guest_visit.html", context | forms, status=status)


@require_safe
@_behind_link
def guest_visit(request: HttpRequest, token: str, guest: Guest) -> HttpResponse:
    """Show the meeting to its guest: the programme, what they said and what they bring."""
    return _page(request, token, guest)


@require_POST
@_behind_link
def guest_answer(request: HttpRequest, token: str, guest: Guest) -> HttpResponse:
    """Keep whether a guest comes."""
    form = GuestAnswerForm(request.POST)
    if form.is_valid():
        try:
            coming = form.cleaned_data["answer"] == "yes"
            answer_as_guest(guest, is_coming=coming, remark=form.cleaned_data["remark"])
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Thank you for your answer."))
            return redirect("meetings:guest_visit", token=token)
    return _page(request, token, guest, status=422, answer_form=form, form=form)


@require_POST
@_behind_link
def guest_tell(request: HttpRequest, token: str, guest: Guest) -> HttpResponse:
    """Keep what a guest needs, and what may be said about them."""
    form = GuestTellForm(request.POST)
    if form.is_valid():
        try:
            describe_guest(guest, **form.cleaned_data)
        except Overtaken as conflict:
            # What was typed stays in the form, and what stands there now beside it.
            guest.refresh_from_db(fields=["bio", "needs", "version"])
            form.overtaken(conflict, stored_words(guest))
            return _page(request, token, guest, status=409, tell_form=form, form=form)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved. The coordinator sees it."))
            return redirect("meetings:guest_visit", token=token)
    return _page(request, token, guest, status=422, tell_form=form, form=form)


@_behind_link
def guest_item(request: HttpRequest, token: str, guest: Guest, item_pk: int) -> HttpResponse:
    """Let a guest word what they take care of, and say what they need for it."""
    item = get_object_or_404(parts_to_word(guest), pk=item_pk)
    form = ItemForm(request.POST or None, meeting=item.meeting, item=item, only=OWN_FIELDS)
    if form.is_valid():
        try:
            word_part(guest, item, **form.cleaned_data)
        except ItemOvertaken as conflict:
            return _item_page(request, token, item, item_again(request, conflict, OWN_FIELDS), status=409)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("meetings:guest_visit", token=token)
    return _item_page(request, token, item, form, status=422 if form.is_bound else 200)


def _item_page(request: HttpRequest, token: str, item: Any, form: ItemForm, *, status: int) -> HttpResponse:
    back = reverse("meetings:guest_visit", kwargs={"token": token})
    context = {"meeting": item.meeting, "item": item, "form": form, "back": back, "back_title": str(item.meeting)}
    context["differences"] = form.differences() if status == 409 else []
    return render(request, "meetings/item_change.html", context, status=status)


@require_POST
@_behind_link
def guest_file_add(request: HttpRequest, token: str, guest: Guest) -> HttpResponse:
    """Keep a file that a guest brings."""
    form = GuestFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_guest_file(guest, form.cleaned_data["file"])
        except Refused as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _("Added. Members of the circle can see it now."))
            return redirect("meetings:guest_visit", token=token)
    return _page(request, token, guest, status=422, file_form=form, form=form)


@require_safe
@_behind_link
def guest_file(request: HttpRequest, token: str, guest: Guest, file: UUID) -> HttpResponseBase:
    """Hand a guest their own file."""
    return file_response(get_object_or_404(guest.files.select_related("file"), file=file).file)


@require_POST
@_behind_link
def guest_file_remove(request: HttpRequest, token: str, guest: Guest, file: UUID) -> HttpResponse:
    """Take back a file that a guest brought."""
    remove_guest_file(guest, get_object_or_404(guest.files.all(), file=file))
    messages.success(request, _("Removed."))
    return redirect("meetings:guest_visit", token=token)
