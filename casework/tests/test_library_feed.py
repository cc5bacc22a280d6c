"""Feeds of what is published."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Outcome

from .test_library import publish  # noqa: F401 (a fixture)

FEED = "/opbrengsten/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
# What RFC 4287 asks of a feed and of each entry.
OF_FEED, OF_ENTRY = ("id", "title", "updated"), ("id", "title", "updated", "author/{0}name", "link", "summary")


def entries(answer):
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 (made by ourselves)
    assert feed.tag == f"{ATOM}feed"
    assert all(len(feed.findall(f"{ATOM}{name}")) == 1 for name in OF_FEED)
    found = feed.findall(f"{ATOM}entry")
    for entry in found:
        assert all(entry.findtext(f"{ATOM}{name.format(ATOM)}") is not None for name in OF_ENTRY)
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found)
    return [entry.findtext(f"{ATOM}title") for entry in found]


def test_feed_holds_what_is_published_the_last_changed_first(visitor, publish, outcome):  # noqa: F811
    publish("Eerst")
    publish("Later <b>& meer</b>", body="Geheim genoeg")

    answer = visitor.get(FEED)

    assert entries(answer) == ["Later <b>& meer</b>", "Eerst"]
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert "Geheim" not in answer.text and outcome.title not in answer.text


def test_feed_leaves_out_what_is_withdrawn_and_signs_that_no_xml_holds(visitor, publish):  # noqa: F811
    gone, odd = publish("Weg"), publish("Vreemd\x0bteken")
    Outcome.objects.filter(pk=gone.pk).update(status="withdrawn", withdrawn_at=timezone.now())

    assert entries(visitor.get(FEED)) == ["Vreemd teken"]
    assert odd.abstract in visitor.get(FEED).text


def test_feed_of_a_kind_a_programme_a_theme_and_a_circle(visitor, community, publish):  # noqa: F811
    story = publish("Verhaal", kind="story")
    publish("Stuk")

    assert entries(visitor.get(FEED, {"soort": "story"})) == [story.title]
    assert len(entries(visitor.get(FEED, {"programma": community.programme_id}))) == 2
    assert entries(visitor.get(FEED, {"programma": community.programme_id + 1})) == []
    assert len(entries(visitor.get(FEED, {"thema": community.theme_id or ""}))) == 2
    path = reverse("casework:community_feed", kwargs={"slug": community.slug})
    assert len(entries(visitor.get(path))) == 2


def test_who_has_the_feed_already_hears_that_nothing_changed(visitor, publish):  # noqa: F811
    paper = publish("Stuk")
    mark = visitor.get(FEED).headers["ETag"]

    again = visitor.get(FEED, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")

    Outcome.objects.filter(pk=paper.pk).update(stamped_at=timezone.now(), version=99)
    assert visitor.get(FEED, headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_feed_asks_the_same_number_of_questions(visitor, publish, number, django_assert_num_queries):  # noqa: F811
    for each in range(number):
        publish(f"Stuk {each}")

    with django_assert_num_queries(2):
        visitor.get(FEED)


def test_pages_lead_to_their_feeds(visitor, community, publish):  # noqa: F811
    publish("Stuk")

    assert f'href="{FEED}?soort=paper"' in visitor.get("/opbrengsten/", {"soort": "paper", "q": "stuk"}).text
    path = reverse("casework:community_outcomes", kwargs={"slug": community.slug})
    assert f'href="{path}feed.atom"' in visitor.get(path).text
