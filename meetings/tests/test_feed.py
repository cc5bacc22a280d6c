"""Feeds: who makes them, what a calendar gets, and when it gets nothing any more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.website.tests.test_access import plain
from meetings.actions.attendance import answer_meeting
from meetings.actions.calendar import find_feed, make_feed, note_use, renew_feed, revoke_feed
from meetings.calendar_tokens import feed_token, feed_url
from meetings.models import Attendance, CalendarFeed, Cycle, Meeting

pytestmark = pytest.mark.django_db
PAGE = "/bijeenkomsten/agenda-abonnement/"


@pytest.fixture
def feed(member):
    return make_feed(None, by=member)


def path(feed):
    return reverse("meetings:feed", kwargs={"token": feed_token(feed)})


def events(response):
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


@pytest.fixture
def other_circle(programme, area, member, make):
    """A second circle of the member, with a meeting."""
    facts = {
        "programme": programme,
        "kind": "regional",
        "area": area,
        "question": "?",
        "status": Community.Status.ACTIVE,
    }
    circle = Community.objects.create(slug="gemert", name="Gemert", started_at=timezone.now(), **facts)
    make.join(member, circle, Membership.Role.STUDENT)
    make.meeting(Cycle.objects.create(community=circle, number=1), theme="Mantelzorg", days=3)
    return circle


# --- Making and revoking ----------------------------------------------------------------------------------------


def test_feed_keeps_only_the_hash_of_its_address(feed, member):
    token = feed_token(feed)

    assert len(token) >= 43
    assert find_feed(token) == feed
    assert token not in str(CalendarFeed.objects.values())


def test_feed_made_again_is_the_same(feed, member, community):
    assert make_feed(None, by=member) == feed
    assert make_feed(community, by=member) == make_feed(community, by=member) != feed
    assert CalendarFeed.objects.count() == 2


def test_database_holds_one_working_feed_per_circle_and_one_of_all(feed, member, community):
    make_feed(community, by=member)
    for circle in (None, community):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarFeed.objects.create(user=member, community=circle, nonce="x", token_hash=f"x{circle}")


def test_feed_is_refused_of_a_circle_that_is_somebody_elses_or_closed(outsider, member, community):
    with pytest.raises(Refused):
        make_feed(community, by=outsider)
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        make_feed(community, by=member)


def test_revoked_feed_is_found_no_more_and_twice_is_harmless(feed, member):
    token = feed_token(feed)
    first = revoke_feed(feed, by=member)

    assert revoke_feed(feed, by=member).revoked_at == first.revoked_at
    assert find_feed(token) is None


def test_renewed_feed_has_another_address_and_the_first_stops(feed, member):
    old, new = feed_token(feed), feed_token(renew_feed(feed, by=member))

    assert old != new
    assert find_feed(old) is None
    assert find_feed(new).user == member


def test_feed_of_a_closed_circle_is_kept_when_it_cannot_be_renewed(member, community):
    feed = make_feed(community, by=member)
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        renew_feed(feed, by=member)
    assert find_feed(feed_token(feed)) == feed


@pytest.mark.parametrize("role", ["member", "host", "coordinator", "former_member", "outsider", "staff"])
def test_feed_is_changed_by_its_owner_alone(role, feed, request):
    person = request.getfixturevalue(role)
    assert has_permission(person, "meetings.change_feed", feed) == (role == "member")


@pytest.mark.parametrize(
    "role, may",
    [("member", True), ("host", True), ("coordinator", True), ("former_member", False), ("outsider", False)],
)
def test_feed_of_a_circle_is_made_by_who_takes_part(role, may, community, request):
    person = request.getfixturevalue(role)
    assert has_permission(person, "meetings.add_feed", community) == may
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert not has_permission(person, "meetings.add_feed", community)


# --- What a calendar gets ---------------------------------------------------------------------------------------


def test_feed_holds_the_meetings_of_all_circles_to_come_and_of_the_last_year(
    feed, meeting, other_circle, cycle, make, client
):
    make.meeting(cycle, 2, days=-30, theme="Vorige maand")
    make.meeting(cycle, 3, days=-400, theme="Lang geleden")
    make.meeting(cycle, 4, theme="Concept", status=Meeting.Status.DRAFT)
    response = client.get(path(feed))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert list(events(response)) == ["Lingewaard: Vorige maand", "Gemert: Mantelzorg", f"Lingewaard: {meeting.theme}"]


def test_feed_of_one_circle_holds_only_its_meetings(member, other_circle, meeting, client):
    response = client.get(path(make_feed(other_circle, by=member)))
    assert list(events(response)) == ["Gemert: Mantelzorg"]
    assert Calendar.from_ical(response.content)["x-wr-calname"] == "Gemert"


def test_feed_says_how_often_to_ask_and_in_which_colour(feed, client):
    calendar = Calendar.from_ical(client.get(path(feed)).content)
    assert calendar.decoded("refresh-interval") == timedelta(hours=6)
    assert calendar["x-published-ttl"].to_ical() == b"PT6H"
    assert calendar["color"] == "teal"


def test_feed_shows_a_cancelled_meeting_as_cancelled(feed, meeting, client):
    Meeting.objects.update(status=Meeting.Status.CANCELLED)
    [event] = events(client.get(path(feed))).values()
    assert event["status"] == "CANCELLED"


@pytest.mark.parametrize(
    "answer, status, transp",
    [("yes", "CONFIRMED", "OPAQUE"), ("maybe", "TENTATIVE", "OPAQUE"), ("no", "CONFIRMED", "TRANSPARENT")],
)
def test_feed_keeps_the_time_free_of_who_does_not_come(answer, status, transp, feed, meeting, member, client):
    answer_meeting(meeting, by=member, answer=answer)
    [event] = events(client.get(path(feed))).values()
    assert (event["status"], event["transp"]) == (status, transp)


def test_feed_shows_a_place_on_the_waiting_list_as_perhaps(feed, meeting, member, client):
    answer_meeting(meeting, by=member, answer="yes")
    Attendance.objects.update(is_waiting=True)
    [event] = events(client.get(path(feed))).values()
    assert event["status"] == "TENTATIVE"


def test_feed_holds_nobody_and_no_remark(feed, meeting, member, client):
    answer_meeting(meeting, by=member, answer="yes", remark="kanarieremark")
    text = client.get(path(feed)).content.decode()
    assert "ATTENDEE" not in text and "VALARM" not in text
    assert "kanarie" not in text and member.email not in text and member.family_name not in text


def test_feed_gives_the_link_to_take_part_online(feed, meeting, client):
    Meeting.objects.update(format=Meeting.Format.HYBRID, online_url="https://praat.example/kring")
    [event] = events(client.get(path(feed))).values()
    assert str(event["conference"]) == "https://praat.example/kring"
    assert str(event["location"]) == "Buurthuiskamer De Kersentuin"


def test_feed_speaks_the_language_of_its_owner(feed, meeting, member, client):
    Meeting.objects.update(theme="")
    User.objects.filter(pk=member.pk).update(language="en")
    assert list(events(client.get(path(feed)))) == ["Lingewaard: Meeting 1"]


# --- When it gets nothing ---------------------------------------------------------------------------------------


def leave(member, community):
    Membership.objects.filter(user=member, community=community).update(left_at=timezone.now())


def lock_out(member, community):
    User.objects.filter(pk=member.pk).update(is_active=False)


def revoke(member, community):
    for feed in CalendarFeed.objects.all():
        revoke_feed(feed, by=member)


@pytest.mark.promise(6)
@pytest.mark.parametrize("deed", [leave, lock_out, revoke])
def test_feed_of_a_circle_looks_missing_at_once(deed, member, community, meeting, client):
    found = path(make_feed(community, by=member))
    assert client.get(found).status_code == 200
    deed(member, community)
    made_up = f"{found[:-6]}AA.ics"
    gone, missing = client.get(found), client.get(made_up)

    assert (gone.status_code, missing.status_code) == (404, 404)
    assert plain(gone.content, found) == plain(missing.content, made_up)


def test_feed_of_all_circles_drops_the_one_that_was_left(feed, member, community, meeting, other_circle, client):
    leave(member, community)
    assert list(events(client.get(path(feed)))) == ["Gemert: Mantelzorg"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "é" * 20, "A" * 500, "%20", "a.b"])
def test_feed_of_a_made_up_address_looks_missing(token, client):
    assert client.get(f"/bijeenkomsten/agenda/{token}.ics").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_feed_is_only_read(method, feed, client):
    assert getattr(client, method)(path(feed)).status_code == 405


# --- Asking again -----------------------------------------------------------------------------------------------


def test_feed_is_not_sent_again_when_nothing_changed(feed, meeting, client, change):
    first = client.get(path(feed))
    again = client.get(path(feed), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    change(meeting, theme="Iets anders")
    assert client.get(path(feed), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_feed_notes_the_day_once_and_only_when_it_is_fetched(feed, meeting, client, django_assert_num_queries):
    client.head(path(feed))
    feed.refresh_from_db()
    assert feed.last_used_on is None
    client.get(path(feed))
    feed.refresh_from_db()
    assert feed.last_used_on == timezone.localdate()
    with django_assert_num_queries(0):
        note_use(feed)


@pytest.mark.parametrize("count", [1, 3])
def test_feed_asks_as_much_of_the_database_whatever_is_in_it(count, feed, cycle, make, client, queries):
    for number in range(1, count + 1):
        make.meeting(cycle, number, days=number)
    assert queries(lambda: client.get(path(feed))) == 3


def test_feed_of_one_circle_asks_one_query_more(member, community, meeting, client, queries):
    found = path(make_feed(community, by=member))
    assert queries(lambda: client.get(found)) == 4


# --- The page ---------------------------------------------------------------------------------------------------


def test_page_makes_an_address_and_shows_it_with_the_ways_into_calendars(member, community, as_user):
    browser = as_user(member)
    made = browser.post(PAGE, {"circle": community.slug})
    feed = CalendarFeed.objects.get()
    page = browser.get(PAGE).content.decode()

    assert made["Location"] == f"{PAGE}#agenda-lingewaard"
    assert f'value="{feed_url(feed)}"' in page
    assert f'href="webcal://{feed_url(feed).partition("://")[2]}"' in page
    assert "calendar.google.com" in page and "outlook.live.com" in page
    assert "Nog geen agenda heeft het adres opgehaald." in page


def test_page_says_when_a_calendar_last_asked(feed, member, as_user, client):
    client.get(path(feed))
    assert "Voor het laatst opgehaald door een agenda" in as_user(member).get(PAGE).content.decode()


@pytest.mark.parametrize("circle", ["bestaat-niet", "gemert\x00", "gemert"])
def test_page_makes_nothing_of_a_circle_that_is_not_mine(circle, member, programme, area, as_user):
    facts = {"programme": programme, "area": area, "question": "?", "kind": "regional"}
    Community.objects.create(slug="gemert", name="Gemert", status="active", started_at=timezone.now(), **facts)
    assert as_user(member).post(PAGE, {"circle": circle}).status_code in (400, 422)
    assert not CalendarFeed.objects.exists()


def test_page_asks_before_it_renews_or_stops_an_address(feed, member, as_user):
    browser = as_user(member)
    for deed in ("vernieuwen", "stoppen"):
        current = CalendarFeed.objects.active().get()
        asked = browser.get(f"{PAGE}{current.pk}/{deed}/")
        assert asked.status_code == 200 and CalendarFeed.objects.active().get() == current
        assert browser.post(f"{PAGE}{current.pk}/{deed}/")["Location"] == PAGE
    assert not CalendarFeed.objects.active().exists()
    assert CalendarFeed.objects.count() == 2


def test_page_of_another_address_looks_missing(feed, coordinator, as_user):
    for deed in ("vernieuwen", "stoppen"):
        assert as_user(coordinator).post(f"{PAGE}{feed.pk}/{deed}/").status_code == 404
    assert find_feed(feed_token(feed)) == feed


def test_page_shows_what_was_made_with_an_earlier_key(feed, member, as_user, settings):
    settings.SECRET_KEY = "another key of the portal"
    page = as_user(member).get(PAGE).content.decode()
    assert "kunnen het niet meer laten zien" in page
    assert "webcal:" not in page


def test_page_keeps_an_address_of_a_circle_that_ended_in_sight(member, community, as_user):
    make_feed(community, by=member)
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    page = as_user(member).get(PAGE).content.decode()
    assert "stoppen/" in page and "vernieuwen/" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_much_of_the_database_for_many_circles(count, member, programme, area, make, as_user, queries):
    for number in range(count):
        facts = {"programme": programme, "area": area, "question": "?", "kind": "regional", "status": "active"}
        circle = Community.objects.create(slug=f"k{number}", name=f"K{number}", started_at=timezone.now(), **facts)
        make.join(member, circle, Membership.Role.STUDENT)
        make_feed(circle, by=member)
    browser = as_user(member)
    assert queries(lambda: browser.get(PAGE)) == 3


def test_agendas_lead_to_the_page(member, community, meeting, as_user):
    browser = as_user(member)
    assert PAGE in browser.get("/bijeenkomsten/").content.decode()
    assert f"{PAGE}#agenda-lingewaard" in browser.get("/bijeenkomsten/leerkring/lingewaard/").content.decode()
