"""What a browser may load and do on our pages (Content-Security-Policy)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Where browsers say what was stopped (``leerkring.accounts.views.policy_report``).
REPORTS = "/account/geweigerd/"
View = Callable[..., HttpResponse]


def content_policy(pictures: list[str]) -> dict[str, Any]:
    """Return django-csp's setting: all from the portal itself, but pictures also from the hosts given."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF],
            "img-src": [SELF, "data:", *pictures],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "worker-src": [SELF],
            "frame-src": [SELF],
            "form-action": [SELF],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
            "object-src": [NONE],
            "report-uri": [REPORTS],
        }
    }


def with_map(view: View) -> View:
    """Let the page of the view below also load the background of its map, from that one host and no other page."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        tiles = urlsplit(settings.MAP_TILES)
        if not tiles.netloc:
            return view(request, **kwargs)
        allowing: Any = csp_update({"img-src": [f"{tiles.scheme}://{tiles.netloc}"]})(view)
        response: HttpResponse = allowing(request, **kwargs)
        return response

    return answer
