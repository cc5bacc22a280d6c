"""Upgrading while people use the portal: the previous release runs during the change, and on what this one makes."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import psycopg2
import pytest

from leerkring.notifications.tests.mail_server import Recorder, running
from leerkring.notifications.tests.processes import wait_until

from .nodes import Person
from .previous import DAAN, MARIT, RIET, Front, Load, Previous, environment_for, unpacked
from .servers import OwnRedis, PostgreSQL

pytestmark = [pytest.mark.grown]
PAGES = [
    "/",
    "/leerkringen/lingewaard/",
    "/dashboard/",
    "/leerkringen/lingewaard/mensen/",
    "/opbrengsten/",
    "/leerkringen/",
    "/leerkringen/lingewaard/belemmeringen/",
]
# Much more than it takes, whatever else the machine does.
PATIENCE = 900
OBSTACLES = "/leerkringen/lingewaard/belemmeringen/nieuw/"
# What old code can't know of, and the database must fill by itself; and what old code still asks for.
COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
UNFILLED = f"{COLUMNS} AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"


@pytest.fixture
def previous(tmp_path):
    """The portal of the previous release, with two web nodes and a worker."""
    code = unpacked(tmp_path / "code")
    with running(Recorder()) as mail:
        database, redis = PostgreSQL(holds=code / "database.sql"), OwnRedis()
        portal = Previous(tmp_path, database, redis, mail, environment_for(database, redis, mail))
        try:
            portal.start(old=True)
            portal.log_in(MARIT, DAAN, RIET)
            yield portal
        finally:
            portal.stop()


def log_in(previous, node, email: str) -> int:
    """Log in with a code, and return what the person is then answered."""
    person, before = Person(), len(mails_to(previous, email))
    assert person.send_form(node, "/account/inloggen/", {"login": email}).status_code == 302
    # Other mail may come in between.
    codes: list[str] = []

    def has_come() -> bool:
        texts = [mail.get_body(("plain",)).get_content() for mail in mails_to(previous, email)[before:]]
        codes[:] = [found[1] for text in texts if (found := re.search(r"\b(\d{6})\b", text))]
        return bool(codes)

    wait_until(has_come, seconds=PATIENCE, else_say=lambda: previous.nodes[2].log)
    assert person.send_form(node, "/account/inloggen/code/", {"code": codes[0]}).status_code == 302
    return person.see(node, "/dashboard/")


def mails_to(previous, email: str) -> list:
    return [mail for mail in previous.mail.mails if email in str(mail["To"])]


def reading(person):
    """Return somebody who reads one page after the other."""
    return lambda node, number: (path := PAGES[number % len(PAGES)], person.see(node, path))


def reporting(person, kept: list[str]):
    """Return somebody who reports one obstacle after the other, and notes which were taken."""

    def report(node, number: int) -> tuple[str, int]:
        facts = {"title": f"Belemmering {number}", "description": "Roosters passen niet.", "kind": "other"}
        status = person.send_form(node, OBSTACLES, facts).status_code
        if status == 302:
            kept.append(facts["title"])
        return OBSTACLES, status

    return report


def answering(person, meeting: int, kept: list[str]):
    """Return somebody who changes their mind about coming all the time."""

    def answer(node, number: int) -> tuple[str, int]:
        said = ("yes", "no")[number % 2]
        path = f"/bijeenkomsten/{meeting}/antwoord/"
        status = person.send_form(node, path, {"answer": said}).status_code
        if status == 302:
            kept.append(said)
        return path, status

    return answer


@contextmanager
def load_on(previous, obstacles: list[str], answers: list[str]):
    """Have people read and write while the block lasts."""
    load = Load(Front(previous.nodes[:2]))
    with ThreadPoolExecutor(3) as pool:
        try:
            load.repeat(pool, reading(previous.person(MARIT)))
            load.repeat(pool, reporting(previous.person(DAAN), obstacles))
            load.repeat(pool, answering(previous.person(RIET), previous.meeting, answers))
            yield load
        finally:
            load.stop.set()
    assert [task.result() for task in load.asking] == [None] * 3


def replace_all(previous, load) -> None:
    """Put this release in the place of the previous one: its web nodes one by one."""
    old, new = list(previous.nodes), previous.start(old=False)
    with ThreadPoolExecutor(2) as pool:
        others = [pool.submit(node.retire) for node in old[2:]]
        for one, other in zip(old[:2], new, strict=False):
            load.front.replace(one, other)
    assert [task.result() for task in others] == [None] * 2


@pytest.mark.promise(15)
def test_previous_release_is_upgraded_under_load_without_an_error_or_a_lost_write(previous, figure):
    obstacles, answers = [], []
    columns, unfilled = (set(previous.database.ask(sql)) for sql in (COLUMNS, UNFILLED))
    with closing(psycopg2.connect(previous.database.url)) as reader, load_on(previous, obstacles, answers) as load:
        # Somebody reads the table for a long time, as a backup does.
        reader.cursor().execute("LOCK TABLE accounts_user IN ACCESS SHARE MODE")
        release = previous.start_release()
        wait_until(lambda: "in use" in previous.said, seconds=PATIENCE, else_say=lambda: previous.said)
        reader.rollback()
        assert release.wait(timeout=PATIENCE) == 0, previous.said
        # Nothing that old code asks for is gone, and it may leave out what it does not know.
        assert columns - set(previous.database.ask(COLUMNS)) == set()
        tables = {table for table, _column in columns}
        assert {row for row in previous.database.ask(UNFILLED) if row[0] in tables} <= unfilled
        # Old code on the new schema: pages, a code by mail through the old worker, and all that is written.
        load.wait_for_more(20)
        assert log_in(previous, load.front.nodes[0], MARIT) == 200
        by_old_code = len(obstacles)
        replace_all(previous, load)
        load.wait_for_more(20)

    assert [row for row in load.seen if row[1] not in (200, 302)] == []
    slowest = max(took for _what, _status, took in load.seen)
    writes = len(obstacles) + len(answers)
    figure(f"{len(load.seen)} deeds, {writes} of them writes: none refused, none lost, the slowest {slowest:.1f} s")
    assert 0 < by_old_code < len(obstacles) and answers
    written = "SELECT id, title FROM communities_obstacle WHERE title LIKE 'Belemmering %%' ORDER BY id"
    rows = previous.database.ask(written)
    assert [title for _pk, title in rows] == obstacles
    whose = "user_id = (SELECT id FROM accounts_user WHERE email = %s) AND meeting_id = %s"
    said = previous.database.ask(f"SELECT answer FROM meetings_attendance WHERE {whose}", RIET, previous.meeting)
    assert said == [(answers[-1],)]
    # This release shows what the previous one wrote on the new schema, to whom that logged in; and lets in others.
    pk, title = rows[by_old_code - 1]
    page = previous.person(DAAN).get(f"{load.front.nodes[0].url}/leerkringen/lingewaard/belemmeringen/{pk}/")
    assert (page.status_code, title in page.text) == (200, True)
    assert log_in(previous, load.front.nodes[1], RIET) == 200
