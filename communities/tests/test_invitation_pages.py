"""What coordinators see and do with invitations and members of a running circle."""

import pytest

from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.models import Community, Invitation
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
LIST = "/leerkringen/lingewaard/uitnodigingen/"


def invite(community, coordinator, *emails):
    prepare_invitations(community, [Invitee(email, "practice", "manager") for email in emails], by=coordinator)
    send_prepared(community, by=coordinator)
    return Invitation.objects.order_by("pk").last()


@pytest.fixture
def browser(as_user, coordinator):
    return as_user(coordinator)


@pytest.mark.parametrize("role", ["member", "former_member", "outsider", "staff"])
@pytest.mark.parametrize("path", ["", "nieuw/", "{pk}/opnieuw/", "{pk}/intrekken/"])
def test_pages_look_missing_to_others(request, as_user, community, coordinator, role, path):
    row = invite(community, coordinator, "a@example.nl")
    browser = as_user(request.getfixturevalue(role))

    for method in (browser.get, browser.post):
        if not (method == browser.get and "opnieuw" in path):
            assert method(LIST + path.format(pk=row.pk)).status_code == 404


def test_list_shows_status_at_the_same_cost_for_one_and_three(
    browser, community, coordinator, django_assert_num_queries
):
    for emails in (["a@example.nl"], ["b@example.nl", "c@example.nl"]):
        invite(community, coordinator, *emails)
        with django_assert_num_queries(6):
            page = browser.get(LIST).content.decode()
    assert page.count("@example.nl") >= 3


def test_create_sends_at_once(browser, community):
    answer = browser.post(LIST + "nieuw/", {"people": "noor@example.nl", "role": "student", "go": "next"})

    assert answer.url == LIST
    assert Invitation.objects.get().status == "sent"
    assert Message.objects.get().address == "noor@example.nl"


def test_create_adds_to_the_list_first_when_asked(browser, community):
    answer = browser.post(LIST + "nieuw/", {"people": "noor@example.nl", "role": "student", "go": "add"})

    assert answer.url == LIST + "nieuw/"
    assert Invitation.objects.get().status == "prepared"
    assert not Message.objects.exists()


def test_create_sends_nothing_while_lines_are_wrong(browser, community):
    browser.post(LIST + "nieuw/", {"people": "noor@example.nl\nKees", "role": "student", "go": "next"})

    assert Invitation.objects.get().status == "prepared"
    assert not Message.objects.exists()


def test_resend_is_a_post_and_says_so(browser, community, coordinator):
    row = invite(community, coordinator, "a@example.nl")

    assert browser.get(f"{LIST}{row.pk}/opnieuw/").status_code == 405
    assert browser.post(f"{LIST}{row.pk}/opnieuw/").url == LIST
    assert Message.objects.count() == 2


def test_revoke_asks_first(browser, community, coordinator):
    row = invite(community, coordinator, "a@example.nl")

    assert browser.get(f"{LIST}{row.pk}/intrekken/").status_code == 200
    assert Invitation.objects.get().status == "sent"
    browser.post(f"{LIST}{row.pk}/intrekken/")
    assert Invitation.objects.get().status == "revoked"


def test_revoke_through_the_address_of_another_circle_looks_missing(browser, community, coordinator, programme, theme):
    row = invite(community, coordinator, "a@example.nl")
    Community.objects.create(programme=programme, slug="ander", name="Ander", kind="thematic", theme=theme)

    assert browser.post(f"/leerkringen/ander/uitnodigingen/{row.pk}/intrekken/").status_code == 404


# --- Members

MEMBERS = "/leerkringen/lingewaard/mensen/"


@pytest.mark.parametrize(
    ("role", "status"),
    [("member", 200), ("coordinator", 200), ("former_member", 404), ("outsider", 404), ("staff", 404)],
)
def test_member_list_is_for_members(request, as_user, community, role, status):
    assert as_user(request.getfixturevalue(role)).get(MEMBERS).status_code == status


def test_member_list_sorts_as_dutch_lists_do_within_each_sector(as_user, community, coordinator, make):
    plas = make.user("Joris", "Plas", tussenvoegsel="van der")
    for person in (make.user("Zoë", "Aarts"), plas, make.user("Bo", "Quist")):
        make.join(person, community, "student", sector="education")

    page = as_user(plas).get(MEMBERS).content.decode()

    assert page.index("Zoë Aarts") < page.index("Joris van der Plas") < page.index("Bo Quist") < page.index("Marit")


def test_member_list_costs_the_same_at_one_and_three(as_user, community, coordinator, make, django_assert_num_queries):
    browser = as_user(coordinator)
    for size in (1, 3):
        for number in range(size):
            make.join(make.user(f"Lid{size}{number}"), community, "student", sector="education")
        with django_assert_num_queries(6):
            browser.get(MEMBERS)


def test_remove_asks_first_and_holds_at_once(browser, as_user, community, member):
    row = member.memberships.get()
    removed = as_user(member)

    assert browser.get(f"{MEMBERS}{row.pk}/verwijderen/").status_code == 200
    assert removed.get(MEMBERS).status_code == 200
    browser.post(f"{MEMBERS}{row.pk}/verwijderen/")
    assert removed.get(MEMBERS).status_code == 404


@pytest.mark.parametrize("role", ["member", "host", "outsider", "staff"])
def test_remove_looks_missing_to_others(request, as_user, community, coordinator, role):
    row = coordinator.memberships.get()

    assert as_user(request.getfixturevalue(role)).post(f"{MEMBERS}{row.pk}/verwijderen/").status_code == 404


def test_leave_asks_first_and_leads_to_the_dashboard(as_user, community, member):
    browser = as_user(member)

    assert browser.get("/leerkringen/lingewaard/verlaten/").status_code == 200
    assert browser.post("/leerkringen/lingewaard/verlaten/").url == "/dashboard/"
    assert browser.post("/leerkringen/lingewaard/verlaten/").status_code == 404


def test_leave_is_refused_to_the_last_coordinator(browser, community):
    assert browser.post("/leerkringen/lingewaard/verlaten/").url == "/leerkringen/lingewaard/"
    assert browser.get(MEMBERS).status_code == 200
