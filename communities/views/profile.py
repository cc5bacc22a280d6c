"""Somebody's page, and writing one's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.area import area_names
from ..actions.profile import change_profile, profile_of, suggested_organisations, themes_to_choose
from ..forms.profile import ProfileForm, initial_of
from ..profiles import CIRCLES, READERS, SELF, reader_of, shared_circles, shown_profile


def profile_detail(request: HttpRequest, user_pk: int) -> HttpResponse:
    """Show somebody to who may see them, with what is meant for this reader."""
    person = get_permitted_or_404(
        User.objects.select_related("photo"), request.user, "communities.view_person", pk=user_pk
    )
    circles = shared_circles(person, request.user) if request.user.is_authenticated else []
    reader = reader_of(person, request.user, circles)
    profile = profile_of(person)
    shown = shown_profile(profile, reader)
    shown.circles = circles
    context = {"shown": shown, "is_own": reader == SELF, "is_listed": profile.is_listed}
    return render(request, "communities/profile_detail.html", context)


@login_required
def profile_preview(request: SignedInRequest) -> HttpResponse:
    """Show one's own page as others see it."""
    reader = request.GET.get("als", "")
    reader = reader if reader in READERS else CIRCLES
    shown = shown_profile(profile_of(request.user), reader)
    shown.circles = shared_circles(request.user, request.user) if reader == CIRCLES else []
    tabs = [{"title": title, "url": f"?als={key}", "current": key == reader} for key, title in READERS.items()]
    return render(request, "communities/profile_preview.html", {"shown": shown, "tabs": tabs})


@login_required
def profile_change(request: SignedInRequest) -> HttpResponse:
    """Write what others read about oneself, and choose who they are."""
    me = request.user
    profile = profile_of(me)
    form = ProfileForm(request.POST or None, initial=initial_of(profile), themes=themes_to_choose(me))
    if request.method == "POST" and form.is_valid():
        return _save(request, form)
    return _form_page(request, form)


def _save(request: SignedInRequest, form: ProfileForm) -> HttpResponse:
    try:
        change_profile(request.user, by=request.user, version=form.read_version, **form.values())
    except Overtaken as error:
        stored = initial_of(profile_of(request.user))
        differences = form.differences(stored)
        form.data = request.POST.copy()
        form.data["version"] = stored["version"]  # type: ignore[index]
        form.add_error(None, error)
        return _form_page(request, form, differences=differences, status=409)
    except Refused as error:
        form.add_error("organisation", error)
        return _form_page(request, form, status=409)
    messages.success(request, _("Your profile is saved."))
    return redirect("communities:profile_detail", user_pk=request.user.pk)


def _form_page(request: SignedInRequest, form: ProfileForm, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"form": form, "suggestions": suggested_organisations(request.user), "areas": area_names()}
    return render(request, "communities/profile_change.html", context, status=status)
