"""What people hear of their certificates."""

from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone

from communities.models import Membership
from meetings.actions.certificate import issue_certificates
from meetings.actions.certificate_batch import run_batch, start_batch
from meetings.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(signed, coordinator, member) -> Certificate:
    issue_certificates(signed, by=coordinator)
    return Certificate.objects.get(user=member)


@pytest.fixture
def later(deliver):
    """Return a function that sends what is due some minutes from now."""

    def send():
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            return deliver()

    return send


def test_batch_tells_that_a_certificate_is_ready_and_nothing_of_it(signed, coordinator, member, deliver):
    run_batch(start_batch(signed, by=coordinator).pk)
    mails = deliver()
    assert set(mails) == {member.email}
    mail = mails[member.email]
    assert "Lingewaard" in mail.subject
    assert f"/bewijzen/?jaar={signed.date.year}" in mail.body
    certificate = Certificate.objects.get(user=member)
    assert certificate.token not in mail.body and certificate.serial not in mail.body


def test_who_left_the_circle_hears_it_too(signed, coordinator, member, deliver):
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    run_batch(start_batch(signed, by=coordinator).pk)
    assert set(deliver()) == {member.email}


def test_ready_is_not_told_of_what_was_withdrawn_since(signed, coordinator, member, correct, deliver, reasons):
    run_batch(start_batch(signed, by=coordinator).pk)
    correct(signed.presences.get(user=member), is_there=False)
    deliver()
    assert reasons("meetings.certificate_ready") == ["the certificate was withdrawn in the meantime"]


def test_person_is_told_once_that_another_one_took_its_place(signed, member, issued, correct, later):
    correct(signed.presences.get(user=member), end=time(14))
    fresh = Certificate.objects.get(user=member, withdrawn_at=None)
    mails = later()
    assert set(mails) == {member.email}
    assert issued.number in mails[member.email].subject
    assert fresh.number in mails[member.email].body
    assert later() == {}


def test_corrections_in_a_row_are_told_in_one_mail(signed, member, issued, correct, later, reasons):
    row = signed.presences.get(user=member)
    for end in (time(14), time(13, 30), time(15)):
        correct(row, end=end)
    mails = later()
    assert list(mails) == [member.email]
    assert Certificate.objects.get(user=member, withdrawn_at=None).number in mails[member.email].body
    assert reasons("meetings.certificate_replaced") == ["a later mail tells this too"] * 2


def test_person_hears_that_no_other_one_took_its_place(signed, member, issued, correct, later):
    correct(signed.presences.get(user=member), is_there=False)
    assert "Volgens de lijst was je er niet" in later()[member.email].body


def test_who_corrects_their_own_presence_is_not_told(signed, coordinator, issued, correct, later):
    correct(signed.presences.get(user=coordinator), end=time(14))
    assert later() == {}


def test_mail_to_an_erased_person_is_not_sent(signed, member, issued, correct, later):
    correct(signed.presences.get(user=member), end=time(14))
    member.delete()
    assert later() == {}
