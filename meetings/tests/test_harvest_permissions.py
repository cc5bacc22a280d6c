"""Each rule of the harvest and the report: role × state."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from leerkring.files.actions import store_bytes
from leerkring.files.models import File
from leerkring.files.purposes import PNG
from leerkring.files.tests import samples
from meetings.actions.photo import PHOTOS
from meetings.models import Meeting, Report

pytestmark = pytest.mark.django_db

# When it is, and what became of it; "approved" and "published" are over too.
STATES = ["draft", "to_come", "soon", "going_on", "over", "long_over", "approved", "published", "cancelled", "closed"]
ROLES = ["coordinator", "facilitator", "author", "member", "alumnus", "former_member", "outsider", "staff", "visitor"]
MEMBERS = {"coordinator", "facilitator", "author", "member"}
READERS, LEADERS = MEMBERS | {"alumnus"}, {"coordinator", "facilitator"}
OPEN = {"soon", "going_on", "over", "long_over"}
OVER = {"over", "long_over", "approved", "published"}
# Per rule on the meeting: who, in which states.
ALLOWED = {
    "meetings.view_harvest": (READERS, OPEN | OVER | {"closed"}),
    "meetings.write_harvest": (MEMBERS, OPEN),
    "meetings.tidy_harvest": (LEADERS, OPEN),
    "meetings.take_along": (MEMBERS, {"going_on", "over", "approved", "published"}),
    "meetings.show_value_code": (
        LEADERS,
        {"to_come", "soon", "going_on", "over", "approved", "published"},
    ),
    "meetings.change_report": (LEADERS, {"going_on", "over", "long_over"}),
    "meetings.approve_report": (LEADERS, {"over", "long_over"}),
    "meetings.reopen_report": (LEADERS, {"approved", "published"}),
    "meetings.view_summary": (set(ROLES), {"published"}),
    "meetings.ask_summary": (MEMBERS, {"over", "long_over", "approved"}),
    "meetings.change_summary": (LEADERS, OVER),
}
# Of the rows that the author added.
ROWS = {
    "meetings.change_insight": (LEADERS | {"author"}, OPEN),
    "meetings.remove_value_moment": (LEADERS | {"author"}, OPEN),
    "meetings.change_photo": (LEADERS | {"author"}, OPEN | OVER | {"to_come"}),
    "meetings.remove_photo": (LEADERS | {"author"}, OPEN | OVER | {"closed"}),
    "meetings.view_photo": (READERS, OPEN | OVER | {"closed"}),
}


@pytest.fixture
def people(community, make, coordinator, member, former_member, outsider, staff):
    found = {"coordinator": coordinator, "member": member, "former_member": former_member, "outsider": outsider}
    found |= {"staff": staff, "visitor": AnonymousUser()}
    for name in ("facilitator", "author", "alumnus"):
        found[name] = make.user(name.capitalize())
        alumnus = {"alumnus_since": timezone.now()} if name == "alumnus" else {}
        make.join(found[name], community, "professional", **alumnus)
    return found


@pytest.fixture
def rows(cycle, people, make):
    """Return a function that makes a meeting in a state, with one of each by the author."""

    def build(state):
        status = state if state in ("draft", "cancelled") else Meeting.Status.PLANNED
        meeting = make.meeting(cycle, status=status, facilitator=people["facilitator"])
        hours = {"draft": 50, "to_come": 50, "soon": 0.5, "going_on": -1, "long_over": -15 * 24}.get(state, -10)
        start = timezone.now() + timedelta(hours=hours)
        Meeting.objects.update(starts_at=start, ends_at=start + timedelta(hours=7))
        if state == "approved" or state == "published":
            Report.objects.create(meeting=meeting, status="approved", text="V", approved_at=timezone.now())
        if state == "published":
            Report.objects.update(summary="S", summary_published_at=timezone.now())
        if state == "closed":
            Community.objects.update(**CLOSED)
        author = people["author"]
        file = store_bytes(samples.picture("PNG"), name="a.png", content_type=PNG, by=author, purpose=PHOTOS)
        return meeting, {
            "insight": meeting.insights.create(kind="insight", text="I", author=author),
            "moment": meeting.value_moments.create(user=author, text="M", page=uuid.uuid4()),
            "photo": meeting.photos.create(file=file, caption="P", added_by=author),
        }

    return build


def may(people, name, row):
    return {role for role in ROLES if has_permission(people[role], name, row)}


@pytest.mark.parametrize("state", STATES)
def test_rules_of_a_meeting_by_role_and_state(state, rows, people):
    meeting, _made = rows(state)
    for name, (roles, states) in ALLOWED.items():
        assert may(people, name, meeting) == (roles if state in states else set()), name


@pytest.mark.parametrize("state", STATES)
def test_report_is_for_readers_once_approved_and_before_for_who_leads(state, rows, people):
    meeting, _made = rows(state)
    expected = READERS if state in ("approved", "published") else set()
    if state in ("going_on", "over", "long_over", "closed"):
        expected = LEADERS
    assert may(people, "meetings.view_report", meeting) == expected


@pytest.mark.parametrize("state", STATES)
def test_rules_of_rows_by_role_and_state(state, rows, people):
    _meeting, made = rows(state)
    for name, (roles, states) in ROWS.items():
        expected = roles if state in states else set()
        if name == "meetings.remove_photo" and state not in states:
            expected = LEADERS
        assert may(people, name, made[name.rpartition("_")[2]]) == expected, name
    assert may(people, "files.view_file", File.objects.get()) == may(people, "meetings.view_photo", made["photo"])


def test_public_picture_is_for_everybody_beside_a_summary(rows, people):
    _meeting, made = rows("published")
    made["photo"].is_public = True
    made["photo"].save()
    for name in ("meetings.view_photo", "meetings.view_public_photo"):
        assert may(people, name, made["photo"]) == set(ROLES)


def test_author_who_left_changes_nothing_any_more(rows, people):
    _meeting, made = rows("over")
    people["author"].memberships.update(left_at=timezone.now())
    for name in ROWS:
        assert not has_permission(people["author"], name, made[name.rpartition("_")[2]]), name
