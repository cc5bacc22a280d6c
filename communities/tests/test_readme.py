"""The table of roles and rights names every role there is."""

from pathlib import Path

import pytest

from communities.models import Membership, ProgrammeMember

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
ROLES = [f"Membership.Role.{role.name}" for role in Membership.Role]
TEAM = [f"ProgrammeMember.Role.{role.name}" for role in ProgrammeMember.Role]


@pytest.mark.parametrize("role", ROLES + TEAM)
def test_table_has_one_row_for_each_role(role):
    assert sum(f"| `{role}` |" in line for line in README.splitlines()) == 1


@pytest.mark.parametrize("who", ["Alumnus", "Guest expert", "Follower", "Visitor", "Operator"])
def test_table_has_a_row_for_who_has_no_role(who):
    assert f"| {who} |" in README
