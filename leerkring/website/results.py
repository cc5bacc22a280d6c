"""The results of what an organisation committed itself to: numbers, outcomes and stories of its circles."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.models import Outcome
from communities.charts import Chart, bars_of
from communities.models import Commitment, Community, Membership, Organisation, Story
from communities.standing import numbers_of
from communities.tallies import Value, add_up, all_indicators, in_words

# What is shown of each circle; the rest stands on its own pages.
MOST_CIRCLES = 100
MOST_SHOWN = 3
SHOWN_NAMES = ["meetings", "actions_done", "outcomes", "results", "obstacles_removed"]


@dataclass
class CircleResult:
    """One circle that the organisation committed itself to."""

    circle: Community
    interest: str
    # How many of the organisation take part; of few only that they are few.
    people: str
    numbers: dict[str, int]
    outcomes: list[Outcome] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    @property
    def facts(self) -> list[dict[str, str]]:
        """The numbers that a manager asks for, as facts."""
        labels = {indicator.name: indicator.label for indicator in all_indicators()}
        shown = [(capfirst(str(labels[name])), self.numbers.get(name, 0)) for name in SHOWN_NAMES]
        people = {"label": _("Of your organisation"), "value": self.people}
        return [people, *[{"label": label, "value": in_words(number)} for label, number in shown]]


def results_of(organisation: Organisation, user: Any) -> dict[str, Any]:
    """Return everything on the page; five queries at any number of circles."""
    rows = Commitment.objects.permitted(user, "communities.view_commitment").filter(organisation=organisation)
    rows = rows.exclude(community__status=Community.Status.DRAFT).select_related("community__programme")
    commitments = list(rows.order_by("community__status", "community__name")[:MOST_CIRCLES])
    circles = [row.community for row in commitments]
    numbers, counted_at = numbers_of(circles)
    people = _people(organisation, circles)
    outcomes, stories = _outcomes(circles), _stories(circles, user)
    found = [
        CircleResult(
            row.community,
            Truncator(row.interest).chars(300),
            in_words(people.get(row.community_id, 0), of_people=True),
            numbers.get(row.community_id, {}),
            outcomes[row.community_id],
            stories[row.community_id],
        )
        for row in commitments
    ]
    return {"counted_at": counted_at, "circles": found} | _sums(found, sum(people.values()), counted_at)


def _people(organisation: Organisation, circles: list[Community]) -> dict[int, int]:
    rows = Membership.objects.active().filter(organisation=organisation, community__in=circles)
    return dict(rows.order_by().values_list("community").annotate(Count("pk")))


def _outcomes(circles: list[Community]) -> defaultdict[int, list[Outcome]]:
    found: defaultdict[int, list[Outcome]] = defaultdict(list)
    rows = Outcome.objects.published().filter(community__in=circles).order_by("-published_at", "-pk")
    for row in rows.only("slug", "title", "kind", "community", "published_at")[: MOST_CIRCLES * MOST_SHOWN]:
        if len(found[row.community_id]) < MOST_SHOWN:
            found[row.community_id].append(row)
    return found


def _stories(circles: list[Community], user: Any) -> defaultdict[int, list[Story]]:
    found: defaultdict[int, list[Story]] = defaultdict(list)
    rows = Story.objects.permitted(user, "communities.view_story").filter(
        community__in=circles, status=Story.Status.PUBLISHED
    )
    rows = rows.exclude(result="").select_related("community").order_by("-is_good_example", "-published_at", "-pk")
    for row in rows[: MOST_CIRCLES * MOST_SHOWN]:
        if len(found[row.community_id]) < MOST_SHOWN:
            found[row.community_id].append(row)
    return found


def _sums(found: list[CircleResult], people: int, counted_at: datetime | None) -> dict[str, Any]:
    sums = add_up(each.numbers for each in found)
    count = len(found)
    figures = [
        {"number": count, "label": ngettext("circle with your organisation", "circles with your organisation", count)},
        {"number": in_words(people, of_people=True), "label": _("people of your organisation")},
        {"number": sums.get("outcomes", 0), "label": _("published outcomes")},
        {"number": sums.get("results", 0), "label": _("stories with a result")},
    ]
    return {"figures": figures, "chart": value_chart(sums) if counted_at else None}


def value_chart(sums: dict[str, int]) -> Chart:
    """Return how many signs of value there are in each of the five cycles."""
    counted = [
        (
            capfirst(str(value.label)),
            sum(sums.get(each.name, 0) for each in all_indicators() if each.value == value and not each.of_people),
        )
        for value in Value
    ]
    further = sum(number for _label, number in counted[2:])
    title = ngettext(
        "%(count)s time something was done with what was learned",
        "%(count)s times something was done with what was learned",
        further,
    ) % {"count": further}
    return Chart("values", title, (gettext_lazy("Cycle of value"), gettext_lazy("Signs")), bars_of(counted))
