"""My data, where workers do it: copies and erasures that are woken, break, come too late or are asked twice."""

import io
import json
import zipfile
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from leerkring.accounts.models import DataExport, ErasureRequest, Objection, User
from leerkring.accounts.privacy import erasure, export, ledger, objections, registry
from leerkring.accounts.privacy.naming import ADDRESS, former_participant
from leerkring.accounts.privacy.replay import erase_again
from leerkring.accounts.privacy.rows import plain
from leerkring.accounts.privacy.run import keep_all
from leerkring.core.errors import Refused
from leerkring.core.tests.word_files import PNG
from leerkring.files.actions import store_bytes
from leerkring.files.models import File
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def woken(monkeypatch, settings, tmp_path):
    """What workers are asked for; the broker is not there."""
    asked = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args=(), **options: asked.append((name, *args)))
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erased.jsonl"
    return asked


def contents(copy):
    copy.refresh_from_db()
    return zipfile.ZipFile(io.BytesIO(copy.file.blob.open().read()))


# --- Copies ------------------------------------------------------------------------------------------------------


def test_copy_that_is_asked_for_twice_is_one_and_wakes_a_worker(
    member, host, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = export.ask_export(member, now=NOW)
        assert woken == []
    assert woken == [(export.TASK, first.pk)]

    again = export.ask_export(member, now=NOW + timedelta(hours=1))
    other = export.ask_export(host, now=NOW)

    assert again == first and again.asked_at == NOW and other != first
    assert first.total == len(registry.all_processings()) + 1


def test_sweep_wakes_workers_for_what_waits_oldest_first(make, woken, django_capture_on_commit_callbacks):
    """What a worker holds, what is ready and what was given up wait for nobody."""
    facts = {
        "new": {},
        "old": {"asked_at": NOW - timedelta(hours=2)},
        "dropped": {"asked_at": NOW - timedelta(hours=1), "held_until": NOW - timedelta(seconds=1), "attempts": 2},
        "held": {"held_until": NOW},
        "given up": {"attempts": DataExport.MOST_ATTEMPTS},
        "ready": {"ready_at": NOW, "ends_at": NOW},
    }
    rows = {
        name: DataExport.objects.create(user=make.user(f"P {name}"), **({"asked_at": NOW} | more)).pk
        for name, more in facts.items()
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert export.wake_exports(NOW) == 0

    assert woken == [(export.TASK, rows[name]) for name in ("old", "dropped", "new")]


def test_copy_is_held_while_it_is_made_and_says_how_far_it_is(member, monkeypatch):
    copy, seen = export.ask_export(member, now=NOW), []
    part = export.Copy.part

    def look(self, processing):
        seen.append(DataExport.objects.values("done", "attempts", "held_until").get())
        assert not export.make_export(copy.pk)
        return part(self, processing)

    monkeypatch.setattr(export.Copy, "part", look)
    assert export.make_export(copy.pk)

    assert [row["done"] for row in seen] == list(range(len(registry.all_processings())))
    assert {row["attempts"] for row in seen} == {1}
    assert all(timedelta(minutes=9) < row["held_until"] - timezone.now() <= export.LEASE for row in seen)
    copy.refresh_from_db()
    assert copy.done == copy.total and copy.ends_at == copy.ready_at + DataExport.LASTS
    assert copy.file.name == f"mijn-gegevens-{copy.ready_at:%Y%m%d}.zip"
    assert (copy.file.owner, copy.file.purpose, copy.file.content_type) == (member, export.EXPORT, "application/zip")


@pytest.mark.parametrize("change", [{"is_active": False}, None])
def test_nobody_gets_a_copy_who_left_while_it_was_made(member, monkeypatch, change):
    copy = export.ask_export(member, now=NOW)
    write = export._write

    def write_and_lose(*args):
        write(*args)
        here = User.objects.filter(pk=member.pk)
        here.update(**change) if change else here.delete()

    monkeypatch.setattr(export, "_write", write_and_lose)

    assert not export.make_export(copy.pk)
    assert not File.objects.exists() and not DataExport.objects.filter(ready_at__isnull=False).exists()


def test_copy_holds_the_uploads_that_are_there_and_no_others(member, host):
    picture = {"content_type": "image/png", "purpose": "accounts.photo"}
    files = {
        name: store_bytes(PNG + name.encode(), name=f"{name}.png", by=owner, **picture)
        for name, owner in {"een": member, "weg": member, "wacht": member, "ziek": member, "ander": host}.items()
    }
    default_storage.delete(files["weg"].blob.name)
    File.objects.filter(pk=files["wacht"].pk).update(held_at=NOW)
    File.objects.filter(pk=files["ziek"].pk).update(is_infected=True)
    File.objects.filter(pk=files["een"].pk).update(name="een/twee.png")
    copy = export.ask_export(member, now=NOW)
    export.make_export(copy.pk)

    archive = contents(copy)
    data = json.loads(archive.read("gegevens.json"))
    assert [name for name in archive.namelist() if name.startswith("bestanden/")] == ["bestanden/0001-een-twee.png"]
    assert archive.read("bestanden/0001-een-twee.png") == PNG + b"een"
    assert [file["path"] for file in data["files"]] == ["bestanden/0001-een-twee.png", "bestanden/0002-weg.png"]
    assert data["files"][0] | {"path": ""} == {"path": "", "name": "een/twee.png", "size": len(PNG) + 3}
    assert data["person"] == {"name": member.full_name, "email": member.email}
    assert data["schema"].endswith("/my-data.schema.json") and data["made_at"][:10] == f"{timezone.now():%Y-%m-%d}"

    later = export.ask_export(member, now=NOW)
    export.make_export(later.pk)
    assert not [name for name in contents(later).namelist() if name.endswith(".zip")]


@pytest.fixture
def letters(member, host):
    """A mail to a confirmed address of a member, to one that they never confirmed, and to one of somebody else."""
    owners = {
        "ik@thuis.example": (member, True),
        "wie@thuis.example": (member, False),
        "jij@thuis.example": (host, True),
    }
    for address, (owner, verified) in owners.items():
        EmailAddress.objects.create(user=owner, email=address, verified=verified)
        facts = {"send_after": NOW, "erase_after": NOW + timedelta(days=7), "state": Message.State.SENT}
        Message.objects.create(address=address.title(), kind="tests.gone", key=address, **facts)
    return Message.objects.filter(kind="tests.gone").order_by("pk")


def test_copy_holds_what_went_to_ones_confirmed_addresses_and_no_others(member, letters):
    copy = export.ask_export(member, now=NOW)
    export.make_export(copy.pk)

    data = json.loads(contents(copy).read("gegevens.json"))
    tables = {table["model"]: table for part in data["parts"] for table in part["tables"]}
    assert [row["id"] for row in tables["notifications.Message"]["rows"]] == [letters[0].pk]


def test_erasure_takes_what_went_to_ones_confirmed_addresses_and_no_others(member, letters):
    first, *others = (letter.pk for letter in letters)

    assert erasure.erase_person(member, keeps_name=True, now=NOW)

    assert [letter.pk for letter in letters.all()] == others


def test_copy_names_what_a_row_belongs_to_and_numbers_what_others_named(member, community, make):
    other = make.user("Iemand")
    Membership.objects.filter(user=member).update(left_at=NOW, left_by=other)
    Membership.objects.create(user=member, community=community, role="resident", sector="practice")
    copy = export.ask_export(member, now=NOW)
    export.make_export(copy.pk)

    data = json.loads(contents(copy).read("gegevens.json"))
    tables = {table["model"]: table for part in data["parts"] for table in part["tables"]}
    rows = tables["communities.Membership"]["rows"]
    assert [row["community"] for row in rows] == [{"id": community.pk, "name": str(community)}] * 2
    assert [(row["user"], row["left_by"]) for row in rows] == [("me", None)] * 2
    assert [row["left_at"] is None for row in rows] == [False, True]
    assert [part["name"] for part in data["parts"]] == [each.name for each in registry.all_processings()]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 1, 2, 3, 4), "2026-01-02T03:04:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4), "03:04:00"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (b"x", None),
        (memoryview(b"x"), None),
        (7, 7),
        ("tekst", "tekst"),
        ([1], [1]),
        (None, None),
    ],
)
def test_value_is_as_json_holds_it(value, shown):
    assert plain(value) == shown


def test_copies_that_ended_go_and_others_stay(member, host, make, django_capture_on_commit_callbacks):
    copies = [export.ask_export(person, now=NOW) for person in (member, host, make.user("Nog een"))]
    for copy in copies:
        export.make_export(copy.pk)
        copy.refresh_from_db()
    lost, ended, stays = copies
    name = ended.file.blob.name
    lost.file.delete()
    DataExport.objects.filter(pk=stays.pk).update(ends_at=ended.ends_at + timedelta(days=9))
    latest = max(lost.ends_at, ended.ends_at)

    with django_capture_on_commit_callbacks(execute=True):
        assert export.erase_exports(min(lost.ends_at, ended.ends_at) - timedelta(seconds=1)) == 0
        assert export.erase_exports(latest) == 2

    assert list(DataExport.objects.all()) == [stays] and list(File.objects.all()) == [stays.file]
    assert not default_storage.exists(name)


# --- Erasing -----------------------------------------------------------------------------------------------------


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


# --- Objections, and what is declared ------------------------------------------------------------------------------


def test_use_that_no_app_registers_is_objected_to_by_nobody(member, monkeypatch):
    monkeypatch.setattr(objections, "_uses", dict(objections._uses))
    ended = []
    objections.register_use(objections.Use("tests.a", "A", "a", ended.append))
    with pytest.raises(LookupError, match=r"The use tests\.a is registered twice\."):
        objections.register_use(objections.Use("tests.a", "A", "b"))
    with pytest.raises(LookupError):
        objections.object_to(member, "tests.typo", reason="", now=NOW)

    for reason in (" omdat ", "anders"):
        objection = objections.object_to(member, "tests.a", reason=reason, now=NOW)
        assert (objection.reason, objection.made_at, objection.about) == ("omdat", NOW, "tests.a")
    assert ended == [member, member]
    names = [use.name for use in objections.all_uses()]
    assert names == sorted(names) and "tests.a" in names
    assert objections.take_back(member, "tests.a") and not objections.take_back(member, "tests.a")
    assert not Objection.objects.exists()


def test_processing_of_one_name_is_registered_once():
    first = registry.all_processings()[0]
    with pytest.raises(LookupError, match=rf"The processing {first.name} is registered twice\."):
        registry.register_processing(first)


def test_period_that_breaks_is_told_and_the_others_go_on(monkeypatch):
    periods = list(registry.all_periods())
    model, broken = periods[1]
    failed = []

    def once(now, *, dry):
        raise RuntimeError("stuk")

    monkeypatch.setattr(
        "leerkring.accounts.privacy.run.all_periods",
        lambda: iter([periods[0], (model, registry.Period("x", broken.fate, once)), *periods[2:]]),
    )
    done = list(keep_all(NOW, dry=True, failed=failed.append))

    assert failed == [model] and len(done) == len(periods) - 1
    assert [(each.model, each.period) for each in done] == [periods[0], *periods[2:]]
    monkeypatch.undo()
    for hourly in (True, False):
        done = list(keep_all(NOW, dry=True, failed=failed.append, hourly=hourly))
        assert [each.period for each in done] == [period for _, period in periods if period.hourly is hourly]
        assert all(each.label and each.report.warned == 0 for each in done)
