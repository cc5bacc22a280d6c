"""What stands beside a link that somebody shares, and what search engines read of a page."""

import io
import json
import re

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError
from PIL import Image

from casework.models import Outcome
from communities.models import Community, Programme
from conftest import CLOSED, make_organisation
from leerkring.core.documents import DocumentError
from leerkring.website import social, tasks
from leerkring.website.social import KINDS, PORTAL, facts_of, picture_at, place_of
from meetings.tests.event_rows import make_event

pytestmark = pytest.mark.django_db
DATA = re.compile(r'<script type="application/ld\+json">(.+?)</script>', re.S)


def picture(kind, slug):
    return reverse("social_picture", kwargs={"kind": kind, "slug": slug})


@pytest.fixture
def shown(community):
    """One of each kind that has a picture."""
    make_event(community, slug="cafe")
    paper = Outcome.objects.create(
        community=community,
        slug="paper",
        title="Van praatje naar plan",
        status="published",
        published_at=timezone.now(),
    )
    paper.versions.create(number="1.0", title="Van praatje naar plan", body="b", frozen_at=timezone.now())
    return {
        "leerkring": community.slug,
        "programma": community.programme.slug,
        "opbrengst": "paper",
        "evenement": "cafe",
        "portaal": "voorkant",
    }


@pytest.mark.parametrize("kind", [*sorted(KINDS), PORTAL[0]])
def test_picture_is_drawn_by_a_worker_and_ours_stands_there_till_then(kind, shown, client, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.draw_picture, "apply_async", lambda given, **_options: asked.append(given))
    first, second = client.get(picture(kind, shown[kind])), client.get(picture(kind, shown[kind]))
    assert first.content == second.content == social.DEFAULT.read_bytes()
    assert asked == [(kind, shown[kind])]
    assert first["Cache-Control"] == "public, max-age=60"

    tasks.draw_picture(*asked[0])
    answer = client.get(picture(kind, shown[kind]))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=86400")
    assert answer.content != social.DEFAULT.read_bytes()
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_new_things_are_drawn_in_time_once_and_anew_when_their_words_change(shown, community, client, monkeypatch):
    drawn = []
    monkeypatch.setattr(social, "make_png", lambda *_args, **words: drawn.append(words["data"]["title"]) or b"png")
    for _time in range(2):
        tasks.draw_pictures()
    assert sorted(drawn) == sorted(
        [community.headline, community.programme.name, "Van praatje naar plan", "Café over mantelzorg"]
    )
    Community.objects.update(question="Wie helpt mee?")
    # The old words are shown no more, also before the next turn.
    assert client.get(picture("leerkring", community.slug)).content == social.DEFAULT.read_bytes()
    tasks.draw_pictures()
    assert drawn[4:] == ["Wie helpt mee?"]
    assert client.get(picture("leerkring", community.slug)).content == b"png"
    assert len(default_storage.listdir(f"social/leerkring/{community.slug}")[1]) == 1


def test_picture_that_fails_or_was_hidden_meanwhile_stops_no_other(shown, community, monkeypatch):
    def fail_once(*_args, data, **_options):
        if data["title"] == community.headline:
            raise DocumentError("no")
        return b"png"

    monkeypatch.setattr(social, "make_png", fail_once)
    Outcome.objects.update(status="withdrawn", withdrawn_at=timezone.now())
    tasks.draw_pictures()
    tasks.draw_picture("opbrengst", "paper")
    assert sorted(default_storage.listdir("social")[0]) == ["evenement", "programma"]


def test_broker_that_is_away_is_no_error_for_who_looks(shown, community, client, monkeypatch):
    def refuse(*_given, **_options):
        raise OperationalError

    monkeypatch.setattr(tasks.draw_picture, "apply_async", refuse)
    assert client.get(picture("leerkring", community.slug)).status_code == 200


def test_long_title_with_signs_that_our_letters_lack_still_fits(community):
    Community.objects.update(question=("Hoe blijven ouderen 👵 thuis? " * 20)[:300])
    facts = facts_of("leerkring", community.slug)
    social.draw("leerkring", community.slug, facts)
    assert picture_at(place_of("leerkring", community.slug, facts)).startswith(b"\x89PNG")
    assert len(facts["title"]) <= social.MOST_LETTERS
    assert "👵" not in facts["title"]


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("leerkring", "bestaat-niet"),
        ("leerkring", "concept"),
        ("opbrengst", "geheim"),
        ("anders", "x"),
        ("portaal", "iets"),
        ("evenement", "x"),
    ],
)
def test_what_a_visitor_may_not_see_has_no_picture(kind, slug, community, client):
    Community.objects.create(programme=community.programme, slug="concept", name="C", kind="regional")
    Outcome.objects.create(community=community, slug="geheim", title="Geheim")
    assert client.get(picture(kind, slug)).status_code == 404


def test_pages_name_their_picture_with_the_full_address(shown, community, client, settings):
    settings.SITE_URL = "https://leerkring.example.nl"
    for kind, path in [
        ("leerkring", community.get_absolute_url()),
        ("programma", community.programme.get_absolute_url()),
        ("opbrengst", "/opbrengsten/paper/"),
        ("evenement", "/evenementen/cafe/"),
        ("portaal", "/"),
    ]:
        caches["pages"].clear()
        page = client.get(path).content.decode()
        address = f"https://leerkring.example.nl{picture(kind, shown[kind])}"
        assert f'<meta property="og:image" content="{address}">' in page, kind


@pytest.mark.parametrize("state", [CLOSED | {"status": "archived"}, {"status": "draft", "started_at": None}])
def test_page_that_is_not_for_everybody_offers_no_picture(state, community, coordinator, as_user):
    Community.objects.filter(pk=community.pk).update(**state)
    page = as_user(coordinator).get(community.get_absolute_url()).content.decode()
    assert "og:image" not in page


def test_search_engines_read_what_a_circle_a_programme_and_an_organisation_are(community, client):
    organisation = make_organisation("De Linge", website="https://delinge.example.nl/", ror="012345678")
    Programme.objects.update(description="Leren in de wijk. </script><b>")
    found = {}
    for row in (community, community.programme, organisation):
        caches["pages"].clear()
        [text] = DATA.findall(client.get(row.get_absolute_url()).content.decode())
        found[row.name] = json.loads(text)

    assert {each["@type"] for each in found.values()} == {"Organization"}
    assert found[community.name]["parentOrganization"]["name"] == community.programme.name
    assert found[community.programme.name]["description"] == "Leren in de wijk. </script><b>"
    assert found["De Linge"]["sameAs"] == ["https://delinge.example.nl/", "https://ror.org/012345678"]
