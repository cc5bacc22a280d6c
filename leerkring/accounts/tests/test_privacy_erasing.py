"""Erasing, where workers do it: once for who asked twice, again when it broke, and in the way of nobody else."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from leerkring.accounts.models import ErasureRequest, User
from leerkring.accounts.privacy import erasure, ledger, registry
from leerkring.accounts.privacy.naming import ADDRESS, former_participant
from leerkring.accounts.privacy.regret import make_token
from leerkring.accounts.privacy.replay import erase_again
from leerkring.core.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("woken")]
NOW = timezone.now()


def closing_after(deed):
    """Let a thread give its connection back."""

    def run():
        try:
            return deed()
        finally:
            connection.close()

    return run


def test_erasure_that_is_asked_for_twice_waits_as_the_first_did(member):
    first = erasure.ask_erasure(member, keeps_name=False, now=NOW)
    again = erasure.ask_erasure(member, keeps_name=True, now=NOW + timedelta(days=3))

    assert again == first and (again.asked_at, again.due_at) == (NOW, NOW + ErasureRequest.REGRET)
    assert ErasureRequest.objects.get().keeps_name is False
    assert erasure.cancel_erasure(member) and not erasure.cancel_erasure(member)


def test_only_operator_first_finds_another(staff, make):
    with pytest.raises(Refused, match="beheerder"):
        erasure.ask_erasure(staff, keeps_name=True, now=NOW)
    assert not ErasureRequest.objects.exists()
    [found] = registry.hindrances(staff)
    assert found.url == reverse("admin:index")

    second = make.user("Tweede", is_superuser=True, is_active=False)
    assert registry.hindrances(staff)
    User.objects.filter(pk=second.pk).update(is_active=True)
    assert registry.hindrances(staff) == []


def test_sweep_wakes_a_worker_only_for_who_is_due(member, woken):
    request = erasure.ask_erasure(member, keeps_name=True, now=NOW)
    assert erasure.wake_erasures(request.due_at - timedelta(seconds=1)) == 0 and woken == []
    assert erasure.wake_erasures(request.due_at) == 0
    assert woken == [(erasure.TASK,)]


def test_erasure_that_breaks_stops_no_other_and_is_tried_again(member, host, monkeypatch, caplog):
    """Broken in the middle, nothing of it stays: the ledger is written last of all, and the account is still there."""
    for days, person in enumerate((member, host)):
        erasure.ask_erasure(person, keeps_name=True, now=NOW - timedelta(days=9 - days))
    work = erasure.scrub

    def break_for_the_first(traces):
        work(traces)
        if member.email in traces.words:
            raise RuntimeError("stuk")

    monkeypatch.setattr(erasure, "scrub", break_for_the_first)
    assert erasure.erase_due(NOW) == 1
    assert set(User.objects.filter(pk__in=[member.pk, host.pk])) == {member}
    assert member.email not in caplog.text

    monkeypatch.undo()
    ErasureRequest.objects.update(due_at=NOW)
    monkeypatch.setattr(ledger, "write", lambda *args, **options: None)
    assert erasure.erase_due(NOW) == 1 and erasure.erase_due(NOW) == 0


def test_erasure_that_breaks_at_its_end_stands_in_no_ledger(member, monkeypatch):
    """A restore would erase, long after, who thought better of it since."""
    erasure.ask_erasure(member, keeps_name=True, now=NOW - timedelta(days=8))
    monkeypatch.setattr(erasure, "_index_anew", lambda _entries: 1 / 0)

    assert erasure.erase_due(NOW) == 0
    assert User.objects.filter(pk=member.pk).exists() and list(ledger.lines()) == []
    monkeypatch.undo()
    assert erasure.cancel_erasure(member) and erase_again(NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_who_thinks_better_of_it_while_being_erased_is_not_told_to_stay(member, monkeypatch, visitor):
    request = erasure.ask_erasure(member, keeps_name=True, now=NOW - timedelta(days=8))
    link = reverse("accounts:erase_keep", kwargs={"token": make_token(request)})
    begun, may_end, work = Event(), Event(), erasure.scrub

    def pause(traces):
        begun.set()
        may_end.wait(30)
        work(traces)

    monkeypatch.setattr(erasure, "scrub", pause)
    with ThreadPoolExecutor(2) as pool:
        erased = pool.submit(closing_after(lambda: erasure.erase_due(NOW)))
        assert begun.wait(30)
        answer = pool.submit(closing_after(lambda: visitor.post(link)))
        # Without a lock it answers within this second, that nothing was erased.
        wait([answer], timeout=1)
        may_end.set()
    assert erased.result() == 1 and not User.objects.filter(pk=member.pk).exists()
    assert answer.result().status_code == 404
    assert "of het is gebeurd" in answer.result().text


def test_erasures_that_break_hinder_nobody_however_many_there_are(make, monkeypatch):
    """Two at a time: three that break, of long ago, and behind them one that does not."""
    monkeypatch.setattr(erasure, "AT_ONCE", 2)
    *broken, last = [make.user(f"Weg{number}") for number in range(4)]
    for number, person in enumerate((*broken, last)):
        erasure.ask_erasure(person, keeps_name=True, now=NOW - timedelta(days=20 - number))
    tried, work = [], erasure.erase_person

    def erase(person, **options):
        tried.append(person)
        return work(person, **options) if person == last else 1 / 0

    monkeypatch.setattr(erasure, "erase_person", erase)
    assert [erasure.erase_due(NOW + timedelta(hours=hour)) for hour in range(3)] == [0, 1, 0]
    one, two, three = broken
    assert tried == [one, two, three, last, one, two]


def test_erasure_that_ends_its_worker_waits_behind_the_others(member, host, monkeypatch):
    monkeypatch.setattr(erasure, "AT_ONCE", 1)
    for days, person in enumerate((member, host)):
        erasure.ask_erasure(person, keeps_name=True, now=NOW - timedelta(days=9 - days))
    work = erasure.erase_person

    def erase(person, **options):
        if person == member:
            raise SystemExit
        return work(person, **options)

    monkeypatch.setattr(erasure, "erase_person", erase)
    with pytest.raises(SystemExit):
        erasure.erase_due(NOW)
    assert erasure.erase_due(NOW + timedelta(hours=1)) == 1
    assert set(User.objects.filter(pk__in=[member.pk, host.pk])) == {member}


def test_erasure_whose_hindrances_break_stops_no_other(member, host, monkeypatch):
    for days, person in enumerate((member, host)):
        erasure.ask_erasure(person, keeps_name=True, now=NOW - timedelta(days=9 - days))
    monkeypatch.setattr(erasure, "hindrances", lambda person: 1 / 0 if person == member else [])

    assert erasure.erase_due(NOW) == 1
    assert set(User.objects.filter(pk__in=[member.pk, host.pk])) == {member}


def test_who_thought_better_of_it_a_moment_ago_is_not_erased(member):
    assert not erasure.erase_person(member, keeps_name=True, now=NOW, asked=True)
    assert User.objects.filter(pk=member.pk).exists()
    assert erasure.erase_person(member, keeps_name=True, now=NOW)


def test_erased_person_leaves_the_sessions_of_others_alone(member, host, as_user):
    browsers = {person: as_user(person) for person in (member, host)}
    erasure.erase_person(member, keeps_name=True, now=NOW)

    assert browsers[host].get("/account/gegevens/").status_code == 200
    assert browsers[member].get("/account/gegevens/").status_code == 302


def test_person_whose_name_is_no_word_is_erased_as_anybody(make):
    person = make.user("???", "?????")
    assert erasure.erase_person(person, keeps_name=True, now=NOW)
    [line] = ledger.lines()
    assert (line.person, line.erased, line.keeps_name) == (person.pk, NOW.isoformat(), True)


def test_former_participant_is_one_and_cannot_sign_in():
    former = former_participant()
    assert former == former_participant() and former.email == ADDRESS
    assert (former.is_active, former.has_usable_password(), former.full_name) == (False, False, "Oud-deelnemer")


def test_ledger_is_read_by_nobody_else_and_lines_add_up(member, host):
    assert list(ledger.lines()) == []
    for person, keeps in ((member, True), (host, False)):
        ledger.write(person, NOW, keeps_name=keeps)

    assert ledger.ledger_path().stat().st_mode & 0o777 == 0o600
    assert [(line.person, line.keeps_name) for line in ledger.lines()] == [(member.pk, True), (host.pk, False)]
    first, second = ledger.lines()
    assert first.is_of(member) and not first.is_of(host)
    member.date_joined += timedelta(seconds=1)
    assert not first.is_of(member) and second.is_of(host)


def test_restore_erases_again_who_had_been_erased(member):
    ledger.write(member, NOW, keeps_name=False)

    assert erase_again(NOW) == 1
    assert erase_again(NOW) == 0
    assert not User.objects.filter(pk=member.pk).exists()
