"""Each rule: role × state."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from meetings.models import Guest, Meeting

pytestmark = pytest.mark.django_db

STATES = ["draft", "planned", "cancelled", "past", "closed_circle"]
# Per rule and role, the states in which it is allowed; a role that is not named may never.
ALLOWED = {
    "meetings.view_meeting": {
        "coordinator": set(STATES),
        "member": {"planned", "cancelled", "past", "closed_circle"},
        "host": {"planned", "cancelled", "past", "closed_circle"},
        "alumnus": {"planned", "cancelled", "past", "closed_circle"},
        "facilitator": {"planned", "cancelled", "past", "closed_circle"},
    },
    "meetings.change_meeting": {"coordinator": {"draft", "planned"}},
    "meetings.cancel_meeting": {"coordinator": {"planned"}},
    "meetings.answer_for_others": {"coordinator": {"planned"}},
    "meetings.view_guests": {"coordinator": {"planned", "cancelled", "past", "closed_circle"}},
    "meetings.change_guests": {"coordinator": {"planned"}},
    "meetings.lead_meeting": {"coordinator": {"planned", "past"}, "facilitator": {"planned", "past"}},
    "meetings.take_part": {
        "coordinator": {"planned", "past"},
        "member": {"planned", "past"},
        "facilitator": {"planned", "past"},
        "host": {"planned", "past"},
    },
    "meetings.answer_meeting": {
        "facilitator": {"planned"},
        "coordinator": {"planned"},
        "member": {"planned"},
        "host": {"planned"},
    },
}
# Of the outline: who sees the circle.
OUTLINE = {"planned", "cancelled", "past", "closed_circle"}
# The same for a guest, whatever they said; nobody ever changes one who was withdrawn.
GUEST_ALLOWED = {
    "meetings.change_guest": {"coordinator": {"planned"}},
    "meetings.tidy_guest": {"coordinator": set(STATES)},
}
READERS = {"coordinator", "member", "facilitator", "host", "alumnus"}
ROLES = ["coordinator", "member", "facilitator", "host", "former_member", "alumnus", "outsider", "staff", "visitor"]


@pytest.fixture
def alumnus(community, make):
    user = make.user("Loes", "Wennekes")
    make.join(user, community, "lecturer", alumnus_since=timezone.now())
    return user


@pytest.fixture
def facilitator(community, make):
    """A member who is asked to lead the meetings of the table."""
    user = make.user("Teun", "Gerritsen")
    make.join(user, community, "professional")
    return user


@pytest.fixture
def in_state(cycle, make, facilitator):
    def build(state: str) -> Meeting:
        status = state if state in Meeting.Status.values else Meeting.Status.PLANNED
        if state == "closed_circle":
            Community.objects.filter(pk=cycle.community_id).update(**CLOSED)
        return make.meeting(cycle, days=-7 if state == "past" else 7, status=status, facilitator=facilitator)

    return build


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_rules_by_role_and_state(role, state, in_state, request):
    user = AnonymousUser() if role == "visitor" else request.getfixturevalue(role)
    meeting = in_state(state)

    outline = state in OUTLINE or role == "coordinator"
    assert has_permission(user, "meetings.view_meeting_outline", meeting) == outline
    for name, allowed in ALLOWED.items():
        assert has_permission(user, name, meeting) == (state in allowed.get(role, set())), name


def test_facilitator_leads_no_more_when_they_left_the_circle(in_state, facilitator):
    meeting = in_state("planned")
    assert has_permission(facilitator, "meetings.lead_meeting", meeting)

    facilitator.memberships.update(left_at=timezone.now())

    assert not has_permission(facilitator, "meetings.lead_meeting", meeting)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_rules_of_guests_by_role_and_state(role, state, in_state, request):
    user = AnonymousUser() if role == "visitor" else request.getfixturevalue(role)
    meeting = in_state(state)
    guest = Guest.objects.create(
        meeting=meeting, name="R", email="r@example.nl", token_hash="x", invited_at=timezone.now()
    )

    for name, allowed in GUEST_ALLOWED.items():
        assert has_permission(user, name, guest) == (state in allowed.get(role, set())), name
    sees_meeting = role in READERS and (state != "draft" or role == "coordinator")
    for status in Guest.Status:
        Guest.objects.update(status=status)
        expected = sees_meeting and status == Guest.Status.CONFIRMED
        assert has_permission(user, "meetings.view_guest", guest) == expected, status
    assert not has_permission(user, "meetings.change_guest", guest)
