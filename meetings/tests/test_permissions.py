"""Each rule: role × state."""

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.models import Community
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from meetings.models import Meeting

pytestmark = pytest.mark.django_db

STATES = ["draft", "planned", "cancelled", "past", "closed_circle"]
# Per rule and role, the states in which it is allowed; a role that is not named may never.
ALLOWED = {
    "meetings.view_meeting": {
        "coordinator": set(STATES),
        "member": {"planned", "cancelled", "past", "closed_circle"},
        "host": {"planned", "cancelled", "past", "closed_circle"},
    },
    "meetings.change_meeting": {"coordinator": {"draft", "planned"}},
    "meetings.cancel_meeting": {"coordinator": {"planned"}},
    "meetings.answer_meeting": {"coordinator": {"planned"}, "member": {"planned"}, "host": {"planned"}},
}
ROLES = ["coordinator", "member", "host", "former_member", "outsider", "staff", "visitor"]


@pytest.fixture
def in_state(cycle, make):
    def build(state: str) -> Meeting:
        status = state if state in Meeting.Status.values else Meeting.Status.PLANNED
        if state == "closed_circle":
            Community.objects.filter(pk=cycle.community_id).update(**CLOSED)
        return make.meeting(cycle, days=-7 if state == "past" else 7, status=status)

    return build


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_rules_by_role_and_state(role, state, in_state, request):
    user = AnonymousUser() if role == "visitor" else request.getfixturevalue(role)
    meeting = in_state(state)

    for name, allowed in ALLOWED.items():
        assert has_permission(user, name, meeting) == (state in allowed.get(role, set())), name
