"""What nobody should ask of a public page, and what should not be there: a clear outcome, never an error."""

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from casework.models import Outcome
from communities.models import Community, Membership, ProgrammeBlock, Story
from leerkring.website.front import front_page
from meetings.models import Meeting
from meetings.tests.event_rows import make_event

pytestmark = pytest.mark.django_db

LISTS = [
    "communities:community_list",
    "communities:programme_list",
    "communities:organisation_list",
    "communities:person_list",
    "meetings:event_list",
    "casework:outcome_list",
    "recognition_list",
    "news",
    "communities:story_all",
    "map",
    "search",
]
PAGES = ["0", "-1", "99999999999999999999", "²", "1e9", "' OR 1=1 --", "%00", "last&page=last"]
HOSTILE = ["*", '"', "(((((", "a" * 5000, "%", "_" * 200, "' OR '1'='1", "\\", "!!! & | <-> :*", "\u202e", "ß" * 100]
HOSTILE.append("👩🏽\u200d🦽" * 300)


@pytest.mark.parametrize("name", LISTS)
def test_list_answers_to_any_page_and_any_words(name, community, client):
    for asked in [f"page={page}" for page in PAGES] + [f"q=kring&page={page}" for page in PAGES]:
        answer = client.get(f"{reverse(name)}?{asked}")
        # What no database holds is refused in words; all else shows a page that there is.
        assert answer.status_code == (400 if "%00" in asked else 200), asked
    for words in HOSTILE:
        for field in ("q", "thema", "gebied", "programma", "soort", "jaar", "volgorde"):
            assert client.get(reverse(name), {field: words}).status_code == 200, (field, words[:20])


@pytest.mark.parametrize("part", ["communities:programme_detail", "programme_impact", "programme_flow"])
def test_programme_without_circles_has_its_pages(part, programme, client):
    Community.objects.all().delete()
    answer = client.get(reverse(part, args=[programme.slug]))
    assert answer.status_code == 200
    assert "<h1" in answer.text


def test_blocks_of_a_programme_show_nothing_that_is_not_public(community, programme, coordinator, client):
    ProgrammeBlock.objects.create(programme=programme, kind="text", title="Blok", text="Zie ![x](/bestanden/1/).")
    facts = {"kind": "regional", "area": community.area, "question": "Kanarievraag?"}
    Community.objects.create(programme=programme, slug="kanarieklad", name="Kanariekring", **facts)
    Outcome.objects.create(community=community, slug="kanarie", title="Kanarieopbrengst")
    for slug, state in [("kanarie-klad", {"status": "draft"}), ("kanarie-leden", {"visibility": "members"})]:
        make_event(programme, slug=slug, title="Kanarie-evenement", **state)
    Story.objects.create(community=community, title="Kanarieverhaal", author=coordinator)
    caches["pages"].clear()
    names = ["communities:programme_detail", "programme_impact", "programme_flow"]
    for path in [reverse(name, args=[programme.slug]) for name in names]:
        page = client.get(path).text
        assert "anarie" not in page, path
    assert "Blok" in client.get(programme.get_absolute_url()).text


def test_living_figures_of_home_equal_a_plain_recount(world, visitor):
    figures = [figure["number"] for figure in front_page()["figures"]]
    now = timezone.now()
    active = [row for row in Membership.objects.all() if row in Membership.objects.active()]
    held = [row for row in Meeting.objects.all() if row.status == Meeting.Status.PLANNED and row.ends_at < now]
    assert figures == [
        len([row for row in Community.objects.all() if row.status == Community.Status.ACTIVE]),
        len({row.user_id for row in active}),
        len(held),
        len([row for row in Outcome.objects.all() if row.status == Outcome.Status.PUBLISHED]),
    ]
    assert all(figures)
