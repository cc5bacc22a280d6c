"""What the benchmark measures: the right pages, as the right people, and lines that a machine can read."""

import json
import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from casework.models import Outcome
from leerkring.files.models import File
from leerkring.notifications.models import Message
from leerkring.website.bench.certificates import measure as measure_certificates
from leerkring.website.bench.exports import measure as measure_exports
from leerkring.website.bench.figure import Figure
from leerkring.website.bench.library import measure as measure_library
from leerkring.website.bench.mail import measure
from leerkring.website.bench.pages import BUSY, COORDINATOR, MEMBER, PAGES, VISITOR
from leerkring.website.bench.server import SIZES, _own_database
from leerkring.website.seed import seed
from meetings.models import Certificate

from .migrated import on_server

# Each finder asks its index once; the budget of a tick, at any size.
MOST_IDLE_QUERIES = 20
PEOPLE = {COORDINATOR: 0, MEMBER: 1, BUSY: 1}


@pytest.fixture
def browsers(db, settings):
    """The benchmark's four viewers, on one made-up circle."""
    settings.ROOT_URLCONF = "leerkring.website.bench.urls"
    seed(communities=1, members=6, now=timezone.now())
    found = {VISITOR: Client(), MEMBER: Client(), COORDINATOR: Client(), BUSY: Client()}
    for viewer, number in PEOPLE.items():
        found[viewer].get(f"/bench/proef-{number:07}@example.nl/")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_bench_page_is_there_and_within_its_queries_when_warm(page, browsers, django_assert_max_num_queries):
    addresses = json.loads(browsers[VISITOR].get("/bench/addresses/").content)
    browser, path = browsers[page.viewer], addresses[page.address]
    assert browser.get(path).status_code == 200

    # Reading the session is one more, which the budgets do not count.
    with django_assert_max_num_queries(page.queries + (1 if page.viewer else 0)):
        browser.get(path)


def test_bench_floor_is_a_page_for_somebody(browsers):
    assert browsers[MEMBER].get("/bench/floor/").content == b"Proef Persoon 1"
    assert browsers[VISITOR].get("/bench/floor/").status_code == 302


def test_bench_addresses_are_unknown_when_the_portal_runs_as_usual(client, db):
    cache.clear()

    assert client.get("/bench/empty/").status_code == 404
    assert client.get("/bench/proef-0000000@example.nl/").status_code == 404


def test_figure_is_one_line_with_tabs_and_a_verdict():
    assert str(Figure("home", 1.2345, "cpu-ms", 1.5)) == "bench\thome\t1.23\tcpu-ms\t1.5\tok"
    assert str(Figure("home", 12, "sql", 10)) == "bench\thome\t12\tsql\t10\tover"
    assert str(Figure("empty view", 0.5, "cpu-ms")) == "bench\tempty view\t0.5\tcpu-ms\t-\t-"


@pytest.mark.parametrize("communities", [1, 3])
def test_tick_with_nothing_due_stays_within_its_queries_at_any_size(communities, db):
    """The numbers of a benchmark at one circle and at three; what is due is written before, and taken back."""
    seed(communities=communities, members=6, now=timezone.now())

    found = measure()

    assert found["written"] == 0
    assert found["queries"] <= MOST_IDLE_QUERIES
    assert found["reminders"] > 0
    assert not Message.objects.exists()


def test_bench_makes_certificates_and_takes_them_back(browsers):
    found = measure_certificates(4)

    assert found["papers"] == 4
    assert 0 < found["megabytes"] < 1
    assert not Certificate.objects.exists() and not Message.objects.exists()


def test_bench_fills_a_library_and_takes_it_back(browsers):
    """Each search of it finds something; a harvest has a page behind the first."""
    before = Outcome.objects.count()

    found = measure_library(2_100)

    assert max(cost["queries"] for cost in found["searches"].values()) <= 7
    assert found["harvest"]["queries"] <= 3
    assert Outcome.objects.count() == before


@pytest.mark.once
def test_bench_makes_the_files_of_a_long_paper_and_takes_it_back(browsers):
    before = Outcome.objects.count(), File.objects.count()

    found = measure_exports(1)

    assert found["pages"] >= 30 and set(found["seconds"]) == {"pdf", "docx", "epub", "xml", "zip"}
    assert (Outcome.objects.count(), File.objects.count()) == before


def test_sizes_are_those_of_the_command_line():
    assert list(SIZES) == ["1k", "10k", "100k", "1m"]


@pytest.mark.grown
def test_bench_makes_a_database_of_its_own_when_grown(db):
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/somebody_elses"
    name = f"leerkring_bench_{os.getpid()}"

    own = _own_database(url, name)

    assert own == url.replace("somebody_elses", name)
    assert _own_database(url, name) == own
    on_server(f'DROP DATABASE "{name}"')
