"""Pictures of a meeting."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.photo import PhotoOvertaken, add_photo, change_photo, remove_photo
from ..forms.harvest import PhotoChangeForm, PhotoForm
from ..models import Meeting, Photo


def _load(request: SignedInRequest, pk: int, photo_pk: int, rule: str) -> Photo:
    rows = Photo.objects.select_related("meeting__cycle__community", "file")
    photo: Photo = get_permitted_or_404(rows, request.user, rule, pk=photo_pk, meeting=pk)
    return photo


def _harvest(pk: int) -> str:
    return f"{reverse('meetings:harvest', kwargs={'pk': pk})}#photos"


@login_required
def photo_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a picture, with the consent of who is in it."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.write_harvest", pk=pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _page(request, meeting, form, status=422 if form.is_bound else 200)
    facts = {name: form.cleaned_data[name] for name in ("caption", "is_public")}
    try:
        add_photo(meeting, form.cleaned_data["file"], by=request.user, **facts)
    except Refused as refusal:
        form.add_error("file", refusal)
        return _page(request, meeting, form, status=422)
    messages.success(request, _("The picture has been added. Members of the circle can see it."))
    return redirect(_harvest(pk))


@login_required
def photo_change(request: SignedInRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Say better what is in it, or who may see it."""
    photo = _load(request, pk, photo_pk, "meetings.change_photo")
    form = PhotoChangeForm.of(photo, request.POST or None)
    if not form.is_valid():
        return _page(request, photo.meeting, form, status=422 if form.is_bound else 200, photo=photo)
    try:
        change_photo(photo, by=request.user, **form.cleaned_data)
    except PhotoOvertaken as conflict:
        again = form.with_version(conflict.current.version)
        again.add_error(None, conflict)
        return _page(request, photo.meeting, again, status=409, photo=photo, current=conflict.current)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, photo.meeting, form, status=422, photo=photo)
    messages.success(request, _("Saved."))
    return redirect(_harvest(pk))


def _page(request: SignedInRequest, meeting: Meeting, form: Any, *, status: int, **extra: Any) -> HttpResponse:
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form} | extra
    return render(request, "meetings/photo_form.html", context, status=status)


@login_required
def photo_remove(request: SignedInRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Take a picture away for good, after asking."""
    photo = _load(request, pk, photo_pk, "meetings.remove_photo")
    if request.method != "POST":
        question = {
            "title": _("Remove this picture?"),
            "text": _("“%(caption)s” is deleted for good, also from the report.") % {"caption": photo.caption},
            "yes": _("Remove the picture"),
            "cancel": _harvest(pk),
        }
        return render(request, "components/confirm_page.html", question)
    remove_photo(photo, by=request.user)
    messages.success(request, _("The picture has been removed."))
    return redirect(_harvest(pk))
