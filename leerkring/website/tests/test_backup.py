"""The drill: a backup is made, put back in an empty place, and compared; and what must not come back does not."""

import json
from datetime import timedelta
from io import StringIO

import pyrage
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from communities.models import Invitation
from leerkring.accounts.privacy.erasure import erase_person
from leerkring.environment import storages
from leerkring.files.models import File
from leerkring.notifications.models import Message
from leerkring.website.backup import database
from leerkring.website.backup.manifest import Damaged, read_manifest
from leerkring.website.backup.put_back import put_back
from leerkring.website.backup.sealed import Seal

from .grown.servers import ObjectStorage
from .restored import empty_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path):
    with empty_place(tmp_path / "elsewhere") as place:
        yield place


@pytest.fixture
def buckets(settings):
    """On PostgreSQL the files stand in an object storage: what is there, and where they are put back."""
    if connection.vendor == "sqlite":
        yield None
        return
    here, there = ObjectStorage(), ObjectStorage()
    settings.STORAGES = storages(here.url, is_tried_out=True, embedded=True)
    yield there
    here.stop(), there.stop()


@pytest.fixture
def backup(buckets, world, tmp_path):
    """A backup of a circle with everything, mail that waits, and an invitation that was not answered."""
    now = timezone.now()
    invitation = Invitation.objects.filter(community__slug=world.circle).first()
    facts = {"status": "sent", "token_hash": "f" * 64, "expires_at": now + timedelta(days=9), "answered_at": None}
    Invitation.objects.filter(pk=invitation.pk).update(**facts)
    Message.objects.all().delete()
    rows = {"old": now - timedelta(minutes=1), "later": now + timedelta(days=2)}
    for key, due in rows.items():
        Message.objects.create(recipient_id=world.person, kind="test", key=key, send_after=due, try_after=due)
    call_command("backup", str(tmp_path / "backup"), stdout=StringIO())
    return tmp_path / "backup"


@pytest.mark.promise(16)
@pytest.mark.processes
def test_backup_comes_back_whole_in_an_empty_place_and_nothing_spent_works_again(backup, place, buckets, figure):
    if buckets:
        place.environment["STORAGE_URL"] = buckets.url
    manifest = read_manifest(backup, Seal())
    here = database.the_database().counts()
    assert Session.objects.exists()

    done = place.manage("restore", str(backup))

    assert done.returncode == 0, done.stderr
    there = {table: place.ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in manifest.counts}
    own = {"django_session", "notifications_pulse", "portal_cache"}
    assert {table: rows for table, rows in there.items() if table not in own} == {
        table: rows for table, rows in here.items() if table not in own
    }
    assert there["django_session"] == 0
    assert sum(there.values()) > 500
    figure(f"{sum(there.values())} rows of {len(there)} tables and {File.objects.count()} files, all equal")
    for file in File.objects.all():
        name = str(file.blob)
        found = buckets.read(name) if buckets else (place.folder / "media" / name).read_bytes()
        assert found == file.blob.read()
    assert place.ask("SELECT name FROM notifications_pulse") == [("mail held",)]
    assert dict(place.ask("SELECT key, state FROM notifications_message")) == {"old": "skipped", "later": "due"}
    waiting = place.ask("SELECT count(*) FROM communities_invitation WHERE status = 'sent'")[0][0]
    over = "SELECT count(*) FROM communities_invitation WHERE status = 'sent' AND expires_at <= CURRENT_TIMESTAMP"
    assert place.ask(over)[0][0] == waiting > 0
    # It is not empty any more.
    again = place.manage("restore", str(backup))
    assert (again.returncode, "not empty" in again.stderr) == (1, True)
    assert place.manage("confirm_restore").stdout == "Mail goes out again. Given up: 0.\n"


def test_restore_names_what_is_missing_or_changed_and_touches_nothing(backup, place, world):
    name = str(File.objects.get(pk=world.file).blob)
    kept = (backup / "files" / name).read_bytes()
    (backup / "files" / name).write_bytes(kept[:-1] + b"!")
    changed = place.manage("restore", str(backup))
    (backup / "files" / name).unlink()
    missing = place.manage("restore", str(backup))
    (backup / "files" / name).write_bytes(kept)
    other = place.manage("restore", str(backup), SECRET_KEY="x" * 50)

    said = [done.stderr.strip() for done in (changed, missing, other)]
    short = name.rpartition("/")[2]
    assert said[0] == f"CommandError: Not restored: {short} was changed since the backup was made."
    assert said[1] == f"CommandError: Not restored: {short} is missing in the backup."
    assert said[2].startswith("CommandError: Not restored: SECRET_KEY is another one")
    assert not (place.folder / "media").exists()
    if connection.vendor == "sqlite":
        assert not (place.folder / "leerkring.sqlite3").exists()


def test_backup_is_read_by_nobody_without_its_key_and_the_erased_stay_erased(world, tmp_path, place, settings):
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# created: today\n{key}\n")
    call_command("backup", str(tmp_path / "b"), recipient=[str(key.to_public())], stdout=StringIO())

    files = [path for path in (tmp_path / "b").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".age"}
    assert not any(b"Lingewaard" in path.read_bytes() for path in files)
    assert "holds no manifest.json" in place.manage("restore", str(tmp_path / "b")).stderr
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erased.jsonl"
    gone = world.people["member"]
    erase_person(gone, keeps_name=False, now=timezone.now())
    place.environment["ERASURE_LEDGER"] = str(tmp_path / "ledger")
    done = place.manage("restore", str(tmp_path / "b"), "--identity", str(tmp_path / "key.txt"))
    assert done.returncode == 0, done.stderr
    assert place.ask("SELECT count(*) FROM communities_community WHERE slug = 'lingewaard'") == [(1,)]
    assert place.ask(f"SELECT count(*) FROM accounts_user WHERE email LIKE '{gone.email}%'") == [(0,)]
    assert "people erased again\t1" in done.stdout


def test_backup_names_a_file_that_is_gone_and_makes_nothing_when_it_cannot(world, tmp_path, monkeypatch):
    file = File.objects.get(pk=world.file)
    file.blob.storage.delete(str(file.blob))
    call_command("backup", str(tmp_path / "one"), stdout=StringIO())

    assert read_manifest(tmp_path / "one", Seal()).missing == [str(file.blob)]
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(tmp_path / "one"), stdout=StringIO())
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup", str(tmp_path / "two"), recipient=["age1nobody"], stdout=StringIO())
    assert not (tmp_path / "two").exists()


def test_manifest_that_was_changed_or_is_of_another_portal_is_refused(world, tmp_path, settings):
    call_command("backup", str(tmp_path / "b"), stdout=StringIO())
    path = tmp_path / "b" / "manifest.json"
    whole = json.loads(path.read_text())

    def refused(**changed) -> str:
        path.write_text(json.dumps(whole | changed))
        with pytest.raises(Damaged) as refusal:
            put_back(tmp_path / "b", seal=Seal(), other_key=False, say=print)
        return str(refusal.value)

    assert "was changed" in refused(manifest=whole["manifest"].replace("vendor", "vender"))
    assert "was changed" in refused(mac="0")
    path.write_text("no manifest")
    with pytest.raises(Damaged, match="can't be read"):
        read_manifest(tmp_path / "b", Seal())
    path.write_text(json.dumps(whole))
    with pytest.raises(Damaged, match="not empty"):
        put_back(tmp_path / "b", seal=Seal(), other_key=False, say=print)
