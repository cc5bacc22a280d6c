"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def is_signed_in(request: HttpRequest) -> bool:
    """Return whether somebody is signed in, without touching the session of a visitor who has no cookie."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return ``signed_in`` (use it, not ``request.user``, on pages for visitors) and what depends on the settings."""
    return {
        "signed_in": hasattr(request, "user") and is_signed_in(request),
        "site_name": settings.SITE_NAME,
        "show_kept_mail": settings.SHOW_KEPT_MAIL,
        "debug_pages": settings.DEBUG,
    }
