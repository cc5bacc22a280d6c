"""The pages of stories."""

# Fixtures are named where they come from and where they are asked for.
# ruff: noqa: F811

import pytest
from django.urls import reverse

from communities.actions.story import (
    add_quote,
    add_story,
    change_story,
    propose_story,
    review_story,
)
from communities.models import Story

from .test_story import (
    FACTS,
    STEPS,
    YES,
    list_of,
    path,
    story,  # noqa: F401
)

pytestmark = pytest.mark.django_db


def test_pages_carry_a_story_to_everybody(community, member, coordinator, as_user, client):
    new = reverse("communities:story_create", kwargs={"slug": community.slug})
    as_user(member).post(new, FACTS)
    story = Story.objects.get()
    as_user(member).post(path("story_propose", story))
    answer = {"publish": "yes", "is_public": "on", "is_good_example": "on", "version": 2}
    as_user(coordinator).post(path("story_review", story), answer)

    page = client.get(list_of(community)).text

    assert "Goede voorbeelden" in page and FACTS["title"] in page
    assert STEPS["result"] in client.get(story.get_absolute_url()).text


def test_two_saves_of_one_version_show_both(story, member, as_user):
    change_story(story, by=member, version=1, **FACTS | {"title": "Eerder"})
    page = as_user(member).post(path("story_change", story), FACTS | {"title": "Later", "version": 1})
    assert page.status_code == 409 and "Eerder" in page.text and 'value="Later"' in page.text


def test_tampering_publishes_nothing(story, member, as_user):
    browser = as_user(member)
    browser.post(path("story_change", story), FACTS | {"version": 1, "status": "published", "is_public": "on"})
    assert browser.post(path("story_review", story), {"publish": "yes", "version": 1}).status_code == 404
    assert (Story.objects.get().status, Story.objects.get().is_public) == ("draft", False)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_much_for_more_rows(community, programme, member, coordinator, host, as_user, client,
                                         django_assert_num_queries, number):  # fmt: skip
    for count in range(number):
        row = propose_story(add_story(community, by=member, **FACTS | {"title": f"Nummer {count}"}), by=member)
        review_story(row, by=coordinator, version=2, **YES | {"is_good_example": count == 0})
        add_quote(row, by=coordinator, consent_note="Op papier.", text=f"Ja {count}", said_by="Riet")
        for extra in range(count):
            add_quote(row, by=coordinator, consent_note="Op papier.", text=f"En {extra}", said_by="Riet")
    inside = as_user(member)

    with django_assert_num_queries(4):
        inside.get(list_of(community))
    with django_assert_num_queries(2):
        client.get(list_of(community))
    with django_assert_num_queries(5):
        inside.get(row.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(reverse("communities:programme_stories", kwargs={"programme_slug": programme.slug}))
