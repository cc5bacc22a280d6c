"""The bell: what came, how much is unread, and that it says only what its reader may still know."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Notice
from leerkring.notifications.notices import KEEP, collect_notices, erase_notices, mark_read, notices_of

PAGE = "/meldingen/"


def unread(person):
    return type(person).objects.get(pk=person.pk).unread_notices


@pytest.fixture
def notice(write, member, mail_server):
    """One that came for the member."""
    write(member, subject_text="Kom je?", url="http://127.0.0.1:8000/leerkringen/")
    deliver_due()
    return Notice.objects.get()


def test_bell_counts_what_came_and_looks_for_it_nowhere(notice, member, as_user, django_assert_num_queries):
    browser = as_user(member)
    assert unread(member) == 1
    with django_assert_num_queries(2):  # session and person
        page = browser.get(reverse("about"))
    assert "1 ongelezen melding" in page.content.decode()


def test_page_says_what_came_and_opening_it_is_a_deed(notice, member, as_user):
    browser = as_user(member)
    for method in (browser.get, browser.head):
        response = method(PAGE)
        assert response.status_code == 200
    assert "Kom je?" in browser.get(PAGE).content.decode()
    assert unread(member) == 1
    for _ in range(2):
        response = browser.post(reverse("notifications:notice_open", kwargs={"pk": notice.pk}))
        assert response.url == "/leerkringen/"
    assert unread(member) == 0


def test_mail_that_is_tried_again_is_one_notice(notice, member, write):
    Message.objects.update(state="due", try_after=timezone.now())
    deliver_due()
    assert (Notice.objects.count(), unread(member)) == (1, 1)


def test_nobody_reads_or_marks_what_came_for_somebody_else(notice, host, member, as_user):
    browser = as_user(host)
    assert "Kom je?" not in browser.get(PAGE).content.decode()
    assert browser.post(reverse("notifications:notice_open", kwargs={"pk": notice.pk})).status_code == 404
    browser.post(reverse("notifications:notices_read"))
    assert unread(member) == 1


def test_all_are_read_up_to_what_the_page_showed(notice, member, as_user, write):
    browser = as_user(member)
    newest = browser.get(PAGE).context["newest"]
    write(member)
    deliver_due()
    for _ in range(2):
        browser.post(reverse("notifications:notices_read"), {"newest": newest})
        assert unread(member) == 1
    browser.post(reverse("notifications:notices_read"), {"newest": "nonsense"})
    assert unread(member) == 0


def test_notice_says_nothing_more_once_it_no_longer_holds(notice, member, as_user):
    Notice.objects.update(context={"skip": "revoked"})
    browser = as_user(member)
    page = browser.get(PAGE).content.decode()
    assert "Kom je?" not in page
    assert "geldt niet meer" in page
    assert browser.post(reverse("notifications:notice_open", kwargs={"pk": notice.pk})).url == PAGE


def test_member_who_left_reads_nothing_of_the_meeting_at_once(meeting, member, community, as_user):
    type(meeting).objects.update(status="cancelled", cancelled_at=timezone.now(), cancel_reason="Ziek")
    Notice.objects.create(user=member, kind="meetings.cancelled", key="c", context={"meeting": meeting.pk})
    browser = as_user(member)
    assert str(meeting) in browser.get(PAGE).content.decode()

    Membership.objects.filter(community=community, user=member).update(left_at=timezone.now())
    assert str(meeting) not in browser.get(PAGE).content.decode()


def test_kind_that_breaks_takes_no_page_along(notice, member, as_user, add_kind):
    add_kind("tests.broken", prepare=lambda messages: 1 / 0)
    Notice.objects.create(user=member, kind="tests.broken", key="b")
    Notice.objects.create(user=member, kind="tests.gone", key="g")
    page = as_user(member).get(PAGE)
    assert page.status_code == 200
    assert "Kom je?" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_one_and_for_many(
    write, member, mail_server, as_user, count, django_assert_num_queries
):
    for _ in range(count):
        write(member)
    deliver_due()
    browser = as_user(member)
    with django_assert_num_queries(4):  # session, person, count, notices
        response = browser.get(PAGE)
    assert len(response.context["notices"]) == count


def test_page_asks_to_sign_in_and_visitors_have_no_bell(visitor, db, django_assert_num_queries):
    assert visitor.get(PAGE).status_code == 302
    with django_assert_num_queries(0):
        page = visitor.get(reverse("about"))
    assert PAGE not in page.content.decode().replace("Disallow", "")


def test_empty_page_says_what_belongs_there(as_user, member):
    assert "Er is nog niets gekomen" in as_user(member).get(PAGE).content.decode()


def test_old_notices_are_forgotten_and_no_longer_counted(notice, member, write):
    write(member)
    deliver_due()
    Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - KEEP - timedelta(minutes=1))
    assert erase_notices(timezone.now()) == 1
    assert erase_notices(timezone.now()) == 0
    assert (Notice.objects.count(), unread(member)) == (1, 1)


def test_notice_is_known_by_its_kind_and_person_and_says_nothing_more(notice, member):
    assert str(notice) == f"tests.postcard ({member.pk})"


def test_marking_twice_is_marking_once(notice, member):
    assert mark_read(notices_of(member), by=member) == 1
    assert mark_read(notices_of(member), by=member) == 0


def test_digest_takes_what_came_since_each_readers_own_last_one(notice, member, host, write):
    Notice.objects.filter(pk=notice.pk).update(for_digest=True)
    came, hour = notice.created_at, timedelta(hours=1)
    windows = {member.pk: (came + hour, came + 2 * hour), host.pk: (came - hour, came + hour)}

    assert collect_notices(windows) == {}
    [line] = collect_notices(windows | {member.pk: (came, came + hour)})[member.pk]
    assert (str(line.text), line.url) == ("Kom je?", "http://127.0.0.1:8000/leerkringen/")
