"""Addresses for mail, calendars and pictures, where no request tells the host."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the full address of a path of this portal."""
    return f"{settings.SITE_URL}{path}"
