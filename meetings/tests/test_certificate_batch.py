"""Making the certificates of a meeting or a cycle at once."""

import io
import zipfile
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Refused
from leerkring.core.tests.paper import assert_accessible
from leerkring.notifications.models import Message
from meetings.actions import certificate_batch as actions
from meetings.certificate_paper import Paper
from meetings.models import Certificate, CertificateBatch, CertificateCopy, Meeting
from meetings.tasks import make_certificates

from .conftest import be_there

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch):
    """Return which batches a worker was woken for."""
    pks: list[int] = []
    monkeypatch.setattr(actions, "wake_batch", lambda batch: pks.append(batch.pk))
    return pks


@pytest.fixture
def quick(monkeypatch):
    """Let a paper cost nothing, where it is not about the paper."""
    monkeypatch.setattr(Paper, "pdf", lambda paper: f"%PDF {paper.certificate.name}".encode())


@pytest.fixture
def crowd(signed, make, community):
    """Return a function that puts more people on the signed list."""

    def grow(number):
        people = [make.user(f"Lid{place}", f"Vries{place}") for place in range(number)]
        for person in people:
            make.join(person, community, "professional")
            be_there(signed, user=person)
        return people

    return grow


def state_of(batch) -> tuple[str, int, int]:
    batch.refresh_from_db()
    return batch.status, batch.copies.count(), Certificate.objects.valid().count()


# --- Start to end -----------------------------------------------------------------------------------------------


def test_batch_issues_makes_papers_and_tells_people_once(signed, coordinator, member, woken):
    be_there(signed, name="Henk Roelofs")
    batch = actions.start_batch(signed, by=coordinator)
    assert (woken, batch.total, batch.status) == ([batch.pk], 3, "working")
    make_certificates(batch.pk)
    assert state_of(batch) == ("done", 3, 3)
    for copy in batch.copies.select_related("certificate"):
        pdf = bytes(copy.pdf)
        assert assert_accessible(pdf, language="nl", title=_title(copy.certificate))
    # Who pressed the button knows already; who walked in has no address here.
    assert list(Message.objects.values_list("kind", "recipient")) == [("meetings.certificate_ready", member.pk)]


def _title(certificate) -> str:
    from django.utils.formats import date_format

    return f"Bewijs van deelname: {certificate.name}, {date_format(certificate.date, 'j F Y')}"


def test_batch_of_a_cycle_takes_all_signed_lists_and_one_mail_each(
    signed, cycle, make, coordinator, member, woken, quick
):
    other = make.meeting(cycle, 7, days=-60, presence_signed_by=coordinator)
    Meeting.objects.filter(pk=other.pk).update(presence_signed_at=other.ends_at)
    be_there(make.meeting(cycle, 6, days=-90), user=member)
    be_there(other, user=member)
    batch = actions.start_batch(cycle, by=coordinator)
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("done", 3, 3)
    assert Message.objects.count() == 1


def test_batch_again_makes_papers_of_the_same_certificates(signed, coordinator, woken, quick):
    first = actions.start_batch(signed, by=coordinator)
    actions.run_batch(first.pk)
    again = actions.start_batch(signed, by=coordinator)
    actions.run_batch(again.pk)
    assert first != again
    assert state_of(again) == ("done", 2, 2)
    assert Message.objects.count() == 1


def test_second_press_while_it_works_is_the_same_batch(signed, coordinator, woken):
    assert actions.start_batch(signed, by=coordinator) == actions.start_batch(signed, by=coordinator)
    assert len(woken) == 1


def test_batch_is_refused_when_nobody_was_there(signed, coordinator, woken):
    signed.presences.update(removed_at=timezone.now())
    with pytest.raises(Refused):
        actions.start_batch(signed, by=coordinator)
    assert not CertificateBatch.objects.exists()


def test_batch_is_for_a_meeting_or_a_cycle(signed, cycle, coordinator):
    for scope in ({}, {"meeting": signed, "cycle": cycle}):
        with pytest.raises(ValidationError):
            CertificateBatch(by=coordinator, **scope).validate_constraints()


# --- Interrupted ------------------------------------------------------------------------------------------------


def test_batch_goes_on_where_a_killed_worker_left_it(signed, coordinator, crowd, woken, quick, monkeypatch):
    crowd(58)
    batch = actions.start_batch(signed, by=coordinator)
    real, kept = actions._keep, []

    def die(*args):
        if len(kept) == 1:
            raise KeyboardInterrupt
        kept.append(args)
        return real(*args)

    monkeypatch.setattr(actions, "_keep", die)
    with pytest.raises(KeyboardInterrupt):
        actions.run_batch(batch.pk)
    # Issued and not yet on paper: 25, of the 50 that were begun.
    assert state_of(batch) == ("working", 25, 50)
    monkeypatch.setattr(actions, "_keep", real)
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("done", 60, 60)
    assert Message.objects.count() == 59


def test_two_workers_on_one_batch_do_nothing_twice(signed, coordinator, crowd, woken, quick, monkeypatch):
    crowd(28)
    batch = actions.start_batch(signed, by=coordinator)
    real = actions.papers_of

    def overtaken(certificates):
        papers = real(certificates)
        monkeypatch.setattr(actions, "papers_of", real)
        actions.run_batch(batch.pk)
        return papers

    monkeypatch.setattr(actions, "papers_of", overtaken)
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("done", 30, 30)


def test_stopping_keeps_what_was_issued(signed, coordinator, crowd, woken, quick, monkeypatch):
    crowd(28)
    batch = actions.start_batch(signed, by=coordinator)
    real = actions.papers_of

    def stop(certificates):
        actions.cancel_batch(batch, by=coordinator)
        return real(certificates)

    monkeypatch.setattr(actions, "papers_of", stop)
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("cancelled", 0, 25)
    actions.cancel_batch(batch, by=coordinator)
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("cancelled", 0, 25)


@pytest.mark.parametrize("error", [OperationalError("away"), SoftTimeLimitExceeded()])
def test_batch_waits_for_the_tick_when_the_database_is_away_or_time_is_up(
    signed, coordinator, woken, monkeypatch, error
):
    batch = actions.start_batch(signed, by=coordinator)

    def fail(_certificates):
        raise error

    monkeypatch.setattr(actions, "papers_of", fail)
    with pytest.raises(type(error)):
        actions.run_batch(batch.pk)
    assert state_of(batch)[0] == "working"
    woken.clear()
    CertificateBatch.objects.update(moved_at=timezone.now() - timedelta(minutes=3))
    assert actions.take_up_batches(timezone.now()) == 1
    assert woken == [batch.pk]


def test_mistake_of_ours_ends_it_with_a_word(signed, coordinator, woken, monkeypatch):
    batch = actions.start_batch(signed, by=coordinator)
    monkeypatch.setattr(actions, "papers_of", lambda _certificates: 1 / 0)
    actions.run_batch(batch.pk)
    assert state_of(batch)[0] == "failed"
    assert "niet alle bewijzen" in batch.error


def test_paper_that_cannot_be_set_stops_nobody_else(signed, coordinator, member, woken, as_user, monkeypatch):
    batch = actions.start_batch(signed, by=coordinator)

    def pdf(paper):
        if paper.certificate.user_id == member.pk:
            raise DocumentError("kapot")
        return b"%PDF"

    monkeypatch.setattr(Paper, "pdf", pdf)
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("done", 2, 2)
    page = as_user(coordinator).get(batch.get_absolute_url()).content.decode()
    assert "Van 1 bewijs lukte de pdf niet" in page


# --- Rights, and what goes ----------------------------------------------------------------------------------------


@pytest.mark.promise(6)
def test_rights_are_asked_again_when_the_worker_comes(signed, coordinator, community, woken, quick):
    batch = actions.start_batch(signed, by=coordinator)
    Membership.objects.filter(user=coordinator, community=community).update(left_at=timezone.now())
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("failed", 0, 0)
    assert "niet meer" in batch.error


def test_closed_circle_still_gives_certificates(signed, coordinator, community, woken, quick):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    batch = actions.start_batch(signed, by=coordinator)
    actions.run_batch(batch.pk)
    assert state_of(batch) == ("done", 2, 2)


def test_papers_of_an_erased_person_go_with_the_account(signed, coordinator, member, woken, quick):
    batch = actions.start_batch(signed, by=coordinator)
    actions.run_batch(batch.pk)
    member.delete()
    assert [bytes(copy.pdf) for copy in batch.copies.all()] == [b"%PDF Marit Hoekstra"]


def test_person_erased_while_their_paper_is_made_leaves_none(signed, coordinator, member, woken, quick, monkeypatch):
    batch = actions.start_batch(signed, by=coordinator)
    real = actions.papers_of

    def erase(certificates):
        papers = real(certificates)
        member.delete()
        return papers

    monkeypatch.setattr(actions, "papers_of", erase)
    actions.run_batch(batch.pk)
    assert state_of(batch)[0] == "done"
    assert not [copy for copy in CertificateCopy.objects.all() if b"Willems" in bytes(copy.pdf)]


def test_papers_are_erased_after_a_week_and_certificates_stay(signed, coordinator, woken, quick):
    batch = actions.start_batch(signed, by=coordinator)
    actions.run_batch(batch.pk)
    actions.erase_batches(timezone.now() + timedelta(days=6))
    assert CertificateCopy.objects.count() == 2
    actions.erase_batches(timezone.now() + timedelta(days=8))
    assert not CertificateBatch.objects.exists()
    assert Certificate.objects.valid().count() == 2


# --- Pages --------------------------------------------------------------------------------------------------------


def test_zip_holds_a_pdf_per_person_but_of_those_withdrawn(
    signed, coordinator, member, woken, quick, as_user, correct
):
    batch = actions.start_batch(signed, by=coordinator)
    actions.run_batch(batch.pk)
    answer = as_user(coordinator).get(f"{batch.get_absolute_url()}bewijzen.zip")
    assert len(_names(answer)) == 2
    assert answer["Cache-Control"] == "private, no-store"
    correct(signed.presences.get(user=member), is_there=False)
    names = _names(as_user(coordinator).get(f"{batch.get_absolute_url()}bewijzen.zip"))
    marit = Certificate.objects.get(user=coordinator)
    assert names == [f"{signed.date:%Y-%m-%d}-marit-hoekstra-{marit.number}.pdf"]


def _names(answer) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return archive.namelist()


def test_page_shows_how_far_it_is_and_then_what_came_of_it(signed, coordinator, crowd, woken, quick, as_user):
    crowd(20)
    browser = as_user(coordinator)
    here = f"/bewijzen/bijeenkomst/{signed.pk}/"
    assert "Bewijzen maken (22)" in browser.get(here).content.decode()
    answer = browser.post(here)
    batch = CertificateBatch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    page = browser.get(batch.get_absolute_url())
    assert 'max="22"' in page.content.decode() and "Bewijzen worden gemaakt" in page.content.decode()
    part = browser.get(batch.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<div") and 'value="0"' in part
    actions.run_batch(batch.pk)
    assert browser.get(batch.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "(22)" in browser.get(batch.get_absolute_url()).content.decode()
    assert "Iedereen die er was, heeft een bewijs" in browser.get(here).content.decode()


def test_few_are_made_at_once(signed, coordinator, woken, quick, as_user):
    browser = as_user(coordinator)
    page = browser.post(f"/bewijzen/bijeenkomst/{signed.pk}/", follow=True).content.decode()
    assert "De bewijzen zijn klaar" in page


def test_page_stops_after_asking(signed, coordinator, woken, as_user):
    batch = actions.start_batch(signed, by=coordinator)
    there = f"{batch.get_absolute_url()}stoppen/"
    assert "<form" in as_user(coordinator).get(there).content.decode()
    assert state_of(batch)[0] == "working"
    page = as_user(coordinator).post(there, follow=True).content.decode()
    assert "Je bent gestopt" in page


def test_page_of_a_list_without_people_says_so(signed, coordinator, as_user):
    signed.presences.update(removed_at=timezone.now())
    page = as_user(coordinator).get(f"/bewijzen/bijeenkomst/{signed.pk}/").content.decode()
    assert "Niemand heeft hier uren" in page
    answer = as_user(coordinator).post(f"/bewijzen/bijeenkomst/{signed.pk}/", follow=True)
    assert "nog geen ondertekende" in answer.content.decode()


def test_page_of_a_cycle_counts_its_meetings(signed, cycle, coordinator, as_user):
    page = as_user(coordinator).get(f"/bewijzen/cyclus/{cycle.pk}/").content.decode()
    assert "Bewijzen maken (2)" in page
    assert f"/bewijzen/cyclus/{cycle.pk}/" in as_user(coordinator).get(cycle.get_absolute_url()).content.decode()


def test_waking_goes_on_when_the_broker_is_away(signed, coordinator, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_args, **_options):
        raise OSError

    monkeypatch.setattr("celery.current_app.send_task", away)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        batch = actions.start_batch(signed, by=coordinator)
    assert CertificateBatch.objects.filter(pk=batch.pk, status="working").exists()
