"""My data, where workers do it: copies that are woken, break, come too late or are asked twice; what is declared."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.utils import timezone

from communities.models import Membership
from leerkring.accounts.models import DataExport, Objection, User
from leerkring.accounts.privacy import erasure, export, objections, registry
from leerkring.accounts.privacy.rows import plain
from leerkring.accounts.privacy.run import keep_all
from leerkring.core.tests.word_files import PNG
from leerkring.files.actions import store_bytes
from leerkring.files.models import File
from leerkring.notifications.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("woken")]
NOW = timezone.now()


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


def test_copy_is_asked_for_while_the_broker_is_away(member, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("celery.current_app.send_task", lambda *args, **options: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        copy = export.ask_export(member, now=NOW)
    assert DataExport.objects.get() == copy


def test_copy_is_of_whom_asked_and_in_their_language(host, member, community, make):
    """Others joined before and after."""
    User.objects.filter(pk=member.pk).update(language="en")
    copy = export.ask_export(User.objects.get(pk=member.pk), now=NOW)
    make.user("Later")

    assert export.make_export(copy.pk)
    archive = contents(copy)
    assert json.loads(archive.read("gegevens.json"))["person"] == {"name": member.full_name, "email": member.email}
    page = archive.read("gegevens.html").decode()
    assert '<html lang="en"' in page and member.email in page and host.email not in page
    # What points at a thing says its name.
    assert f"<dd>{community}</dd>" in page


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
    assert (copy.file.owner, copy.file.purpose, copy.file.content_type) == (member, export.EXPORT, "application/zip")


def test_copy_is_called_after_the_day_that_it_is_here(member):
    with time_machine.travel(datetime(2027, 6, 30, 22, 30, tzinfo=UTC)):
        copy = export.ask_export(member, now=timezone.now())
        assert export.make_export(copy.pk)
    copy.refresh_from_db()
    assert copy.file.name == "mijn-gegevens-20270701.zip"


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
