"""What people say about themselves."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.core.errors import Refused

from ..actions import change_profile, remove_photo
from ..profile_forms import ProfileForm


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name, photo, language and time zone."""
    user: Any = request.user
    form = ProfileForm(request.POST or None, request.FILES or None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            person = change_profile(user, photo=form.cleaned_data.pop("new_photo"), **form.cleaned_data)
            return _saved(request, person.language)
        except Refused as error:
            form.add_error("new_photo", error)
    return render(request, "accounts/profile.html", {"form": form})


def _saved(request: HttpRequest, language: str) -> HttpResponse:
    """Go back to the page, from now on in the language that was chosen."""
    with translation.override(language):
        messages.success(request, _("Your account is saved."))
    response = redirect("accounts:profile")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@login_required
@require_POST
def photo_remove(request: HttpRequest) -> HttpResponse:
    """Take the photo away."""
    user: Any = request.user
    remove_photo(user)
    messages.success(request, _("Your photo is gone."))
    return redirect("accounts:profile")
