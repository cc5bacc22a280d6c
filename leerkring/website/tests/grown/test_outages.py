"""What dies, and what that costs: the requests in flight, and nothing else."""

import json
import os
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from leerkring.files.tests.samples import PDF as DOCUMENT
from leerkring.notifications.tests.postcards import KIND
from leerkring.notifications.tests.processes import wait_until

from .nodes import Person
from .test_nodes import UPLOAD, code_for, files_named, upload

pytestmark = [pytest.mark.grown, pytest.mark.django_db]
# How long the database is away; 10 is the promise, and a run of the tests is content with less.
AWAY = float(os.environ.get("OUTAGE_SECONDS", "2"))
DASHBOARD = "/dashboard/"
DUE = """
    INSERT INTO notifications_message (address, language, kind, key, topic, context, state, send_after, try_after,
        claim, attempts, reason, message_id, created_at)
    SELECT 'lezer' || n || '@example.nl', 'nl', %s, %s || n, '', '{}', 'due', now(), now(), '', 0, '', '', now()
    FROM generate_series(1, %s) AS n
"""


def states_of(portal, key: str) -> Counter:
    rows = portal.database.ask("SELECT state FROM notifications_message WHERE key LIKE %s", f"{key}%")
    return Counter(state for (state,) in rows)


@pytest.mark.promise(14)
def test_killed_backend_costs_the_requests_in_flight_only(portal, figure):
    node, person = portal.web[0], portal.person()
    rounds, stop, seen = 4, Event(), []

    def ask() -> None:
        while not stop.is_set():
            seen.append(person.see(node, DASHBOARD))

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for number in range(1, rounds + 1):
            wait_until(lambda number=number: len(seen) > 10 * number, seconds=60, else_say=lambda: node.log)
            portal.database.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        wait_until(lambda: len(seen) > 10 * (rounds + 1), seconds=60, else_say=lambda: node.log)
        stop.set()
        assert [task.result() for task in asking] == [None] * 4

    lost = [status for status in seen if status != 200]
    figure(f"all backends killed {rounds} times during {len(seen)} requests: {len(lost)} told to try again")
    # Two workers, each with one request at a time; what fails says that it may be tried again.
    assert set(lost) <= {503} and len(lost) <= 2 * rounds
    assert [person.see(each, DASHBOARD) for each in portal.web] == [200, 200]


@pytest.mark.promise(14)
def test_stopped_database_costs_the_time_that_it_is_away(portal, figure):
    node, person = portal.web[0], portal.person()
    hidden = person.hidden(node, UPLOAD)
    portal.database.stop()
    try:
        answer = person.get(f"{node.url}{DASHBOARD}", timeout=30)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "Zo terug" in answer.text or "We zijn zo terug" in answer.text
        files = {"file": ("away.pdf", DOCUMENT, "application/pdf")}
        assert person.post(f"{node.url}{UPLOAD}", data=hidden, files=files, timeout=30).status_code == 503
        Event().wait(AWAY)
        assert {person.see(each, DASHBOARD) for each in portal.web} == {503}
        health = Person().get(f"{node.url}/health/", timeout=30)
        assert (health.status_code, health.json()["parts"]["database"]) == (503, {"ok": False})
    finally:
        portal.database.start()

    figure(f"away for {AWAY:.0f} s: 503 meanwhile, and all pages again at once; mail follows once")
    # Each worker of each node meets its dead connection once at most, and mends it before it asks.
    assert Counter(person.see(each, DASHBOARD) for each in portal.web * 4) == {200: 8}
    assert files_named(portal, "away.pdf") == []
    assert upload(portal, node, "back.pdf").status_code == 302
    portal.database.ask(DUE, KIND, "after-outage:", 3)
    wait_until(
        lambda: states_of(portal, "after-outage:") == {"sent": 3}, seconds=60, else_say=lambda: portal.workers[0].log
    )


def test_redis_that_is_away_or_forgets_stops_no_page_and_no_mail(portal):
    node, person = portal.web[0], portal.person()
    _daan, anouk = portal.scene["emails"]
    portal.redis.stop()
    before, visitor = len(portal.mails_to(anouk)), Person()
    try:
        assert [person.see(each, DASHBOARD) for each in portal.web] == [200, 200]
        assert visitor.send_form(node, "/account/inloggen/", {"login": anouk}).status_code == 302
        # Limits are counted all the same.
        assert portal.database.ask("SELECT count(*) FROM portal_cache WHERE cache_key LIKE '%%rl:%%'")[0][0] > 0
        assert Person().get(f"{node.url}/health/").json()["parts"]["cache"] == {"ok": False}
    finally:
        portal.redis.start()
    code = code_for(portal, anouk, after=before)
    portal.redis.flush()

    assert visitor.send_form(node, "/account/inloggen/code/", {"code": code}).status_code == 302
    assert [person.see(each, DASHBOARD) for each in portal.web] == [200, 200]
    ids = [mail["Message-ID"] for mail in portal.mails_to(anouk)]
    assert len(ids) == len(set(ids))


def begun_upload(portal, node, name: str, person) -> tuple[socket.socket, bytes]:
    """Send the first half of an upload; return the line, and what is left to say."""
    fields = person.hidden(node, UPLOAD) | {"beside": ""}
    line = "--x\r\nContent-Disposition: form-data; name="
    body = "".join(f'{line}"{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
    body += f'{line}"file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    whole = body.encode() + DOCUMENT + b"\r\n--x--\r\n"
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.cookies)
    head = (
        f"POST {UPLOAD} HTTP/1.1\r\nHost: 127.0.0.1:{node.port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(whole)}\r\n\r\n"
    )
    sender = socket.create_connection(("127.0.0.1", node.port), timeout=60)
    half = len(whole) - 100
    sender.sendall(head.encode() + whole[:half])
    return sender, whole[half:]


def is_busy(node) -> bool:
    """Return whether one of its workers holds a connection of somebody."""
    return any(each.status == "ESTABLISHED" for child in node.children for each in child.net_connections("tcp4")
               if each.laddr.port == node.port)  # fmt: skip


def test_web_worker_that_is_killed_during_an_upload_leaves_nothing_half(portal):
    node, person = portal.web[0], portal.person()
    before = portal.storage.names
    sender, _rest = begun_upload(portal, node, "killed.pdf", person)
    with sender:
        wait_until(lambda: is_busy(node), seconds=30, else_say=lambda: node.log)
        for child in node.children:
            child.kill()
        assert sender.recv(100) == b""

    assert (files_named(portal, "killed.pdf"), portal.storage.names) == ([], before)
    wait_until(lambda: person.see(node, DASHBOARD) == 200, seconds=30, else_say=lambda: node.log)
    assert upload(portal, node, "killed.pdf").status_code == 302
    assert len(files_named(portal, "killed.pdf")) == 1


def test_web_node_that_is_asked_to_stop_finishes_what_it_began(portal):
    node, person = portal.web[0], portal.person()
    sender, rest = begun_upload(portal, node, "stopped.pdf", person)
    with sender:
        wait_until(lambda: is_busy(node), seconds=30, else_say=lambda: node.log)
        node.ask_to_stop()
        Event().wait(0.3)
        sender.sendall(rest)
        assert sender.recv(100).startswith(b"HTTP/1.1 302")
    assert node.process.wait(timeout=30) == 0
    assert len(files_named(portal, "stopped.pdf")) == 1
    node.start()


def test_worker_that_is_asked_to_stop_finishes_its_mail_or_leaves_it_to_another(portal):
    worker, other = portal.workers
    portal.mail.delay = 0.1
    try:
        portal.database.ask(DUE, KIND, "stopping:", 20)
        wait_until(lambda: states_of(portal, "stopping:")["sent"] > 2, seconds=60, else_say=lambda: worker.log)
        worker.ask_to_stop()
        assert worker.process.wait(timeout=60) == 0
        wait_until(lambda: states_of(portal, "stopping:") == {"sent": 20}, seconds=60, else_say=lambda: other.log)
    finally:
        portal.mail.delay = 0
        worker.start()
    sent = portal.database.ask("SELECT message_id FROM notifications_message WHERE key LIKE 'stopping:%%'")
    arrived = Counter(portal.mail.ids)
    assert [arrived[ident] for (ident,) in sent] == [1] * 20


def test_full_disk_is_told_and_leaves_no_half_file(portal, add_node):
    """A web node on a folder of its own, whose processes may write no file over half a megabyte."""
    node = add_node("web", "full", environment={"STORAGE_URL": "", "WEB_CONCURRENCY": "1"}, file_limit=512 * 1024)
    person = portal.person()
    small = upload(portal, node, "fits.pdf", person=person)
    large = upload(portal, node, "full.pdf", b"%PDF-1.7\n" + b"%" * 2**20 + DOCUMENT, person=person)
    huge = upload(portal, node, "huge.pdf", b"%PDF-1.7\n" + b"%" * 3 * 2**20 + DOCUMENT, person=person)

    assert (small.status_code, large.status_code, huge.status_code) == (302, 409, 507)
    assert "geen ruimte" in large.text and "geen ruimte" in huge.text
    kept = [path.stat().st_size for path in (node.folder / "media").rglob("*") if path.is_file()]
    assert kept == [len(DOCUMENT)]
    assert files_named(portal, "full.pdf") == files_named(portal, "huge.pdf") == []
    line = next(json.loads(line) for line in node.log.splitlines() if '"level": "ERROR"' in line)
    assert "File too large" in line["trace"] and person.see(node, DASHBOARD) == 200
