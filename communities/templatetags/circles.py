"""What the pages of a circle share: its tabs, and the steps in which it is set up."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.permissions import has_permission

from ..models import Community
from ..setup import all_steps

register = template.Library()

# Name, words, address, and whether only members see it.
TABS: list[tuple[str, Promise, str, bool]] = [
    ("overview", gettext_lazy("Overview"), "communities:community_detail", False),
    ("meetings", gettext_lazy("Meetings"), "meetings:community_agenda", True),
    ("cases", gettext_lazy("Cases"), "casework:case_list", True),
    ("outcomes", gettext_lazy("Outcomes"), "casework:community_outcomes", False),
    ("people", gettext_lazy("People"), "communities:member_list", True),
]


@register.simple_tag(takes_context=True)
def circle_tabs(context: Context, community: Community, current: str) -> list[dict[str, Any]]:
    """Return the tabs this reader may open.

    Asks the database once whether they are a member, unless the row was marked (``may_view_inside``).
    """
    inside = getattr(community, "may_view_inside", None)
    if inside is None:
        inside = has_permission(context["request"].user, "communities.view_inside_community", community)
    return [
        {"title": title, "url": reverse(url_name, kwargs={"slug": community.slug}), "current": name == current}
        for name, title, url_name, is_private in TABS
        if inside or not is_private
    ]


@register.simple_tag
def setup_steps(community: Community | None, current: int) -> list[dict[str, Any]]:
    """Return the four steps for the stepper; each is a link as soon as there is a draft."""
    titles = [_("Circle"), _("Meetings"), _("People"), _("Check and start")]
    urls = _setup_urls(community) if community and community.pk else {}
    return [
        {"title": title, "state": _state(number, current), "url": urls.get(number) if number != current else None}
        for number, title in enumerate(titles, start=1)
    ]


def _state(number: int, current: int) -> str:
    if number == current:
        return "current"
    return "done" if number < current else "todo"


def _setup_urls(community: Community) -> dict[int, str]:
    urls = {step.number: step.url(community) for step in all_steps()}
    return urls | {4: reverse("setup_check", kwargs={"slug": community.slug})}


@register.simple_tag
def setup_parts(community: Community | None) -> list[dict[str, Any]]:
    """Return what each step holds so far, for the summary; nothing before the first is saved."""
    if not community or not community.pk:
        return []
    return [{"title": step.title, "url": step.url(community), "facts": step.facts(community)} for step in all_steps()]
