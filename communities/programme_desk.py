"""What the team of a programme sees on its desk: each part, how far it is, and where it is done."""

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
    Partnership,
    Programme,
    ProgrammeBlock,
    ProgrammeLink,
    ProgrammeMember,
    Recognition,
    Theme,
)

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


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """Count beside each programme, in the query that reads it."""
    counted = rows.filter(programme=OuterRef("pk")).order_by().values("programme").annotate(number=Count("pk"))
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
    )


def page_parts(programme: Any) -> list[Part]:
    """Return the parts that coordinators and editors write; ``programme`` comes from ``with_numbers``."""
    row = programme
    return [
        _part(
            row,
            "programme_change",
            gettext_lazy("About the programme"),
            _("Introduction is there.") if row.description.strip() else "",
            gettext_lazy("The name, an introduction, and what you call your groups."),
            "pencil",
        ),
        _part(
            row,
            "block_list",
            gettext_lazy("Texts and pictures"),
            ngettext("%(count)s block", "%(count)s blocks", row.block_count) % {"count": row.block_count},
            gettext_lazy("Tell your story: texts, pictures and quotes, in your own order."),
            "image",
            has=row.block_count,
        ),
        _part(
            row,
            "theme_list",
            gettext_lazy("Themes"),
            ngettext(
                "%(count)s theme, %(leads)s with a lead", "%(count)s themes, %(leads)s with a lead", row.theme_count
            )
            % {"count": row.theme_count, "leads": row.lead_count},
            gettext_lazy("What you want to learn about together. A thematic circle chooses one."),
            "bookmark",
            has=row.theme_count,
        ),
        _part(
            row,
            "programme_areas",
            gettext_lazy("Areas"),
            ngettext("%(count)s area", "%(count)s areas", row.area_count) % {"count": row.area_count},
            gettext_lazy("Where you work: provinces, municipalities and neighbourhoods."),
            "geo-alt",
            has=row.area_count,
        ),
        _part(
            row,
            "programme_infographic",
            gettext_lazy("Infographic"),
            _("Is there, with its text.") if row.infographic_id else "",
            gettext_lazy("One picture that explains how you work, and the same in words."),
            "diagram-3",
        ),
        _part(
            row,
            "link_list",
            gettext_lazy("Links"),
            ngettext("%(count)s link", "%(count)s links", row.link_count) % {"count": row.link_count},
            gettext_lazy("Your own site, a research agenda, a video."),
            "link-45deg",
            has=row.link_count,
        ),
    ]


def team_parts(programme: Any) -> list[Part]:
    """Return the parts about people and organisations."""
    row = programme
    return [
        _part(
            row,
            "team_list",
            gettext_lazy("Team"),
            ngettext("%(count)s task", "%(count)s tasks", row.team_count) % {"count": row.team_count},
            gettext_lazy("Coordinators, alliance brokers and editors."),
            "people",
            has=row.team_count > 1,
        ),
        _part(
            row,
            "partner_list",
            gettext_lazy("Partners"),
            ngettext("%(count)s partner", "%(count)s partners", row.partner_count) % {"count": row.partner_count},
            gettext_lazy("The organisations that carry the programme, and since when."),
            "building",
            has=row.partner_count,
        ),
    ]


def coordinator_parts(programme: Any) -> list[Part]:
    """Return the parts that only coordinators set up."""
    row = programme
    return [
        _part(
            row,
            "cohort_list",
            gettext_lazy("Cohorts"),
            ngettext("%(count)s cohort", "%(count)s cohorts", row.cohort_count) % {"count": row.cohort_count},
            gettext_lazy("Only when circles go through a year together."),
            "calendar-event",
            has=row.cohort_count,
        ),
        _part(
            row,
            "programme_recognition_list",
            gettext_lazy("Recognitions"),
            ngettext("%(count)s recognition", "%(count)s recognitions", row.recognition_count)
            % {"count": row.recognition_count},
            gettext_lazy("Such as the status of frontrunner: given by whom, for when, and why."),
            "award",
            has=row.recognition_count,
        ),
    ]


def _part(
    programme: Programme, name: str, title: Words, filled: str, why: Words, icon: str, *, has: Any = True
) -> Part:
    url = reverse(f"communities:{name}", kwargs={"programme_slug": programme.slug})
    return Part(title, url, filled if has else "", why, icon)


def with_circles(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """Give each programme the number of its running circles, and the name of what it is part of."""
    running = _number_of(Community.objects.active())
    return programmes.select_related("parent").annotate(circle_count=running)
