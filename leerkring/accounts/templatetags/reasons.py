"""What the pages of logging in say about where one is going."""

from django import template

from ..reasons import reason_for

register = template.Library()


@register.filter
def as_reason(path: str | None) -> str:
    """Return why one logs in who is led to this path afterwards; empty where that is plain."""
    return reason_for(path) if path else ""
