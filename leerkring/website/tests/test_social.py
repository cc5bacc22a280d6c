"""What stands beside a link that somebody shares, and what search engines read of a page."""

import io
import json
import re

import pytest
from django.core.cache import cache, caches
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from casework.models import Outcome
from communities.models import Community, Programme
from conftest import CLOSED, make_organisation
from leerkring.website import social
from leerkring.website.social import KINDS, facts_of
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


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_picture_is_of_the_size_that_others_show(kind, shown, client):
    answer = client.get(picture(kind, shown[kind]))
    assert answer["Content-Type"] == "image/png"
    assert "public" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_picture_is_made_once_and_anew_when_the_words_change(shown, community, client, monkeypatch):
    made = []
    monkeypatch.setattr(social, "make_png", lambda *_args, **words: made.append(words["data"]["title"]) or b"png")
    for _time in range(2):
        client.get(picture("leerkring", community.slug))
    Community.objects.update(question="Wie helpt mee?")
    client.get(picture("leerkring", community.slug))
    assert made == [community.headline, "Wie helpt mee?"]


def test_long_title_with_signs_that_our_letters_lack_still_fits(community, client):
    Community.objects.update(question=("Hoe blijven ouderen 👵 thuis? " * 20)[:300])
    cache.clear()
    assert client.get(picture("leerkring", community.slug)).status_code == 200
    title = facts_of("leerkring", community.slug)["title"]
    assert len(title) <= social.MOST_LETTERS
    assert "👵" not in title


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("leerkring", "bestaat-niet"),
        ("leerkring", "concept"),
        ("opbrengst", "geheim"),
        ("anders", "x"),
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
