"""Issuing certificates, and what a correction, a new name and an erased account make of them."""

import json
from datetime import time, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from communities.models import Membership
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings import hours
from meetings.actions.certificate import (
    issue_certificates,
    issue_own_certificate,
    keep_certificates,
    renew_certificate,
)
from meetings.actions.presence import sign_presence
from meetings.models import Certificate, Guest, Meeting, Presence

from .conftest import be_there

pytestmark = pytest.mark.django_db
WHOLE = {"consultation": 90, "deepening": 90, "visit": 75, "current": 45, "other": 60}


def row_of(meeting, user) -> Presence:
    return meeting.presences.get(user=user)


@pytest.fixture
def issued(signed, member) -> Certificate:
    return issue_own_certificate(row_of(signed, member), by=member)


# --- Issuing ----------------------------------------------------------------------------------------------------


def test_certificate_states_what_the_list_the_meeting_and_the_circle_say(signed, member, coordinator, issued):
    issued.refresh_from_db()
    assert (issued.name, issued.role, issued.date) == ("Daan Willems", "student", signed.date)
    assert (issued.from_time, issued.until_time, issued.way) == (time(9, 30), time(16, 30), "location")
    assert (issued.minutes, issued.activities, issued.participants) == (360, WHOLE, 2)
    assert (issued.confirmed_by, issued.confirmed_at) == (coordinator, signed.presence_signed_at)
    assert (issued.facilitator, issued.issued_by, issued.is_valid) == (coordinator, member, True)
    assert issued.facts == {
        "circle": "Lingewaard",
        "programme": "Zorgalliantie",
        "words": ["leerkring", "leerkringen"],
        "place": "De Kersentuin",
        "theme": "Agenderen: eenzaamheid in beeld",
        "goal": "Eenzaamheid eerder zien.",
        "topics": ["Eenzaamheid is geen agendaprobleem", "De Kersentuin"],
        "forms": ["round", "consultation", "work_session", "visit"],
        "leads": False,
        "leader_role": "coordinator",
        "leader_organisation": "Stichting Welzijn De Linge",
        "signer_role": "coordinator",
    }


def test_certificate_holds_no_title_of_a_peer_consultation_as_it_may_name_a_case(issued):
    assert "mevrouw" not in json.dumps(issued.facts)


def test_topics_are_those_at_which_the_person_was(signed, make, community):
    late = make.user("Truus")
    make.join(late, community, "resident")
    row = be_there(signed, start=time(14, 45), user=late)
    certificate = issue_own_certificate(row, by=late)
    assert (certificate.facts["topics"], certificate.facts["forms"]) == (["De Kersentuin"], ["visit"])


def test_facilitator_is_named_as_such_and_has_that_role(signed, member):
    Meeting.objects.filter(pk=signed.pk).update(facilitator=member)
    certificate = issue_own_certificate(row_of(signed, member), by=member)
    assert (certificate.role, certificate.facilitator, certificate.facts["leads"]) == ("facilitator", member, True)
    assert certificate.facts["leader_role"] == "student"


def test_issuing_twice_gives_the_same_certificate(signed, member, coordinator, issued):
    assert issue_own_certificate(row_of(signed, member), by=member) == issued
    everybody, new = issue_certificates(signed, by=coordinator)
    assert issued in everybody
    assert [certificate.user for certificate in new] == [coordinator]
    assert Certificate.objects.count() == 2


def test_guests_and_who_walked_in_get_one_too_and_nobody_known_gets_none(signed, invite, coordinator):
    guest = invite()
    Guest.objects.update(meeting=signed)
    be_there(signed, guest=guest)
    be_there(signed, name="Henk Roelofs")
    be_there(signed)
    _all, new = issue_certificates(signed, by=coordinator)
    assert {(row.name, row.role) for row in new if row.user is None} == {
        ("Ronald Vos", "guest_expert"),
        ("Henk Roelofs", "participant"),
    }
    assert {row.participants for row in new} == {4}


def test_nothing_is_issued_before_the_list_is_signed(signed, member):
    Meeting.objects.filter(pk=signed.pk).update(presence_signed_at=None)
    with pytest.raises(Refused):
        issue_own_certificate(row_of(signed, member), by=member)
    assert not Certificate.objects.exists()


def test_member_who_was_not_there_gets_none(signed, host, member):
    Presence.objects.filter(user=member).update(removed_at=timezone.now())
    with pytest.raises(Refused):
        issue_own_certificate(row_of(signed, member), by=member)
    assert not Certificate.objects.filter(user__in=[host, member]).exists()


def test_list_signed_twice_changes_nothing(signed, issued, coordinator):
    sign_presence(signed, by=coordinator)
    issued.refresh_from_db()
    assert issued.is_valid
    assert Certificate.objects.count() == 1


def test_who_left_the_circle_keeps_their_role_and_gets_a_certificate(signed, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    assert issue_own_certificate(row_of(signed, member), by=member).role == "student"


def test_measured_consultation_counts_instead_of_what_was_planned(signed, member, monkeypatch):
    monkeypatch.setattr(hours, "_measured", [lambda meetings: {(signed.pk, member.pk): 60}])
    certificate = issue_own_certificate(row_of(signed, member), by=member)
    assert (certificate.activities["consultation"], certificate.minutes) == (60, 360)


def test_meeting_stays_where_it_was_once_its_list_is_signed(signed, issued, change):
    with pytest.raises(Refused):
        change(signed, date=timezone.localdate() + timedelta(days=9))
    issued.refresh_from_db()
    assert (issued.is_valid, issued.date) == (True, signed.date)


def test_serials_and_addresses_are_long_and_differ(signed, coordinator):
    rows, _new = issue_certificates(signed, by=coordinator)
    assert len({row.serial for row in rows} | {row.token for row in rows}) == 4
    assert {(len(row.serial), len(row.token)) for row in rows} == {(10, 22)}


def test_issuing_asks_as_much_for_three_people_as_for_one(signed, coordinator, make, community, queries):
    def counted():
        Certificate.objects.all().delete()
        return queries(lambda: (Certificate.objects.all().delete(), issue_certificates(signed, by=coordinator)))

    Presence.objects.filter(meeting=signed).exclude(user=coordinator).delete()
    one = counted()
    for number in range(2):
        person = make.user(f"Lid{number}")
        make.join(person, community, "resident")
        be_there(signed, user=person)
    assert counted() == one


# --- Corrections ------------------------------------------------------------------------------------------------


def test_correction_withdraws_and_issues_again(signed, member, issued, correct):
    correct(row_of(signed, member), end=time(14))
    issued.refresh_from_db()
    fresh = issued.replaced_by
    assert (issued.is_valid, issued.withdrawn_because, issued.name) == (False, "corrected", "")
    assert (fresh.is_valid, fresh.minutes, fresh.name) == (True, 210, "Daan Willems")
    assert fresh.serial != issued.serial


def test_second_correction_withdraws_the_second_one(signed, member, issued, correct):
    row = row_of(signed, member)
    correct(row, end=time(14))
    correct(row, end=time(12))
    issued.refresh_from_db()
    assert issued.replaced_by.replaced_by.is_valid
    assert [row.is_valid for row in Certificate.objects.order_by("pk")] == [False, False, True]


def test_correction_that_changes_nothing_leaves_the_certificate(signed, member, issued, correct):
    correct(row_of(signed, member))
    issued.refresh_from_db()
    assert issued.is_valid
    assert not Message.objects.exists()


def test_correction_to_online_is_another_certificate(signed, member, issued, correct):
    correct(row_of(signed, member), way="online")
    issued.refresh_from_db()
    assert issued.replaced_by.way == "online"


def test_who_was_not_there_after_all_has_no_certificate_left(signed, member, issued, correct):
    correct(row_of(signed, member), is_there=False)
    issued.refresh_from_db()
    assert (issued.is_valid, issued.withdrawn_because, issued.replaced_by) == (False, "absent", None)


def test_who_is_put_back_makes_another_one(signed, member, issued, correct):
    row = row_of(signed, member)
    correct(row, is_there=False)
    correct(row)
    again = issue_own_certificate(row_of(signed, member), by=member)
    assert (again != issued, again.is_valid) == (True, True)


def test_correcting_without_certificate_makes_none(signed, member, correct):
    correct(row_of(signed, member), end=time(14))
    assert not Certificate.objects.exists()


def test_certificates_of_others_stay_when_one_is_corrected(signed, member, coordinator, issued, correct):
    others, _new = issue_certificates(signed, by=coordinator)
    correct(row_of(signed, member), end=time(14))
    assert Certificate.objects.valid().filter(user=coordinator).exists()


# --- Names ------------------------------------------------------------------------------------------------------


def test_new_name_is_put_on_it_when_its_holder_asks(signed, member, issued):
    get_user_model().objects.filter(pk=member.pk).update(given_name="Dana")
    member.refresh_from_db()
    renewed = renew_certificate(issued, by=member)
    issued.refresh_from_db()
    assert (renewed.name, issued.replaced_by, issued.withdrawn_because) == ("Dana Willems", renewed, "renewed")
    assert not Message.objects.exists()


def test_renewing_is_refused_when_the_name_is_the_same_or_it_was_withdrawn(signed, member, issued, correct):
    with pytest.raises(Refused):
        renew_certificate(issued, by=member)
    correct(row_of(signed, member), end=time(14))
    get_user_model().objects.filter(pk=member.pk).update(given_name="Dana")
    with pytest.raises(Refused):
        renew_certificate(issued, by=member)


def test_renewing_is_refused_when_the_meeting_is_gone(signed, member, issued):
    signed.delete()
    issued.refresh_from_db()
    with pytest.raises(Refused):
        renew_certificate(issued, by=member)
    assert issued.is_valid


# --- Erasing ----------------------------------------------------------------------------------------------------


def test_erased_person_is_gone_from_the_certificate_which_still_holds(signed, member, issued):
    member.delete()
    kept = Certificate.objects.get(pk=issued.pk)
    assert (kept.user, kept.name) == (None, "")
    assert (kept.is_valid, kept.serial, kept.minutes, kept.activities) == (True, issued.serial, 360, WHOLE)
    assert "Willems" not in json.dumps(list(Certificate.objects.values()), default=str)


def test_erased_facilitator_and_signer_stay_as_a_role(signed, coordinator, member, issued):
    coordinator.delete()
    issued.refresh_from_db()
    assert (issued.facilitator, issued.confirmed_by, issued.facts["signer_role"]) == (None, None, "coordinator")
    assert "Hoekstra" not in json.dumps(list(Certificate.objects.values()), default=str)


def test_erasing_one_person_leaves_the_names_of_others(signed, member, coordinator, issued):
    issue_certificates(signed, by=coordinator)
    member.delete()
    assert list(Certificate.objects.order_by("pk").values_list("name", flat=True)) == ["", "Marit Hoekstra"]


def test_certificates_are_erased_after_seven_years_and_not_before(signed, issued):
    assert keep_certificates(timezone.now() + timedelta(days=7 * 365 - 40), dry=False).erased == 0
    assert keep_certificates(timezone.now() + timedelta(days=7 * 365), dry=True).erased == 1
    assert keep_certificates(timezone.now() + timedelta(days=7 * 365), dry=False).erased == 1
    assert not Certificate.objects.exists()
