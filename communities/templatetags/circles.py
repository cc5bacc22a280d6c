"""What the pages of a circle share: its tabs, and the steps in which it is set up."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..linked import linked_data_of
from ..models import Community
from ..setup import SetupStep, all_steps

register = template.Library()

# Name, words, address, and what a reader needs to see it; "" for everybody.
INSIDE, MANAGE = "communities.view_inside_community", "communities.manage_community"
TABS: list[tuple[str, Promise, str, str]] = [
    ("overview", gettext_lazy("Overview"), "communities:community_detail", ""),
    ("meetings", gettext_lazy("Meetings"), "meetings:community_agenda", INSIDE),
    ("cases", gettext_lazy("Cases"), "casework:case_list", INSIDE),
    ("outcomes", gettext_lazy("Outcomes"), "casework:community_outcomes", ""),
    ("discussion", gettext_lazy("Discussion"), "communities:topic_list", INSIDE),
    ("people", gettext_lazy("People"), "communities:member_list", INSIDE),
    ("manage", gettext_lazy("Manage"), "communities:community_manage", MANAGE),
]
# Tabs of a module: there when it is switched on.
OF_MODULE = {"discussion": Community.Module.DISCUSSION}


@register.simple_tag(takes_context=True)
def circle_tabs(context: Context, community: Community, current: str) -> list[dict[str, Any]]:
    """Return the tabs this reader may open.

    Asks the database once what they may, unless the row was marked (``may_view_inside``, ``may_manage``).
    """
    allowed = _allowed(context["request"].user, community)
    return [
        {"title": title, "url": reverse(url_name, kwargs={"slug": community.slug}), "current": name == current}
        for name, title, url_name, needs in TABS
        if (not needs or needs in allowed) and (name not in OF_MODULE or community.has_module(OF_MODULE[name]))
    ]


def _allowed(user: Any, community: Community) -> set[str]:
    if not user.is_authenticated:
        return set()
    row: Any = community
    if not (hasattr(row, "may_view_inside") and hasattr(row, "may_manage")):
        rows = Community.objects.mark_permissions(user, may_view_inside=INSIDE, may_manage=MANAGE)
        row = rows.get(pk=community.pk)
    return {name for name, may in ((INSIDE, row.may_view_inside), (MANAGE, row.may_manage)) if may}


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


@register.simple_tag
def linked_data(row: Any) -> SafeString:
    """Return what search engines read of a circle, programme or organisation."""
    return linked_data_of(row)
