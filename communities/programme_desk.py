"""What the team of a programme sees on its desk: each part, how far it is, and where it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import (
    Cohort,
    Community,
    HelpQuestion,
    Issue,
    Obstacle,
    Partnership,
    Programme,
    ProgrammeBlock,
    ProgrammeLink,
    ProgrammeMember,
    Recognition,
    Theme,
)
from .permissions.issue import COUNTED

Words = str | Promise


@dataclass(frozen=True)
class Part:
    """One part of a programme, as a card on the desk."""

    title: Words
    url: str
    # What there is already; empty when there is nothing yet.
    filled: str
    # Why it is worth filling.
    why: Words
    icon: str


def _number_of(rows: QuerySet[Any], path: str = "programme") -> Coalesce:
    """Count beside each programme, in the query that reads it; ``path`` leads from a row to its programme."""
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def with_numbers(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """Give each programme the numbers that its desk shows; one query."""
    return programmes.annotate(
        block_count=_number_of(ProgrammeBlock.objects.all()),
        theme_count=_number_of(Theme.objects.filter(is_archived=False)),
        lead_count=_number_of(Theme.objects.filter(Q(lead__isnull=False) | ~Q(lead_name=""), is_archived=False)),
        area_count=_number_of(Programme.areas.through.objects.all()),
        team_count=_number_of(ProgrammeMember.objects.all()),
        cohort_count=_number_of(Cohort.objects.all()),
        partner_count=_number_of(Partnership.objects.all()),
        link_count=_number_of(ProgrammeLink.objects.all()),
        recognition_count=_number_of(Recognition.objects.all()),
        help_count=_number_of(HelpQuestion.objects.filter(closed_at=None), path="community__programme"),
        circle_count=_number_of(Community.objects.active()),
        issue_count=_number_of(Issue.objects.filter(status__in=COUNTED), path="community__programme"),
        obstacle_count=_number_of(Obstacle.objects.open(), path="community__programme"),
    )


# Address, title, why it is worth filling, icon. What coordinators and editors write:
PAGE = [
    (
        "programme_change",
        gettext_lazy("About the programme"),
        gettext_lazy("The name, an introduction, and what you call your groups."),
        "pencil",
    ),
    (
        "block_list",
        gettext_lazy("Building blocks of the page"),
        gettext_lazy("Texts, pictures and quotes, and what the portal keeps up: figures, circles, events, outcomes."),
        "image",
    ),
    (
        "theme_list",
        gettext_lazy("Themes"),
        gettext_lazy("What you want to learn about together. A thematic circle chooses one."),
        "bookmark",
    ),
    (
        "programme_areas",
        gettext_lazy("Areas"),
        gettext_lazy("Where you work: provinces, municipalities and neighbourhoods."),
        "geo-alt",
    ),
    (
        "programme_infographic",
        gettext_lazy("Infographic"),
        gettext_lazy("One picture that explains how you work, and the same in words."),
        "diagram-3",
    ),
    ("link_list", gettext_lazy("Links"), gettext_lazy("Your own site, a research agenda, a video."), "link-45deg"),
]
# What everybody of the team sees:
TEAM = [
    ("team_list", gettext_lazy("Team"), gettext_lazy("Coordinators, alliance brokers and editors."), "people"),
    (
        "partner_list",
        gettext_lazy("Partners"),
        gettext_lazy("The organisations that carry the programme, and since when."),
        "building",
    ),
]
# What coordinators and alliance brokers do for the circles:
CIRCLES = [
    (
        "programme_standing",
        gettext_lazy("How the circles stand"),
        gettext_lazy("Phases, balance, assignments, cohorts and regions: all circles at once."),
        "bar-chart",
    ),
    (
        "programme_broker",
        gettext_lazy("Alliance broker"),
        gettext_lazy("Who looks for help, who is being introduced to whom, and whom you spoke to."),
        "people",
    ),
    (
        "programme_agenda",
        gettext_lazy("Joint agenda"),
        gettext_lazy("The issues of your circles, added up: what they weigh, take up and answer."),
        "list-check",
    ),
    (
        "programme_obstacles",
        gettext_lazy("Obstacles"),
        gettext_lazy("What your circles run into, added up: see what the alliance has to remove."),
        "signpost-2",
    ),
]
# What only coordinators set up:
COORDINATORS = [
    (
        "cohort_list",
        gettext_lazy("Cohorts"),
        gettext_lazy("Only when circles go through a year together."),
        "calendar-event",
    ),
    (
        "programme_rhythm",
        gettext_lazy("Mail rhythm"),
        gettext_lazy("Which mails go out around the meetings of your circles, and when it is quiet."),
        "envelope",
    ),
    (
        "programme_recognition_list",
        gettext_lazy("Recognitions"),
        gettext_lazy("Such as the status of frontrunner: given by whom, for when, and why."),
        "award",
    ),
]


def page_parts(programme: Any) -> list[Part]:
    """Return the parts that the world reads; ``programme`` comes from ``with_numbers``."""
    row = programme
    themes = ngettext(
        "%(count)s theme, %(leads)s with a lead", "%(count)s themes, %(leads)s with a lead", row.theme_count
    ) % {"count": row.theme_count, "leads": row.lead_count}
    filled = {
        "programme_change": _("Introduction is there.") if row.description.strip() else "",
        "block_list": _counted(row.block_count, ngettext("%(count)s block", "%(count)s blocks", row.block_count)),
        "theme_list": themes if row.theme_count else "",
        "programme_areas": _counted(row.area_count, ngettext("%(count)s area", "%(count)s areas", row.area_count)),
        "programme_infographic": _("Is there, with its text.") if row.infographic_id else "",
        "link_list": _counted(row.link_count, ngettext("%(count)s link", "%(count)s links", row.link_count)),
    }
    return _parts(row, PAGE, filled)


def team_parts(programme: Any) -> list[Part]:
    """Return the parts about people and organisations."""
    people, partners = programme.team_count, programme.partner_count
    filled = {
        # Who started it is always there.
        "team_list": _counted(people, ngettext("%(count)s task", "%(count)s tasks", people)) if people > 1 else "",
        "partner_list": _counted(partners, ngettext("%(count)s partner", "%(count)s partners", partners)),
    }
    return _parts(programme, TEAM, filled)


def circle_parts(programme: Any) -> list[Part]:
    """Return the parts about what goes on between the circles and the programme."""
    count = programme.obstacle_count
    asked, running, issues = programme.help_count, programme.circle_count, programme.issue_count
    filled = {
        "programme_standing": _counted(running, ngettext("%(count)s circle", "%(count)s circles", running)),
        "programme_broker": _counted(asked, ngettext("%(count)s question", "%(count)s questions", asked)),
        "programme_agenda": _counted(issues, ngettext("%(count)s issue", "%(count)s issues", issues)),
        "programme_obstacles": _counted(count, ngettext("%(count)s open", "%(count)s open", count)),
    }
    return _parts(programme, CIRCLES, filled)


def coordinator_parts(programme: Any) -> list[Part]:
    """Return the parts that only coordinators set up."""
    years, honours = programme.cohort_count, programme.recognition_count
    filled = {
        "cohort_list": _counted(years, ngettext("%(count)s cohort", "%(count)s cohorts", years)),
        "programme_rhythm": _("Goes out by itself."),
        "programme_recognition_list": _counted(
            honours, ngettext("%(count)s recognition", "%(count)s recognitions", honours)
        ),
    }
    return _parts(programme, COORDINATORS, filled)


def _counted(count: int, words: str) -> str:
    return words % {"count": count} if count else ""


def _parts(programme: Programme, rows: Sequence[tuple[str, Words, Words, str]], filled: dict[str, str]) -> list[Part]:
    address = {"programme_slug": programme.slug}
    return [
        Part(title, reverse(f"communities:{name}", kwargs=address), filled[name], why, icon)
        for name, title, why, icon in rows
    ]


def with_circles(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """Give each programme the number of its running circles, and the name of what it is part of."""
    running = _number_of(Community.objects.active())
    return programmes.select_related("parent").annotate(circle_count=running)
