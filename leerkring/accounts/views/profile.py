"""What people say about themselves."""

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
    form = ProfileForm(request.POST or None, request.FILES or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            person = change_profile(request.user, photo=form.cleaned_data.pop("new_photo"), **form.cleaned_data)
            return _saved(request, person.language)
        except Refused as error:
            form.add_error("new_photo", error)
    return render(request, "accounts/profile.html", {"form": form}, status=200)


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
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


@login_required
@require_POST
def photo_remove(request: HttpRequest) -> HttpResponse:
    """Take the photo away."""
    remove_photo(request.user)
    messages.success(request, _("Your photo is gone."))
    return redirect("accounts:profile")
