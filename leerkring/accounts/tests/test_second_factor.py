"""Who must have a second factor, from when on, and what happens until then and after."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership, Programme, ProgrammeMember
from leerkring.accounts.actions import take_second_factor_away
from leerkring.accounts.second_factor import (
    ask_second_factors,
    has_second_factor,
    is_responsible,
    must_make_one,
    register_responsible,
)
from leerkring.accounts.sessions import open_sessions

from .test_login import code_now

pytestmark = pytest.mark.django_db
PAGE = "/account/tweede-bewijs/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SECOND_FACTOR_GRACE_DAYS = 14


def add_app(user) -> Authenticator:
    return TOTP.activate(user, generate_totp_secret()).instance


def asked(user) -> bool:
    user.refresh_from_db()
    return user.second_factor_due is not None


@pytest.fixture
def overdue(coordinator):
    coordinator.second_factor_due = timezone.now() - DAY
    coordinator.save()
    return coordinator


# --- Who


def test_who_is_responsible_by_role_and_state(make, community, member, coordinator, staff):
    people = {role: make.user(role) for role in Membership.Role.values}
    for role, person in people.items():
        make.join(person, community, role)
    second = make.join(make.user("Tweede"), community, Membership.Role.LECTURER)
    Membership.objects.filter(pk=second.pk).update(second_role=Membership.Role.COORDINATOR)
    left, alumnus = (make.join(make.user(name), community, Membership.Role.COORDINATOR) for name in ("Weg", "Oud"))
    Membership.objects.filter(pk=left.pk).update(left_at=timezone.now())
    Membership.objects.filter(pk=alumnus.pk).update(alumnus_since=timezone.now())
    on_team, off = make.user("Redactie"), make.user("Uit")
    ProgrammeMember.objects.create(programme=Programme.objects.create(slug="x", name="X"), user=on_team, role="editor")
    off.is_staff, off.is_active = True, False
    off.save()

    assert {role for role, person in people.items() if is_responsible(person)} == {"coordinator", "area_lecturer"}
    assert is_responsible(second.user) and is_responsible(on_team) and is_responsible(staff)
    assert not any(is_responsible(person) for person in (left.user, alumnus.user, off, member))


def test_the_same_people_are_not_registered_twice():
    with pytest.raises(LookupError):
        register_responsible("communities.members", None)


# --- Asking


def test_who_becomes_responsible_is_asked_once_and_told(coordinator, member, outbox):
    now = timezone.now()

    assert ask_second_factors(now) == 1
    assert ask_second_factors(now + DAY) == 0

    coordinator.refresh_from_db()
    assert coordinator.second_factor_due == now + 14 * DAY
    assert [message.recipient for message in outbox.all()] == [coordinator] and not asked(member)
    assert outbox.last().context["due"] == coordinator.second_factor_due.isoformat()


@pytest.mark.parametrize("people", [1, 3])
def test_asking_takes_a_few_queries_and_one_mail_each(people, make, community, django_assert_num_queries):
    for number in range(people):
        make.join(make.user(f"Nr{number}"), community, Membership.Role.COORDINATOR)
    # Clearing, who, lock, update, who again; a transaction; and of each mail its row.
    with django_assert_num_queries(7 + people):
        assert ask_second_factors(timezone.now()) == people


def test_who_has_one_or_need_not_any_more_is_not_asked_any_more(coordinator):
    ask_second_factors(timezone.now())
    Membership.objects.filter(user=coordinator).update(left_at=timezone.now())

    assert ask_second_factors(timezone.now()) == 0
    assert not asked(coordinator)


def test_recovery_codes_alone_are_none(coordinator):
    Authenticator.objects.create(user=coordinator, type="recovery_codes", data={})

    ask_second_factors(timezone.now())

    assert asked(coordinator) and not has_second_factor(coordinator)


def test_nobody_is_asked_where_the_portal_does_not_ask(coordinator, overdue, settings, as_user):
    settings.SECOND_FACTOR_REQUIRED = False

    assert as_user(overdue).get("/dashboard/").status_code == 200
    assert ask_second_factors(timezone.now()) == 0
    assert not asked(overdue)


# --- The door


@pytest.mark.promise(8)
@pytest.mark.parametrize("page", ["/dashboard/", "/", "/meldingen/", "/beheer/"])
def test_account_opens_only_its_own_pages_after_the_moment(page, overdue, as_user):
    client = as_user(overdue)

    response = client.get(page)

    assert response.status_code == 302 and response["Location"].startswith(PAGE)
    for own in (PAGE, reverse("mfa_index"), reverse("account_logout"), reverse("accounts:profile")):
        assert client.get(own).status_code == 200


def test_account_is_open_until_the_moment(coordinator, as_user):
    ask_second_factors(timezone.now())
    client = as_user(coordinator)

    assert client.get("/dashboard/").status_code == 200
    with time_machine.travel(timezone.now() + 14 * DAY + timedelta(seconds=1)):
        assert client.get("/dashboard/").status_code == 302


def test_form_that_was_open_at_the_moment_is_still_taken_in(overdue, as_user):
    client, path = as_user(overdue), reverse("notifications:notices_read")
    assert client.post(path).status_code == 302 and client.post(path)["Location"].startswith(PAGE)

    overdue.second_factor_due = timezone.now() - timedelta(minutes=59)
    overdue.save()

    assert not client.post(path)["Location"].startswith(PAGE)


def test_part_of_a_page_sends_the_whole_page_there(overdue, as_user):
    response = as_user(overdue).get("/dashboard/", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == PAGE


def test_door_opens_at_once_for_who_is_not_responsible_any_more(overdue, as_user):
    Membership.objects.filter(user=overdue).update(left_at=timezone.now())

    assert as_user(overdue).get("/dashboard/").status_code == 200
    assert not must_make_one(overdue, by=timezone.now())


def test_the_look_at_the_moment_costs_no_query_before_it(coordinator, django_assert_num_queries):
    coordinator.second_factor_due = timezone.now() + DAY
    with django_assert_num_queries(0):
        assert not must_make_one(coordinator, by=timezone.now())


# --- Making and losing one


def proven(browser):
    """Let somebody have shown their second factor a moment ago."""
    session = browser.session
    session["account_authentication_methods"] += [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return browser


def test_making_one_opens_the_account_and_leads_on(overdue, browser_of, django_capture_on_commit_callbacks):
    EmailAddress.objects.create(user=overdue, email=overdue.email, verified=True, primary=True)
    browser = browser_of(overdue)
    page = browser.get("/dashboard/?x=1", follow=True)
    assert page.context["is_over"] and reverse("mfa_activate_totp") in page.text
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}).status_code == 302

    assert not asked(overdue)
    assert browser.get("/dashboard/").status_code == 200
    assert browser.get(f"{PAGE}?next=/dashboard/").context["is_made"]


def test_next_page_is_never_on_another_site(overdue, as_user):
    page = as_user(overdue).get(f"{PAGE}?next=https://evil.example/")

    assert page.context["next_url"] == "/"


def test_who_takes_theirs_away_has_a_day_to_make_another(coordinator, browser_of):
    add_app(coordinator)
    browser = proven(browser_of(coordinator))

    browser.post(reverse("mfa_deactivate_totp"))

    assert not has_second_factor(coordinator) and asked(coordinator)
    assert timezone.now() < coordinator.second_factor_due <= timezone.now() + DAY


def test_member_may_take_theirs_away(member, browser_of):
    add_app(member)

    proven(browser_of(member)).post(reverse("mfa_deactivate_totp"))

    assert not has_second_factor(member) and not asked(member)


def test_operator_takes_a_lost_one_away_and_the_person_is_told_and_logged_out(coordinator, staff, as_user, outbox):
    add_app(staff)
    key = add_app(coordinator)
    Authenticator.objects.create(user=coordinator, type="recovery_codes", data={})
    theirs = as_user(coordinator)
    UserSession.objects.create(user=coordinator, ip="127.0.0.1", session_key=theirs.session.session_key)

    response = as_user(staff).post(f"/beheer/mfa/authenticator/{key.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert not Authenticator.objects.filter(user=coordinator).exists() and not open_sessions(coordinator)
    assert theirs.get("/dashboard/").status_code == 302
    assert outbox.names() == ["second_factor_taken_away"] and outbox.last().recipient == coordinator
    assert not take_second_factor_away(coordinator) and len(outbox.all()) == 1


def test_dashboard_says_by_when(coordinator, as_user):
    ask_second_factors(timezone.now())

    assert PAGE in as_user(coordinator).get("/dashboard/").text
