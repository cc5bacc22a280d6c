from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from casework.actions.reflection import revoke_share, share_reflection, start_reflection
from casework.actions.response import see_reflection
from casework.actions.submission import assess, submit
from casework.models import Case, Outcome, OutcomeAuthor, Reflection
from communities.actions.closing import close_community
from communities.actions.handover import decline_handover, offer_handover
from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.actions.join_request import ask_to_join, decline_request
from communities.models import Community, Membership, SharedFile, Story, Topic
from conftest import CLOSED
from leerkring.website.dashboard import dashboard_of
from leerkring.website.newest import newest_for
from leerkring.website.waiting import waiting_for
from meetings.actions.action_item import add_action_item, close_action_item
from meetings.actions.date_poll import Option, start_poll, vote
from meetings.models import ActionItem, Attendance, DatePoll


def _titles(user):
    circles = [row.community for row in user.memberships.active()]
    return [item["title"] for item in waiting_for(user, circles)]


def test_dashboard_asks_a_visitor_to_sign_in(visitor, db):
    assert visitor.get("/dashboard/")["Location"].startswith("/account/")


def test_dashboard_shows_meetings_circles_and_what_is_new(as_user, member, community, meeting):
    Outcome.objects.create(
        community=community, slug="p", title="Van praatje naar plan", status="published", published_at=timezone.now()
    )
    page = as_user(member).get("/dashboard/").text
    assert "Hallo Daan" in page
    assert "nog niet geantwoord" in page
    assert meeting.theme in page
    assert community.question in page
    assert "Van praatje naar plan" in page


def test_dashboard_says_what_to_do_when_in_no_circle(as_user, outsider, community, meeting):
    page = as_user(outsider).get("/dashboard/").text
    assert "Je zit nog niet in een leerkring" in page
    assert meeting.theme not in page


def test_dashboard_shows_nothing_of_the_circle_when_left(as_user, former_member, community, meeting):
    page = as_user(former_member).get("/dashboard/").text
    assert meeting.theme not in page
    assert community.question not in page


def test_meeting_waits_until_it_is_answered(member, meeting):
    assert len(_titles(member)) == 1
    Attendance.objects.create(meeting=meeting, user=member, answer="no", answered_at=timezone.now())
    assert _titles(member) == []


def test_dashboard_says_who_is_on_the_waiting_list(as_user, member, meeting):
    Attendance.objects.create(meeting=meeting, user=member, answer="yes", is_waiting=True, answered_at=timezone.now())
    assert "op de wachtlijst" in as_user(member).get("/dashboard/").text


def test_invitation_waits_for_the_person_it_was_sent_to(community, coordinator, outsider, as_user):
    prepare_invitations(community, [Invitee(outsider.email.upper(), "residents", "resident")], by=coordinator)
    assert _titles(outsider) == []
    send_prepared(community, by=coordinator)

    assert _titles(outsider) == ["Doe je mee met Lingewaard?"]
    url = waiting_for(outsider, [])[0]["url"]
    assert as_user(outsider).get(url).status_code == 200


@pytest.mark.parametrize("how", ["expired", "closed"])
def test_invitation_that_cannot_be_answered_does_not_wait(how, community, coordinator, outsider):
    prepare_invitations(community, [Invitee(outsider.email, "residents", "resident")], by=coordinator)
    send_prepared(community, by=coordinator)
    if how == "expired":
        community.invitations.update(expires_at=timezone.now())
    else:
        Community.objects.filter(pk=community.pk).update(**CLOSED)

    assert _titles(outsider) == []


def test_drafts_wait_for_who_writes_them_only(community, coordinator, member):
    Case.objects.create(community=community, owner=member, title="Koffie")
    outcome = Outcome.objects.create(community=community, slug="p", title="Halve paper")
    OutcomeAuthor.objects.create(outcome=outcome, position=1, user=member, name="Daan")

    assert _titles(member) == ["Maak je casus voor Lingewaard af", "Concept waar je aan schrijft: Halve paper"]
    assert _titles(coordinator) == []


def test_draft_circle_waits_for_its_coordinator(programme, make):
    user = make.user("Marit", "Hoekstra")
    draft = Community.objects.create(programme=programme, slug="nieuw", name="Nieuw", kind="regional")
    make.join(user, draft, Membership.Role.COORDINATOR)
    assert _titles(user) == ["Ga verder met het opzetten van Nieuw"]


@pytest.mark.parametrize("rows", [1, 3])
def test_dashboard_takes_eleven_queries_at_any_number_of_rows(
    rows, as_user, member, community, cycle, make, django_assert_num_queries
):
    for number in range(1, rows + 1):
        make.meeting(cycle, number, days=7 * number)
        fields = {"programme": community.programme, "area": community.area, "question": "Wat?", "kind": "regional"}
        circle = Community.objects.create(
            slug=f"k{number}", name="K", status="active", started_at=timezone.now(), **fields
        )
        make.join(member, circle, Membership.Role.STUDENT)
        Case.objects.create(community=community, owner=member)
        Outcome.objects.create(
            community=circle, slug=f"p{number}", title="P", status="published", published_at=timezone.now()
        )
    browser = as_user(member)
    with django_assert_num_queries(11):
        assert browser.get("/dashboard/").status_code == 200


def test_dashboard_tells_who_coordinates_that_somebody_asks_to_join(community, coordinator, member, outsider):
    ask_to_join(community, by=outsider, motivation="M", role="resident")

    asked = [item["url"] for item in dashboard_of(coordinator)["waiting"]]
    page = reverse("communities:join_request_list", kwargs={"slug": community.slug})
    assert page in asked
    assert page not in [item["url"] for item in dashboard_of(member)["waiting"]]


def test_date_poll_waits_until_i_said_something_or_its_last_day_passed(meeting, coordinator, member, outsider):
    days = [meeting.date, meeting.date + timedelta(days=7)]
    options = [Option(day, meeting.start_time, meeting.end_time) for day in days]
    Attendance.objects.create(meeting=meeting, user=member, answer="yes", answered_at=timezone.now())
    poll = start_poll(meeting, by=coordinator, options=options, closes_on=timezone.localdate())

    assert _titles(member) == [f"Welke datum past jou voor {meeting}?"] and _titles(outsider) == []
    DatePoll.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert _titles(member) == []
    DatePoll.objects.update(closes_on=timezone.localdate())
    vote(poll, by=member, answers={poll.options.first().pk: "no"})
    assert _titles(member) == []


def test_requests_to_join_wait_for_coordinators_until_they_are_answered(community, coordinator, member, outsider):
    request = ask_to_join(community, by=outsider, motivation="M", role="resident")

    assert _titles(coordinator) == ["1 persoon wil meedoen aan Lingewaard"]
    assert _titles(member) == _titles(outsider) == []
    decline_request(request, by=coordinator)
    assert _titles(coordinator) == []


def test_offer_of_a_circle_waits_for_whom_it_was_made_to(community, coordinator, member, host):
    offer = offer_handover(community, by=coordinator, to=member)
    waits = [[item["url"] for item in waiting_for(user, []) if "overdragen" in item["url"]] for user in (member, host)]
    assert waits == [[f"/leerkringen/lingewaard/overdragen/{offer.pk}/"], []]
    decline_handover(offer, by=member)
    assert not [item for item in waiting_for(member, []) if "overdragen" in item["url"]]


def test_alumni_find_the_circle_that_was_closed(as_user, community, coordinator, member):
    close_community(community, by=coordinator)
    page = as_user(member).get("/dashboard/")
    assert [circle["url"] for circle in page.context["circles"]] == [community.get_absolute_url()]


def test_promises_that_are_late_or_due_soon_wait_until_they_are_closed(member, coordinator, community):
    today, facts = timezone.localdate(), {"by": coordinator, "owner": member}
    for what, days in (("Volgende maand", 30), ("Binnenkort", 7)):
        add_action_item(community, what=what, due_on=today + timedelta(days=days), **facts)
    add_action_item(community, what="Zonder dag", **facts)
    late = add_action_item(community, what="Te laat", due_on=today, **facts)
    ActionItem.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1))
    assert _titles(member) == ["Te laat", "Binnenkort"] and _titles(coordinator) == []

    close_action_item(late, by=member, status="done")
    assert _titles(member) == ["Binnenkort"]
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert _titles(member) == []


# --- On the desk ------------------------------------------------------------------------------------------------


@pytest.fixture
def reflection(community, member):
    return start_reflection(community, by=member, page=uuid4(), title="Kanarie")


@pytest.fixture
def shared(reflection, member, host):
    return share_reflection(reflection, by=member, person=host)


def _on_desk(user):
    return [item["title"] for item in waiting_for(user, []) if item["url"] == reverse("casework:desk")]


def test_what_was_shared_waits_until_it_is_seen_and_again_when_it_changed(shared, reflection, member, host):
    assert (_on_desk(host), _on_desk(member)) == ([f"Op je bureau ligt iets van {member.given_name}"], [])
    see_reflection(reflection, by=host)
    assert _on_desk(host) == []
    Reflection.objects.update(version=F("version") + 1)
    assert len(_on_desk(host)) == 1


@pytest.mark.parametrize("how", ["revoked", "left"])
def test_what_is_no_longer_shared_does_not_wait(shared, reflection, member, host, how):
    if how == "revoked":
        revoke_share(reflection, by=member, share=shared.pk)
    else:
        Membership.objects.filter(user=host).update(left_at=timezone.now())
    assert _on_desk(host) == []


def test_what_is_to_be_assessed_waits_until_it_is(reflection, member, host, coordinator, make, community):
    first, second = make.user("Femke"), make.user("Joris")
    for person in (first, second):
        make.join(person, community, "lecturer", sector="education")
    made = submit(reflection, by=member, kind="formative", scale="passed", assessors=[first, second])
    assess(made, {"result": "passed"}, by=first, version=1, is_final=True)
    assert [len(_on_desk(person)) for person in (first, second, member, host, coordinator)] == [0, 1, 0, 0, 0]


def test_a_full_desk_is_one_line_without_a_word_of_what_lies_there(make, community, host, reflection, shared):
    for name in ("Noor", "Kevin"):
        author = make.user(name)
        make.join(author, community, "student", sector="education")
        theirs = start_reflection(community, by=author, page=uuid4(), title="Kanarie")
        share_reflection(theirs, by=author, person=host)
    found = _on_desk(host)
    assert found == [f"Op je bureau ligt iets van Kevin, Noor en {reflection.author.given_name}"]


def test_operators_find_the_emergency_door_in_the_administration(as_user, staff):
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    page = as_user(staff).get(reverse("admin:index")).text
    assert reverse("casework:opening_list") in page and reverse("casework:reflection_opening_list") in page


# --- What is new, and hours


def newest(user):
    return [(row["title"], row["meta"].split(" · ")[0]) for row in dashboard_of(user)["newest"]]


@pytest.fixture
def new_things(community, coordinator):
    """One of each kind in the circle, a day apart; and what nobody but a few should find."""
    now = timezone.now()

    def ago(days):
        return now - timedelta(days=days)

    facts = {"status": "published", "published_at": ago(4)}
    Outcome.objects.create(community=community, slug="p", title="Van praatje naar plan", **facts)
    steps = {"activity": "Samen koken.", "gained": "Buren.", "applied": "Ik bel aan."}
    Story.objects.create(community=community, title="De dinsdagtafel", **facts | steps | {"published_at": ago(3)})
    Story.objects.create(community=community, title="Klad", author=coordinator, **steps)
    for name, day, more in [("Rooster", 2, {}), ("Weg", 1, {"binned_at": now})]:
        row = SharedFile.objects.create(community=community, name=name, **more)
        SharedFile.objects.filter(pk=row.pk).update(added_at=ago(day))
    for title, day, more in [("Wie komt er?", 1, {}), ("Gemeld", 0, {"sealed_at": now})]:
        row = Topic.objects.create(community=community, title=title, last_posted_at=now, **more)
        Topic.objects.filter(pk=row.pk).update(started_at=ago(day))


SEEN = [
    ("Wie komt er?", "Gesprek"),
    ("Rooster", "Bestand"),
    ("De dinsdagtafel", "Verhaal"),
    ("Van praatje naar plan", "Opbrengst"),
]


def test_newest_of_my_circles_stands_there_by_day(new_things, member, as_user):
    assert newest(member) == SEEN
    page = as_user(member).get("/dashboard/")
    *others, outcome = page.context["newest"]
    assert outcome["url"] == Outcome.objects.get().get_absolute_url()
    for row in others:
        assert as_user(member).get(row["url"]).status_code == 200
    assert "Nieuw in je leerkringen" in page.text


def test_coordinator_finds_what_was_sealed_and_nobody_else(new_things, coordinator):
    assert newest(coordinator) == [("Gemeld", "Gesprek"), *SEEN]


@pytest.mark.parametrize("who", ["former_member", "outsider"])
def test_newest_of_a_circle_is_for_who_is_in_it(who, new_things, request):
    # Who is in none sees what everybody may.
    assert [title for title, _kind in newest(request.getfixturevalue(who))] == ["Van praatje naar plan"]


def test_of_very_much_the_newest_stands_there(community, member):
    for number in range(7):
        Topic.objects.create(community=community, title=f"Onderwerp {number}", last_posted_at=timezone.now())
    assert [title for title, _kind in newest(member)] == [f"Onderwerp {number}" for number in (6, 5, 4, 3, 2)]


def test_newest_takes_one_question_whatever_there_is(new_things, member, django_assert_num_queries):
    with django_assert_num_queries(1):
        newest_for(member)
    Topic.objects.all().delete()
    with django_assert_num_queries(1):
        newest_for(member)


def test_next_meeting_says_how_to_prepare(as_user, member, meeting):
    page = as_user(member).get("/dashboard/").text
    assert f'href="{meeting.get_absolute_url()}#prepare-title"' in page
    assert 'id="prepare-title"' in as_user(member).get(meeting.get_absolute_url()).text


def test_hours_are_asked_for_after_the_page(as_user, member, community):
    page = as_user(member).get("/dashboard/").text
    path = reverse("meetings:hours_total")
    assert f'data-hx-get="{path}"' in page and reverse("meetings:certificate_list") in page
    line = as_user(member).get(path, headers={"HX-Request": "true"})
    assert line.text == f"0 uur in {timezone.localdate().year}"
    assert as_user(member).get(path)["Location"] == reverse("meetings:certificate_list")
