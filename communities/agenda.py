"""What the pages of the joint agenda show: the issues by how far they are, and the result of a weighing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .forms.weighing import group_label
from .models import Ballot, Community, Dots, Interest, Issue, Membership, Organisation, Proposal, Weighing
from .models.sector import Sector

Status = Issue.Status
TONES = {"draft": "draft", "align": "info", "committed": "good", "in_progress": "good", "answered": "good"}
MOST = 200


@dataclass(frozen=True)
class Share:
    """What one sector or role gave to one issue: dots, and the part of all its own dots in percents."""

    sector: str
    dots: int
    percent: int


@dataclass(frozen=True)
class Outcome:
    """One issue in the result, with what each sector and each role gave it."""

    issue: Issue
    dots: int
    sectors: list[Share]
    roles: list[Share]


@dataclass(frozen=True)
class Party:
    """For whom the reader may write down what is at stake, with what stands there; 0 for the residents."""

    code: int
    name: str
    organisation: Organisation | None
    text: str = ""
    version: int = 0


def own_organisations(community: Community, user: Any) -> QuerySet[Organisation]:
    """Return the organisations that the reader is in the circle for."""
    mine = community.memberships.active().filter(user=user, organisation__isnull=False)
    return Organisation.objects.filter(pk__in=mine.values("organisation"))


def parties_of(issue: Issue, user: Any, interests: Sequence[Interest]) -> list[Party]:
    """Return for whom the reader speaks: their organisation and the residents; a coordinator for all who take part.

    Never empty: everybody may say what is at stake for the residents, who are everybody's reason.
    """
    members = issue.community.memberships.active()
    all_of_them = members.filter(user=user).with_role(Membership.Role.COORDINATOR).exists()
    known = Organisation.objects.filter(
        Q(pk__in=members.values("organisation")) | Q(commitments__community=issue.community)
    ).distinct()
    organisations = list(known if all_of_them else own_organisations(issue.community, user))
    written = {interest.organisation_id: interest for interest in interests}
    rows: list[tuple[int, str, Organisation | None]] = [(one.pk, one.name, one) for one in organisations]
    rows.append((0, _("the residents"), None))
    return [
        Party(code, name, one, *((found.text, found.version) if (found := written.get(code or None)) else ()))
        for code, name, one in rows
    ]


def listed(community: Community, user: Any) -> dict[str, Any]:
    """Return the agenda under headings, each with its issues; and the weighing that is open; four queries.

    For who leads it also what waits from outside: five.
    """
    rows = Issue.objects.permitted(user, "communities.view_issue").filter(community=community)
    rows = rows.select_related("community", "organisation")[:MOST]
    headings = [
        (_("On the agenda"), {Status.ALIGN}),
        (_("What we take up"), {Status.COMMITTED, Status.IN_PROGRESS}),
        (_("Proposed"), {Status.DRAFT}),
        (_("Answered"), {Status.ANSWERED}),
    ]
    found = [shown(row) for row in rows]
    groups = [
        {"title": title, "items": [one for one in found if one["row"].status in which]} for title, which in headings
    ]
    proposals = Proposal.objects.permitted(user, "communities.answer_proposal").filter(community=community)
    weighings = Weighing.objects.permitted(user, "communities.view_weighing").filter(community=community)
    rounds = list(weighings.prefetch_related("issues")[:10])
    return {
        "groups": [group for group in groups if group["items"]],
        "withdrawn": [one for one in found if one["row"].status == Status.WITHDRAWN],
        "weighing": next((row for row in rounds if row.is_open), None),
        "results": [row for row in rounds if not row.is_open],
        "proposals": list(proposals[:MOST]) if vars(community).get("may_lead") else [],
        "may_weigh": sum(one["row"].is_weighable for one in found) > 1,
    }


def shown(row: Issue) -> dict[str, Any]:
    """Return an issue with its state in a word."""
    return {"row": row, "state": capfirst(row.get_status_display()), "tone": TONES.get(row.status, "neutral")}


def result_of(weighing: Weighing) -> dict[str, Any]:
    """Return the result: per issue the dots, by sector and role side by side; three queries, and no names."""
    ballots = list(weighing.ballots.values_list("sector", "role", "people"))
    given: dict[tuple[str, str, int], int] = defaultdict(int)
    counted = Dots.objects.filter(ballot__weighing=weighing, issue__in=weighing.issues.all())
    for sector, role, issue, number in counted.values_list("ballot__sector", "ballot__role", "issue").annotate(
        total=Sum("number")
    ):
        given[sector, role, issue] += number
    sectors = [sector for sector in Sector if any(one == sector for one, _role, _people in ballots)]
    groups = sorted({(sector, role) for sector, role, _people in ballots})
    outcomes = [_outcome(issue, given, sectors, groups) for issue in weighing.issues.all()]
    return {
        "outcomes": sorted(outcomes, key=lambda one: (-one.dots, one.issue.title)),
        "sectors": [{"sector": one.value, "people": _people(ballots, one)} for one in sectors],
        "groups": [{"label": group_label(*group), "people": _people(ballots, *group)} for group in groups],
        "people": sum(people for _sector, _role, people in ballots),
    }


def _outcome(issue: Issue, given: dict[Any, int], sectors: list[Sector], groups: list[tuple[str, str]]) -> Outcome:
    by_sector = [_share(given, issue.pk, sector) for sector in sectors]
    by_role = [_share(given, issue.pk, sector, role) for sector, role in groups]
    return Outcome(issue, sum(share.dots for share in by_sector), by_sector, by_role)


def _share(given: dict[Any, int], issue: int, sector: str, role: str = "") -> Share:
    theirs = {key: number for key, number in given.items() if key[0] == sector and role in ("", key[1])}
    dots = sum(number for key, number in theirs.items() if key[2] == issue)
    total = sum(theirs.values())
    return Share(sector, dots, round(100 * dots / total) if total else 0)


def _people(ballots: list[tuple[str, str, int]], sector: str, role: str = "") -> int:
    return sum(people for one, other, people in ballots if one == sector and role in ("", other))


def own_ballot(weighing: Weighing, user: Any) -> Ballot | None:
    """Return what the reader divided before, or None."""
    return weighing.ballots.filter(user=user).prefetch_related("rows").first()
