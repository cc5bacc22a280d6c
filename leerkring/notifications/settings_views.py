"""Notification settings: all of them, one kind, one circle; and the link that stops mail without signing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken

from .bounces import suppression_of
from .forms import PreferenceForm, stored_choices
from .kinds import Kind, all_kinds, needed_kinds, optional_kinds
from .preferences import mute, muted_by, preference_of, save_preference, unmute
from .preferences import unsubscribe as stop_mail
from .scopes import Scope, scope_of, scopes_of
from .tokens import read_token

READ_OR_POST = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(READ_OR_POST)
def settings(request: SignedInRequest) -> HttpResponse:
    """Choose which mail to get, how and when."""
    form = PreferenceForm(request.POST or None, preference=preference_of(request.user))
    if request.method == "POST" and (status := _save(request, form)) == 302:
        return redirect("notifications:settings")
    muted = muted_by(request.user)
    circles = [{"scope": scope, "is_muted": scope.number in muted} for scope in scopes_of(request.user)]
    context = {"form": form, "circles": circles, "needed": needed_kinds()}
    context["suppression"] = suppression_of(request.user.email)
    return render(request, "notifications/settings.html", context, status=status if request.method == "POST" else 200)


@login_required
@require_http_methods(READ_OR_POST)
def kind_settings(request: SignedInRequest, name: str) -> HttpResponse:
    """Choose how one kind comes: where the foot of a mail leads. Of what is necessary it says why."""
    kind = next((kind for kind in all_kinds() if kind.name == name and (kind.bulk or kind.needed)), None)
    if kind is None:
        raise Http404("Not found.")
    if not kind.bulk:
        return render(request, "notifications/kind_needed.html", {"kind": kind})
    form = PreferenceForm(request.POST or None, preference=preference_of(request.user), only=name)
    status = _save(request, form) if request.method == "POST" else 200
    if status == 302:
        return redirect("notifications:kind_settings", name=name)
    return render(request, "notifications/kind_settings.html", {"kind": kind, "form": form}, status=status)


def _save(request: SignedInRequest, form: PreferenceForm) -> int:
    """Save what was chosen; return the status of the answer."""
    if not form.is_valid():
        return 200
    choices = form.choices()
    try:
        save_preference(request.user, **choices)
    except Overtaken as error:
        form.overtaken(error, stored_choices(preference_of(request.user)))
        return 409
    messages.success(request, _("Saved. From now on you get mail as you chose."))
    return 302


@login_required
@require_http_methods(READ_OR_POST)
def mute_settings(request: SignedInRequest, scope: int) -> HttpResponse:
    """Ask whether a circle should be silent, or speak again; POST says which."""
    circle = scope_of(request.user, scope)
    if circle is None:
        raise Http404("Not found.")
    if request.method == "POST":
        return _mute(request, circle)
    return render(request, "components/confirm_page.html", _question(circle, scope in muted_by(request.user)))


def _question(circle: Scope, is_silent: bool) -> dict[str, Any]:
    names = {"circle": circle.name}
    common = {"safe": True, "cancel": circle.url, "hidden": {"silent": "" if is_silent else "1"}}
    if is_silent:
        return common | {
            "title": _("Do you want to hear of “%(circle)s” again?") % names,
            "text": _("It is silent for you now. You get its reminders again, and it comes in your digest."),
            "yes": _("Hear of it again"),
        }
    return common | {
        "title": _("Silence the circle “%(circle)s”?") % names,
        "text": _("You get no reminders of it, and it stays out of your digest. A change of a meeting still comes."),
        "yes": _("Silence this circle"),
    }


def _mute(request: SignedInRequest, circle: Scope) -> HttpResponse:
    """Do what the button said, not the opposite of how it is: a page that stood open means what it shows."""
    if request.POST.get("silent") == "1":
        mute(request.user, circle.number)
        messages.success(
            request, _("“%(circle)s” is silent now. What is necessary still comes.") % {"circle": circle.name}
        )
    else:
        unmute(request.user, circle.number)
        messages.success(request, _("You hear of “%(circle)s” again.") % {"circle": circle.name})
    to_settings = request.POST.get("next") == "settings"
    return redirect(reverse("notifications:settings") + "#circles" if to_settings else circle.url)


# --- Without signing in -----------------------------------------------------------------------------------------


@csrf_exempt
@never_cache
@require_http_methods(READ_OR_POST)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link stops, and stop it on POST: from the page's button or by the mail program itself (RFC 8058).

    No sign-in, no cookie, no redirect, and no CSRF token: what proves the wish is the signed link.
    """
    found = _subscription(token)
    if found is None:
        return render(request, "notifications/unsubscribe_invalid.html", status=404)
    person, kind, circle = found
    if request.method == "POST":
        _stop(person, kind, circle)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse(_("You no longer get this mail."), content_type="text/plain; charset=utf-8")
    context = {"kind": kind, "circle": circle, "token": token, "done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)


def _stop(person: User, kind: Kind | None, circle: Scope | None) -> None:
    if circle:
        mute(person, circle.number)
    elif kind:
        stop_mail(person, kind.name)


def _subscription(token: str) -> tuple[User, Kind | None, Scope | None] | None:
    """Return whose link it is, with the kind or the circle it stops; None when it stops nothing."""
    subscription = read_token(token)
    if subscription is None:
        return None
    person = User.objects.filter(pk=subscription.user_id, is_active=True).first()
    if person is None:
        return None
    if subscription.scope:
        circle = scope_of(person, subscription.scope)
        return (person, None, circle) if circle else None
    kind = next((kind for kind in optional_kinds() if kind.name == subscription.kind), None)
    return (person, kind, None) if kind else None
