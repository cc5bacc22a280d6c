"""The stories of all circles of all public programmes, for everybody."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from communities.models import Community, Programme, Story
from conftest import CLOSED

pytestmark = pytest.mark.django_db
PATH = "/verhalen/"


@pytest.fixture(autouse=True)
def _fresh_pages():
    caches["pages"].clear()


@pytest.fixture
def lab(community):
    """A circle of another programme."""
    programme = Programme.objects.create(name="Learning Lab", slug="lab")
    facts = {"kind": "regional", "question": "?", "area": community.area, "status": "active"}
    return Community.objects.create(
        programme=programme, slug="geldzorgen", name="Geldzorgen", started_at=timezone.now(), **facts
    )


def tell(community, title, *, days=0, **fields):
    facts = dict.fromkeys(Story.STEPS, "Zo ging het.") | {"status": "published", "is_public": True}
    moment = timezone.now() - timedelta(days=days)
    return Story.objects.create(community=community, title=title, **facts | {"published_at": moment} | fields)


def found(client, query=""):
    page = client.get(PATH + query)
    assert page.status_code == 200
    return [row.title for part in ("examples", "stories") for row in page.context[part]]


def offered(client, query="?page=1"):
    """What can be chosen, but for everything; of the plain address the whole page may be kept."""
    fields = client.get(PATH + query).context["form"].fields
    return [label for value, label in fields["programma"].choices if value] if fields else None


def test_good_examples_stand_on_top_and_then_the_newest(community, lab, client):
    tell(community, "Oud", days=9)
    tell(lab, "Nieuw")
    tell(community, "Goed en oud", days=99, is_good_example=True)
    tell(lab, "Goed en nieuw", days=50, is_good_example=True)
    assert found(client) == ["Goed en nieuw", "Goed en oud", "Nieuw", "Oud"]
    page = client.get(PATH).text
    assert page.index("Goede voorbeelden") < page.index("Goed en oud") < page.index("Andere verhalen")
    assert "Geldzorgen · " in page


def test_only_what_everybody_may_read_is_there_whoever_looks(community, lab, member, coordinator, as_user, client):
    tell(community, "Van iedereen")
    tell(community, "Van de kring", is_public=False)
    tell(community, "Klad", status="draft", is_public=False, published_at=None, author=member)
    tell(community, "Voorgesteld", status="proposed", is_public=False, published_at=None, author=member)
    tell(lab, "Van een concept")
    Programme.objects.filter(slug="lab").update(status="draft")
    for browser in (client, as_user(member), as_user(coordinator)):
        assert found(browser) == ["Van iedereen"]
        assert found(browser, "?programma=lab") == ["Van iedereen"]


@pytest.mark.parametrize("state", [{"status": "draft", "started_at": None}, CLOSED | {"status": "archived"}])
def test_story_of_a_hidden_circle_is_not_there(state, community, client):
    tell(community, "Van iedereen")
    Community.objects.filter(pk=community.pk).update(**state)
    assert found(client) == []


def test_story_that_is_taken_off_is_gone_at_once(community, client):
    story = tell(community, "Van iedereen")
    assert story.title in client.get(PATH).text
    Story.objects.filter(pk=story.pk).update(status="draft", is_public=False, published_at=None)
    assert story.title not in client.get(PATH).text


def test_list_is_narrowed_down_by_programme(community, lab, client):
    tell(community, "Huissen")
    tell(lab, "Geld")
    assert offered(client) == ["Learning Lab", "Zorgalliantie"]
    assert found(client, "?programma=lab") == ["Geld"]
    assert re.search(r'<option value="lab" selected', client.get(f"{PATH}?programma=lab").text)


@pytest.mark.parametrize("query", ["?programma=weg", "?programma=lab%27", "?page=99", "?page=x", "?q=1"])
def test_unknown_choice_and_page_show_what_there_is(query, community, lab, client):
    tell(community, "Huissen")
    tell(lab, "Geld")
    assert set(found(client, query)) == {"Huissen", "Geld"}


def test_programme_is_offered_only_when_it_has_a_story_and_there_is_another(community, lab, client):
    tell(community, "Huissen")
    tell(lab, "Van de kring", is_public=False)
    assert offered(client) is None
    assert 'class="filters' not in client.get(PATH).text


def test_next_page_goes_on_and_keeps_the_choice(community, lab, client):
    for number in range(25):
        tell(community, f"Nummer {number}", days=number, is_good_example=number == 24)
    tell(lab, "Geld")
    first = client.get(f"{PATH}?programma=zorgalliantie")
    assert [row.title for row in first.context["examples"]] == ["Nummer 24"]
    assert len(first.context["stories"]) == 23
    assert 'href="?programma=zorgalliantie&amp;page=2"' in first.text
    assert found(client, "?programma=zorgalliantie&page=2") == ["Nummer 23"]


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_as_for_three(number, community, lab, member, client, django_assert_num_queries):
    for count in range(number):
        tell(community, f"Huissen {count}", author=member)
        tell(lab, f"Geld {count}", author=member, is_good_example=True)
    # What the page is made of (at the door, and for the numbers), of which programmes and how many, and the rows.
    with django_assert_num_queries(4):
        client.get(PATH)
    with django_assert_num_queries(1):
        client.get(PATH)
    with django_assert_num_queries(2):
        client.get(f"{PATH}?programma=lab")


def test_story_that_is_new_is_counted_at_once(community, client):
    for number in range(24):
        tell(community, f"Nummer {number}", days=1 + number)
    assert client.get(PATH).context["page"].paginator.num_pages == 1
    tell(community, "Nieuw")
    page = client.get(PATH).context["page"]
    assert (page.paginator.count, page.paginator.num_pages, page[0].title) == (25, 2, "Nieuw")


def test_empty_list_says_what_belongs_there(community, client):
    page = client.get(PATH).text
    assert "Nog geen verhalen" in page and "/leerkringen/" in page
    assert "Goede voorbeelden</h3>" not in page


@pytest.mark.parametrize(("language", "word"), [("nl", "Verhalen en goede voorbeelden"), ("en", "Stories and good")])
def test_page_speaks_both_languages(language, word, community, client):
    client.cookies["django_language"] = language
    assert word in client.get(PATH).text


def test_stories_of_a_programme_lead_to_all(community, programme, client):
    assert f'href="{PATH}"' in client.get(f"/programmas/{programme.slug}/verhalen/").text.partition("</main>")[0]
