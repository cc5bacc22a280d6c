"""Who may do what: one role × state table per permission."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.actions import reflection as reflection_actions
from casework.models import Outcome, OutcomeVersion, Reflection, ReflectionResponse
from communities.models import Membership
from leerkring.core.permissions import has_permission

ROLES = ["owner", "coordinator", "host", "former_member", "outsider", "staff", "visitor"]


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


def test_reflection_is_reported_by_its_other_readers_and_talked_about_by_two_at_a_time(
    people, reflection, member, host, coordinator
):
    """What was said stays when the account of who said it goes: nobody without an account is taken for them."""
    rows = [ReflectionResponse.objects.create(reflection=reflection, reader=reader) for reader in (host, None)]

    def table():
        said = [who_may(people, "casework.view_response", row) for row in rows]
        return [who_may(people, "casework.report_reflection", reflection), *said]

    assert table() == [set(), {"owner"}, {"owner"}]
    reflection_actions.share_reflection(reflection, by=member, person=host)
    assert table() == [{"host"}, {"owner", "host"}, {"owner"}]
    reflection_actions.share_reflection(reflection, by=member, person=None)
    assert table() == [{"host", "coordinator"}, {"owner", "host"}, {"owner"}]
    Membership.objects.filter(user=host).update(left_at=timezone.now())
    assert table() == [{"coordinator"}, {"owner"}, {"owner"}]
    assert who_may(people, "casework.quote_response", rows[0]) == {"host"}
    assert who_may(people, "casework.quote_response", rows[1]) == set()
    ReflectionResponse.objects.update(is_by_author=True)
    assert who_may(people, "casework.quote_response", rows[0]) == set()


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
