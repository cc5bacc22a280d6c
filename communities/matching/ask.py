"""What is asked: by a circle, in one of its issues, or in an assignment."""

from dataclasses import dataclass
from functools import cached_property

from leerkring.search.words import stems

from ..models import Area, Assignment, Community, Issue, Membership, Organisation, Theme

# So many different words of a question are looked for; what comes later in a long text says less.
MOST_TERMS = 40


@dataclass(frozen=True)
class Ask:
    """A question with what is known of who asks: their circle, and the organisation from where they ask."""

    title: str
    text: str
    community: Community
    home: Organisation | None = None
    theme: Theme | None = None
    area: Area | None = None
    # What it is about, besides the circle: for the links that go on from a suggestion.
    issue: Issue | None = None
    assignment: Assignment | None = None

    @cached_property
    def terms(self) -> list[str]:
        """The stems of the question, each once, those of its title first."""
        found = dict.fromkeys([*stems(self.theme.name if self.theme else ""), *stems(f"{self.title}\n{self.text}")])
        return [each for each in found if each.strip("_") and len(each) > 1][:MOST_TERMS]

    @property
    def subject(self) -> dict[str, int]:
        """What it is about besides the circle, as an address names it."""
        if self.issue:
            return {"vraagstuk": self.issue.pk}
        return {"opdracht": self.assignment.pk} if self.assignment else {}

    @cached_property
    def near(self) -> list[int | None]:
        """The areas it lies in: its own, what that is part of, and so on up to the province."""
        found: list[int | None] = []
        area = self.area
        while area is not None:
            found.append(area.pk)
            area = area.parent
        return found


def ask_of_circle(community: Community) -> Ask:
    """Return what a circle asks: its question, and what it says it is about."""
    about = [community.common_interest, community.domain_about, community.practice_about]
    return _ask(community, community.headline, "\n".join(about), home=home_of(community))


def ask_of_issue(issue: Issue) -> Ask:
    """Return what an issue asks."""
    home = issue.organisation or home_of(issue.community)
    return _ask(issue.community, issue.title, f"{issue.text}\n{issue.approach}", home=home, issue=issue)


def ask_of_assignment(assignment: Assignment) -> Ask:
    """Return what an assignment asks; its own theme and area go before those of its circle."""
    return _ask(
        assignment.community,
        assignment.title,
        assignment.text,
        home=assignment.organisation,
        assignment=assignment,
        theme=assignment.theme,
        area=assignment.area,
    )


def _ask(
    community: Community,
    title: str,
    text: str,
    *,
    home: Organisation | None,
    theme: Theme | None = None,
    area: Area | None = None,
    issue: Issue | None = None,
    assignment: Assignment | None = None,
) -> Ask:
    return Ask(
        title,
        text,
        community,
        home,
        theme or community.theme,
        area or community.area,
        issue,
        assignment,
    )


def home_of(community: Community) -> Organisation | None:
    """Return from where a circle asks: the organisation of who coordinates it, the first of them."""
    places = community.memberships.active().with_role(Membership.Role.COORDINATOR)
    first = places.filter(organisation__isnull=False).select_related("organisation").order_by("pk").first()
    return first.organisation if first else None
