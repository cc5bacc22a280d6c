"""The virus scanner: what is infected is refused, and without an answer a file waits."""

import socket
import struct
import sys
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.files import held
from leerkring.files import scan as scanning
from leerkring.files.actions import store
from leerkring.files.held import scan_held
from leerkring.files.models import File
from leerkring.files.scan import Verdict, scan

pytestmark = pytest.mark.django_db
EVIL = b"EICAR of niet"
# Reads what it is given, as clamscan does with "-".
SCANNER = "import sys; sys.exit(1 if b'EICAR' in sys.stdin.buffer.read() else 0)"


@pytest.fixture
def scanner(settings):
    settings.VIRUS_SCAN = f'command://{sys.executable} -c "{SCANNER}"'


@pytest.fixture
def silent(settings):
    """A scanner that is not there."""
    settings.VIRUS_SCAN = "command:///bestaat/niet -"


def upload(by, content=b"gewoon"):
    return store(SimpleUploadedFile("a.txt", content), by=by, purpose="test.signed_in")


@pytest.mark.parametrize(("content", "verdict"), [(b"gewoon", Verdict.CLEAN), (EVIL, Verdict.INFECTED)])
def test_program_is_asked_through_its_input(scanner, content, verdict):
    assert scan(content) == verdict


def test_without_a_setting_all_is_clean(settings):
    assert settings.VIRUS_SCAN == "" and scan(EVIL) == Verdict.CLEAN


@pytest.mark.parametrize("where", ["clamd://127.0.0.1:1", "command:///bestaat/niet", "command://'", "clamd://x:y"])
def test_scanner_that_is_away_gives_no_answer(settings, where):
    settings.VIRUS_SCAN = where

    assert scan(EVIL) == Verdict.NO_ANSWER


@pytest.mark.parametrize(
    ("program", "verdict"),
    [("sys.exit(2)", Verdict.NO_ANSWER), ("import time; time.sleep(30)", Verdict.NO_ANSWER), ("", Verdict.CLEAN)],
)
def test_program_that_fails_or_hangs_gives_no_answer(settings, monkeypatch, program, verdict):
    monkeypatch.setattr(scanning, "SECONDS", 2 if "exit" in program or not program else 0.2)
    settings.VIRUS_SCAN = f'command://{sys.executable} -S -c "import sys; {program}"'

    assert scan(EVIL) == verdict


@pytest.mark.parametrize(
    ("where", "asked"), [("clamd://scanner", ("scanner", 3310)), ("clamd://:1234", ("localhost", 1234))]
)
def test_clamd_is_asked_where_it_stands_by_itself(settings, monkeypatch, where, asked):
    calls = []

    def connect(address, timeout):
        calls.append((address, timeout))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    settings.VIRUS_SCAN = where

    assert scan(EVIL) == Verdict.NO_ANSWER
    assert calls == [(asked, 20)]


def _answer_once(server, answer, heard):
    connection, _address = server.accept()
    connection.settimeout(10)
    with connection, connection.makefile("rb") as told:
        heard.append(told.read(10))
        content = b""
        while size := struct.unpack("!L", told.read(4))[0]:
            content += told.read(size)
        heard.append(content)
        for start in range(0, len(answer), 5000):
            connection.sendall(answer[start : start + 5000])


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"stream: OK\0", Verdict.CLEAN),
        (b"stream: OK\n", Verdict.CLEAN),
        (b"stream: Eicar-Signature FOUND\0", Verdict.INFECTED),
        (b"stream: " + b"x" * 9000 + b" FOUND \0\n", Verdict.INFECTED),
        (b"stream: NOTFOUND\0", Verdict.NO_ANSWER),
        (b"INSTREAM size limit exceeded. ERROR\0", Verdict.NO_ANSWER),
        (b"", Verdict.NO_ANSWER),
    ],
)
def test_clamd_is_sent_the_file_in_pieces(settings, answer, verdict):
    heard, content = [], b"x" * 150_000
    with socket.create_server(("127.0.0.1", 0)) as server:
        # Nobody waits for a scanner that speaks to another door, or for ever.
        server.settimeout(10)
        settings.VIRUS_SCAN = f"clamd://127.0.0.1:{server.getsockname()[1]}"
        daemon = threading.Thread(target=_answer_once, args=(server, answer, heard))
        daemon.start()
        assert scan(content) == verdict
        daemon.join()

    assert heard == [b"zINSTREAM\0", content]


def test_infected_upload_is_refused_and_not_kept(scanner, outsider):
    with pytest.raises(Refused, match=r"^\['De virusscanner"):
        upload(outsider, EVIL)

    assert not File.objects.exists()
    file = upload(outsider)
    assert file.held_at is None and file.is_there


def test_upload_without_an_answer_is_held_and_shown_after_it(silent, outsider, settings, as_user):
    file = upload(outsider)
    assert file.held_at and not file.is_there
    assert not has_permission(outsider, "files.view_file", file)
    assert as_user(outsider).get(file.get_absolute_url()).status_code == 404
    assert scan_held(timezone.now()) == 0
    assert File.objects.get().held_at

    settings.VIRUS_SCAN = ""
    scan_held(timezone.now())

    assert File.objects.get().is_there
    assert as_user(outsider).get(file.get_absolute_url()).status_code == 200


def test_held_file_that_is_infected_loses_its_bytes(silent, outsider, settings, django_capture_on_commit_callbacks):
    file = upload(outsider, EVIL)
    settings.VIRUS_SCAN = f'command://{sys.executable} -c "{SCANNER}"'
    with django_capture_on_commit_callbacks(execute=True):
        scan_held(timezone.now())

    file.refresh_from_db()
    assert (file.held_at, file.is_infected) == (None, True)
    assert not file.blob.storage.exists(file.blob.name)
    assert not has_permission(outsider, "files.view_file", file)


def test_held_file_that_was_thrown_away_meanwhile_keeps_no_other_waiting(silent, outsider, settings):
    gone, other = upload(outsider), upload(outsider)
    default_storage.delete(gone.blob.name)
    settings.VIRUS_SCAN = ""

    scan_held(timezone.now())

    assert not File.objects.filter(held_at__isnull=False).exists()
    other.refresh_from_db()
    assert other.is_there


def test_held_files_are_asked_about_oldest_first_and_not_all_at_once(silent, outsider, settings, monkeypatch):
    files = [upload(outsider) for _ in range(3)]
    File.objects.filter(pk=files[2].pk).update(held_at=timezone.now() - timedelta(days=1))
    settings.VIRUS_SCAN = ""
    monkeypatch.setattr(held, "MOST", 2)

    scan_held(timezone.now())

    assert list(File.objects.filter(held_at__isnull=False)) == [files[1]]


def test_scanner_without_an_answer_is_asked_once_a_tick(silent, outsider, monkeypatch):
    for _ in range(3):
        upload(outsider)
    asked = []
    monkeypatch.setattr(held, "scan", lambda content: asked.append(content) or Verdict.NO_ANSWER)

    scan_held(timezone.now())

    assert asked == [b"gewoon"]
