"""A reader of something confidential reports a privacy problem: it is hidden at once, whatever it is."""

import pytest
from django.urls import reverse

from casework.actions.incident import close_incident
from casework.models import Assessment, CaseIncident, ReflectionShare, Submission
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due

WHAT = "De dochter is te herkennen."


@pytest.fixture
def shared(reflection, host):
    ReflectionShare.objects.create(reflection=reflection, person=host)
    return reflection


@pytest.fixture
def handed_in(reflection, member, host):
    facts = {"kind": "formative", "scale": "passed", "title": "T", "copy": []}
    submission = Submission.objects.create(author=member, community=reflection.community, **facts)
    Assessment.objects.create(submission=submission, assessor=host)
    return submission


def address(kind, text):
    return reverse(f"casework:{kind}_report", args=[text.pk])


def test_reported_reflection_is_shared_with_nobody_and_told(
    shared, member, host, coordinator, as_user, mailoutbox, settings
):
    settings.PRIVACY_CONTACT = "privacy@example.nl"
    as_user(host).get(shared.get_absolute_url())
    assert as_user(host).get(address("reflection", shared)).status_code == 200

    as_user(host).post(address("reflection", shared), {"what": WHAT})

    incident = CaseIncident.objects.get()
    assert (incident.text, incident.what, incident.access.get().person) == (shared, WHAT, host)
    assert incident.access.get().times == 1
    assert not has_permission(host, "casework.view_reflection", shared)
    assert has_permission(member, "casework.view_reflection", shared)
    deliver_due()
    to = {mail.to[0].rpartition("<")[2].strip(">") for mail in mailoutbox}
    assert to == {member.email, coordinator.email, "privacy@example.nl"}
    assert not any(WHAT in mail.body or "anarie" in mail.body for mail in mailoutbox)
    page = as_user(coordinator).get(incident.get_absolute_url()).text
    assert member.full_name in page and "Kanarie" not in page
    assert as_user(coordinator).get(reverse("casework:incident_list")).status_code == 200


def test_reported_submission_is_hidden_until_the_report_is_closed(handed_in, host, member, coordinator, as_user):
    as_user(host).post(address("submission", handed_in), {"what": WHAT})

    assert not has_permission(host, "casework.view_submission", handed_in)
    assert has_permission(member, "casework.view_submission", handed_in)
    assert as_user(host).post(address("submission", handed_in)).status_code == 404
    close_incident(CaseIncident.objects.get(), by=coordinator, done="Besproken.", told_authority=False)
    assert has_permission(host, "casework.view_submission", handed_in)


@pytest.mark.parametrize("who", ["member", "coordinator", "outsider", "staff"])
def test_nobody_reports_what_they_do_not_read_or_wrote_themselves(who, shared, handed_in, as_user, request):
    client = as_user(request.getfixturevalue(who))

    assert client.post(address("reflection", shared)).status_code == 404
    assert client.post(address("submission", handed_in)).status_code == 404
    assert not CaseIncident.objects.exists()
