"""The page of a cycle: who was there, what was agreed, and the red thread."""

from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from meetings.models import ActionItem, Attendance, Insight, Meeting, Presence, ValueMoment

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(cycle):
    return reverse("meetings:cycle_detail", kwargs={"pk": cycle.pk})


@pytest.fixture
def held(cycle, make):
    """Return a function that makes a meeting that was held, with one of everything."""

    def hold(number: int, **fields) -> Meeting:
        meeting = make.meeting(cycle, number, days=-7 * number, theme=f"Thema {number}", **fields)
        people = [make.user(f"P{number}{letter}") for letter in "ab"]
        for place, person in enumerate(people):
            facts = {"from_time": time(9, 30), "until_time": time(16), "source": "list"}
            removed = timezone.now() if place else None
            Presence.objects.create(meeting=meeting, user=person, removed_at=removed, **facts)
            Attendance.objects.create(meeting=meeting, user=person, answer="yes", answered_at=timezone.now())
        Insight.objects.create(meeting=meeting, kind="insight", text=f"Inzicht {number}")
        Insight.objects.create(meeting=meeting, kind="question", text=f"Vraag {number}")
        for extra in range(5):
            page = f"00000000-0000-4000-8000-{number:06}{extra:06}"
            ValueMoment.objects.create(meeting=meeting, text=f"Mee {number}.{extra}", page=page, name="Kanarienaam")
        for place in range(3):
            closed = {"status": "done", "closed_at": timezone.now()} if place else {}
            ActionItem.objects.create(community=cycle.community, meeting=meeting, what="Kanarie-actie", **closed)
        return meeting

    return hold


def page_of(client, url) -> str:
    return client.get(url).content.decode()


def test_rows_say_who_was_there_once_signed_and_who_said_so_before(held, url, member, as_user):
    meeting = held(1)
    assert "2 mensen zouden komen" in page_of(as_user(member), url)
    Meeting.objects.filter(pk=meeting.pk).update(presence_signed_at=timezone.now())
    assert "Er was 1 persoon" in page_of(as_user(member), url)


def test_rows_say_what_became_of_the_action_items(held, url, meeting, member, as_user):
    held(2)
    page = page_of(as_user(member), url)
    assert page.count("Actiepunten: 1 open, 2 gedaan") == 1 and "Kanarie-actie" not in page


def test_thread_goes_through_the_meetings_in_order_and_leaves_empty_ones_out(held, url, cycle, make, member, as_user):
    make.meeting(cycle, 2, days=-3, theme="Leeg")
    held(3), held(1)
    answer = as_user(member).get(url)
    thread = answer.context["thread"]
    assert [(knot.theme, knot.insights, knot.questions) for knot in thread] == [
        ("Thema 1", ["Inzicht 1"], ["Vraag 1"]),
        ("Thema 3", ["Inzicht 3"], ["Vraag 3"]),
    ]
    page = answer.content.decode()
    assert "Mee 1.2" in page and "Mee 1.3" not in page and "Nog 2 mensen namen iets mee" in page
    assert "Kanarienaam" not in page


def test_thread_of_a_cancelled_meeting_or_one_to_come_stays_out(held, url, member, as_user):
    held(1, status="cancelled")
    meeting = held(2)
    meeting.set_times(timezone.localdate() + timezone.timedelta(days=5), time(9), time(16))
    meeting.save()
    assert as_user(member).get(url).context["thread"] == []


def test_alumni_of_a_closed_circle_still_read_it(held, url, community, make, as_user):
    held(1)
    alumnus = make.user("Alumnus")
    make.join(alumnus, community, "student", alumnus_since=timezone.now())
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert "Inzicht 1" in page_of(as_user(alumnus), url)


def test_timeline_for_everybody_holds_no_word_of_it(held, community, visitor):
    held(1)
    page = page_of(visitor, reverse("meetings:community_timeline", kwargs={"slug": community.slug}))
    assert "Thema 1" in page
    assert not any(word in page for word in ("Inzicht", "Vraag 1", "Mee 1", "Kanarie"))


def test_page_asks_as_many_queries_for_four_meetings_as_for_one(held, url, coordinator, as_user, queries):
    client, counts = as_user(coordinator), []
    held(1)
    counts.append(queries(lambda: client.get(url)))
    for number in (2, 3, 4):
        held(number)
    counts.append(queries(lambda: client.get(url)))
    assert counts == [6, 6]
