"""What is looked at when somebody is logged in, whatever page they ask for."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from leerkring.core.context import is_signed_in

from .second_factor import must_make_one
from .sessions import note_seen

GetResponse = Callable[[HttpRequest], HttpResponse]
# Somebody's own account stays open: a second factor is made there.
OPEN = ("/account/", "/taal/", "/static/", "/.well-known/", "/health/")
# A form that was open when the moment passed is still taken in.
LATE = timedelta(hours=1)


class SafetyMiddleware:
    """Sends who must have a second factor to the page where it is made, and notes that a session is in use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_signed_in(request):
            note_seen(request)
            if not request.path_info.startswith(OPEN) and self._is_closed(request):
                return _to_second_factor(request)
        return self.get_response(request)

    def _is_closed(self, request: HttpRequest) -> bool:
        is_read = request.method in ("GET", "HEAD")
        return must_make_one(request.user, by=timezone.now() - (timedelta(0) if is_read else LATE))


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/"
    page = f"{reverse('accounts:second_factor')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        # A part of a page can't be exchanged for another page: the whole page goes there.
        return HttpResponseClientRedirect(reverse("accounts:second_factor"))
    return redirect(page)
