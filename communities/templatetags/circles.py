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
from ..setup import SetupStep, all_steps

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
    """Return the four steps for the stepper; each is a link as soon as there is a draft.

    A step behind the reader is done when nothing is missing in it.
    """
    titles = [_("Circle"), _("Meetings"), _("People"), _("Check and start")]
    steps = {step.number: step for step in all_steps()} if community and community.pk else {}
    return [
        {
            "title": title,
            "state": _state(number, current, steps.get(number), community),
            "url": _setup_url(number, steps.get(number), community) if number != current else None,
        }
        for number, title in enumerate(titles, start=1)
    ]


def _state(number: int, current: int, step: SetupStep | None, community: Community | None) -> str:
    if number == current:
        return "current"
    is_done = number < current and step is not None and community is not None and not step.missing(community)
    return "done" if is_done else "todo"


def _setup_url(number: int, step: SetupStep | None, community: Community | None) -> str | None:
    if community is None or not community.pk:
        return None
    return step.url(community) if step else reverse("setup_check", kwargs={"slug": community.slug})


@register.simple_tag
def setup_parts(community: Community | None) -> list[dict[str, Any]]:
    """Return what each step holds so far, for the summary; nothing before the first is saved."""
    if not community or not community.pk:
        return []
    return [{"title": step.title, "url": step.url(community), "facts": step.facts(community)} for step in all_steps()]
