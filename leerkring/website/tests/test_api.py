"""Open data for other programs: only what everybody may see, described as it is, and steady under bad questions."""

import json
import re

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from casework.models import Outcome
from communities.models import Area, Community, Programme, Theme
from conftest import CLOSED, make_organisation
from leerkring.website.api.openapi import description
from leerkring.website.api.resources import RESOURCES
from meetings.tests.event_rows import make_event

pytestmark = pytest.mark.django_db
API = "/api/v1/"
LISTS = sorted(RESOURCES)


def items(browser, path) -> list[dict]:
    answer = browser.get(API + path)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def slugs(browser, path) -> list[str]:
    return [item["slug"] for item in items(browser, path)]


def publish(community, slug, **fields) -> Outcome:
    facts = {"title": slug.capitalize(), "status": "published", "published_at": timezone.now()} | fields
    outcome = Outcome.objects.create(community=community, slug=slug, **facts)
    if outcome.published_at:
        facts = {"number": "1.0", "title": outcome.title, "author_line": "F. Baltussen"}
        outcome.versions.create(body="b", frozen_at=timezone.now(), **facts)
    return outcome


@pytest.fixture
def shown(community):
    """One of each, and of some kinds one with nothing filled in."""
    make_event(community, slug="cafe")
    make_event(community.programme, slug="studiedag", title="Studiedag")
    publish(community, "paper")
    organisation = make_organisation("De Linge", area=community.area, in_care=True)
    theme = Theme.objects.create(programme=community.programme, name="Zorg")
    place = Area.objects.order_by("pk").last()
    keys = {"programmes": community.programme.slug, "circles": community.slug, "events": "cafe", "outcomes": "paper"}
    return keys | {"organisations": organisation.slug, "areas": place.pk, "themes": theme.pk}


@pytest.mark.parametrize("name", LISTS)
def test_list_and_thing_say_the_same_and_may_be_kept_and_read_anywhere(name, shown, client):
    answer = client.get(f"{API}{name}/")
    one = client.get(f"{API}{name}/{shown[name]}/").json()
    assert one in answer.json()["items"]
    assert set(one) == {field.name for field in RESOURCES[name].fields}
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    again = client.get(f"{API}{name}/", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_hidden_is_in_it_whoever_asks(community, coordinator, as_user, client):
    """Also a coordinator, who sees all of it on pages, gets what everybody sees."""
    programme = community.programme
    draft = Programme.objects.create(name="Kanarieprogramma", slug="kanarieprogramma", status="draft")
    Theme.objects.create(programme=draft, name="Kanariethema")
    Theme.objects.create(programme=programme, name="Kanarieoud", is_archived=True)
    facts = {"kind": "regional", "area": community.area, "question": "Kanarievraag?"}
    started = {"status": "active", "started_at": timezone.now()}
    for slug, of, state in [
        ("kanarieconcept", programme, {}),
        ("kanarieweg", programme, started | CLOSED | {"status": "archived"}),
        ("kanarieverborgen", draft, started),
    ]:
        row = Community.objects.create(programme=of, slug=slug, name="Kanariekring", **facts | state)
        publish(row, f"kanarieopbrengst-{slug}", status="draft", published_at=None)
    make_event(community, slug="kanarieleden", title="Kanarie", visibility="members")
    make_event(community, slug="kanarieklad", title="Kanarie", status="draft")
    make_event(draft, slug="kanariefeest", title="Kanarie")
    make_event(community, slug="cafe", online_url="https://kanarie.example.nl/")
    publish(community, "kanarieweg", status="withdrawn", withdrawn_at=timezone.now())
    Programme.objects.create(name="Deel", slug="deel", parent=draft)
    archived = Community.objects.get(slug="kanarieweg")
    publish(archived, "blijft")

    for browser in (client, as_user(coordinator)):
        texts = [browser.get(f"{API}{name}/?limit=100").text for name in LISTS]
        assert [found for text in texts for found in re.findall(r".{30}kanarie.{30}", text, re.I)] == []
        for path in ("circles/kanarieconcept/", "outcomes/kanarieweg/", "events/kanarieleden/", "themes/1e3/"):
            assert browser.get(API + path).status_code == 404
        assert browser.get(f"{API}outcomes/blijft/").json()["circle"] is None


def test_change_shows_at_once_although_answers_are_kept(community, client):
    assert slugs(client, "circles/") == [community.slug]
    Community.objects.update(**CLOSED | {"status": "archived"})
    assert slugs(client, "circles/") == []
    assert client.get(f"{API}circles/{community.slug}/").status_code == 404


def test_choices_narrow_the_lists_down(shown, community, client):
    area, programme = community.area, community.programme
    for path, found in {
        f"circles/?area={area.pk}&programme={programme.slug}": [community.slug],
        f"circles/?area={area.parent_id or area.pk}": [community.slug],
        "circles/?status=closed": [],
        "circles/?programme=bestaat-niet": [],
        f"events/?programme={programme.slug}": ["studiedag", "cafe"],
        f"events/?circle={community.slug}&until=9999-12-31": ["cafe"],
        "events/?since=9999-12-31": [],
        "events/?until=0001-01-01": [],
        "outcomes/?since=0001-01-01&kind=paper": ["paper"],
        "outcomes/?language=en": [],
        "organisations/?domain=care": ["de-linge"],
        "organisations/?domain=housing": [],
    }.items():
        assert slugs(client, path) == found, path


def test_parts_lead_to_each_other_and_hold_everything_once(programme, client, settings):
    settings.SITE_URL = "https://leerkring.example.nl"
    for number in range(5):
        make_organisation(f"Organisatie {number}")
    seen, path = [], f"{API}organisations/?limit=2&sector=practice"
    while path:
        answer = client.get(path).json()
        seen += [item["name"] for item in answer["items"]]
        path = (answer["next"] or "").removeprefix("https://leerkring.example.nl")
    assert seen == [f"Organisatie {number}" for number in (4, 3, 2, 1, 0)]
    assert items(client, "organisations/?cursor=1") == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("limit=1000", "limit"),
        ("limit=", "limit"),
        ("limit=5&limit=6", "limit"),
        ("cursor=-1", "cursor"),
        ("cursor=zzzzzzzzzzzzzzzz", "cursor"),
        ("phase=anders", "phase"),
        ("theme=99999999999999999999", "theme"),
        ("programme=%27%20OR%201%3D1", "programme"),
        ("q=zorg", ""),
        ("programme__status=draft", ""),
    ],
)
def test_bad_question_is_refused_with_what_is_wrong(query, name, client):
    answer = client.get(f"{API}circles/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    [error] = answer.json()["errors"]
    assert error["name"] == name
    assert re.fullmatch(r"[A-Z][\w “”.,:;'=≤&/-]+\.", error["messages"][0], re.ASCII | re.S) or name == ""


@pytest.mark.parametrize("path", ["anders/", "circles/bestaat-niet/", "areas/99999999999999999999/", "a/b/c/", "é/"])
def test_nothing_there_is_said_in_json(path, client):
    answer = client.get(API + path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404


def test_browser_of_somebody_else_may_ask_but_nobody_changes_anything(client):
    may = client.options(
        f"{API}circles/", headers={"Origin": "https://x.example", "Access-Control-Request-Method": "GET"}
    )
    assert (may.status_code, may["Access-Control-Allow-Headers"]) == (204, "If-None-Match")
    assert client.head(f"{API}circles/").status_code == 200
    refused = client.post(f"{API}circles/")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.json()["title"] == "This can only be read."


def ask_for_all(client) -> dict[str, int]:
    counts = {}
    for name in LISTS:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            items(client, f"{name}/")
        counts[name] = len(queries)
    return counts


def test_lists_ask_the_same_of_the_database_however_long(shown, community, client):
    one = ask_for_all(client)
    for number in (1, 2):
        programme = Programme.objects.create(name=f"P{number}", slug=f"p{number}")
        programme.areas.set(Area.objects.all()[:2])
        facts = {"status": "active", "started_at": timezone.now(), "kind": "regional", "question": "?"}
        area = Area.objects.create(name=f"Wijk {number}", kind="neighbourhood", parent=community.area)
        circle = Community.objects.create(programme=programme, slug=f"k{number}", name="K", area=area, **facts)
        Theme.objects.create(programme=programme, name="T")
        make_event(circle, slug=f"e{number}")
        publish(circle, f"o{number}")
        make_organisation(f"Org {number}", area=area)
    assert ask_for_all(client) == one
    assert max(one.values()) <= 3
    items(client, "programmes/")
    with CaptureQueriesContext(connection) as warm:
        items(client, "programmes/")
    assert len(warm) == 1


# --- Fuzzing: schemathesis asks by the description, in and out of it, over the whole WSGI stack ------------------

FUZZED = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def schema(shown):
    """The description as programs get it, asked of the portal itself."""
    for signal in (request_started, request_finished):
        # The rows of this test live in its own connection.
        signal.disconnect(close_old_connections)
    found = schemathesis.openapi.from_wsgi(f"{API}openapi.json", get_wsgi_application())
    assert found.raw_schema == json.loads(json.dumps(description()))
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_schemathesis_finds_no_answer_that_the_description_does_not_know(mode, schema):
    asked = []
    for operation in [each.ok() for each in schema.get_all_operations()]:

        @given(case=operation.as_strategy(generation_mode=mode))
        @FUZZED
        def ask(case):
            case.call_and_validate()
            asked.append(case.operation.label)

        ask()
    assert len(set(asked)) == 2 * len(LISTS)
