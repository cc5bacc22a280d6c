"""``{% can "app.verb_model" row as flag %}``: ask the one door from a template."""

from typing import Any

from django import template
from django.template import Context

from ..permissions import has_permission

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: Context, name: str, row: Any) -> bool:
    """Return whether the reader of this page has the permission ``name`` on ``row``; one query.

    In a list, mark the rows with ``mark_permissions`` instead.
    """
    return has_permission(context["request"].user, name, row)
