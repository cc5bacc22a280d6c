"""Mail that comes in: handed in by a mail service, or fetched from a mailbox or folder."""

import base64
import socketserver
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from leerkring.notifications import inbound, tasks
from leerkring.notifications.inbound import MOST_BYTES, receive, register_receiver
from leerkring.notifications.mailbox import fetch_mail, last_fetch_age

SECRET = "s" * 40
PAGE = "/post/inkomend/"
MAIL = b"From: a@b.nl\r\nTo: antwoord+t-1@kring.example\r\nSubject: kanarie\r\n\r\nkanarie\r\n"


@pytest.fixture
def received(monkeypatch, settings):
    """What a receiver of mail to antwoord+t-… was given; a mail that says so makes it stumble."""
    settings.REPLY_ADDRESS, settings.INBOUND_SECRET = "antwoord@kring.example", SECRET
    given = []

    def receiver(token, mail):
        given.append(token)
        if mail["Subject"] == "struikel":
            raise ValueError("kanarie")
        if mail["Subject"] == "database":
            raise OperationalError("away")
        return "taken"

    monkeypatch.setattr(inbound, "_receivers", {})
    register_receiver("t", receiver)
    return given


@pytest.fixture
def hand_in(client):
    """Return a function that does what a mail service does."""

    def post(body=MAIL, content_type="message/rfc822", secret=f"Bearer {SECRET}"):
        headers = {"Authorization": secret} if secret else {}
        return client.post(PAGE, body, content_type=content_type, headers=headers)

    return post


def basic(user, password):
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


# --- For whom ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address, outcome",
    [
        ("antwoord+t-1@kring.example", "taken"),
        ("Iemand <ANTWOORD+T-1@KRING.EXAMPLE>, x@y.nl", "taken"),
        ("antwoord+x-1@kring.example", "for nobody"),
        ("antwoord@kring.example", "for nobody"),
        ("antwoord+t-1@kring.example.nl", "for nobody"),
        ("xantwoord+t-1@kring.example", "for nobody"),
        ("antwoord+t-1@kringxexample", "for nobody"),
        ("=?utf-8?q?=FF?= <antwoord+t-1@kring.example>", "taken"),
        ("", "for nobody"),
    ],
)
def test_mail_is_for_whoever_knows_the_first_part_of_its_address(address, outcome, received):
    assert receive(f"To: {address}\n\nx".encode()).outcome == outcome
    assert received == (["t-1"] if outcome == "taken" else [])


def test_mail_is_for_whom_the_service_says_when_its_headers_do_not(received):
    assert receive(b"To: lijst@elders.nl\n\nx", addressed=['{"to":["antwoord+t-2@kring.example"]}']).outcome == "taken"
    assert received == ["t-2"]


def test_mail_is_for_nobody_when_no_address_is_set(received, settings):
    settings.REPLY_ADDRESS = ""
    assert receive(MAIL).outcome == "for nobody"


@pytest.mark.parametrize(
    "raw, outcome",
    [
        (b"", "not a mail"),
        (b"\x00\xff\xfe", "not a mail"),
        (b"geen kop", "not a mail"),
        (b"\r\n\n" + MAIL, "taken"),
        (b"From x Mon Nov  2 10:00:00 2026\n" + MAIL, "taken"),
        (b"To: " + b"a" * MOST_BYTES, "too large"),
        (b"Content-Type: multipart/mixed; boundary=x\nTo: antwoord+t-1@kring.example\n\n--x\n--x", "taken"),
        (MAIL.replace(b"Subject: kanarie", b"Content-Type: text/plain; charset=bestaat-niet"), "taken"),
        (b"To: antwoord+t-1@kring.example" + b",antwoord+t-1@kring.example" * 9000 + b"\n\nx", "taken"),
    ],
)
def test_whatever_comes_in_has_an_outcome(raw, outcome, received):
    assert receive(raw).outcome == outcome


def test_mail_nested_beyond_reading_has_an_outcome(received):
    raw = b"To: antwoord+t-1@kring.example\n"
    for level in range(3000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    assert receive(raw).outcome in ("not a mail", "taken")


def test_two_receivers_of_the_same_mail_are_an_error(received):
    with pytest.raises(LookupError):
        register_receiver("t", lambda token, mail: "")


# --- Handed in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [f"Bearer {SECRET}", f"bearer  {SECRET}", basic("x", SECRET), basic("", SECRET)])
def test_mail_is_taken_from_who_knows_the_secret(secret, hand_in, received):
    response = hand_in(secret=secret)
    assert (response.status_code, response.content, received) == (204, b"", ["t-1"])
    assert not response.cookies and "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "secret", ["", "Bearer", "Bearer x", SECRET, basic(SECRET, ""), "Basic é", "Basic x", "Digest x"]
)
def test_mail_is_refused_from_who_does_not(secret, hand_in, received):
    assert hand_in(secret=secret).status_code == 401
    assert received == []


def test_page_is_not_there_without_a_secret(hand_in, received, settings):
    settings.INBOUND_SECRET = ""
    assert hand_in(secret="Bearer ").status_code == 404


@pytest.mark.parametrize("field", ["email", "body-mime"])
def test_mail_is_taken_from_a_field_or_file_of_a_form(field, client, received):
    headers = {"Authorization": f"Bearer {SECRET}"}
    client.post(PAGE, {field: MAIL.decode()}, headers=headers)
    file = SimpleUploadedFile("m.eml", MAIL.replace(b"t-1", b"t-2"))
    client.post(PAGE, {field: file}, headers=headers)
    client.post(PAGE, {field: "Subject: x\n\nx", "recipient": "antwoord+t-3@kring.example"}, headers=headers)
    assert received == ["t-1", "t-2", "t-3"]


@pytest.mark.parametrize(
    "body, kind, status",
    [
        (MAIL, "text/plain", 415),
        (b"", "message/rfc822", 415),
        (b"x" * (2 * MOST_BYTES + 1), "message/rfc822", 413),
        (b"x" * (MOST_BYTES + 1), "message/rfc822", 204),
        (b"--x", "multipart/form-data; boundary=y", 415),
        (b"\xff", "message/rfc822", 204),
    ],
)
def test_body_that_is_no_mail_has_a_clear_answer(body, kind, status, hand_in, received):
    assert hand_in(body, kind).status_code == status
    assert received == []


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_page_only_takes_in(method, client, received):
    assert getattr(client, method)(PAGE).status_code == 405


def test_page_needs_no_form_token_and_believes_no_cookie(received, settings):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "x"
    headers = {"Authorization": f"Bearer {SECRET}"}
    assert browser.post(PAGE, MAIL, content_type="message/rfc822", headers=headers).status_code == 204
    assert browser.post(PAGE, MAIL, content_type="message/rfc822").status_code == 401


def test_guessing_the_secret_is_slowed_down(hand_in, received):
    cache.clear()
    assert [hand_in(secret=f"Bearer {n}").status_code for n in range(12)] == [401] * 10 + [429] * 2
    assert hand_in().status_code == 204


# --- Fetched ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, settings, received):
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    settings.INBOUND_URL = f"maildir://{tmp_path}"
    return tmp_path


@pytest.mark.django_db
def test_folder_is_emptied_and_what_we_stumble_over_stays_with_a_flag(folder, received, caplog):
    (folder / "new" / "1.a").write_bytes(MAIL)
    (folder / "new" / "2.b").write_bytes(MAIL.replace(b"Subject: kanarie", b"Subject: struikel"))
    (folder / "cur" / "3.c:2,S").write_bytes(MAIL.replace(b"t-1", b"t-3"))

    assert [fetch_mail(), fetch_mail()] == [3, 0]
    assert received == ["t-1", "t-1", "t-3"]
    assert [path.name for part in ("new", "cur") for path in (folder / part).iterdir()] == ["2.b:2,F"]
    assert "ValueError" in caplog.text and "kanarie" not in caplog.text


@pytest.mark.django_db
def test_mail_waits_in_the_folder_when_the_database_is_away(folder, received):
    (folder / "new" / "1.a").write_bytes(MAIL.replace(b"Subject: kanarie", b"Subject: database"))
    with pytest.raises(OperationalError):
        fetch_mail()
    assert (folder / "new" / "1.a").exists()


class MailServer(socketserver.StreamRequestHandler):
    """As much of IMAP as a look into a mailbox takes."""

    mails: dict[int, bytes] = {}
    flags: dict[int, str] = {}
    said: list[str] = []

    def handle(self):
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, command = line.decode().strip().split(" ", 1)
            self.said.append(command)
            self.answer(command.upper().split())
            self.wfile.write(f"{tag} {'NO' if 'fout' in command else 'OK'} done\r\n".encode())
            if command == "LOGOUT":
                return

    def answer(self, words):
        if words[0] == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif words[:2] == ["UID", "SEARCH"]:
            numbers = " ".join(str(n) for n in self.mails if n not in self.flags)
            self.wfile.write(f"* SEARCH {numbers}\r\n".encode())
        elif words[:2] == ["UID", "FETCH"]:
            mail = self.mails[int(words[2])]
            self.wfile.write(b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (words[2].encode(), len(mail), mail))
        elif words[:2] == ["UID", "STORE"]:
            self.flags[int(words[2])] = words[4]


@pytest.fixture
def server(settings, received):
    MailServer.mails, MailServer.flags, MailServer.said = {}, {}, []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        settings.INBOUND_URL = f"imap://bo%40kring:geh%2Feim@127.0.0.1:{listening.server_address[1]}/Antwoorden"
        yield MailServer
        listening.shutdown()


@pytest.mark.django_db
def test_mailbox_is_emptied_and_what_we_stumble_over_stays_with_a_flag(server, received):
    struck = MAIL.replace(b"Subject: kanarie", b"Subject: struikel")
    server.mails = {7: MAIL, 9: struck, 12: MAIL.replace(b"t-1", b"t-12")}

    assert [fetch_mail(), fetch_mail()] == [3, 0]
    assert received == ["t-1", "t-1", "t-12"]
    assert server.flags == {7: r"(\DELETED)", 9: r"(\FLAGGED)", 12: r"(\DELETED)"}
    assert 'SELECT "Antwoorden"' in server.said[2] and server.said.count("EXPUNGE") == 2
    assert last_fetch_age(timezone.now()) < timedelta(minutes=1)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["imap://x:y@127.0.0.1:1/INBOX", "maildir:///bestaat/niet"])
def test_look_into_a_mailbox_that_is_away_breaks_nothing(url, settings, received, caplog):
    settings.INBOUND_URL = url
    tasks.fetch()
    assert "The mailbox can't be read" in caplog.text
    assert last_fetch_age(timezone.now()) is None
    with pytest.raises(CommandError, match="can't be read"):
        call_command("fetch_replies")


@pytest.mark.django_db
def test_mailbox_without_that_folder_is_away(server, settings):
    settings.INBOUND_URL = settings.INBOUND_URL.replace("Antwoorden", "fout")
    with pytest.raises(CommandError, match="no folder"):
        call_command("fetch_replies")


@pytest.mark.django_db
def test_nothing_is_fetched_without_an_address(settings, django_assert_num_queries):
    settings.INBOUND_URL = ""
    with django_assert_num_queries(0):
        tasks.fetch()
    with pytest.raises(CommandError, match="not set"):
        call_command("fetch_replies")


@pytest.mark.django_db
def test_command_says_how_many_were_handled(folder, capsys):
    (folder / "new" / "1.a").write_bytes(MAIL)
    call_command("fetch_replies")
    assert capsys.readouterr().out == "Handled: 1\n"


@pytest.mark.django_db
def test_health_shows_the_last_look_into_the_mailbox(folder, client):
    assert client.get("/health/").json()["parts"]["mailbox"] == {"ok": False, "seconds_since_fetch": None}
    fetch_mail()
    assert client.get("/health/").json()["parts"]["mailbox"] == {"ok": True, "seconds_since_fetch": 0}
