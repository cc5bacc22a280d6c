"""The page with what is new for everybody."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from casework.models import Outcome
from communities.models import Community
from leerkring.core.templatetags.ui import day
from leerkring.website import news
from leerkring.website.sitemap import OWN_PAGES
from meetings.tests.event_rows import make_event

from .test_feed import entries, recognise, tell

pytestmark = pytest.mark.django_db
PATH = "/nieuws/"


@pytest.fixture(autouse=True)
def _fresh_pages():
    caches["pages"].clear()


def publish(community, title, **fields):
    facts = {"status": "published", "published_at": timezone.now(), "abstract": "Wat wij vonden."}
    facts |= {"slug": title.lower().replace(" ", "-")} | fields
    outcome = Outcome.objects.create(community=community, title=title, **facts)
    outcome.versions.create(number="1.0", title=title, body="b", frozen_at=timezone.now())
    return outcome


def rows(client):
    return [row for month in client.get(PATH).context["months"] for row in month.rows]


def test_page_holds_each_kind_with_its_day_a_line_and_a_link(community, client):
    ago = timezone.now() - timedelta(days=400)
    Community.objects.filter(pk=community.pk).update(started_at=ago)
    tell(community, title="De dinsdagtafel", result="Rust.", is_good_example=True)
    tell(community, title="Zonder uitkomst", result="")
    recognise(community)
    publish(community, "Van praatje naar plan")
    make_event(community, days=9, slug="cafe", title="Café in Huissen")
    found = {row.title: row for row in rows(client)}
    assert {title: row.kicker.partition(" · ")[2] for title, row in found.items()} == {
        "De dinsdagtafel": "Goed voorbeeld",
        "Zonder uitkomst": "Verhaal",
        "Koploper voor Lingewaard": "Erkenning",
        "Van praatje naar plan": "Paper",
        "Café in Huissen": "Aangekondigd: zorgalliantiecafé",
        "Er begon een leerkring: Lingewaard": "Leerkring",
    }
    assert found["De dinsdagtafel"].text == "Rust."
    assert found["Er begon een leerkring: Lingewaard"].kicker.startswith(capfirst(day(ago)))
    assert {client.get(row.url).status_code for row in found.values()} == {200}


def test_newest_stands_on_top_and_each_month_has_a_heading(community, client, time_machine):
    time_machine.move_to("2026-05-20T10:00:00Z", tick=False)
    Community.objects.filter(pk=community.pk).update(started_at="2026-03-02T09:00:00Z")
    # In Amsterdam it is May by then.
    tell(community, title="Eerder", published_at="2026-04-30T22:30:00Z")
    tell(community, title="Later", published_at="2026-05-19T09:00:00Z")
    months = client.get(PATH).context["months"]
    assert [(month.title, [row.title for row in month.rows]) for month in months] == [
        ("Mei 2026", ["Later", "Eerder"]),
        ("Maart 2026", ["Er begon een leerkring: Lingewaard"]),
    ]


def test_page_tells_nothing_that_is_not_for_everybody(community, programme, member, as_user):
    Community.objects.create(programme=programme, slug="concept", name="Concept", kind="regional")
    tell(community, title="Alleen voor ons", is_public=False)
    publish(community, "Nog niet af", status="draft", published_at=None)
    make_event(community, slug="besloten", title="Besloten", visibility="members")
    make_event(community, slug="klad", title="Klad", status="draft")
    assert [row.title for row in rows(as_user(member))] == ["Er begon een leerkring: Lingewaard"]


def test_event_leaves_when_nobody_can_come_any_more(community, client):
    make_event(community, days=-3, slug="geweest", title="Geweest")
    make_event(community, days=3, slug="afgelast", title="Afgelast", status="cancelled")
    make_event(community, days=3, slug="straks", title="Straks")
    assert [row.title for row in rows(client)][:-1] == ["Straks"]


def test_recognition_is_told_on_the_day_it_begins(community, client):
    recognise(community, title="Straks", starts_on=timezone.localdate() + timedelta(days=2))
    recognise(community, title="Vandaag")
    assert "Straks voor Lingewaard" not in entries(client)
    assert "Vandaag voor Lingewaard" in [row.title for row in rows(client)]


def test_feed_leaves_out_what_has_a_feed_of_its_own(community, client):
    publish(community, "Van praatje naar plan")
    make_event(community, slug="cafe", title="Café in Huissen")
    assert set(entries(client)) == {"Er begon een leerkring: Lingewaard"}
    assert len(rows(client)) == 3


def test_page_is_cut_after_the_newest(community, client, monkeypatch):
    monkeypatch.setattr(news, "MOST", 2)
    for days in (1, 2, 3):
        tell(community, title=f"{days} dagen oud", published_at=timezone.now() - timedelta(days=days))
    Community.objects.filter(pk=community.pk).update(started_at=timezone.now() - timedelta(days=9))
    assert [row.title for row in rows(client)] == ["1 dagen oud", "2 dagen oud"]


def test_what_somebody_wrote_is_shown_as_words(community, client):
    tell(community, title="<b>Vet</b>", result="<script>alert(1)</script>")
    page = client.get(PATH).text
    assert "&lt;b&gt;Vet&lt;/b&gt;" in page and "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page and "<b>Vet" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_one_as_for_three(number, community, client, django_assert_num_queries):
    for count in range(number):
        tell(community, title=f"Verhaal {count}")
        recognise(community, title=f"Koploper {count}")
        publish(community, f"Paper {count}")
        make_event(community, slug=f"cafe-{count}")
    with django_assert_num_queries(5):
        client.get(PATH)
    with django_assert_num_queries(0):
        client.get(PATH)


def test_new_portal_says_that_nothing_is_new_and_where_to_go(db, client):
    page = client.get(PATH).text
    assert "Nog niets nieuws" in page and 'class="timeline"' not in page
    assert reverse("communities:community_list") in page


def test_page_leads_to_the_feeds_and_to_following(community, client):
    page = client.get(PATH).text
    for name in ("news_feed", "casework:library_feed", "meetings:event_feed_atom", "communities:community_list"):
        assert f'href="{reverse(name)}"' in page, name
    assert page.count('type="application/atom+xml"') == 1


@pytest.mark.parametrize(("language", "word"), [("nl", "Er begon een leerkring"), ("en", "A circle began")])
def test_page_speaks_both_languages(language, word, community, client):
    client.cookies["django_language"] = language
    assert word in client.get(PATH).text


@pytest.mark.parametrize("name", ["news", "communities:story_all"])
def test_page_is_found_from_the_first_page_and_by_search_engines(name, community, client):
    tell(community, title="De dinsdagtafel")
    assert client.get("/").text.count(f'href="{reverse(name)}"') == 2
    assert name in OWN_PAGES
    page = client.get(reverse(name)).text
    assert 'name="description"' in page and 'property="og:url" content="http' in page and "noindex" not in page
