"""Joining, changing what somebody is, and leaving."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from casework.models import Case
from communities.actions.answer import accept_invitation
from communities.actions.invitation import Invitee, invite_people, send_prepared
from communities.actions.membership import change_membership, change_memberships, end_membership, join_community
from communities.models import Community, Invitation, Membership
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db


def place(user) -> Membership:
    return user.memberships.get()


# --- Joining


def test_join_makes_a_member_and_keeps_the_counter_true(community, coordinator, outsider):
    join_community(community, by=outsider, role="resident", sector="residents")

    community.refresh_from_db()
    assert community.member_count == 2
    assert has_permission(outsider, "communities.view_inside_community", community)


def test_join_takes_the_whole_place(community, outsider):
    join_community(community, by=outsider, role="student", sector="education", study_programme="hbo-v", study_year=2)

    assert (place(outsider).study_programme, place(outsider).study_year) == ("hbo-v", 2)


def test_join_twice_is_one_membership_that_stays_what_it_was(community, member):
    again = join_community(community, by=member, role="manager", sector="practice")

    community.refresh_from_db()
    assert (again.role, community.member_count) == ("student", 1)


def test_join_is_refused_when_the_circle_is_closed(community, outsider):
    Community.objects.update(**CLOSED)

    with pytest.raises(Refused):
        join_community(community, by=outsider, role="resident", sector="residents")


def invited(community, coordinator, email):
    invite_people(community, [Invitee(email, "residents", "resident")], by=coordinator)
    return Invitation.objects.get(community=community, email=email)


def test_join_by_another_way_answers_the_invitation(community, coordinator, outsider):
    asked, other = invited(community, coordinator, outsider.email), invited(community, coordinator, "jan@example.nl")

    join_community(community, by=outsider, role="resident", sector="residents")

    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.status, asked.accepted_by, other.status) == ("accepted", outsider, "sent")


def test_who_waits_for_an_agreement_hears_that_the_invited_person_came_in_otherwise(
    community, coordinator, outsider, host
):
    asked = invited(community, coordinator, outsider.email)
    asked.claimed_by, asked.claimed_at = host, timezone.now()
    asked.save()

    join_community(community, by=outsider, role="resident", sector="residents")

    assert Message.objects.filter(recipient=host, kind="communities.invitation_claim_answered").count() == 1


@pytest.mark.parametrize("address", ["riet.derksen@example.nl", "riet@thuis.nl"])
def test_who_was_let_go_finds_no_invitation_that_opens_the_door(community, coordinator, outsider, address):
    EmailAddress.objects.create(user=outsider, email="riet@thuis.nl", verified=True)
    membership = join_community(community, by=outsider, role="resident", sector="residents")
    asked = Invitation.objects.create(community=community, email=address, sector="residents", role="resident")
    send_prepared(community, by=coordinator)

    end_membership(membership, by=coordinator, reason="Ruzie")

    with pytest.raises(Refused):
        accept_invitation(asked, by=outsider)
    assert not community.memberships.active().filter(user=outsider).exists()


def test_join_after_leaving_is_a_new_membership(community, former_member):
    join_community(community, by=former_member, role="student", sector="education")

    assert former_member.memberships.count() == 2


def test_alumnus_who_joins_takes_part_again_in_the_new_place(community, member):
    Membership.objects.update(alumnus_since=timezone.now(), ends_on=timezone.localdate() - timedelta(days=9))

    join_community(community, by=member, role="professional", sector="practice")

    row = place(member)
    assert (row.is_active, row.role, row.ends_on) == (True, "professional", None)


# --- Changing one


def test_change_keeps_what_is_given_and_counts_the_version(coordinator, member):
    row = change_membership(place(member), by=coordinator, version=1, function="Stagiair", study_year=3)

    assert (row.function, row.study_year, row.version) == ("Stagiair", 3, 2)
    assert not Message.objects.exists()


def test_change_is_overtaken_when_somebody_saved_in_between(coordinator, member):
    change_membership(place(member), by=coordinator, version=1, function="Stagiair")

    with pytest.raises(Overtaken):
        change_membership(place(member), by=coordinator, version=1, function="Student")


def test_study_goes_when_somebody_is_no_student_any_more(coordinator, member):
    change_membership(place(member), by=coordinator, version=1, study_programme="Social Work", study_level="hbo")

    row = change_membership(place(member), by=coordinator, version=2, role="professional")

    assert (row.study_programme, row.study_level, row.study_year) == ("", "", None)


def test_area_goes_when_somebody_guides_no_students_any_more(coordinator, member, area):
    change_membership(place(member), by=coordinator, version=1, role="area_lecturer", area=area)

    assert change_membership(place(member), by=coordinator, version=2, role="lecturer").area is None


def test_second_role_that_is_the_first_says_nothing(coordinator, member):
    row = change_membership(place(member), by=coordinator, version=1, second_role="student")

    assert row.second_role == ""


@pytest.mark.parametrize("facts", [{"role": "lecturer"}, {"role": "manager", "second_role": "official"}])
def test_the_last_coordinator_stays_coordinator(coordinator, facts):
    with pytest.raises(Refused):
        change_membership(place(coordinator), by=coordinator, version=1, **facts)

    assert place(coordinator).role == "coordinator"


def test_coordinator_in_a_second_role_is_one(community, coordinator, member):
    change_membership(place(member), by=coordinator, version=1, second_role="coordinator")
    assert has_permission(member, "communities.change_community", community)

    change_membership(place(coordinator), by=coordinator, version=1, role="lecturer")
    assert not has_permission(coordinator, "communities.change_community", community)


def test_change_is_refused_when_the_circle_is_closed(coordinator, member):
    Community.objects.update(**CLOSED)

    with pytest.raises(Refused):
        change_membership(place(member), by=coordinator, version=1, function="Stagiair")


def test_last_day_before_the_first_is_refused(coordinator, member):
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today - timedelta(days=1)}
    with pytest.raises(Refused, match="Daan Willems"):
        change_membership(place(member), by=coordinator, version=1, **days)


def test_one_person_is_something_else_in_each_circle(community, programme, theme, member, make):
    other = Community.objects.create(
        programme=programme, slug="ander", name="Ander", kind="thematic", theme=theme, status="active",
        started_at=timezone.now(),
    )  # fmt: skip
    make.join(member, other, Membership.Role.COORDINATOR)

    assert has_permission(member, "communities.change_community", other)
    assert not has_permission(member, "communities.change_community", community)


# --- Changing many


def test_change_many_changes_exactly_those(community, coordinator, member, host, organisation):
    ids, today = [place(member).pk, place(host).pk], timezone.localdate()

    changed = change_memberships(community, ids, by=coordinator, organisation=organisation, ends_on=today)

    assert len(changed) == 2
    assert set(community.memberships.filter(ends_on=today).values_list("user", flat=True)) == {member.pk, host.pk}
    assert change_memberships(community, ids, by=coordinator, organisation=organisation, ends_on=today) == []


def test_change_many_takes_the_same_number_of_queries_for_more(
    community, coordinator, make, django_assert_max_num_queries
):
    for number in range(6):
        make.join(make.user(f"P{number}"), community, "student", sector="education")
    ids = list(community.memberships.filter(role="student").values_list("pk", flat=True))

    for some in (ids[:1], ids[1:]):
        with django_assert_max_num_queries(8):
            change_memberships(community, some, by=coordinator, role="professional", sector="practice")


def test_alumni_read_and_take_part_no_more_until_they_take_part_again(community, coordinator, member):
    ids = [place(member).pk]

    change_memberships(community, ids, by=coordinator, alumni=True)
    community.refresh_from_db()
    assert (place(member).is_alumnus, community.member_count) == (True, 1)

    Membership.objects.filter(pk=ids[0]).update(ends_on=timezone.localdate() - timedelta(days=1))
    change_memberships(community, ids, by=coordinator, alumni=False)
    community.refresh_from_db()
    assert (place(member).is_active, place(member).ends_on, community.member_count) == (True, None, 2)


def test_who_is_an_alumnus_already_stays_one_since_then(community, coordinator, member):
    since = timezone.now() - timedelta(days=100)
    Membership.objects.filter(user=member).update(alumnus_since=since)

    assert change_memberships(community, [place(member).pk], by=coordinator, alumni=True) == []
    assert place(member).alumnus_since == since


def test_change_many_takes_no_last_coordinator_along(community, coordinator, member):
    ids = list(community.memberships.values_list("pk", flat=True))

    for facts in ({"role": "lecturer"}, {"alumni": True}):
        with pytest.raises(Refused):
            change_memberships(community, ids, by=coordinator, **facts)
    assert place(member).role == "student"


def test_change_many_touches_no_other_circle(community, coordinator, former_member, member, programme, theme, make):
    other = Community.objects.create(programme=programme, slug="ander", name="Ander", kind="thematic", theme=theme)
    stranger = make.join(make.user("Vreemde"), other, "student")

    assert change_memberships(community, [stranger.pk, 99], by=coordinator, role="manager") == []


# --- Leaving


def test_end_membership_holds_at_once(community, coordinator, member):
    end_membership(place(member), by=coordinator)

    community.refresh_from_db()
    assert community.member_count == 1
    assert not has_permission(member, "communities.view_inside_community", community)


def test_end_membership_by_a_coordinator_tells_the_person_and_keeps_the_reason(coordinator, member):
    row = end_membership(place(member), by=coordinator, reason=" Nooit geweest ")

    message = Message.objects.get()
    assert (row.left_by, row.left_reason) == (coordinator, "Nooit geweest")
    assert (message.recipient, message.kind) == (member, "communities.membership_ended")
    assert "Nooit" not in str(message.context)


def test_leaving_by_oneself_tells_nobody(coordinator, member):
    end_membership(place(member), by=member)

    assert not Message.objects.exists()


def test_end_membership_twice_is_harmless(community, coordinator, member):
    row = place(member)
    first = end_membership(row, by=member).left_at

    assert end_membership(row, by=coordinator).left_at == first
    assert not Message.objects.exists()


def test_the_last_coordinator_stays(community, coordinator, member):
    with pytest.raises(Refused):
        end_membership(place(coordinator), by=coordinator)

    assert community.memberships.active().count() == 2


def test_one_of_two_coordinators_may_go(community, coordinator, make):
    second = make.join(make.user("Tweede"), community, Membership.Role.COORDINATOR)

    assert end_membership(place(coordinator), by=coordinator).left_at
    with pytest.raises(Refused):
        end_membership(second, by=second.user)


def test_the_last_coordinator_may_leave_a_closed_circle(community, coordinator):
    Community.objects.update(**CLOSED)

    assert end_membership(place(coordinator), by=coordinator).left_at


def test_members_may_leave_a_circle_that_lost_its_coordinator(community, member):
    assert end_membership(place(member), by=member).left_at


# --- Alumni


def test_alumni_read_the_record_and_do_nothing(community, coordinator, member, meeting):
    case = Case.objects.create(
        title="C", community=community, owner=coordinator, status="submitted", submitted_at=timezone.now(),
        **dict.fromkeys(Case.CHECKS, True),
    )  # fmt: skip
    change_memberships(community, [place(member).pk], by=coordinator, alumni=True)

    may = {
        "communities.view_inside_community": community,
        "meetings.view_meeting": meeting,
        "communities.view_membership": place(coordinator),
    }
    may_not = {
        "communities.change_community": community,
        "communities.change_own_membership": place(member),
        "communities.add_case": community,
        "casework.view_case": case,
        "meetings.answer_meeting": meeting,
    }
    assert [name for name, row in may.items() if not has_permission(member, name, row)] == []
    assert [name for name, row in may_not.items() if has_permission(member, name, row)] == []
