"""Addresses of pages: whole ones for mail, calendars and pictures, and which page an address is of."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve


def absolute_url(path: str) -> str:
    """Return the full address of a path of this portal."""
    return f"{settings.SITE_URL}{path}"


def page_at(address: str) -> str:
    """Return the name of the page at an address, whatever its host; empty where there is none, or no address."""
    try:
        return resolve(urlsplit(address).path).view_name
    except (Resolver404, ValueError):
        return ""
