"""What asks for attention in a circle: each app registers what it sees; only for who coordinates it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from .charts import Chart
from .models import Community, ContactPerson, Invitation, JoinRequest, Obstacle
from .triangle import questions, triangle_of

# What is counted, how that is said, where it is seen to, and whether it presses.
WAITING = [
    (
        "asked",
        ngettext_lazy("%(count)s person asks to join", "%(count)s people ask to join", "count"),
        "join_request_list",
        "warn",
    ),
    (
        "unanswered",
        ngettext_lazy("%(count)s invitation has no answer yet", "%(count)s invitations have no answer yet", "count"),
        "invitation_list",
        "info",
    ),
    (
        "expired",
        ngettext_lazy("%(count)s invitation has expired", "%(count)s invitations have expired", "count"),
        "invitation_list",
        "warn",
    ),
    (
        "lonely",
        ngettext_lazy("%(count)s obstacle waits for an owner", "%(count)s obstacles wait for an owner", "count"),
        "obstacle_list",
        "warn",
    ),
]


@dataclass(frozen=True)
class Note:
    """One thing to do: what, why, and where. ``people`` are whom it is about."""

    title: str
    url: str
    text: str = ""
    tone: str = "warn"
    people: list[str] = field(default_factory=list)


@dataclass
class Seen:
    """What an app sees of a circle."""

    notes: list[Note] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)


Look = Callable[[Community, datetime], Seen]
_looks: dict[str, Look] = {}


def register_look(name: str, look: Look) -> None:
    """Let an app say what it sees; the names stand in the order shown."""
    if name in _looks:
        raise LookupError(f"The look {name} is registered twice.")
    _looks[name] = look


def watch(community: Community) -> dict[str, Any]:
    """Return everything that asks for attention, the triangle and attendance."""
    now = timezone.now()
    seen = [look(community, now) for _name, look in sorted(_looks.items())]
    triangle = triangle_of(community)
    return {
        "notes": [note for each in seen for note in each.notes],
        "charts": [chart for each in seen for chart in each.charts],
        "triangle": triangle,
        "questions": questions(triangle),
    }


def look_at_circle(community: Community, now: datetime) -> Seen:
    """Return what is missing on the page, and who waits for an answer; one query."""
    found = _counted(community, now)
    return Seen([*_texts(community), *_contacts(community, found), *_waiting(community, found)])


def _counted(community: Community, now: datetime) -> dict[str, int]:
    sent = Invitation.objects.filter(status=Invitation.Status.SENT)
    rows: Any = Community.objects.filter(pk=community.pk).values(
        contacts=_number_of(ContactPerson.objects.all()),
        asked=_number_of(JoinRequest.objects.filter(status=JoinRequest.Status.OPEN)),
        unanswered=_number_of(sent.filter(expires_at__gt=now)),
        expired=_number_of(sent.filter(expires_at__lte=now)),
        lonely=_number_of(Obstacle.objects.open().filter(owner=None)),
    )
    found: dict[str, int] = rows.get()
    return found


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(community=OuterRef("pk")).order_by().values("community").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def _at(name: str, community: Community) -> str:
    return reverse(f"communities:{name}", kwargs={"slug": community.slug})


def _texts(community: Community) -> list[Note]:
    parts = [
        (_("why the question matters"), community.common_interest),
        (_("what it is about"), community.domain_about),
        (_("who you are together"), community.community_about),
        (_("what you do together"), community.practice_about),
    ]
    missing = [label for label, text in parts if not text.strip()]
    if not missing:
        return []
    text = _("Nothing is written yet about: %(parts)s.") % {"parts": ", ".join(missing)}
    return [Note(_("The page of the circle is not complete"), _at("about_change", community), text, "info")]


def _contacts(community: Community, found: dict[str, int]) -> list[Note]:
    if found["contacts"]:
        return []
    text = _("Nobody outside can write to you now.")
    return [Note(_("There is no contact person"), _at("contact_person_list", community), text)]


def _waiting(community: Community, found: dict[str, int]) -> list[Note]:
    return [
        Note(str(words % {"count": found[name]}), _at(page, community), tone=tone)
        for name, words, page, tone in WAITING
        if found[name]
    ]
