"""A report of a privacy problem: what is written down, who is told, how it ends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import mails
from casework.actions import case as actions
from casework.actions.incident import close_incident
from casework.models import Case, CaseIncident, IncidentAccess
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.kinds import Mail
from leerkring.notifications.models import Message

CONTACT = "fg@example.nl"


@pytest.fixture
def incident(case, host, all_agreed) -> CaseIncident:
    """The host read the case of the member twice and reported it; the coordinator could read it."""
    actions.log_reading(case, by=host)
    actions.log_reading(case, by=host)
    Message.objects.all().delete()
    actions.report_case(case, by=host, what=" De straat. ")
    return CaseIncident.objects.get()


def test_report_hides_and_writes_down_what_when_and_who_had_access(incident, case, host, coordinator):
    access = {row.person: row.times for row in IncidentAccess.objects.all()}

    assert (incident.what, incident.reported_by, incident.is_open) == ("De straat.", host, True)
    assert access == {host: 2, coordinator: 0}
    assert Case.objects.get().is_incident
    assert incident.notice_until - incident.reported_at == timedelta(hours=72)


def test_report_is_told_to_owner_coordinator_and_privacy_contact(case, host, member, coordinator, settings):
    settings.PRIVACY_CONTACT = CONTACT
    Message.objects.all().delete()
    actions.report_case(case, by=host, what="Kanarie")

    rows = list(Message.objects.select_related("recipient"))
    assert {row.recipient or row.address for row in rows} == {member, coordinator, CONTACT}
    answers = mails.prepare_reported(rows)
    path = reverse("casework:incident_detail", args=[CaseIncident.objects.get().pk])
    for row in rows:
        mail = answers[row.pk]
        assert isinstance(mail, Mail)
        assert "anarie" not in str(mail.context) + str(row.context)
        assert mail.context["url"].endswith(path) == (row.recipient != member)


def test_case_is_released_again_only_after_the_report_is_closed(incident, case, member, coordinator):
    again = actions.reopen_case(case, by=member)
    Case.objects.update(**dict.fromkeys(Case.CHECKS, True))
    again = actions.submit_case(again, by=member)
    with pytest.raises(Refused):
        actions.release_case(again, by=coordinator)

    close_incident(incident, by=coordinator, done="Besproken, straat weg.", told_authority=False)

    assert actions.release_case(again, by=coordinator).is_released


def test_close_is_refused_without_words_and_a_second_time(incident, coordinator):
    with pytest.raises(Refused):
        close_incident(incident, by=coordinator, done=" ", told_authority=True)
    close_incident(incident, by=coordinator, done="Gemeld.", told_authority=True)
    with pytest.raises(Refused):
        close_incident(incident, by=coordinator, done="Nog eens.", told_authority=False)
    row = CaseIncident.objects.get()
    assert (row.done, row.told_authority, row.closed_by) == ("Gemeld.", True, coordinator)


def test_record_outlives_the_case_and_its_readers(incident, case, member, host):
    actions.delete_case(case, by=member)
    host.delete()

    assert CaseIncident.objects.get().case is None
    assert {(row.person is None, row.times) for row in IncidentAccess.objects.all()} == {(True, 2), (False, 0)}


ROLES = ["member", "host", "coordinator", "former_member", "outsider", "staff", "contact"]


@pytest.mark.parametrize("closed", [False, True])
def test_incident_is_for_coordinators_and_the_privacy_contact(request, incident, make, settings, coordinator, closed):
    settings.PRIVACY_CONTACT = CONTACT
    people = {role: request.getfixturevalue(role) for role in ROLES if role != "contact"}
    people["contact"] = make.user("Fenna", email="FG@example.nl")
    if closed:
        close_incident(incident, by=coordinator, done="Gedaan.", told_authority=False)

    def who(name):
        return {role for role, person in people.items() if has_permission(person, name, incident)}

    assert who("casework.view_incident") == {"coordinator", "contact"}
    assert who("casework.close_incident") == (set() if closed else {"coordinator", "contact"})


def test_page_shows_the_record_and_closes_it_without_a_word_of_the_case(as_user, incident, coordinator, host):
    client = as_user(coordinator)
    page = client.get(incident.get_absolute_url())
    assert "De straat." in page.text and host.full_name in page.text and "anarie" not in page.text
    assert page.context["hours_left"] in (71, 72)
    assert client.post(incident.get_absolute_url(), {"done": ""}).status_code == 422

    client.post(incident.get_absolute_url(), {"done": "Straat weg.", "told_authority": "on"})

    assert "Straat weg." in client.get(incident.get_absolute_url()).text
    assert incident.get_absolute_url() in client.get(reverse("casework:incident_list")).text


def test_reader_reports_on_the_page_of_the_case_in_one_press(as_user, case, host, all_agreed):
    client = as_user(host)
    address = reverse("casework:case_report", args=[case.pk])
    assert "anarie" not in client.get(address).text

    client.post(address)

    assert Case.objects.get().is_incident
    assert client.get(case.get_absolute_url()).status_code == 404


def test_coordinators_see_open_reports_among_the_cases(as_user, incident, coordinator, host):
    place = reverse("casework:case_list", args=["lingewaard"])
    assert reverse("casework:incident_list") in as_user(coordinator).get(place).text
    assert reverse("casework:incident_list") not in as_user(host).get(place).text


def test_time_that_has_passed_is_said(as_user, incident, coordinator):
    CaseIncident.objects.update(reported_at=timezone.now() - timedelta(hours=80))
    assert as_user(coordinator).get(incident.get_absolute_url()).context["hours_left"] == 0
