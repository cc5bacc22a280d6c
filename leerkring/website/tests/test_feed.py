"""The feed of what is new for everybody."""

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Recognition, Story

pytestmark = pytest.mark.django_db
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def entries(client):
    root = ET.fromstring(client.get(reverse("news_feed")).content)
    return {entry.find("a:title", NAMES).text: entry for entry in root.iterfind("a:entry", NAMES)}


def tell(community, **fields):
    steps = dict.fromkeys(Story.STEPS, "Zo ging het.")
    facts = {"status": "published", "published_at": timezone.now(), "is_public": True}
    return Story.objects.create(community=community, **steps | facts | fields)


def recognise(community, **fields):
    facts = {"title": "Koploper", "issuer": "Zorgpact", "starts_on": timezone.localdate(), "reason": "Goed."}
    return Recognition.objects.create(community=community, **facts | fields)


def test_feed_holds_circles_stories_and_recognitions(community, client, settings):
    settings.SITE_URL = "https://leerkring.example.nl"
    tell(community, title="De dinsdagtafel", result="Rust\x0b.")
    recognise(community)
    found = entries(client)
    assert set(found) == {"Er begon een leerkring: Lingewaard", "De dinsdagtafel", "Koploper voor Lingewaard"}
    link = found["De dinsdagtafel"].find("a:link", NAMES).get("href")
    assert link.startswith("https://leerkring.example.nl/leerkringen/lingewaard/verhalen/")


def test_feed_tells_nothing_that_is_not_for_everybody(community, programme, client):
    tell(community, title="Alleen voor ons", is_public=False)
    Community.objects.create(programme=programme, slug="concept", name="Concept", kind="regional")
    assert set(entries(client)) == {"Er begon een leerkring: Lingewaard"}
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    recognise(community)
    assert entries(client) == {}


def test_who_has_the_feed_hears_that_nothing_changed(community, client):
    first = client.get(reverse("news_feed"))
    again = client.get(reverse("news_feed"), headers={"If-None-Match": first["ETag"]})
    assert (first["Content-Type"], again.status_code) == ("application/atom+xml; charset=utf-8", 304)
    tell(community, title="De dinsdagtafel")
    assert client.get(reverse("news_feed"), headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_feed_costs_the_same_for_one_as_for_three(rows, community, client, django_assert_num_queries):
    for number in range(rows):
        tell(community, title=f"Verhaal {number}")
        recognise(community, title=f"Koploper {number}")
    with django_assert_num_queries(3):
        client.get(reverse("news_feed"))


def test_first_page_leads_to_the_feeds(community, client):
    page = client.get("/").content.decode()
    assert page.count("application/atom+xml") == 3
