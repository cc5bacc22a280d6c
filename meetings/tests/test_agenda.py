"""The list of my meetings, page after page."""

import pytest

from meetings.models import Meeting

pytestmark = pytest.mark.django_db
AGENDA = "/bijeenkomsten/"


@pytest.fixture
def many(cycle, make):
    """Twenty-one meetings that come, and one that was."""
    coming = [make.meeting(cycle, number, days=number, theme=f"Thema {number}.") for number in range(1, 22)]
    return coming, make.meeting(cycle, 30, days=-3, theme="Vorige keer")


def test_pages_follow_each_other_and_lose_no_meeting(member, many, as_user):
    coming, been = many
    first, second = (as_user(member).get(AGENDA, {"page": page}).context["rows"] for page in (1, 2))
    assert [row.meeting for row in [*first, *second]] == coming
    assert len(first) == 20
    (past,) = as_user(member).get(AGENDA, {"toon": "geweest"}).context["rows"]
    assert past.meeting == been


@pytest.mark.parametrize(("page", "number"), [("0", 2), ("99", 2), ("x", 1), ("", 1)])
def test_page_that_is_not_there_gives_the_nearest(page, number, member, many, as_user):
    assert as_user(member).get(AGENDA, {"page": page}).context["page"].number == number


def test_others_and_drafts_are_on_no_page(member, outsider, many, as_user):
    Meeting.objects.filter(number__lte=20).update(status=Meeting.Status.DRAFT)
    assert [row.meeting.number for row in as_user(member).get(AGENDA).context["rows"]] == [21]
    assert as_user(outsider).get(AGENDA).context["rows"] == []


@pytest.mark.parametrize("page", ["1", "2"])
def test_every_page_asks_the_same_number_of_queries(page, member, many, as_user, django_assert_num_queries):
    browser = as_user(member)
    browser.get(AGENDA, {"page": page})
    with django_assert_num_queries(5):  # The session and the person, the keys, the meetings, my answers.
        browser.get(AGENDA, {"page": page})
