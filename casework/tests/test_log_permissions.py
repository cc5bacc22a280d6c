"""Who may do what with what leaves somebody behind: openings, reports, what was handed in; also without an owner."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.models import Assessment, CaseIncident, CaseOpening, Submission
from communities.models import Membership
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(member, coordinator, host, former_member, outsider, staff, make):
    """`operator` is an administrator too, who opened nothing."""
    named = {"owner": member, "coordinator": coordinator, "host": host, "former_member": former_member}
    operator = make.user("Petra", is_staff=True)
    return named | {"outsider": outsider, "staff": staff, "operator": operator, "visitor": AnonymousUser()}


def who(people, rule, row):
    found = {role for role, person in people.items() if has_permission(person, f"casework.{rule}", row)}
    rows = type(row).objects.filter(pk=row.pk)
    assert found == {role for role, person in people.items() if rows.permitted(person, f"casework.{rule}")}
    return found


# --- A case that an administrator opened ------------------------------------------------------------------------

OPERATORS = {"staff", "operator"}


def test_log_of_openings_is_for_administrators_and_the_owner(people, case, staff):
    now = timezone.now()
    facts = {"by": staff, "reason": "Omdat.", "opened_at": now, "until": now + timedelta(hours=1)}
    row, other = CaseOpening.objects.create(case=case, **facts), CaseOpening.objects.create(case=None, **facts)
    assert who(people, "view_opening", row) == {"owner"} | OPERATORS
    # A case that is gone has no owner: that is not everybody without an account.
    assert who(people, "view_opening", other) == OPERATORS


def test_opening_opens_that_case_to_who_opened_it_for_an_hour(people, case, draft, staff):
    now = timezone.now()
    row = CaseOpening.objects.create(case=None, by=staff, reason="Omdat.", opened_at=now, until=now)
    assert not who(people, "view_case", case) & (OPERATORS | {"visitor"})
    facts = [
        ({"case": case, "until": now + timedelta(hours=1)}, {"staff"}),
        ({"by": None}, set()),
        ({"by": people["operator"]}, {"operator"}),
        ({"by": people["outsider"]}, set()),
        ({"by": staff, "until": now - timedelta(seconds=1)}, set()),
    ]
    for changes, opened_for in facts:
        CaseOpening.objects.filter(pk=row.pk).update(**changes)
        assert who(people, "view_case", case) & (OPERATORS | {"outsider", "visitor"}) == opened_for, changes


# --- What was handed in -----------------------------------------------------------------------------------------


@pytest.fixture
def handed_in(member, coordinator, host, community) -> Submission:
    """Coordinator and host assess it; the account of a third is gone."""
    row = Submission.objects.create(author=member, community=community, title="T", kind="formative", scale="passed")
    for assessor in (coordinator, host, None):
        Assessment.objects.create(submission=row, assessor=assessor)
    return row


ASSESSORS = {"coordinator", "host"}


def test_what_was_handed_in_is_for_its_author_and_its_assessors(people, handed_in, community, host, member):
    def table():
        return [who(people, f"{verb}_submission", handed_in) for verb in ("view", "report", "assess")]

    other = Submission.objects.create(author=host, community=community, title="T", kind="formative", scale="passed")
    CaseIncident.objects.create(submission=other, reported_at=timezone.now(), community=community)
    assert table() == [{"owner"} | ASSESSORS, ASSESSORS, ASSESSORS]
    row = CaseIncident.objects.create(submission=handed_in, reported_at=timezone.now(), community=community)
    assert table() == [{"owner"}, set(), set()]
    CaseIncident.objects.filter(pk=row.pk).update(closed_at=timezone.now(), done="Gewist.")
    assert table() == [{"owner"} | ASSESSORS, ASSESSORS, ASSESSORS]
    Membership.objects.filter(user=host).update(left_at=timezone.now())
    assert table() == [{"owner", "coordinator"}, {"coordinator"}, {"coordinator"}]
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    assert table()[0] == {"owner", "coordinator"}
