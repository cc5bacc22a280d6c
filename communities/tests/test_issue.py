"""The joint agenda: proposed, put on the agenda, decided on with reasons, answered."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.actions.issue import (
    answer_issue,
    change_issue,
    decide_issue,
    move_issue,
    propose_issue,
    set_interest,
)
from communities.models import Community, Issue, Membership
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
FACTS = {"title": "Hoe vinden nieuwkomers iemand om mee te praten?", "text": "In de flat kent niemand elkaar."}
WHY = {"decision": "Inwoners gaven dit de meeste stippen.", "approach": "Drie gesprekken per portiek."}


@pytest.fixture
def resident(community, make):
    user = make.user("Riet", "Bewoner")
    make.join(user, community, Membership.Role.RESIDENT, sector="residents")
    return user


@pytest.fixture
def agenda(community):
    Community.objects.filter(pk=community.pk).update(modules=["agenda"])
    community.refresh_from_db()
    return community


@pytest.fixture
def issue(agenda, coordinator, resident) -> Issue:
    return propose_issue(agenda, by=resident, **FACTS)


@pytest.fixture
def aligned(issue, coordinator) -> Issue:
    return move_issue(issue, by=coordinator, to="align")


def path(name, issue):
    return reverse(f"communities:{name}", kwargs={"slug": issue.community.slug, "pk": issue.pk})


def test_issue_goes_from_a_resident_to_an_answer(aligned, coordinator, resident):
    decide_issue(aligned, by=coordinator, version=2, **WHY)
    move_issue(aligned, by=coordinator, to="in_progress")
    answer_issue(aligned, by=coordinator, version=4, answer="Een bankje bij de lift.")

    aligned.refresh_from_db()
    assert (aligned.status, aligned.decision, aligned.answer) == (
        "answered",
        WHY["decision"],
        "Een bankje bij de lift.",
    )
    assert [(step.kind, step.by) for step in aligned.steps.all()] == [
        ("proposed", resident),
        ("align", coordinator),
        ("committed", coordinator),
        ("in_progress", coordinator),
        ("answered", coordinator),
    ]


def test_only_what_still_holds_is_mailed_and_never_the_words(aligned, coordinator, resident):
    decide_issue(aligned, by=coordinator, version=2, **WHY)
    told = Message.objects.filter(kind__startswith="communities.issue").order_by("pk")
    assert [(row.kind, row.recipient) for row in told] == [
        ("communities.issue_proposed", coordinator),
        ("communities.issue_moved", resident),
        ("communities.issue_moved", resident),
    ]

    deliver_due()

    assert [letter.subject for letter in mail.outbox] == ["Nieuws over jouw vraagstuk in Lingewaard"]
    assert "besloten jouw vraagstuk op te pakken" in mail.outbox[0].body
    assert FACTS["title"] not in mail.outbox[0].body and WHY["decision"] not in mail.outbox[0].body


def test_coordinators_hear_of_a_proposal(issue):
    deliver_due()

    assert [letter.subject for letter in mail.outbox] == ["Er is een vraagstuk ingebracht in Lingewaard"]


def test_every_deed_twice_is_once(issue, agenda, coordinator, resident):
    for _time in range(2):
        propose_issue(agenda, by=resident, **FACTS)
        move_issue(issue, by=coordinator, to="align")
    for _time in range(2):
        decide_issue(issue, by=coordinator, version=2, **WHY)
    move_issue(issue, by=coordinator, to="in_progress")
    for _time in range(2):
        answer_issue(issue, by=coordinator, version=4, answer="Zo.")

    assert Issue.objects.count() == 2
    assert [step.kind for step in issue.steps.all()] == ["proposed", "align", "committed", "in_progress", "answered"]


@pytest.mark.parametrize("to", ["committed", "in_progress", "answered", "align"])
def test_steps_that_may_not_follow_are_refused(issue, coordinator, to):
    move_issue(issue, by=coordinator, to="withdrawn")

    with pytest.raises(Refused):
        move_issue(issue, by=coordinator, to=to)


def test_nothing_is_decided_without_reasons_or_before_it_stands_on_the_agenda(issue, coordinator):
    with pytest.raises(Refused):
        decide_issue(issue, by=coordinator, version=1, **WHY)
    move_issue(issue, by=coordinator, to="align")
    for missing in WHY:
        with pytest.raises(Refused):
            decide_issue(issue, by=coordinator, version=2, **WHY | {missing: " "})
    with pytest.raises(Refused):
        answer_issue(issue, by=coordinator, version=2, answer="Zo.")


def test_words_stay_as_versions(issue, coordinator, resident):
    change_issue(issue, by=resident, version=1, title="Korter?", text="Zo.")
    change_issue(issue, by=resident, version=2, title="Korter?", text="Zo.")

    assert [(row.number, row.title) for row in issue.versions.all()] == [(2, "Korter?"), (1, FACTS["title"])]
    with pytest.raises(Overtaken):
        change_issue(issue, by=coordinator, version=1, title="Langer?", text="Zo.")


def test_words_stay_once_something_was_decided(aligned, coordinator, organisation):
    decide_issue(aligned, by=coordinator, version=2, **WHY)

    with pytest.raises(Refused):
        change_issue(aligned, by=coordinator, version=3, title="Anders", text="Zo.")
    with pytest.raises(Refused):
        set_interest(aligned, by=coordinator, organisation=organisation, text="Rust.")


def test_interest_is_one_text_per_organisation_and_one_of_the_residents(issue, coordinator, resident, organisation):
    for _time in range(2):
        set_interest(issue, by=coordinator, organisation=organisation, text="Minder klachten.")
        set_interest(issue, by=resident, organisation=None, text="Iemand groeten.")
    set_interest(issue, by=coordinator, organisation=organisation, text="Minder leegstand.", version=1)
    with pytest.raises(Overtaken):
        set_interest(issue, by=coordinator, organisation=organisation, text="Te laat.", version=1)

    rows = {(row.organisation, row.text) for row in issue.interests.all()}
    assert rows == {(organisation, "Minder leegstand."), (None, "Iemand groeten.")}


@pytest.mark.parametrize("facts", [{"modules": []}, CLOSED])
def test_nothing_happens_on_an_agenda_that_is_off_or_closed(issue, agenda, coordinator, resident, facts):
    Community.objects.update(**facts)

    for deed in (
        lambda: propose_issue(agenda, by=resident, title="Nog een", text="Zo."),
        lambda: change_issue(issue, by=resident, version=1, title="Anders", text="Zo."),
        lambda: move_issue(issue, by=coordinator, to="align"),
    ):
        with pytest.raises(Refused):
            deed()


def test_erased_people_leave_their_issue_without_a_name(issue, resident, coordinator, as_user):
    resident.delete()

    page = as_user(coordinator).get(issue.get_absolute_url())

    assert page.status_code == 200
    assert "Iemand die niet meer in het portaal is" in page.text and "Riet" not in page.text


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = ("visitor", "outsider", "former_member", "alumnus", "staff", "boss", "member", "resident", "coordinator")
TAKING_PART = {"member", "resident", "coordinator"}


@pytest.fixture
def cast(request, community, make):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus"}]
    return {name: request.getfixturevalue(name) for name in names} | {"visitor": AnonymousUser(), "alumnus": alumnus}


def who(cast, rule, row):
    return {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", row)}


@pytest.mark.parametrize("state", ["draft", "align", "committed", "answered", "closed circle"])
def test_role_by_state(issue, cast, state):
    if state == "closed circle":
        Community.objects.update(**CLOSED)
    else:
        over = {"decided_at": timezone.now(), "decision": "D", "approach": "A", "answer": "B"}
        Issue.objects.update(status=state, **({} if state in {"draft", "align"} else over))
    is_open, runs = state in {"draft", "align"}, state != "closed circle"

    assert {rule: who(cast, rule, issue) for rule in ("view_issue", "change_issue", "add_interest", "move_issue")} == {
        "view_issue": TAKING_PART | {"alumnus"},
        "change_issue": {"resident", "coordinator"} if is_open else set(),
        "add_interest": TAKING_PART if is_open else set(),
        "move_issue": {"coordinator"} if runs else set(),
    }
    assert who(cast, "view_agenda", issue.community) == TAKING_PART | {"alumnus"}
    assert who(cast, "add_issue", issue.community) == (TAKING_PART if runs else set())
    assert who(cast, "lead_agenda", issue.community) == ({"coordinator"} if runs else set())


# --- Pages ------------------------------------------------------------------------------------------------------


def test_pages_carry_an_issue_to_its_answer(agenda, coordinator, resident, as_user, organisation):
    as_user(resident).post(reverse("communities:issue_create", kwargs={"slug": agenda.slug}), FACTS)
    row, client = Issue.objects.get(), as_user(coordinator)
    as_user(resident).post(path("issue_interest", row), {"text": "Iemand groeten.", "version": 0})
    client.post(f"{path('issue_interest', row)}?voor={organisation.pk}", {"text": "Minder klachten.", "version": 0})
    client.post(path("issue_align", row), {"note": "Goed verwoord."})
    client.post(path("issue_decide", row), WHY | {"version": 2})
    client.post(path("issue_begin", row), {"note": ""})
    client.post(path("issue_answer", row), {"answer": "Een bankje.", "version": 4})

    page = as_user(resident).get(row.get_absolute_url()).text
    for words in (
        "Beantwoord",
        "Iemand groeten.",
        "Minder klachten.",
        "Goed verwoord.",
        WHY["approach"],
        "Een bankje.",
    ):
        assert words in page


def test_proposal_for_an_organisation_is_for_ones_own(agenda, coordinator, organisation, host_organisation, as_user):
    client, new = as_user(coordinator), reverse("communities:issue_create", kwargs={"slug": agenda.slug})

    refused = client.post(new, FACTS | {"organisation": host_organisation.pk})
    client.post(new, FACTS | {"organisation": organisation.pk})

    assert set(refused.context["form"].errors) == {"organisation"}
    assert Issue.objects.get().organisation == organisation


def test_nobody_writes_the_interest_of_another_organisation(issue, member, organisation, as_user):
    page = as_user(member).get(f"{path('issue_interest', issue)}?voor={organisation.pk}")

    assert page.status_code == 404


def test_two_saves_of_one_version_show_both(issue, coordinator, as_user):
    change_issue(issue, by=coordinator, version=1, title="Eerder", text="Zo.")

    page = as_user(coordinator).post(path("issue_change", issue), {"title": "Later", "text": "Zo.", "version": 1})

    assert page.status_code == 409
    assert "Eerder" in page.text and 'value="Later"' in page.text


def test_agenda_that_is_off_says_so_and_keeps_what_was_made(issue, agenda, coordinator, as_user):
    Community.objects.update(modules=[])

    page = as_user(coordinator).get(reverse("communities:agenda_detail", kwargs={"slug": agenda.slug})).text

    assert "staat uit in deze leerkring" in page and FACTS["title"] in page


@pytest.mark.parametrize("number", [1, 3])
def test_agenda_and_issue_ask_as_much_for_more_rows(agenda, coordinator, resident, organisation, as_user,
                                                    django_assert_num_queries, make, number):  # fmt: skip
    for count in range(number):
        row = propose_issue(agenda, by=resident, title=f"Nummer {count}", text="Zo.")
        move_issue(row, by=coordinator, to="align")
        set_interest(Issue.objects.first(), by=coordinator, organisation=make.organisation(f"O{count}"), text="Rust.")
    client, first = as_user(coordinator), Issue.objects.last()

    with django_assert_num_queries(6):
        page = client.get(reverse("communities:agenda_detail", kwargs={"slug": agenda.slug}))
    with django_assert_num_queries(10):
        client.get(first.get_absolute_url())
    assert len(page.context["groups"][0]["items"]) == number
