"""Weighing the agenda: the same dots for everybody, counted by sector and role, with no name beside them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.actions.issue import move_issue, propose_issue
from communities.actions.weighing import close_weighing, divide_dots, enter_paper, open_weighing
from communities.agenda import result_of
from communities.models import Ballot, Community, Membership, Weighing
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due

pytestmark = pytest.mark.django_db
PAPER = {"sector": "residents", "role": "resident"}


@pytest.fixture
def issues(community, coordinator):
    Community.objects.filter(pk=community.pk).update(modules=["agenda"])
    rows = [propose_issue(community, by=coordinator, title=f"Vraag {name}?", text="Zo.") for name in "ABC"]
    return [move_issue(row, by=coordinator, to="align") for row in rows]


@pytest.fixture
def resident(community, make):
    user = make.user("Riet", "Bewoner")
    make.join(user, community, Membership.Role.RESIDENT, sector="residents")
    return user


@pytest.fixture
def weighing(community, issues, coordinator, member, resident) -> Weighing:
    return open_weighing(community, by=coordinator, dots=5)


def path(name, weighing):
    return reverse(f"communities:{name}", kwargs={"slug": weighing.community.slug, "pk": weighing.pk})


def fields(issues, *numbers, **more):
    return {f"issue_{issue.pk}": number for issue, number in zip(issues, numbers, strict=False)} | more


def placed(issues, *numbers):
    return {issue.pk: number for issue, number in zip(issues, numbers, strict=False)}


def totals(weighing):
    return {outcome.issue.title[6]: outcome.dots for outcome in result_of(weighing)["outcomes"]}


# --- Opening and closing ----------------------------------------------------------------------------------------


def test_opening_asks_all_members_once(weighing, community, coordinator, member, resident):
    assert open_weighing(community, by=coordinator, dots=3).pk == weighing.pk

    deliver_due()

    found = [letter.to[0] for letter in mail.outbox if letter.subject == "Verdeel je stippen in Lingewaard"]
    assert len(found) == 2
    assert all("5 stippen" in letter.body for letter in mail.outbox if "stippen" in letter.subject)


def test_who_divided_already_or_is_too_late_gets_no_mail(weighing, issues, member, resident, coordinator):
    divide_dots(weighing, by=member, version=0, dots=placed(issues, 5))
    Membership.objects.filter(user=resident).update(left_at=timezone.now())

    deliver_due()

    assert not [letter for letter in mail.outbox if "stippen" in letter.subject]


def test_weighing_needs_two_issues(community, issues, coordinator):
    for issue in issues[:2]:
        move_issue(issue, by=coordinator, to="withdrawn")

    with pytest.raises(Refused):
        open_weighing(community, by=coordinator, dots=5)


def test_closing_twice_is_once_and_ends_dividing(weighing, issues, coordinator, member):
    first = close_weighing(weighing, by=coordinator).closed_at

    assert close_weighing(weighing, by=coordinator).closed_at == first
    with pytest.raises(Refused, match="intussen gesloten"):
        divide_dots(weighing, by=member, version=0, dots=placed(issues, 1))
    with pytest.raises(Refused):
        enter_paper(weighing, by=coordinator, people=1, dots=placed(issues, 1), **PAPER)


# --- Dividing ---------------------------------------------------------------------------------------------------


def test_dividing_again_replaces_and_the_same_again_is_harmless(weighing, issues, member):
    divide_dots(weighing, by=member, version=0, dots=placed(issues, 5))
    divide_dots(weighing, by=member, version=0, dots=placed(issues, 5))
    divide_dots(weighing, by=member, version=1, dots=placed(issues, 1, 2, 2))

    assert totals(weighing) == {"A": 1, "B": 2, "C": 2}
    assert Ballot.objects.count() == 1


def test_two_tabs_are_one_voice(weighing, issues, member):
    divide_dots(weighing, by=member, version=0, dots=placed(issues, 5))

    with pytest.raises(Overtaken):
        divide_dots(weighing, by=member, version=0, dots=placed(issues, 0, 5))
    assert totals(weighing) == {"A": 5, "B": 0, "C": 0}


@pytest.mark.parametrize("numbers", [(6,), (3, 3), (-1, 6), (5, 5, -5)])
def test_nobody_has_more_dots_than_the_others(weighing, issues, member, numbers):
    with pytest.raises(Refused):
        divide_dots(weighing, by=member, version=0, dots=placed(issues, *numbers))
    assert not Ballot.objects.exists()


def test_dots_on_what_was_withdrawn_or_never_weighed_are_refused(weighing, issues, member, coordinator, community):
    move_issue(issues[0], by=coordinator, to="withdrawn")
    late = move_issue(propose_issue(community, by=member, title="Later?", text="Zo."), by=coordinator, to="align")

    for issue in (issues[0], late):
        with pytest.raises(Refused, match="van de agenda gehaald"):
            divide_dots(weighing, by=member, version=0, dots={issue.pk: 1})
    divide_dots(weighing, by=member, version=0, dots=placed(issues, 0, 5))


def test_who_left_divides_nothing(weighing, issues, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())

    with pytest.raises(Refused):
        divide_dots(weighing, by=member, version=0, dots=placed(issues, 1))


def test_dots_of_erased_people_stay_the_circles(weighing, issues, member, resident):
    for person in (member, resident):
        divide_dots(weighing, by=person, version=0, dots=placed(issues, 5))
        person.delete()

    assert totals(weighing)["A"] == 10


# --- Paper and result -------------------------------------------------------------------------------------------


def test_paper_counts_beside_the_screen_and_is_replaced_per_role(weighing, issues, coordinator, member):
    divide_dots(weighing, by=member, version=0, dots=placed(issues, 5))
    for numbers in ((0, 10), (0, 2, 13)):
        enter_paper(weighing, by=coordinator, people=3, dots=placed(issues, *numbers), **PAPER)

    result = result_of(weighing)
    assert totals(weighing) == {"A": 5, "B": 2, "C": 13}
    assert {row["sector"]: row["people"] for row in result["sectors"]} == {"education": 1, "residents": 3}
    enter_paper(weighing, by=coordinator, people=0, dots={}, **PAPER)
    assert totals(weighing) == {"A": 5, "B": 0, "C": 0}


@pytest.mark.parametrize("people", [-1, 501])
def test_paper_is_of_a_number_of_people(weighing, issues, coordinator, people):
    with pytest.raises(Refused):
        enter_paper(weighing, by=coordinator, people=people, dots={}, **PAPER)


def test_sheets_have_no_more_dots_than_the_screen(weighing, issues, coordinator):
    with pytest.raises(Refused):
        enter_paper(weighing, by=coordinator, people=2, dots=placed(issues, 6, 5), **PAPER)


def test_a_small_group_is_as_visible_as_a_large_one(weighing, issues, coordinator, member, resident):
    enter_paper(
        weighing, by=coordinator, sector="practice", role="professional", people=20, dots=placed(issues, 90, 10)
    )
    divide_dots(weighing, by=resident, version=0, dots=placed(issues, 0, 5))

    first, second, _third = result_of(weighing)["outcomes"]
    assert [(share.sector, share.percent) for share in first.sectors] == [("practice", 90), ("residents", 0)]
    assert [(share.sector, share.percent) for share in second.sectors] == [("practice", 10), ("residents", 100)]


# --- Who may, and pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["open", "closed", "closed circle"])
def test_role_by_state(weighing, coordinator, member, resident, outsider, staff, former_member, boss, state):
    if state == "closed":
        close_weighing(weighing, by=coordinator)
    if state == "closed circle":
        Community.objects.update(**CLOSED)
    people = {
        "coordinator": coordinator, "member": member, "resident": resident, "outsider": outsider, "staff": staff,
        "former": former_member, "boss": boss, "visitor": AnonymousUser(),
    }  # fmt: skip
    inside = {"coordinator", "member", "resident"}

    assert {
        rule: {name for name, person in people.items() if has_permission(person, f"communities.{rule}", weighing)}
        for rule in ("view_weighing", "add_ballot", "change_weighing")
    } == {
        "view_weighing": inside,
        "add_ballot": inside if state == "open" else set(),
        "change_weighing": {"coordinator"} if state == "open" else set(),
    }


def test_page_counts_dots_and_shows_the_result_only_when_closed(weighing, issues, member, coordinator, as_user):
    as_user(member).post(path("ballot_change", weighing), fields(issues, 3, 2, version=0))
    during = as_user(member).get(path("weighing_detail", weighing)).text
    as_user(coordinator).post(path("weighing_close", weighing))
    after = as_user(member).get(path("weighing_detail", weighing)).text

    assert totals(weighing) == {"A": 3, "B": 2, "C": 0}
    assert "Vraag A?" not in during and "1 mens heeft" in during
    assert "Vraag A?" in after and "60%" in after


def test_no_name_stands_beside_dots(weighing, issues, member, resident, coordinator, as_user):
    for person in (member, resident):
        divide_dots(weighing, by=person, version=0, dots=placed(issues, 5))
    close_weighing(weighing, by=coordinator)

    page = as_user(coordinator).get(path("weighing_detail", weighing)).text

    assert not [name for name in ("Daan", "Willems", "Riet", "Bewoner") if name in page]


def test_page_keeps_what_was_typed_when_there_is_too_much(weighing, issues, member, as_user):
    page = as_user(member).post(path("ballot_change", weighing), fields(issues, 3, 4, version=0))

    assert "7 stippen verdeeld, en er zijn er 5" in page.text and 'value="4"' in page.text
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("value", ["9", "-1", "x", "99999999999999999999"])
def test_tampered_numbers_are_refused(weighing, issues, member, as_user, value):
    page = as_user(member).post(path("ballot_change", weighing), fields(issues, value, version=0))

    assert page.context["form"].errors and not Ballot.objects.exists()


def test_second_tab_reads_so_and_can_then_divide(weighing, issues, member, as_user):
    client, here = as_user(member), path("ballot_change", weighing)
    client.post(here, fields(issues, 5, version=0))

    page = client.post(here, fields(issues, 0, 5, version=0))

    assert page.status_code == 409 and "in een ander venster" in page.text
    assert client.post(here, fields(issues, 0, 5, version=1)).status_code == 302
    assert totals(weighing) == {"A": 0, "B": 5, "C": 0}


def test_page_of_dots_leaves_out_what_was_withdrawn_meanwhile(weighing, issues, member, coordinator, as_user):
    client, here = as_user(member), path("ballot_change", weighing)
    client.get(here)
    move_issue(issues[0], by=coordinator, to="withdrawn")

    answer = client.post(here, fields(issues, 5, version=0))

    # Nobody's dots vanish unseen: they divide them over what is left.
    assert "van de agenda gehaald" in answer.text and "Vraag A?" not in answer.text
    assert not Ballot.objects.exists()
    assert client.post(here, fields(issues[1:], 5, version=0)).status_code == 302


def test_paper_page_enters_a_role(weighing, issues, coordinator, as_user):
    data = fields(issues, 4, 6, group="residents:resident", people=2)

    as_user(coordinator).post(path("weighing_paper", weighing), data)

    assert totals(weighing) == {"A": 4, "B": 6, "C": 0}


@pytest.mark.parametrize(
    "wrong", [{"people": ""}, {"people": 1}, {"group": "residents:koning"}, {"people": 501}, {"people": -1}]
)
def test_paper_page_says_what_is_wrong(weighing, issues, coordinator, as_user, wrong):
    data = fields(issues, 4, 6, group="residents:resident", people=2) | wrong

    page = as_user(coordinator).post(path("weighing_paper", weighing), data)

    assert page.context["form"].errors and not Ballot.objects.exists()


def test_sheet_is_a_pdf_also_with_signs_that_have_no_letters(weighing, community, coordinator, as_user):
    Community.objects.update(name="Kring 👩‍🦰", question="Hoe dan?")

    answer = as_user(coordinator).get(path("weighing_sheet", weighing))

    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")


@pytest.mark.parametrize("number", [1, 3])
def test_result_asks_as_much_for_more_people(weighing, issues, coordinator, community, make, as_user,
                                             django_assert_num_queries, number):  # fmt: skip
    for count in range(number):
        person = make.user(f"Wim{count}")
        make.join(person, community, Membership.Role.STUDENT, sector="education")
        divide_dots(weighing, by=person, version=0, dots=placed(issues, 5))
    close_weighing(weighing, by=coordinator)
    client = as_user(coordinator)

    with django_assert_num_queries(10):
        client.get(path("weighing_detail", weighing))
