"""What the line says about a mail that was not surely sent; a server of a few lines says exactly what it is told."""

import socket
import struct
from contextlib import contextmanager
from threading import Thread

import pytest
from django.core.mail import EmailMessage

from leerkring.notifications.smtp import (
    Connection,
    Line,
    SecureConnection,
    SmtpBackend,
    TryLater,
    Uncertain,
    Undeliverable,
    Unreachable,
)

from .mail_server import free_port

BIG = 12_000_000


@pytest.fixture
def scripted(settings):
    """Return a server that answers commands by their first word.

    ``BODY`` is the end of the mail: ``None`` cuts the line there, leaving it out cuts it where the mail begins.
    """

    @contextmanager
    def serve(answers, *, greeting=b"220 hello"):
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.EMAIL_BACKEND = "leerkring.notifications.smtp.SmtpBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
            settings.EMAIL_TIMEOUT = 5
            Thread(target=_answer, args=(server, answers, greeting), daemon=True).start()
            yield

    return serve


def _answer(server, answers, greeting):
    connection, _address = server.accept()
    # Closing sends a reset: what is under way is lost, as when a server dies.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with connection, connection.makefile("rwb") as file:
        file.write(greeting + b"\r\n")
        file.flush()
        for line in file:
            word = "BODY" if line == b".\r\n" else line[:4].upper().strip().decode()
            if word in answers:
                if answers[word] is None:
                    return
                file.write(answers[word] + b"\r\n")
                file.flush()
                if word == "DATA" and "BODY" not in answers:
                    return


OK = dict.fromkeys(("EHLO", "MAIL", "RCPT", "RSET"), b"250 ok") | {"QUIT": b"221 bye"}
READY = OK | {"DATA": b"354 go on", "BODY": b"250 taken"}


def mail(size=10):
    return EmailMessage("Onderwerp", "x" * size, "portaal@example.nl", ["lezer@example.nl"])


def send(size=10):
    with Line() as line:
        line.send(mail(size))


def test_line_is_content_when_the_server_takes_the_mail(scripted):
    with scripted(READY):
        send()


@pytest.mark.parametrize(
    ("word", "answer", "problem"),
    [
        ("MAIL", b"530 who are you", Unreachable),
        ("MAIL", b"550 you may not send", Unreachable),
        ("MAIL", b"552 too large", Undeliverable),
        ("MAIL", b"451 later", TryLater),
        ("MAIL", b"421 closing", TryLater),
        ("RCPT", b"450 greylisted", TryLater),
        ("RCPT", b"550 unknown", Undeliverable),
        ("DATA", b"554 no", Undeliverable),
        ("BODY", b"451 try again", TryLater),
        ("BODY", b"554 looks like spam", Undeliverable),
        ("BODY", "550 café".encode("latin-1"), Undeliverable),
    ],
)
def test_answer_tells_what_to_do_with_the_mail(scripted, word, answer, problem):
    with scripted(READY | {word: answer}), pytest.raises(problem) as caught:
        send()
    assert answer[:3].decode() in str(caught.value)


def test_mail_is_uncertain_when_the_server_had_all_of_it(scripted):
    with scripted(READY | {"BODY": None}), pytest.raises(Uncertain):
        send()


def test_mail_may_be_sent_again_when_the_server_had_a_part_of_it(scripted):
    with scripted(OK | {"DATA": b"354 go on"}), pytest.raises(TryLater):
        send(BIG)


def test_nothing_goes_out_when_the_server_does_not_want_us(scripted):
    with scripted(OK, greeting=b"554 no service"), pytest.raises(Unreachable):
        send()


def test_nothing_goes_out_when_nobody_listens(settings):
    settings.EMAIL_BACKEND = "leerkring.notifications.smtp.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(Unreachable):
        send()


def test_nothing_goes_out_when_the_folder_cannot_be_written(settings, tmp_path):
    settings.EMAIL_BACKEND = "leerkring.notifications.backends.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "file" / "mail"
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unreachable):
        send()


def test_connection_speaks_tls_from_the_start_when_asked():
    assert SmtpBackend(use_ssl=True).connection_class is SecureConnection
    assert SmtpBackend(use_ssl=False).connection_class is Connection
