"""A list from beginning to end: read, looked at, carried out, stopped, taken up again, erased."""

from dataclasses import replace
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities import imports
from communities.actions import import_job as actions
from communities.actions.invitation import Invitee, prepare_invitations
from communities.models import Area, Community, ImportJob, ImportRow, Invitation
from communities.tests.lists import MIXED, content_of
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.sheets import write_xlsx
from leerkring.files.models import File
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db


def make_job(community, by, content, **fields):
    defaults = {"role": "professional", "sector": ""}
    return actions.create_import("people", content, by=by, community=community, defaults=defaults, **fields)


def read(community, by, content=MIXED.encode()):
    job = make_job(community, by, content, name="lijst.csv")
    actions.run_import(job.pk)
    job.refresh_from_db()
    return job


def carry_out(job, by):
    actions.start_applying(job, by=by)
    actions.run_import(job.pk)
    job.refresh_from_db()
    return job


def verdicts(job):
    return dict(job.rows.values_list("number", "verdict"))


# --- Reading


def test_read_gives_each_row_a_verdict_and_sends_nothing(community, coordinator, known_people):
    job = read(community, coordinator)

    assert verdicts(job) == {
        2: "new", 3: "twice", 4: "member", 5: "wrong", 6: "wrong", 7: "invited", 8: "declined",
    }  # fmt: skip
    assert (job.status, job.total, job.done) == ("ready", 7, 7)
    assert list(job.rows.filter(is_wanted=True).values_list("number", flat=True)) == [2]
    assert (Invitation.objects.count(), Message.objects.count()) == (2, 2)


def test_read_says_what_is_wrong_and_how_to_mend_it(community, coordinator, known_people):
    remarks = dict(read(community, coordinator).rows.values_list("number", "remark"))

    assert "2" in remarks[3]
    assert "noor@example.nl" in remarks[5]
    assert "astronaut" in remarks[6] and "student" in remarks[6]
    assert "Geen tijd." in remarks[8]


@pytest.mark.parametrize("fault", [SoftTimeLimitExceeded, OperationalError, InterfaceError])
def test_read_goes_on_later_when_the_time_is_up_or_the_database_away(community, coordinator, monkeypatch, fault):
    def stop(job, content):
        raise fault

    job = make_job(community, coordinator, MIXED.encode(), name="lijst.csv")
    with monkeypatch.context() as patch:
        patch.setitem(imports._kinds, "people", replace(imports.get_import("people"), read=stop))
        with pytest.raises(fault):
            actions.run_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == ("reading", "")

    actions.run_import(job.pk)
    job.refresh_from_db()
    assert job.status == "ready"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_read_understands_what_spreadsheets_save(community, coordinator, encoding, delimiter):
    text = f"naam{delimiter}e-mail\r\nZoë Künç{delimiter}zoe@example.nl\r\n".replace("ç", "c").encode(encoding)

    row = read(community, coordinator, text).rows.get()

    assert (row.fields["given_name"], row.fields["email"], row.verdict) == ("Zoë", "zoe@example.nl", "new")


def test_read_understands_xlsx_with_formulas_as_text(community, coordinator):
    rows = [["=HYPERLINK(1)", "a@example.nl", 3], ["Noor", "=cmd|' /C calc'!A0", ""]]
    content = write_xlsx("Mensen", ["voornaam", "e-mail", "leerjaar"], rows)

    job = read(community, coordinator, content)

    assert verdicts(job) == {2: "new", 3: "wrong"}
    assert job.rows.get(number=2).fields["study_year"] == 3


@pytest.mark.parametrize("content", [b"naam;e-mail\n", b"\x89PNG\r\n\x1a\n1234", b"%PDF-1.7 x", b"a\x00b"])
def test_read_fails_with_a_word_when_it_is_no_list(community, coordinator, content):
    job = read(community, coordinator, content)

    assert job.status == "failed"
    assert job.error


def test_read_takes_five_thousand_and_no_more(community, coordinator):
    assert read(community, coordinator, content_of(5000)).rows.count() == 5000
    assert "5.000" in read(community, coordinator, content_of(5001)).error


def test_read_again_after_a_crash_finds_the_same_rows(community, coordinator):
    job = read(community, coordinator, content_of(600))
    job.rows.filter(number__gt=300).delete()
    ImportJob.objects.update(status="reading")

    actions.run_import(job.pk)

    assert job.rows.count() == 600
    assert ImportJob.objects.get().status == "ready"


def test_read_stops_when_cancelled_meanwhile(community, coordinator):
    job = make_job(community, coordinator, content_of(3))
    actions.cancel_import(job, by=coordinator)

    actions.run_import(job.pk)

    assert not job.rows.exists()
    assert ImportJob.objects.get().status == "cancelled"


def test_read_is_refused_when_the_right_was_lost_meanwhile(community, coordinator):
    job = make_job(community, coordinator, content_of(3))
    coordinator.memberships.update(role="manager")

    actions.run_import(job.pk)

    assert ImportJob.objects.get().status == "failed"
    assert not job.rows.exists()


def test_the_same_list_twice_within_a_minute_is_one(community, coordinator):
    assert make_job(community, coordinator, content_of(2)) == make_job(community, coordinator, content_of(2))
    assert make_job(community, coordinator, content_of(3)).pk != ImportJob.objects.earliest("pk").pk


# --- Choosing


def test_choose_keeps_only_what_can_be_carried_out(community, coordinator, known_people):
    job = read(community, coordinator)

    actions.choose_rows(job, {2: "", 3: "yes", 4: "yes", 5: "yes", 8: "yes"}, by=coordinator)

    assert list(job.rows.filter(is_wanted=True).values_list("number", flat=True)) == [8]


def test_choose_a_whole_verdict(community, coordinator, known_people):
    job = read(community, coordinator)
    actions.choose_verdict(job, "declined", wanted=True, by=coordinator)
    actions.choose_verdict(job, "new", wanted=False, by=coordinator)
    actions.choose_verdict(job, "wrong", wanted=True, by=coordinator)

    assert list(job.rows.filter(is_wanted=True).values_list("number", flat=True)) == [8]


def test_start_is_refused_without_a_tick(community, coordinator):
    job = read(community, coordinator, content_of(1))
    actions.choose_rows(job, {2: ""}, by=coordinator)

    with pytest.raises(Refused):
        actions.start_applying(job, by=coordinator)


# --- Carrying out


def test_carry_out_invites_and_puts_in_the_outbox(community, coordinator, known_people):
    job = carry_out(read(community, coordinator), coordinator)

    row = Invitation.objects.get(email="noor@example.nl")
    assert (row.status, row.role, row.sector, row.organisation.name) == (
        "sent",
        "student",
        "education",
        "ROC De Veste",
    )
    assert Message.objects.filter(address="noor@example.nl").count() == 1
    assert (job.status, job.done, actions.count_done(job)) == ("done", 1, 1)


def test_carry_out_only_prepares_in_a_draft(community, coordinator):
    Community.objects.update(status="draft", started_at=None)

    carry_out(read(community, coordinator, content_of(2)), coordinator)

    assert set(Invitation.objects.values_list("status", flat=True)) == {"prepared"}
    assert not Message.objects.exists()


def test_carry_out_twice_is_harmless(community, coordinator):
    job = carry_out(read(community, coordinator, content_of(2)), coordinator)

    actions.start_applying(job, by=coordinator)
    actions.run_import(job.pk)

    assert Invitation.objects.count() == Message.objects.count() == 2


def test_carry_out_goes_on_where_a_killed_worker_stopped(community, coordinator, monkeypatch):
    job = read(community, coordinator, content_of(7))
    monkeypatch.setattr(actions, "CHUNK", 3)
    actions.start_applying(job, by=coordinator)
    job.refresh_from_db()
    actions._carry_out_some(job)
    assert Invitation.objects.count() == 3

    actions.run_import(job.pk)

    job.refresh_from_db()
    assert (job.status, job.done) == ("done", 7)
    assert Invitation.objects.count() == Message.objects.count() == 7


def test_carry_out_stops_when_cancelled_and_what_is_done_stays(community, coordinator, monkeypatch):
    job = read(community, coordinator, content_of(7))
    monkeypatch.setattr(actions, "CHUNK", 3)
    actions.start_applying(job, by=coordinator)
    actions._carry_out_some(job)

    actions.cancel_import(job, by=coordinator)
    actions.run_import(job.pk)

    assert Invitation.objects.count() == actions.count_done(job) == 3
    assert ImportJob.objects.get().status == "cancelled"


def test_carry_out_asks_rights_again(community, coordinator):
    job = read(community, coordinator, content_of(2))
    actions.start_applying(job, by=coordinator)
    Community.objects.update(**CLOSED)

    actions.run_import(job.pk)

    job.refresh_from_db()
    assert (job.status, bool(job.error), Invitation.objects.count()) == ("cancelled", True, 0)


def test_carry_out_says_who_was_asked_meanwhile(community, coordinator):
    job = read(community, coordinator, content_of(2))
    prepare_invitations(community, [Invitee("P0@example.nl", "practice", "manager")], by=coordinator)

    carry_out(job, coordinator)

    assert verdicts(job) == {2: "invited", 3: "new"}
    assert actions.count_done(job) == 1
    assert Invitation.objects.count() == 2


def test_reading_costs_the_same_with_one_area_and_many(community, coordinator):
    places = Area.objects.bulk_create(Area(name=f"Plaats {n}", kind=Area.Kind.MUNICIPALITY) for n in range(40))
    costs = []
    for some in (places[:1], places):
        rows = "\n".join(f"p{place.pk}@example.nl;{place.name}" for place in some)
        job = make_job(community, coordinator, f"e-mail;gebied\n{rows}\nx@example.nl;Nergens\n".encode())
        with CaptureQueriesContext(connection) as asked:
            actions.run_import(job.pk)
        costs.append(len(asked))
        assert job.rows.filter(verdict="new").count() == len(some)
        assert "Nergens" in job.rows.get(verdict="wrong").remark

    assert costs[0] == costs[1]


def test_carry_out_costs_the_same_per_five_hundred(community, coordinator, django_assert_num_queries):
    # SQLite takes fewer rows in one statement.
    queries = 23 if connection.vendor == "postgresql" else 48
    job = read(community, coordinator, content_of(1000))
    actions.start_applying(job, by=coordinator)

    for done in (500, 1000):
        with django_assert_num_queries(queries):
            actions._carry_out_some(job)
        assert Message.objects.count() == done


# --- Sweeping


def test_tick_takes_up_what_stands_still(community, coordinator, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr(actions.current_app, "send_task", lambda name, args, **_options: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        job = make_job(community, coordinator, content_of(1))
    later = timezone.now() + timedelta(minutes=3)

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.take_up_imports(timezone.now()) == 0
        assert actions.take_up_imports(later) == 1

    assert sent == [(actions.TASK, [job.pk])] * 2


def test_list_is_erased_a_week_after_it_ended(community, coordinator):
    job = carry_out(read(community, coordinator, content_of(2)), coordinator)
    name = job.file.blob.name
    assert actions.erase_imports(timezone.now() + timedelta(days=6)) == 0

    actions.erase_imports(timezone.now() + timedelta(days=8))

    assert not ImportJob.objects.exists() and not ImportRow.objects.exists() and not File.objects.exists()
    assert Invitation.objects.count() == 2
    assert name


def test_bytes_are_erased_with_the_list(community, coordinator, django_capture_on_commit_callbacks):
    name = read(community, coordinator, content_of(2)).file.blob.name
    assert default_storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_imports(timezone.now() + timedelta(days=8))

    assert not default_storage.exists(name)
