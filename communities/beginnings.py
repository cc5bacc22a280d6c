"""With what a circle can begin: an introduction that both said yes to, or a match with an organisation."""

from dataclasses import dataclass
from typing import Any

from leerkring.accounts.models import User

from .models import Assignment, Community, Introduction, Issue, Organisation


@dataclass(frozen=True)
class Beginning:
    """What the first step is filled in with, and who comes along."""

    community: Community
    issue: Issue | None
    assignment: Assignment | None
    organisations: list[Organisation]
    people: list[User]
    introduction: Introduction | None = None

    @property
    def along(self) -> list[tuple[str, str]]:
        """Who comes along, by a code and a name."""
        organisations = [(f"o{row.pk}", row.name) for row in self.organisations]
        return organisations + [(f"p{person.pk}", person.full_name) for person in self.people]

    @property
    def initial(self) -> dict[str, Any]:
        """What the form begins with: the question, and where it comes from."""
        circle, about = self.community, self.assignment or self.community
        return {
            "question": str(self.issue or self.assignment or circle.question),
            "programme": circle.programme_id,
            "kind": circle.kind,
            "theme": about.theme_id or circle.theme_id,
            "area": area.label if (area := about.area or circle.area) else "",
        }

    def chosen(self, codes: list[str]) -> dict[str, Any]:
        """Return who comes along of those who were ticked, as the action takes it."""
        return {
            "organisations": [row for row in self.organisations if f"o{row.pk}" in codes],
            "people": [person for person in self.people if f"p{person.pk}" in codes],
            "introduction": self.introduction,
        }


def beginning_of(introduction: Introduction, user: Any) -> Beginning:
    """Return what can be done with an introduction, asked before; whoever begins comes along by themselves."""
    sides = [introduction.asker, introduction.person]
    return Beginning(
        introduction.community,
        introduction.issue,
        introduction.assignment,
        [introduction.organisation] if introduction.organisation else [],
        [person for person in sides if person and person.is_active and person.pk != user.pk],
        introduction,
    )
