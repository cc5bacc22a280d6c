"""The cast of every test: member, host, coordinator, outsider, staff, visitor, around one running circle."""

import gc
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from _pytest.runner import runtestprotocol
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from communities.actions.organisation import complete
from communities.models import Area, Community, Membership, Organisation, Programme, Theme
from leerkring.accounts.models import User
from leerkring.core.room import with_room
from leerkring.notifications import delivery
from leerkring.notifications.render import build_email
from leerkring.notifications.tasks import deliver
from leerkring.notifications.tests.whole import look, look_at_what_waits
from leerkring.website.migrating import SELDOM
from leerkring.website.tasks import draw_picture
from leerkring.website.tests.migrated import drop_templates, migrated_file, migrated_template
from meetings.models import Cycle, Meeting

# What is true of a closed circle, for ``update()``.
CLOSED = {
    "status": Community.Status.CLOSED,
    "phase": Community.Phase.FINISHED,
    "closed_at": datetime(2026, 1, 1, tzinfo=UTC),
}


# By these a test reaches a database.
REACHING = {"db", "transactional_db", "live_server"}
# The folders of what takes longest, the longest first: browsers and servers that fail, and walks over all pages.
LONGEST = [{"e2e", "grown"}, {"website"}]


def _may_ask(item: pytest.Item) -> bool:
    """Whether a test can reach a database, itself or by a process; stories in a browser say where they are played."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "grown"))
    # Who asks for fixtures by name may ask for any.
    asks = REACHING & set(item.fixturenames) or "request" in item._fixtureinfo.argnames
    return marked or bool(asks) or "e2e" in item.path.parts


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Play what can't ask a database once, not on each: pytest-django lets no test ask that was not told to."""
    for item in items:
        if not _may_ask(item) and not item.get_closest_marker("later"):
            item.add_marker("once")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep on one worker what shares a portal of several nodes: by file, each worker would start one of its own."""
    from xdist.scheduler import LoadFileScheduling

    class ByPortal(LoadFileScheduling):
        def _split_scope(self, nodeid):
            path = Path(super()._split_scope(nodeid))
            shares = path.parent.name == "grown" and path.name != "test_upgrade.py"
            return str(path.parent if shares else path)

    return ByPortal(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Let it be yesterday while modules are loaded: no test may lean on what day that was, for midnight passes while
    the tests are played."""
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session):
    """Begin with the longest files, so that no process is left alone with one; and let the garbage collector pass over
    what stays until the end, all modules and nine thousand tests, and come by less often for the rest."""
    session.items.sort(key=lambda item: [folders.isdisjoint(item.path.parts) for folders in LONGEST])
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Play each test with the room for frames that a request is answered with."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(runtestprotocol)(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture
def figure(request) -> Callable[[str], None]:
    """Return a function that says what a test measured; `make promises` writes it down, in docs/promises.md."""

    def say(words: str) -> None:
        if folder := os.environ.get("FIGURES"):
            path, _, name = request.node.nodeid.partition("::")
            # On each database one of its own.
            file = Path(folder, f"{request.node.originalname}.{connection.vendor}.txt")
            file.write_text(f"{path}::{name.partition('[')[0]}\t{words}\n")

    return say


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    """Begin with what is migrated already."""
    connection.settings_dict["TEST"]["MIGRATE"] = False
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Leave nothing on the server; that is for the process which started the others, or is alone."""
    if not hasattr(session.config, "workerinput"):
        drop_templates()


def _emptying(_style, tables: list[str], **_options: bool) -> list[str]:
    """Return what empties those tables that hold something: Django's TRUNCATE makes the files of all of them anew."""
    names = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names))
        return [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]


# A child of a worker that a test killed may hold on to the database for a while; then it could not be dropped.
LET_GO = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Fill the test database from what is migrated (SQLite); empty it quickly, and drop it (PostgreSQL)."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), closing(sqlite3.connect(migrated_file())) as migrated:
            connection.ensure_connection()
            migrated.backup(connection.connection)
        yield
        return
    connection.ops.sql_flush = _emptying
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(LET_GO)


@pytest.fixture(autouse=True)
def _whole_mail(monkeypatch):
    """Every mail that any test sends is looked at, in all languages: what is wrong fails the test of its own app."""

    found = []

    def build(message, mail, kind):
        if not kind.name.startswith("tests."):
            found.extend(f"{kind.name}: {fault}" for fault in look(message, mail, kind))
        return build_email(message, mail, kind)

    monkeypatch.setattr(delivery, "build_email", build)
    yield
    assert found == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Where mails are gathered, look at those too that a test wrote and nobody delivered."""
    result = yield
    may_look = "db" in item.fixturenames and "grown" not in item.keywords and not connection.needs_rollback
    if os.environ.get("LETTERS") and may_look:
        assert look_at_what_waits() == []
    return result


@pytest.fixture(scope="session")
def _places(tmp_path_factory) -> Iterator[Path]:
    """Names of folders, a new one each time, that whoever wants to write there makes: most tests don't, and to make
    and remove nine thousand folders takes half a minute. By process: `make mutants` plays tests in forks of one."""
    root = tmp_path_factory.mktemp("places")
    return (root / f"{os.getpid()}-{number}" for number in itertools.count())


@pytest.fixture(autouse=True)
def _quiet_surroundings(settings, _places):
    """No test writes outside its own folder, hashes slowly, wakes a real broker or asks another machine for a map."""
    settings.MAP_TILES = ""
    place = next(_places)
    settings.MEDIA_ROOT = place / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Sessions count as queries on both databases, so that a literal number of them holds.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    # A cache of its own per test: rate limits are counted in it.
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"{place} {name}"}
        for name in ("default", "pages")
    }


@pytest.fixture(autouse=True)
def _own_language_and_zone(settings):
    """A page in English or in another zone, asked for by the test before, says nothing about this one."""
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    """Waking the worker is a hint; tests deliver by calling the delivery themselves."""
    monkeypatch.setattr(deliver, "apply_async", lambda **_options: None)
    monkeypatch.setattr(draw_picture, "apply_async", lambda *_given, **_options: None)


def make_user(given_name: str, family_name: str = "Jansen", **fields) -> User:
    """Make a person whose address is made of the name."""
    email = fields.pop("email", f"{given_name}.{family_name}@example.nl".lower().replace(" ", ""))
    return User.objects.create_user(email, given_name=given_name, family_name=family_name, **fields)


def make_organisation(name: str, **fields) -> Organisation:
    """Make an organisation with an address and what it is found by."""
    organisation = complete([Organisation(name=name, **fields)])[0]
    organisation.save()
    return organisation


@pytest.fixture
def programme(db) -> Programme:
    return Programme.objects.create(name="Zorgalliantie", slug="zorgalliantie")


@pytest.fixture
def theme(programme) -> Theme:
    return Theme.objects.create(programme=programme, name="Technologie thuis")


@pytest.fixture
def area(db) -> Area:
    return Area.objects.create(name="Lingewaard", kind=Area.Kind.MUNICIPALITY)


@pytest.fixture
def organisation(db) -> Organisation:
    return make_organisation("Stichting Welzijn De Linge", kind=Organisation.Kind.WELFARE)


@pytest.fixture
def host_organisation(db) -> Organisation:
    return make_organisation("gemeente Lingewaard", kind=Organisation.Kind.MUNICIPALITY)


@pytest.fixture
def community(programme, area) -> Community:
    return Community.objects.create(
        programme=programme,
        slug="lingewaard",
        name="Lingewaard",
        question="Hoe blijven ouderen in Huissen en Gendt langer thuis zonder te vereenzamen?",
        kind=Community.Kind.REGIONAL,
        area=area,
        status=Community.Status.ACTIVE,
        started_at=timezone.now(),
    )


def join(user: User, community: Community, role: str, sector: str = "practice", **fields) -> Membership:
    """Make an active membership and keep the counter true."""
    membership = Membership.objects.create(user=user, community=community, role=role, sector=sector, **fields)
    community.member_count = community.memberships.active().count()
    community.save(update_fields=["member_count"])
    return membership


@pytest.fixture
def coordinator(community, organisation) -> User:
    user = make_user("Marit", "Hoekstra")
    join(user, community, Membership.Role.COORDINATOR, organisation=organisation)
    return user


@pytest.fixture
def member(community) -> User:
    user = make_user("Daan", "Willems")
    join(user, community, Membership.Role.STUDENT, sector="education")
    return user


@pytest.fixture
def host(community, host_organisation) -> User:
    user = make_user("Anouk", "Thijssen")
    join(user, community, Membership.Role.OFFICIAL, organisation=host_organisation)
    return user


@pytest.fixture
def former_member(community) -> User:
    user = make_user("Kevin", "Smits")
    membership = join(user, community, Membership.Role.STUDENT, sector="education")
    Membership.objects.filter(pk=membership.pk).update(left_at=timezone.now())
    return user


@pytest.fixture
def outsider(db) -> User:
    """Somebody with an account, and a circle of their own."""
    return make_user("Riet", "Derksen")


@pytest.fixture
def staff(db) -> User:
    return make_user("Olga", "Beheer", is_staff=True, is_superuser=True)


@pytest.fixture
def visitor(client) -> Client:
    """A browser in which nobody is signed in."""
    return client


@pytest.fixture
def as_user():
    """Return a browser in which the given person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def cycle(community) -> Cycle:
    return Cycle.objects.create(community=community, number=1, learning_goal="Eenzaamheid eerder zien.")


def make_meeting(cycle: Cycle, number: int = 1, *, days: int = 7, **fields) -> Meeting:
    """Make a planned meeting ``days`` from today, from 9.30 to 16.30."""
    fields = {"theme": "Agenderen: eenzaamheid in beeld", "status": Meeting.Status.PLANNED} | fields
    meeting = Meeting(cycle=cycle, number=number, **fields)
    day: date = timezone.localdate() + timedelta(days=days)
    meeting.set_times(day, time(9, 30), time(16, 30))
    meeting.save()
    return meeting


@pytest.fixture
def meeting(cycle, host_organisation) -> Meeting:
    return make_meeting(cycle, host=host_organisation, place="Buurthuiskamer De Kersentuin")


@pytest.fixture
def make(request):
    """The makers, for tests that need more than one: ``make.user``, ``make.join``, ``make.meeting``."""

    class Makers:
        organisation = staticmethod(make_organisation)
        user = staticmethod(make_user)
        join = staticmethod(join)
        meeting = staticmethod(make_meeting)

    return Makers
