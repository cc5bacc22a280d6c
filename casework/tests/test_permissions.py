"""Who may do what: one role × state table per permission."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.actions import reflection as reflection_actions
from casework.models import Case, Outcome, OutcomeVersion, Reflection
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.permissions import has_permission

ROLES = ["owner", "coordinator", "host", "former_member", "outsider", "staff", "visitor"]
S = Case.Status


@pytest.fixture
def people(member, coordinator, host, former_member, outsider, staff):
    return {
        "owner": member,
        "coordinator": coordinator,
        "host": host,
        "former_member": former_member,
        "outsider": outsider,
        "staff": staff,
        "visitor": AnonymousUser(),
    }


def who_may(people, name, row):
    return {role for role, person in people.items() if has_permission(person, name, row)}


READERS = {"owner", "coordinator", "host"}
CASE_TABLE = [
    ("casework.view_case", {S.DRAFT: {"owner"}, S.SUBMITTED: READERS, S.DISCUSSED: READERS, S.WITHDRAWN: {"owner"}}),
    ("casework.change_case", {S.DRAFT: {"owner"}, S.SUBMITTED: set(), S.DISCUSSED: set(), S.WITHDRAWN: set()}),
    ("casework.withdraw_case", {S.DRAFT: set(), S.SUBMITTED: {"owner"}, S.DISCUSSED: {"owner"}, S.WITHDRAWN: set()}),
    ("casework.reopen_case", {S.DRAFT: set(), S.SUBMITTED: {"owner"}, S.DISCUSSED: set(), S.WITHDRAWN: {"owner"}}),
    ("casework.discuss_case", {S.DRAFT: set(), S.SUBMITTED: {"coordinator"}, S.DISCUSSED: set(), S.WITHDRAWN: set()}),
    ("casework.report_case", {S.DRAFT: set(), S.SUBMITTED: READERS, S.DISCUSSED: READERS, S.WITHDRAWN: set()}),
    ("casework.delete_case", {S.DRAFT: {"owner"}, S.SUBMITTED: set(), S.DISCUSSED: set(), S.WITHDRAWN: {"owner"}}),
]


@pytest.mark.parametrize(
    ("name", "state", "expected"), [(n, s, e) for n, table in CASE_TABLE for s, e in table.items()]
)
def test_case_permission_per_role_and_state(people, draft, name, state, expected):
    Case.objects.filter(pk=draft.pk).update(status=state)

    assert who_may(people, name, draft) == expected


def test_owner_who_left_keeps_only_their_own_text(people, case, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())

    assert has_permission(member, "casework.view_case", case)
    assert has_permission(member, "casework.withdraw_case", case)
    assert not has_permission(member, "casework.reopen_case", case)
    assert not has_permission(member, "casework.report_case", case)


def test_reader_who_left_reads_no_case(people, case, host):
    Membership.objects.filter(user=host).update(left_at=timezone.now())

    assert not has_permission(host, "casework.view_case", case)


def test_draft_rests_when_the_circle_is_closed(people, draft, member):
    Community.objects.update(**CLOSED)

    assert not has_permission(member, "casework.change_case", draft)
    assert has_permission(member, "casework.delete_case", draft)


SHARES = {"nobody": {"owner"}, "host": {"owner", "host"}, "circle": READERS, "host and circle": READERS}


@pytest.mark.parametrize(("shares", "expected"), SHARES.items())
def test_view_reflection_per_role_and_share(people, reflection, member, host, shares, expected):
    if "host" in shares:
        reflection_actions.share_reflection(reflection, by=member, person=host)
    if "circle" in shares:
        reflection_actions.share_reflection(reflection, by=member, person=None)

    assert who_may(people, "casework.view_reflection", reflection) == expected
    assert Reflection.objects.permitted(host, "casework.view_reflection").count() == int("host" in expected)


@pytest.mark.parametrize("name", ["casework.change_reflection", "casework.share_reflection"])
def test_only_its_author_changes_and_shares_a_reflection(people, reflection, name):
    assert who_may(people, name, reflection) == {"owner"}


@pytest.mark.parametrize("leaver", ["member", "host"])
def test_share_ends_when_one_of_the_two_leaves(people, reflection, member, host, leaver):
    reflection_actions.share_reflection(reflection, by=member, person=host)
    Membership.objects.filter(user={"member": member, "host": host}[leaver]).update(left_at=timezone.now())

    assert not has_permission(host, "casework.view_reflection", reflection)
    assert has_permission(member, "casework.view_reflection", reflection)


EVERYONE = set(ROLES)
OUTCOME_TABLE = [
    ("casework.view_outcome", READERS, EVERYONE),
    ("casework.change_outcome", {"owner", "coordinator"}, {"owner", "coordinator"}),
    ("casework.delete_outcome", {"owner", "coordinator"}, set()),
]


@pytest.mark.parametrize(("name", "draft_roles", "published_roles"), OUTCOME_TABLE)
def test_outcome_permission_per_role_and_state(people, outcome, name, draft_roles, published_roles):
    assert who_may(people, name, outcome) == draft_roles

    Outcome.objects.filter(pk=outcome.pk).update(status="published", published_at=timezone.now())

    assert who_may(people, name, outcome) == published_roles


def test_author_who_left_edits_no_more(people, outcome, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())

    assert not has_permission(member, "casework.change_outcome", outcome)
    assert not has_permission(member, "casework.view_outcome", outcome)


def test_version_is_for_everybody(people, published):
    assert who_may(people, "casework.view_version", OutcomeVersion.objects.get()) == EVERYONE
