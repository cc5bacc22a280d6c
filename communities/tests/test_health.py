"""How a circle is doing: asked of everybody, counted once, shown from five, and tied to nobody."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.actions.health import (
    answer_check,
    close_check,
    close_due_checks,
    enter_sheets,
    open_check,
    result_of,
)
from communities.health_box import opened
from communities.health_statements import STATEMENTS, names_of
from communities.models import Community, HealthCheck, HealthReceipt, Membership
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due

pytestmark = pytest.mark.django_db
NAMES = [one.name for one in STATEMENTS]


@pytest.fixture
def people(community, coordinator, member, host, make):
    """Six members: the coordinator first."""
    more = [make.user(name, "Bewoner") for name in ("Riet", "Wim", "Toos")]
    for person in more:
        make.join(person, community, Membership.Role.RESIDENT, sector="residents")
    Community.objects.filter(pk=community.pk).update(modules=["health"])
    return [coordinator, member, host, *more]


@pytest.fixture
def check(community, people) -> HealthCheck:
    return open_check(community, by=people[0], closes_on=in_days(14), instruments=["crossing"])


def in_days(number) -> date:
    return timezone.localdate() + timedelta(days=number)


def of_all(value):
    return dict.fromkeys(NAMES, value)


def answered(check, people, values):
    for person, value in zip(people, values, strict=True):
        answer_check(check, by=person, answers=of_all(value))
    return check


def path(name, check, *, of_round=True):
    parts = {"slug": check.community.slug} | ({"pk": check.pk} if of_round else {})
    return reverse(f"communities:health_{name}", kwargs=parts)


# --- A round ----------------------------------------------------------------------------------------------------


def test_round_is_asked_answered_and_shown_as_averages(check, people):
    answered(check, people, [1, 2, 3, 4, 5, 5])
    row = close_check(check, by=people[0])

    assert (row.people, row.box, row.receipts.count()) == (6, "", 0)
    assert row.result["safety"] == {"mean": 3.3, "differs": True}
    assert row.result.keys() == set(NAMES)


def test_members_are_told_that_it_is_open_and_that_it_is_there(check, people):
    deliver_due()
    assert [letter.subject for letter in mail.outbox] == ["Hoe gaat het met Lingewaard?"] * 5

    close_check(answered(check, people, [4] * 6), by=people[0])
    deliver_due()
    assert [letter.subject for letter in mail.outbox[5:]] == ["De gezondheidscheck van Lingewaard is er"] * 5
    assert "4" not in re.sub(r"http\S+", "", mail.outbox[-1].body)


def test_who_answered_already_gets_the_mail_too_so_that_its_ledger_says_nothing(check, people):
    answer_check(check, by=people[1], answers=of_all(3))

    deliver_due()

    assert len(mail.outbox) == 5


def test_mail_is_held_back_when_it_is_closed_or_somebody_left(check, people):
    Membership.objects.filter(user=people[1]).update(left_at=timezone.now())
    deliver_due()
    assert len(mail.outbox) == 4


def test_every_deed_twice_is_once(check, people, community):
    assert open_check(community, by=people[0], closes_on=in_days(3)) == check
    assert answer_check(check, by=people[1], answers=of_all(5))
    assert not answer_check(check, by=people[1], answers=of_all(1))
    answered(check, people[2:], [5] * 4)

    first = close_check(check).closed_at

    assert close_check(check).closed_at == first
    assert HealthCheck.objects.get().result["safety"]["mean"] == 5.0


def test_fewer_than_five_are_thrown_away(check, people):
    row = close_check(answered(check, people[:4], [1, 2, 3, 4]))

    assert (row.people, row.result, row.box, row.receipts.count()) == (0, {}, "", 0)


def test_statement_that_fewer_than_five_answered_is_left_out(check, people):
    for number, person in enumerate(people):
        answer_check(check, by=person, answers=of_all(4) if number < 4 else {"energy": 2})

    assert close_check(check).result.keys() == {"energy"}


@pytest.mark.parametrize("answers", [{}, {"safety": 0}, {"safety": 6}, {"admin": 3}, {"learning_domain_now": 3}])
def test_answers_that_nobody_was_asked_are_refused_and_leave_no_receipt(check, people, answers):
    with pytest.raises(Refused):
        answer_check(check, by=people[1], answers=answers)
    assert not HealthReceipt.objects.exists()


def test_answers_are_refused_when_it_is_over(check, people, community):
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(Refused, match="niet meegeteld"):
        answer_check(check, by=people[1], answers=of_all(3))
    Membership.objects.filter(user=people[2]).update(left_at=timezone.now())
    with pytest.raises(Refused):
        answer_check(check, by=people[2], answers=of_all(3))
    Community.objects.filter(pk=community.pk).update(modules=[])
    with pytest.raises(Refused, match="staat uit"):
        answer_check(check, by=people[1], answers=of_all(3))


def test_round_closes_by_itself_after_its_last_day(check, people):
    answered(check, people, [4] * 6)
    now = timezone.now()

    close_due_checks(now + timedelta(days=14))
    assert HealthCheck.objects.get().is_open
    close_due_checks(now + timedelta(days=15))
    assert HealthCheck.objects.get().people == 6


@pytest.mark.parametrize("days", [-1, 61, 3_000_000])
def test_last_day_is_soon(community, people, days):
    day = date.max if days > 1000 else in_days(days)
    with pytest.raises(Refused):
        open_check(community, by=people[0], closes_on=day)


def test_next_round_waits_four_weeks_so_that_one_person_more_does_not_stand_out(check, people, community):
    close_check(answered(check, people, [4] * 6))

    with pytest.raises(Refused, match="vier weken"):
        open_check(community, by=people[0], closes_on=in_days(3))
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert open_check(community, by=people[0], closes_on=in_days(3)).pk != check.pk


def test_round_with_too_few_answers_can_be_asked_again_at_once(check, people, community):
    close_check(answered(check, people[:2], [4, 4]))

    assert open_check(community, by=people[0], closes_on=in_days(3)).is_open


# --- Paper ------------------------------------------------------------------------------------------------------


def sheets(check, *numbers):
    return {name: list(numbers) for name in names_of(check)}


def test_sheets_are_added_and_entering_them_again_replaces_them(check, people):
    answered(check, people[:5], [5] * 5)
    enter_sheets(check, by=people[0], version=1, people=4, counts=sheets(check, 4, 0, 0, 0, 0))
    enter_sheets(check, by=people[0], version=2, people=5, counts=sheets(check, 5, 0, 0, 0, 0))

    row = close_check(check)

    assert (row.people, row.result["safety"]["mean"]) == (10, 3.0)


def test_few_answers_on_a_screen_are_not_told_by_taking_the_sheets_off(check, people):
    answered(check, people[:4], [5] * 4)
    enter_sheets(check, by=people[0], version=1, people=6, counts=sheets(check, 6, 0, 0, 0, 0))

    row = close_check(check)

    assert (row.people, row.result["safety"]["mean"]) == (6, 1.0)


def test_few_sheets_alone_show_nothing(check, people):
    counts = sheets(check, 4, 0, 0, 0, 0)
    assert result_of(0, {}, {"people": 4, "counts": counts}) == (0, {})
    enter_sheets(check, by=people[0], version=1, people=4, counts=counts)
    assert close_check(check).result == {}


def test_sheets_that_can_not_be_are_refused(check, people):
    for number, counts in ((3, (4, 0, 0, 0, 0)), (501, (0,) * 5), (-1, (0,) * 5), (3, (-1, 0, 0, 0, 0))):
        with pytest.raises(Refused):
            enter_sheets(check, by=people[0], version=1, people=number, counts=sheets(check, *counts))
    enter_sheets(check, by=people[0], version=1, people=3, counts=sheets(check, 3, 0, 0, 0, 0))
    with pytest.raises(Overtaken):
        enter_sheets(check, by=people[0], version=1, people=2, counts=sheets(check, 2, 0, 0, 0, 0))


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = ("visitor", "outsider", "former_member", "alumnus", "staff", "broker", "member", "host", "coordinator")
INSIDE = {"alumnus", "member", "host", "coordinator"}


@pytest.fixture
def cast(request, community, make):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus"}]
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus}


def who(cast, rule, row):
    return {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", row)}


RULES = ("view_health_check", "answer_health_check", "change_health_check")


def of_round(cast, check):
    return [who(cast, rule, check) for rule in RULES]


def test_role_by_state(check, cast, community):
    taking_part = INSIDE - {"alumnus"}
    assert of_round(cast, check) == [INSIDE, taking_part, {"coordinator"}]
    HealthCheck.objects.update(closes_on=in_days(-1))
    assert of_round(cast, check) == [INSIDE, set(), {"coordinator"}]
    close_check(check)
    assert of_round(cast, check) == [INSIDE, set(), set()]
    assert (who(cast, "view_health", community), who(cast, "open_health_check", community)) == (
        INSIDE,
        {"coordinator"},
    )


def test_role_by_state_of_the_circle(check, cast, community):
    Community.objects.update(**CLOSED)
    assert of_round(cast, check) == [INSIDE, set(), set()]
    assert who(cast, "open_health_check", community) == set()


# --- Pages ------------------------------------------------------------------------------------------------------


def test_pages_carry_a_round_to_its_result(community, people, as_user):
    new = reverse("communities:health_open", kwargs={"slug": community.slug})
    as_user(people[0]).post(new, {"closes_on": in_days(7).isoformat(), "instruments": ["learning"]})
    check = HealthCheck.objects.get()
    for person in people:
        page = as_user(person).post(path("answer", check), of_all(4) | {"learning_domain_now": 2}, follow=True)
        assert "Je antwoorden zijn meegeteld" in page.text
    as_user(people[0]).post(path("close", check))

    page = as_user(people[1]).get(path("detail", check, of_round=False)).text

    assert "Hoogst: " in page and "4,0" in page
    guide = as_user(people[1]).get(path("guide", check, of_round=False)).text
    assert "Waar verschillen die zinnen?" in guide


def test_two_tabs_are_one_voice(check, people, as_user):
    first = as_user(people[1])
    first.get(path("answer", check))
    first.post(path("answer", check), of_all(4))
    page = first.post(path("answer", check), of_all(1), follow=True)

    assert "Je had al geantwoord" in page.text
    assert opened(HealthCheck.objects.get().box, NAMES)[1]["safety"] == [0, 0, 0, 1, 0]


@pytest.mark.parametrize("data", [{}, {"safety": "6"}, {"safety": "0"}, {"safety": "x"}, {"learning_domain_now": "3"}])
def test_tampered_answers_are_not_counted(check, people, as_user, data):
    page = as_user(people[1]).post(path("answer", check), data)

    assert page.status_code == 200 and page.context["form"].errors
    assert not HealthReceipt.objects.exists()


def test_nothing_that_was_chosen_is_lost_when_something_is_wrong(check, people, as_user):
    page = as_user(people[1]).post(path("answer", check), {"safety": "9", "energy": "2"})

    assert re.search(r'name="energy" value="2"[^>]* checked', page.text)


def test_while_it_is_open_a_page_says_no_more_than_whether_there_are_enough(check, people, as_user):
    few = answered(check, people[:4], [4] * 4)
    page = as_user(people[5]).get(path("detail", few, of_round=False))
    assert "nog geen vijf mensen" in page.text and page.context["has_answered"] is False
    answer_check(check, by=people[4], answers=of_all(4))
    page = as_user(people[4]).get(path("detail", few, of_round=False))
    assert "Vijf mensen of meer" in page.text and "Niemand ziet wat" in page.text


def test_sheets_are_entered_on_a_page(check, people, as_user):
    boxes = {"people": 6, "version": 1, "safety-1": 2, "safety-5": 4}
    browser = as_user(people[0])
    assert browser.post(path("paper", check), boxes).status_code == 302
    assert browser.post(path("paper", check), boxes | {"people": 7}).status_code == 409
    assert "6" in browser.get(path("paper", check)).text

    assert HealthCheck.objects.get().paper == {"people": 6, "counts": {"safety": [2, 0, 0, 0, 4]}}


def test_sheet_is_a_pdf_with_every_statement(check, people, as_user):
    answer = as_user(people[0]).get(path("sheet", check))

    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_as_much_for_more_rounds(community, people, as_user, django_assert_num_queries, number):
    result = {name: {"mean": 3.4, "differs": False} for name in NAMES}
    for count in range(number):
        HealthCheck.objects.create(
            community=community, closes_on=in_days(0), closed_at=timezone.now(), people=5 + count, result=result
        )
    HealthCheck.objects.create(community=community, closes_on=in_days(3))
    browser = as_user(people[0])

    with django_assert_num_queries(5):
        page = browser.get(reverse("communities:health_detail", kwargs={"slug": community.slug}))
    with django_assert_num_queries(4):
        browser.get(reverse("communities:health_guide", kwargs={"slug": community.slug}))
    assert len(page.context["rounds"]) == number
