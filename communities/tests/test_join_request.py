"""Asking to join a circle, and the answer."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.actions.join_request import (
    accept_request,
    ask_to_join,
    decline_request,
    standing_of,
    withdraw_request,
)
from communities.actions.membership import end_membership, join_community
from communities.mails.join import prepare_answered, prepare_asked, prepare_ended
from communities.models import Community, JoinRequest, Membership, Organisation
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
PAGE = "/leerkringen/lingewaard/aanmelden/"
LIST = "/leerkringen/lingewaard/aanmeldingen/"
TYPED = {"motivation": "Ik woon hier en wil meedoen.", "role": "resident", "organisation": ""}


def ask(community, person, **fields) -> JoinRequest:
    return ask_to_join(community, by=person, **{"motivation": "Ik wil meedoen.", "role": "resident"} | fields)


# --- Asking


def test_ask_tells_the_coordinators_and_keeps_the_words_out_of_the_outbox(community, coordinator, outsider):
    request = ask(community, outsider, motivation="Geheime reden")

    message = Message.objects.get()
    assert (request.status, message.recipient, message.kind) == ("open", coordinator, "communities.join_asked")
    assert "Geheime" not in str(message.context)


def test_ask_tells_who_coordinates_in_a_second_role(community, coordinator, member, outsider):
    Membership.objects.filter(user=member).update(second_role="coordinator")

    ask(community, outsider)

    assert set(Message.objects.values_list("recipient", flat=True)) == {coordinator.pk, member.pk}


def test_request_is_answered_when_somebody_came_in_otherwise(community, coordinator, outsider):
    request = ask(community, outsider)

    join_community(community, by=outsider, role="resident", sector="residents")

    request.refresh_from_db()
    assert (request.status, request.answered_at is None) == ("accepted", False)
    assert not Message.objects.filter(recipient=outsider).exists()


def test_ask_twice_is_once(community, coordinator, outsider):
    first = ask(community, outsider)

    assert ask(community, outsider, motivation="Nog eens").pk == first.pk
    assert Message.objects.count() == 1


def test_ask_is_refused_to_members(community, member):
    with pytest.raises(Refused):
        ask(community, member)


@pytest.mark.parametrize("facts", [CLOSED, {"status": "draft", "started_at": None}])
def test_ask_is_refused_when_the_circle_does_not_run(community, outsider, facts):
    Community.objects.update(**facts)

    with pytest.raises(Refused):
        ask(community, outsider)


def test_ask_is_refused_after_five_that_wait(programme, theme, outsider):
    facts = {"programme": programme, "kind": "thematic", "theme": theme, "status": "active"}
    circles = [
        Community.objects.create(slug=f"k{n}", name=f"K{n}", started_at=timezone.now(), **facts) for n in range(6)
    ]
    requests = [ask(circle, outsider) for circle in circles[:5]]

    with pytest.raises(Refused, match="5"):
        ask(circles[5], outsider)
    withdraw_request(requests[0], by=outsider)
    assert ask(circles[5], outsider).status == "open"


def test_ask_waits_a_month_after_a_no(community, coordinator, outsider):
    decline_request(ask(community, outsider), by=coordinator)

    with pytest.raises(Refused):
        ask(community, outsider)
    JoinRequest.objects.update(answered_at=timezone.now() - timedelta(days=31))
    assert ask(community, outsider).status == "open"


# --- Answering


def test_accept_makes_a_member_in_the_place_the_coordinator_gives(community, coordinator, outsider):
    request = ask(community, outsider, organisation_name="Buurtraad Huissen")

    member = accept_request(request, by=coordinator, role="expert", sector="residents", note="Welkom!")

    request.refresh_from_db()
    assert (member.role, member.sector, member.organisation.name) == ("expert", "residents", "Buurtraad Huissen")
    assert (request.status, request.answered_by, request.answer_note) == ("accepted", coordinator, "Welkom!")
    assert Message.objects.filter(kind="communities.join_answered").get().recipient == outsider


def test_strangers_put_no_organisation_in_the_directory(community, outsider):
    ask(community, outsider, organisation_name="Rommel BV")

    assert not Organisation.objects.filter(name="Rommel BV").exists()


def test_accept_twice_is_harmless(community, coordinator, outsider):
    request = ask(community, outsider)
    first = accept_request(request, by=coordinator, role="resident", sector="residents")

    assert accept_request(request, by=coordinator, role="manager", sector="practice") == first
    assert Message.objects.filter(kind="communities.join_answered").count() == 1


def test_decline_tells_the_person_and_nothing_else_changes(community, coordinator, outsider):
    request = decline_request(ask(community, outsider), by=coordinator, note="We zitten vol.")

    assert (request.status, request.answer_note) == ("declined", "We zitten vol.")
    assert "vol" not in str(Message.objects.get(kind="communities.join_answered").context)
    assert not outsider.memberships.exists()
    assert decline_request(request, by=coordinator).answer_note == "We zitten vol."


def test_answer_is_refused_when_withdrawn_or_answered(community, coordinator, outsider):
    request = ask(community, outsider)
    withdraw_request(request, by=outsider)

    with pytest.raises(Refused):
        accept_request(request, by=coordinator, role="resident", sector="residents")
    with pytest.raises(Refused):
        decline_request(request, by=coordinator)


def test_accepted_request_is_not_withdrawn(community, coordinator, outsider):
    request = ask(community, outsider)
    accept_request(request, by=coordinator, role="resident", sector="residents")

    with pytest.raises(Refused):
        withdraw_request(request, by=outsider)


def test_alumnus_is_let_in_again(community, coordinator, member):
    Membership.objects.filter(user=member).update(alumnus_since=timezone.now())

    accept_request(ask(community, member), by=coordinator, role="professional", sector="practice")

    assert member.memberships.get().is_active


# --- Mail


def test_mail_of_a_request_is_skipped_when_it_was_answered(community, coordinator, outsider):
    request = ask(community, outsider)
    messages = list(Message.objects.all())
    assert isinstance(next(iter(prepare_asked(messages).values())), Mail)

    decline_request(request, by=coordinator)
    assert isinstance(next(iter(prepare_asked(messages).values())), Skip)


def test_mail_of_a_request_is_skipped_for_who_coordinates_no_more(community, coordinator, outsider, make):
    make.join(make.user("Tweede"), community, "coordinator")
    ask(community, outsider)
    Membership.objects.filter(user=coordinator).update(role="lecturer")

    found = prepare_asked(list(Message.objects.filter(recipient=coordinator)))
    assert isinstance(next(iter(found.values())), Skip)


def test_mails_cost_the_same_for_one_and_three(community, coordinator, make, django_assert_num_queries):
    for size in (1, 3):
        requests = [ask(community, make.user(f"P{size}{number}")) for number in range(size)]
        asked = list(Message.objects.filter(kind="communities.join_asked"))
        with django_assert_num_queries(2):
            prepare_asked(asked)
        for request in requests:
            end_membership(
                accept_request(request, by=coordinator, role="resident", sector="residents"), by=coordinator
            )
        answered = list(Message.objects.filter(kind="communities.join_answered"))
        with django_assert_num_queries(1):
            prepare_answered(answered)
        ended = list(Message.objects.filter(kind="communities.membership_ended"))
        with django_assert_num_queries(2):
            prepare_ended(ended)


def test_mail_about_the_end_is_skipped_when_somebody_is_back(community, coordinator, member, make):
    end_membership(member.memberships.get(), by=coordinator)
    messages = list(Message.objects.all())
    assert isinstance(next(iter(prepare_ended(messages).values())), Mail)

    make.join(member, community, "student")
    assert isinstance(next(iter(prepare_ended(messages).values())), Skip)


# --- Where somebody stands


def test_standing_says_what_holds_for_each(community, coordinator, member, outsider, former_member, make):
    decline_request(ask(community, (declined := make.user("Nee"))), by=coordinator)
    ask(community, (waiting := make.user("Wacht")))
    alumnus = make.user("Oud")
    make.join(alumnus, community, "student", alumnus_since=timezone.now())
    prepare_invitations(community, [Invitee(outsider.email, "residents", "resident")], by=coordinator)
    send_prepared(community, by=coordinator)

    people = {
        "visitor": None, "member": member, "none": former_member, "declined": declined, "waiting": waiting,
        "alumnus": alumnus, "invited": outsider,
    }  # fmt: skip
    found = {kind: standing_of(community, person) for kind, person in people.items()}
    assert {kind: standing.kind for kind, standing in found.items()} == {kind: kind for kind in people}
    assert {kind for kind, standing in found.items() if standing.may_ask} == {"visitor", "none", "alumnus"}


@pytest.mark.parametrize(("state", "may"), [("active", {"coordinator"}), ("closed", set())])
def test_answer_join_request(community, coordinator, member, outsider, former_member, staff, state, may):
    request = ask(community, former_member)
    if state == "closed":
        Community.objects.update(**CLOSED)
    cast = {"coordinator": coordinator, "member": member, "outsider": outsider, "asker": former_member, "staff": staff}
    cast["visitor"] = AnonymousUser()

    for name in ("communities.answer_join_request", "communities.view_join_request"):
        assert {role for role, person in cast.items() if has_permission(person, name, request)} == may
    name = "communities.withdraw_join_request"
    assert {role for role, person in cast.items() if has_permission(person, name, request)} == {"asker"}


# --- Pages


def test_visitor_logs_in_first_and_finds_what_was_typed(client, community, outsider):
    answer = client.post(PAGE, TYPED)
    assert answer.url == f"/account/inloggen/?next={PAGE.replace('/', '%2F')}"

    client.force_login(outsider)
    assert TYPED["motivation"] in client.get(PAGE).text
    client.post(PAGE, TYPED)
    assert JoinRequest.objects.get().user == outsider


def test_page_says_what_happened_and_lets_withdraw(as_user, community, coordinator, outsider):
    browser = as_user(outsider)
    browser.post(PAGE, TYPED)

    assert "aanmelden/intrekken/" in browser.get(PAGE).text
    browser.post(f"{PAGE}intrekken/")
    assert JoinRequest.objects.get().status == "withdrawn"
    assert browser.post(f"{PAGE}intrekken/").status_code == 404


def test_page_keeps_what_is_typed_when_it_is_refused(as_user, community, outsider, monkeypatch):
    monkeypatch.setattr("communities.actions.join_request.MOST_OPEN", 0)

    response = as_user(outsider).post(PAGE, TYPED)

    assert response.status_code == 409 and TYPED["motivation"] in response.text


def test_nobody_asks_to_coordinate(as_user, community, outsider):
    as_user(outsider).post(PAGE, TYPED | {"role": "coordinator"})

    assert not JoinRequest.objects.exists()


def test_residents_give_no_organisation(as_user, community, outsider):
    as_user(outsider).post(PAGE, TYPED | {"organisation": "Zorggroep"})

    assert JoinRequest.objects.get().organisation_name == ""


def test_coordinator_answers_on_a_page(as_user, community, coordinator, outsider):
    browser, request = as_user(coordinator), ask(community, outsider)

    assert outsider.full_name in browser.get(LIST).text
    assert request.motivation in browser.get(f"{LIST}{request.pk}/").text
    browser.post(f"{LIST}{request.pk}/", {"role": "resident", "sector": "residents", "answer": "yes"})
    assert outsider.memberships.get().role == "resident"
    assert browser.get(f"{LIST}{request.pk}/").status_code == 404


def test_list_costs_the_same_at_one_and_three(as_user, community, coordinator, make, django_assert_num_queries):
    browser = as_user(coordinator)
    for size in (1, 3):
        for number in range(size):
            ask(community, make.user(f"P{size}{number}"))
        with django_assert_num_queries(6):
            browser.get(LIST)
