"""Reading from a copy that follows: a real standby, which is held back so that it can be told from the database."""

import pytest

from leerkring.notifications.tests.processes import wait_until

from .nodes import Person
from .servers import PostgreSQL

pytestmark = [pytest.mark.grown, pytest.mark.django_db]
CIRCLE, SEARCH = "/leerkringen/lingewaard/", "/zoeken/?q=lingewaard"


@pytest.fixture
def standby(portal):
    copy = PostgreSQL(follows=portal.database)
    yield copy
    copy.remove()


def test_visitors_read_from_the_copy_and_who_writes_or_belongs_from_the_database(portal, standby, add_node):
    node = add_node("web", "replica", environment={"DATABASE_REPLICA_URL": standby.url, "WEB_CONCURRENCY": "1"})
    portal.database.ask("UPDATE communities_community SET question = 'Vraag van toen?'")
    on_copy = "SELECT count(*) FROM communities_community WHERE question = 'Vraag van toen?'"
    wait_until(lambda: standby.ask(on_copy) == [(1,)], seconds=30, else_say=lambda: "the copy does not follow")
    standby.ask("SELECT pg_wal_replay_pause()")
    portal.database.ask("UPDATE communities_community SET question = 'Vraag van nu?'")

    def question(person: Person, path: str = CIRCLE) -> str:
        page = person.get(f"{node.url}{path}", timeout=30)
        assert page.status_code == 200, node.log
        return next(words for words in ("Vraag van toen?", "Vraag van nu?") if words in page.text)

    assert question(Person(), SEARCH) == "Vraag van toen?"
    # A page whose door sees that the copy is behind is made from the database: nothing old is kept as new.
    assert question(Person()) == "Vraag van nu?"
    assert (question(portal.person()), question(portal.person(), SEARCH)) == ("Vraag van nu?", "Vraag van nu?")

    # A visitor who sent something sees what came of it.
    writer = Person()
    writer.send_form(node, "/account/inloggen/", {"login": "niemand@example.nl"})
    writer.cookies.pop("sessionid", None)
    assert question(writer, SEARCH) == "Vraag van nu?"

    standby.stop()
    assert (question(Person(), SEARCH), question(Person(), "/leerkringen/")) == ("Vraag van nu?", "Vraag van nu?")
    assert "replica is away" in node.log
