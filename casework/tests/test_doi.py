"""A DOI: asked for by a person, registered by a task at an agency that is a real server, hidden on withdrawal."""

import base64
import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import time_machine
from django.utils import timezone

from casework.actions import doi as actions
from casework.actions import outcome as outcome_actions
from casework.actions.publication import withdraw_outcome
from casework.models import Outcome, OutcomeDoi, VersionDoi
from casework.tasks import register_doi, register_version_doi
from leerkring.core.errors import Refused

from .conftest import OUTCOME
from .test_outcome import url
from .test_permissions import people, who_may  # noqa: F401 (a fixture)

State = OutcomeDoi.State


class Agency(BaseHTTPRequestHandler):
    """DataCite as far as we speak with it: it wants a name, a password, and what its scheme requires."""

    def answer(self, is_new):
        size = int(self.headers["Content-Length"])
        facts = json.loads(self.rfile.read(size))["data"]["attributes"]
        office = self.server
        office.asked.append((self.command, self.path, facts))
        status = office.says or (404 if not is_new and facts["doi"] not in office.known else 200)
        if self.headers["Authorization"] != "Basic " + base64.b64encode(b"LINGE:ge:heim").decode():
            status = 401
        required = ("creators", "titles", "publisher", "publicationYear", "types", "url", "doi")
        if status == 200 and not all(facts.get(name) for name in required):
            status = 422
        if status == 200:
            office.known[facts["doi"]] = facts
        self.send_response(status)
        self.end_headers()

    def do_PUT(self):  # noqa: N802 (the library's name)
        self.answer(is_new=False)

    def do_POST(self):  # noqa: N802
        self.answer(is_new=True)

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def office(settings):
    """An agency on this machine, and the setting that leads to it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Agency)
    server.asked, server.known, server.says = [], {}, 0
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.DOI_AGENCY = f"http://LINGE:ge%3Aheim@127.0.0.1:{server.server_port}/10.5072"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def ask(outcome, by):
    record = actions.ask_doi(outcome, by=by)
    register_doi(record.pk)
    record.refresh_from_db()
    return record


@pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
def test_who_manages_the_publication_asks(people, outcome, published, state):  # noqa: F811
    facts = {"draft": {"published_at": None}, "withdrawn": {"withdrawn_at": timezone.now()}}
    Outcome.objects.update(status=state, **facts.get(state, {}))

    expected = {"owner", "coordinator"} if state == "published" else set()
    assert who_may(people, "casework.manage_publication", outcome) == expected


def test_doi_is_registered_findable_with_what_the_agency_requires(office, published, member):
    record = ask(published, member)

    [facts] = office.known.values()
    assert (record.state, record.problem, record.is_waiting) == (State.FINDABLE, "", False)
    assert [method for method, _path, _facts in office.asked] == ["PUT", "POST"]
    assert facts["doi"] == record.name == f"10.5072/leerkring.{published.pk}"
    assert facts["url"].endswith(published.get_absolute_url()) and facts["event"] == "publish"
    assert facts["creators"][0] == {
        "name": "Willems, Daan", "nameType": "Personal", "givenName": "Daan", "familyName": "Willems"
    }  # fmt: skip
    assert Outcome.objects.get().doi == record.name


def test_registered_doi_stands_in_the_reference(visitor, office, published, member):
    record = ask(published, member)

    page = visitor.get(f"{published.get_absolute_url()}v/1.0/").text
    assert f"https://doi.org/{record.name}" in page
    assert f'name="citation_doi" content="{record.name}"' in page


def test_asking_twice_and_registering_twice_is_one_doi(office, published, member):
    first, again = ask(published, member), ask(published, member)
    assert not actions.register_doi(OutcomeDoi, first.pk)

    assert first == again and len(office.known) == 1 and len(office.asked) == 2


@pytest.mark.parametrize("says", [500, 503, 429])
def test_agency_that_is_ill_is_asked_again_later(office, published, member, says):
    office.says = says
    record = ask(published, member)
    assert (record.state, record.problem) == (State.WAITING, str(says)) and record.next_at > timezone.now()

    office.says = 0
    with time_machine.travel(record.next_at + timedelta(seconds=1)):
        assert actions.wake_dois(timezone.now()) == 2
        assert actions.register_doi(OutcomeDoi, record.pk)
    assert OutcomeDoi.objects.get().state == State.FINDABLE


def test_agency_that_does_not_answer_is_asked_again(office, published, member, settings):
    settings.DOI_AGENCY = "http://a:b@127.0.0.1:1/10.5072"

    assert ask(published, member).is_waiting


@pytest.mark.parametrize("says", [401, 403, 422])
def test_agency_that_refuses_is_told_and_asked_again_by_a_person(office, published, member, says):
    office.says = says
    record = ask(published, member)
    assert (record.state, record.is_waiting) == (State.FAILED, False)
    assert Outcome.objects.get().doi == ""

    office.says = 0
    assert ask(published, member).state == State.FINDABLE


def test_wrong_password_registers_nothing(office, published, member, settings):
    settings.DOI_AGENCY = settings.DOI_AGENCY.replace("heim", "fout")

    assert ask(published, member).state == State.FAILED and not office.known


def test_next_version_and_withdrawal_are_told_to_the_agency(office, published, member):
    record = ask(published, member)
    row = outcome_actions.save_outcome(
        Outcome.objects.get(),
        OUTCOME | {"title": "Nieuwe titel"},
        [],
        by=member,
        version=Outcome.objects.get().version,
    )
    outcome_actions.publish_outcome(row, by=member, version=row.version, change_note="Titel.")
    assert actions.register_doi(OutcomeDoi, record.pk)
    assert office.known[record.name]["titles"][0]["title"] == "Nieuwe titel"

    withdraw_outcome(row, by=member, why="Klopte niet.")
    assert actions.register_doi(OutcomeDoi, record.pk)
    assert office.known[record.name]["event"] == "hide"
    assert OutcomeDoi.objects.get().state == State.HIDDEN and Outcome.objects.get().doi == record.name


def test_each_version_has_its_own_beside_that_of_the_outcome(as_user, visitor, office, published, member):
    client, address = as_user(member), url("outcome_doi", published)
    client.post(address, {"is_sure": "on"})
    row = outcome_actions.save_outcome(Outcome.objects.get(), OUTCOME | {"title": "T"}, [], by=member, version=2)
    outcome_actions.publish_outcome(row, by=member, version=row.version, change_note="Titel.")
    assert "DOI van versie 1.1 aanvragen" in client.get(address).text
    client.post(address, {"is_sure": "on"})
    client.post(address, {"is_sure": "on"})
    for record in OutcomeDoi.objects.all():
        register_doi(record.pk)
    for record in VersionDoi.objects.all():
        register_version_doi(record.pk)

    whole = f"10.5072/leerkring.{published.pk}"
    assert sorted(office.known) == [whole, f"{whole}.v1.0", f"{whole}.v1.1"]
    first = office.known[f"{whole}.v1.0"]
    assert (first["version"], first["titles"][0]["title"]) == ("1.0", OUTCOME["title"])
    assert first["url"].endswith("/v/1.0/")
    assert [(one["relationType"], one["relatedIdentifier"]) for one in first["relatedIdentifiers"]] == [
        ("IsVersionOf", whole)
    ]
    assert {one["relatedIdentifier"] for one in office.known[whole]["relatedIdentifiers"]} == {
        f"{whole}.v1.0", f"{whole}.v1.1"
    }  # fmt: skip
    assert f"https://doi.org/{whole}.v1.0" in visitor.get(f"{published.get_absolute_url()}v/1.0/").text


def test_withdrawal_hides_the_doi_of_each_version(office, published, member):
    ask(published, member)
    withdraw_outcome(published, by=member, why="Klopte niet.")
    register_version_doi(VersionDoi.objects.get().pk)

    assert office.known[VersionDoi.objects.get().name]["event"] == "hide"


def test_without_an_agency_nothing_is_asked(as_user, published, member):
    with pytest.raises(Refused):
        actions.ask_doi(published, by=member)

    page = as_user(member).post(url("outcome_doi", published), {"is_sure": "on"})
    assert page.status_code == 409 and not OutcomeDoi.objects.exists()


def test_draft_gets_no_doi(office, outcome, member):
    with pytest.raises(Refused):
        actions.ask_doi(outcome, by=member)


def test_person_says_that_they_know_it_stays(as_user, office, published, member):
    client = as_user(member)
    assert client.get(url("outcome_doi", published)).status_code == 200 and not OutcomeDoi.objects.exists()

    assert client.post(url("outcome_doi", published), {"x": "y"}).status_code == 422
    assert client.post(url("outcome_doi", published), {"is_sure": "on"}).status_code == 302
    assert OutcomeDoi.objects.get().asked_by == member
