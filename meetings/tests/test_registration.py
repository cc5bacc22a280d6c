"""Signing up for an event without an account: confirming, the waiting list, cancelling, erasing."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from communities.tests.test_races import at_once
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.robots import FEWEST_SECONDS
from leerkring.notifications.models import Message
from meetings.actions.event import cancel_event
from meetings.actions.event_places import give_free_event_places
from meetings.actions.registration import (
    add_registration,
    cancel_registration,
    confirm_registration,
    erase_registrations,
    register,
)
from meetings.models import Event
from meetings.tokens import registration_token

from .event_rows import make_event, sign_up

pytestmark = pytest.mark.django_db
NOOR = {"name": "Noor Willemsen", "email": "noor@example.nl", "organisation": "Thuiszorg", "remark": "Geen vlees"}


@pytest.fixture
def event(community):
    return make_event(community)


@pytest.fixture
def fill_in(event):
    """Return a function that opens the form of the event, waits as people do, and sends it."""

    def send(browser, **fields):
        path = reverse("meetings:registration_create", kwargs={"slug": event.slug})
        stamp = browser.get(path).context["form"]["stamp"].value()
        with time_machine.travel(timezone.now() + timedelta(seconds=FEWEST_SECONDS + 1)):
            return browser.post(path, NOOR | {"stamp": stamp} | fields)

    return send


def link(registration, name="registration_detail"):
    registration.refresh_from_db()
    return reverse(f"meetings:{name}", kwargs={"token": registration_token(registration)})


def statuses(event):
    return dict(event.registrations.order_by("pk").values_list("name", "status"))


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


# --- By a visitor -------------------------------------------------------------------------------------------------


def test_visitor_signs_up_follows_the_link_and_confirms_with_a_press(event, visitor, fill_in, mails):
    response = fill_in(visitor)
    assert response["Location"] == reverse("meetings:registration_sent", kwargs={"slug": event.slug})
    row = event.registrations.get()
    assert (row.status, row.remark) == ("unconfirmed", "Geen vlees")
    assert link(row) in mails()["noor@example.nl"].body
    page = visitor.get(link(row))
    row.refresh_from_db()
    assert (page.status_code, row.status) == (200, "unconfirmed")
    visitor.post(link(row, "registration_confirm"))
    row.refresh_from_db()
    assert row.status == "confirmed"
    sent = mails()["noor@example.nl"]
    assert "text/calendar" in str(sent.attachments[0])
    assert "Je hebt een plek" in visitor.get(link(row)).text


def test_signing_up_twice_looks_the_same_and_changes_nothing(event, visitor, fill_in, mails):
    row = sign_up(event)
    mails()
    first, second = fill_in(visitor, name="Iemand Anders"), fill_in(visitor, email="nieuw@example.nl")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    row.refresh_from_db()
    assert (row.name, row.status) == ("Noor Willemsen", "confirmed")
    sent = mails()
    assert sorted(sent) == ["nieuw@example.nl", "noor@example.nl"]
    assert link(row) in sent["noor@example.nl"].body


def test_one_mailbox_gets_a_few_mails_however_often_its_address_is_filled_in(visitor, fill_in):
    answers = {fill_in(visitor)["Location"] for _time in range(6)}
    assert len(answers) == 1 and len(kinds()) == 3


def test_registration_without_confirming_takes_no_place_and_lapses(community, visitor, mails):
    event = make_event(community, capacity=1)
    row = register(event, language="nl", **NOOR)
    assert sign_up(event, "Anna").status == "confirmed"
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        with pytest.raises(Refused):
            confirm_registration(row)
        assert "niet op tijd" in visitor.get(link(row)).text
        erase_registrations(timezone.now())
        assert visitor.get(link(sign_up(event, "Anna"))).status_code == 200
    assert statuses(event) == {"Anna": "confirmed"}


def test_link_does_not_confirm_an_event_that_has_begun(event):
    row = register(event, language="nl", **NOOR)
    with time_machine.travel(event.starts_at - timedelta(hours=1)):
        row = register(event, language="nl", **NOOR)
    with time_machine.travel(event.starts_at + timedelta(minutes=1)), pytest.raises(Refused):
        confirm_registration(row)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"nickname": "bot"}, 422),
        ({"stamp": "x"}, 422),
        ({"email": "geen adres"}, 422),
        ({"name": ""}, 422),
        ({}, 302),
    ],
)
def test_form_keeps_robots_and_mistakes_out(fields, status, event, visitor, fill_in):
    assert fill_in(visitor, **fields).status_code == status
    assert event.registrations.exists() == (status == 302)


def test_registration_closes_at_the_end_of_its_last_day(event, visitor):
    Event.objects.update(registration_until=timezone.localdate() + timedelta(days=3))
    path = reverse("meetings:registration_create", kwargs={"slug": event.slug})
    after = timezone.localtime().replace(hour=0, minute=0, second=0) + timedelta(days=4)
    with time_machine.travel(after - timedelta(minutes=5)):
        assert visitor.get(path).status_code == 200
    with time_machine.travel(after + timedelta(minutes=5)):
        assert visitor.get(path).status_code == 410
        event.refresh_from_db()
        with pytest.raises(Refused):
            register(event, language="nl", **NOOR)


def test_nobody_signs_up_for_a_cancelled_event_research_or_a_closed_circle(event, community, coordinator, visitor):
    research = make_event(community, kind="research", slug="onderzoek")
    path = reverse("meetings:registration_create", kwargs={"slug": event.slug})
    assert visitor.get(path.replace(event.slug, research.slug)).status_code == 404
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert visitor.get(path).status_code == 404
    Community.objects.filter(pk=community.pk).update(status="active", phase="develop", closed_at=None)
    cancel_event(event, by=coordinator, reason="x")
    assert visitor.get(path).status_code == 404
    with pytest.raises(Refused):
        register(event, language="nl", **NOOR)


def test_link_with_other_letters_opens_nothing(event, visitor):
    path = link(sign_up(event))
    for wrong in (path[:-3] + "x/", reverse("meetings:registration_detail", kwargs={"token": "x"})):
        assert visitor.get(wrong).status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_a_link_changes_nothing(method, event, visitor):
    rows = [register(event, language="nl", **NOOR), sign_up(event, "Anna")]
    for row in rows:
        for name in ("registration_detail", "registration_confirm", "registration_cancel"):
            getattr(visitor, method)(link(row, name))
    assert statuses(event) == {"Noor Willemsen": "unconfirmed", "Anna": "confirmed"}


# --- Signed in ----------------------------------------------------------------------------------------------------


def test_member_with_own_address_has_a_place_at_once_and_cancels_without_the_link(event, member, as_user, fill_in):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    browser = as_user(member)
    form = browser.get(reverse("meetings:registration_create", kwargs={"slug": event.slug})).context["form"]
    assert (form["name"].value(), form["email"].value()) == (member.full_name, member.email)
    response = fill_in(browser, email=member.email.upper(), name=member.full_name)
    row = event.registrations.get()
    assert (response["Location"], row.status, row.user) == (event.get_absolute_url(), "confirmed", member)
    browser.post(reverse("meetings:registration_own_cancel", kwargs={"slug": event.slug}))
    row.refresh_from_db()
    assert row.status == "cancelled"


def test_member_with_another_address_confirms_by_mail(event, member, as_user, fill_in):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    fill_in(as_user(member), email="thuis@example.nl")
    row = event.registrations.get()
    assert (row.status, row.user) == ("unconfirmed", None)


def test_address_that_was_never_proved_is_confirmed_by_mail(event, member, as_user, fill_in):
    EmailAddress.objects.create(user=member, email=member.email, verified=False, primary=True)
    fill_in(as_user(member), email=member.email)
    assert event.registrations.get().status == "unconfirmed"


# --- Events for who takes part ------------------------------------------------------------------------------------


def taking_part(owner, member):
    """Let a member have a place in an event for who takes part."""
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    event = make_event(owner, visibility="members")
    facts = {"name": member.full_name, "organisation": "", "remark": ""}
    return register(event, email=member.email, language="nl", user=member, **facts)


@pytest.mark.parametrize("of_programme", [False, True])
def test_who_left_is_mailed_nothing_and_their_link_opens_nothing(
    of_programme, programme, community, member, visitor, mails, reasons
):
    row = taking_part(programme if of_programme else community, member)
    assert visitor.get(link(row)).status_code == 200
    assert set(mails()) == {member.email}
    cancel_registration(row)
    member.memberships.update(left_at=timezone.now())
    assert visitor.get(link(row)).status_code == 404
    mail.outbox.clear()
    assert mails() == {} and reasons("meetings.registration") == ["does not take part any more"]


def test_who_left_still_comes_to_what_is_for_everybody(community, member, mails):
    row = taking_part(community, member)
    member.memberships.update(left_at=timezone.now())
    Event.objects.update(visibility="public")
    assert set(mails()) == {row.email}


def test_who_is_on_the_team_of_the_programme_keeps_their_place(programme, outsider, mails):
    programme.team.create(user=outsider, role="editor")
    row = taking_part(programme, outsider)
    assert set(mails()) == {row.email}


def test_event_for_who_takes_part_wants_an_address_of_ones_account(event, member, as_user, fill_in):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    Event.objects.update(visibility="members")
    answer = fill_in(as_user(member), email="buurvrouw@example.nl")
    assert answer.status_code == 409 and "buurvrouw@example.nl" in answer.content.decode()
    assert statuses(event) == {} and kinds() == []


def test_organiser_puts_somebody_from_outside_on_the_list(event, coordinator, mails, visitor):
    Event.objects.update(visibility="members")
    row = add_registration(event, by=coordinator, email="noor@example.nl", language="nl", name="Noor", organisation="")
    assert set(mails()) == {"noor@example.nl"} and visitor.get(link(row)).status_code == 200


# --- Places -------------------------------------------------------------------------------------------------------


def test_who_confirms_when_it_is_full_waits_and_gets_the_place_that_comes_free(community, mails):
    event = make_event(community, capacity=1)
    anna, bram, chris = (sign_up(event, name) for name in ("Anna", "Bram", "Chris"))
    mails()
    for _press in range(2):
        cancel_registration(anna)
    assert statuses(event) == {"Anna": "cancelled", "Bram": "confirmed", "Chris": "waiting"}
    sent = mails()
    assert sorted(sent) == ["anna@example.nl", "bram@example.nl"]
    assert [len(sent[f"{name}@example.nl"].attachments) for name in ("anna", "bram")] == [1, 1]


def test_who_confirms_when_it_is_full_reads_before_pressing_that_it_is_for_the_waiting_list(community, visitor):
    event = make_event(community, capacity=1)
    facts = {"organisation": "", "remark": "", "language": "nl"}
    anna, bram = (register(event, email=f"{name}@example.nl", name=name, **facts) for name in ("Anna", "Bram"))

    def page(row, name="registration_detail"):
        return visitor.get(reverse(f"meetings:{name}", kwargs={"token": registration_token(row)})).content.decode()

    assert "Bevestigen dat ik kom" in page(bram) and "wachtlijst" not in page(bram)
    confirm_registration(anna)
    assert "Bevestigen dat ik kom" not in page(bram) and "Zet mij op de wachtlijst" in page(bram)
    confirm_registration(bram)
    assert "Je plek gaat naar" in page(anna, "registration_cancel")
    assert "Je plek gaat naar" not in page(bram, "registration_cancel")


def test_who_cancelled_signs_up_again_behind_who_waits(community):
    event = make_event(community, capacity=1)
    anna, _bram = (sign_up(event, name) for name in ("Anna", "Bram"))
    cancel_registration(anna)
    assert sign_up(event, "Anna").status == "waiting"
    assert event.registrations.count() == 2


def test_mail_about_an_older_state_is_not_sent(event, mails, reasons):
    row = sign_up(event)
    cancel_registration(row)
    sent = mails()["noor@example.nl"]
    assert "afgemeld" in sent.body
    assert reasons("meetings.registration") == ["a later mail tells this too"]


def test_place_is_not_given_up_once_it_has_begun(event):
    row = sign_up(event)
    with time_machine.travel(event.starts_at + timedelta(minutes=1)), pytest.raises(Refused):
        cancel_registration(row)


def test_finder_gives_places_that_came_free_in_whatever_way(community):
    event = make_event(community, capacity=1)
    anna, _bram = (sign_up(event, name) for name in ("Anna", "Bram"))
    anna.delete()
    assert [give_free_event_places(timezone.now()) for _tick in range(2)] == [1, 0]
    assert statuses(event) == {"Bram": "confirmed"}


@pytest.mark.django_db(transaction=True)
def test_last_place_is_given_once_when_four_confirm_together(community):
    event = make_event(community, capacity=1)
    rows = [
        register(event, language="nl", name=name, email=f"{name}@example.nl", organisation="", remark="")
        for name in ("a", "b", "c", "d")
    ]
    results = at_once(lambda: confirm_registration(rows.pop()), times=4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(statuses(event).values()) == ["confirmed", "waiting", "waiting", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_one_address_signs_up_once_when_two_pages_send_it_together(event):
    results = at_once(lambda: register(event, language="nl", **NOOR), times=4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert event.registrations.count() == 1
