"""What search engines are told, and the plain pages for newcomers."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from casework.models import Outcome
from communities.models import Community, Programme, Recognition, Story
from leerkring.website.sitemap import SITEMAPS, PublicSitemap
from meetings.tests.event_rows import make_event

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client, path):
    caches["pages"].clear()
    answer = client.get(path)
    assert answer["Content-Type"] == "application/xml"
    return [place.text for place in ET.fromstring(answer.content).iterfind(".//s:loc", NAMES)]


def every_page(client):
    parts = addresses(client, "/sitemap.xml")
    return [page for part in parts for page in addresses(client, urlsplit(part).path)]


@pytest.fixture
def public(community, programme, member, settings):
    """One of each that everybody may see, and one beside it that nobody may."""
    settings.SITE_URL = "http://localhost:8000"
    now = timezone.now()
    make_event(community, slug="cafe")
    make_event(community, slug="geheim-evenement", status="draft")
    paper = Outcome.objects.create(community=community, slug="paper", title="P", status="published", published_at=now)
    paper.versions.create(number="1.0", title="P", body="b", frozen_at=now)
    Outcome.objects.create(community=community, slug="geheim-paper", title="P")
    steps = dict.fromkeys(Story.STEPS, "Zo.") | {"community": community, "author": member, "title": "T"}
    Story.objects.create(status="published", published_at=now, is_public=True, **steps)
    inside = Story.objects.create(status="published", published_at=now, **steps)
    Programme.objects.create(name="Later", slug="geheim-programma", status="draft")
    Community.objects.create(programme=programme, slug="geheim-concept", name="C", kind="regional")
    return inside


def test_every_address_in_the_sitemap_is_a_public_page(public, client):
    found = every_page(client)

    assert {client.get(page.removeprefix("http://localhost:8000")).status_code for page in found} == {200}
    assert not [page for page in found if "geheim" in page or f"/verhalen/{public.pk}/" in page]
    for part in (
        "evenementen/cafe",
        "opbrengsten/paper",
        "leerkringen/lingewaard/",
        "programmas/zorgalliantie/opbrengst",
    ):
        assert any(part in page for page in found), part


def test_sitemap_is_cut_in_parts(public, client, monkeypatch):
    monkeypatch.setattr(PublicSitemap, "limit", 3)
    parts = addresses(client, "/sitemap.xml")
    assert "http://testserver/sitemap-portaal.xml?p=2" in parts
    assert len(addresses(client, "/sitemap-portaal.xml?p=2")) == 3


@pytest.mark.parametrize("path", ["/sitemap-niets.xml", "/sitemap-portaal.xml?p=99", "/sitemap-portaal.xml?p=x"])
def test_part_that_is_not_there_is_not_found(path, client):
    assert client.get(path).status_code == 404


def test_every_kind_of_page_has_a_stable_order():
    assert all(getattr(each().items(), "ordered", True) for each in SITEMAPS.values())


def test_robots_are_told_where_the_sitemap_is(client, settings):
    settings.SITE_URL = "https://leerkring.example.nl"
    assert "Sitemap: https://leerkring.example.nl/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(("name", "word"), [("start", "Doe mee"), ("terms", "herkennen")])
def test_plain_pages_are_for_everybody(name, word, client):
    assert word in client.get(reverse(name)).content.decode()


def give(community, title, **fields):
    facts = {"issuer": "Zorgpact", "starts_on": timezone.localdate() - timedelta(days=9), "reason": "Goed werk."}
    return Recognition.objects.create(community=community, title=title, **facts | fields)


def test_recognitions_are_listed_with_their_number(community, programme, client):
    give(community, "Koploper")
    give(None, "Voorbeeld", programme=programme, ends_on=timezone.localdate() - timedelta(days=1))
    page = client.get(reverse("recognition_list")).content.decode()
    assert "2 erkenningen" in page
    assert page.index("Koploper") > 0
    assert "Voorbij" in page or "voorbij" in page


def test_recognition_of_what_is_hidden_is_not_counted(community, client):
    give(community, "Koploper")
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    page = client.get(reverse("recognition_list")).content.decode()
    assert "Koploper" not in page
    assert "0 erkenningen" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_recognitions_cost_the_same_for_one_as_for_three(rows, community, client, django_assert_num_queries):
    for number in range(rows):
        give(community, f"Koploper {number}")
    with django_assert_num_queries(2):
        client.get(reverse("recognition_list"))
