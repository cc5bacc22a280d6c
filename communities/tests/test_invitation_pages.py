"""What coordinators see and do with invitations and members of a running circle."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.actions.answer import claim_invitation
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
@pytest.mark.parametrize(
    "path", ["", "nieuw/", "opnieuw/", "{pk}/opnieuw/", "{pk}/intrekken/", "{pk}/adres/", "{pk}/vraag/"]
)
def test_pages_look_missing_to_others(request, as_user, community, coordinator, role, path):
    row = invite(community, coordinator, "a@example.nl")
    browser = as_user(request.getfixturevalue(role))

    for method in (browser.get, browser.post):
        if not (method == browser.get and path in ("{pk}/opnieuw/", "{pk}/vraag/")):
            assert method(LIST + path.format(pk=row.pk)).status_code == 404


def test_list_shows_status_at_the_same_cost_for_one_and_three(
    browser, community, coordinator, django_assert_num_queries
):
    for emails in (["a@example.nl"], ["b@example.nl", "c@example.nl"]):
        invite(community, coordinator, *emails)
        with django_assert_num_queries(10):
            page = browser.get(LIST).content.decode()
    assert page.count("@example.nl") >= 3


@pytest.mark.parametrize(
    ("role", "sector", "words"),
    [
        ("resident", "residents", "Inwoner"),
        ("student", "education", "Student"),
        ("professor", "practice", "Lector · praktijk"),
    ],
)
def test_list_names_the_sector_where_it_is_not_the_usual_one(role, sector, words, browser, community, coordinator):
    prepare_invitations(community, [Invitee("a@example.nl", sector, role)], by=coordinator)
    send_prepared(community, by=coordinator)

    assert f">{words}<" in browser.get(LIST).text


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


def set_state(row, state):
    """Make an invitation stand in a state."""
    now = timezone.now()
    fields = {
        "sent": {},
        "opened": {"opened_at": now},
        "expired": {"expires_at": now - timedelta(days=1)},
        "accepted": {"status": "accepted", "answered_at": now},
        "declined": {"status": "declined", "answered_at": now, "decline_reason": "Te druk op school."},
        "revoked": {"status": "revoked"},
        "corrected": {"status": "corrected"},
        "prepared": {"status": "prepared", "sent_at": None},
    }
    Invitation.objects.filter(pk=row.pk).update(**fields[state])
    row.refresh_from_db()


@pytest.mark.parametrize("state", Invitation.State.values)
def test_list_shows_only_the_state_that_is_asked_for(browser, community, coordinator, state):
    # The one that is only prepared comes last: each sending takes along what is prepared.
    for other in reversed(Invitation.State.values):
        set_state(invite(community, coordinator, f"{other}@example.nl"), other)

    page = browser.get(LIST, {"stand": state})

    assert [row["email"] for row in page.context["rows"]] == [f"{state}@example.nl"]
    assert [label.endswith("(1)") for _value, label in page.context["states"]] == [True] * 8
    assert Invitation.objects.get(email=f"{state}@example.nl").state == state


def test_list_finds_by_name_and_address_and_survives_nonsense(browser, community, coordinator):
    invite(community, coordinator, "noor@example.nl", "daan@example.nl")

    assert [row["email"] for row in browser.get(LIST, {"q": "NOOR"}).context["rows"]] == ["noor@example.nl"]
    assert browser.get(LIST, {"q": "x%_"}).context["rows"] == []
    assert len(browser.get(LIST, {"stand": "onzin", "q": "x" * 999, "page": "²"}).context["rows"]) == 2


def test_list_shows_the_reason_of_a_no_and_what_could_not_be_delivered(browser, community, coordinator):
    set_state(invite(community, coordinator, "a@example.nl"), "declined")
    invite(community, coordinator, "b@example.nl")
    Message.objects.filter(address="b@example.nl").update(state="dead", try_after=None)

    rows = {row["email"]: row for row in browser.get(LIST).context["rows"]}

    assert rows["a@example.nl"]["reason"] == "Te druk op school."
    assert rows["b@example.nl"]["tone"] == "danger"


def test_correct_shows_what_is_wrong_beside_the_field(browser, community, coordinator, member):
    row = invite(community, coordinator, "noor@exmaple.nl")
    invite(community, coordinator, "daan@example.nl")

    for wrong in ("", "noor", "noor@gmial.com", "noor@exmaple.nl", "daan@example.nl", member.email, "x" * 300):
        assert browser.post(f"{LIST}{row.pk}/adres/", {"email": wrong}).context["form"].errors["email"]
    assert browser.post(f"{LIST}{row.pk}/adres/", {"email": " Noor@Example.nl "}).url == LIST
    assert Invitation.objects.get(email="noor@example.nl").status == "sent"


def test_resend_all_asks_first_and_says_how_many(browser, community, coordinator):
    invite(community, coordinator, "a@example.nl", "b@example.nl")
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=2))

    assert "(2)" in browser.get(f"{LIST}opnieuw/").context["yes"]
    assert Message.objects.count() == 2
    browser.post(f"{LIST}opnieuw/")
    assert Message.objects.count() == 4
    browser.post(f"{LIST}opnieuw/")
    assert Message.objects.count() == 4


@pytest.mark.parametrize(("answer", "inside"), [("yes", True), ("no", False)])
def test_claim_is_answered_from_the_list(browser, community, coordinator, outsider, answer, inside):
    row = invite(community, coordinator, "a@example.nl")
    claim_invitation(row, by=outsider)
    assert outsider.email in browser.get(LIST).content.decode()

    data = {"answer": answer, "claimant": outsider.pk}
    for _press in range(2):
        assert browser.post(f"{LIST}{row.pk}/vraag/", data).url == LIST

    assert outsider.memberships.exists() == inside


@pytest.mark.parametrize(
    "data", [{}, {"answer": "x", "claimant": "1"}, {"answer": "yes", "claimant": "99999999999999999999"}]
)
def test_claim_of_somebody_else_is_not_agreed_by_mistake(browser, community, coordinator, outsider, data):
    row = invite(community, coordinator, "a@example.nl")
    claim_invitation(row, by=outsider)

    assert browser.post(f"{LIST}{row.pk}/vraag/", data).status_code == 302
    assert not outsider.memberships.exists()


def test_create_shows_who_said_no_before(browser, community, coordinator):
    set_state(invite(community, coordinator, "noor@example.nl"), "declined")

    browser.post(LIST + "nieuw/", {"people": "NOOR@example.nl\ndaan@example.nl", "role": "student", "go": "add"})

    rows = browser.get(LIST + "nieuw/").context["page"]
    assert {row.email: row.said_no for row in rows} == {"noor@example.nl": True, "daan@example.nl": False}


def test_create_shows_several_people_before_anything_is_sent(browser, community):
    people = {"people": "noor@example.nl\ndaan@example.nl", "role": "student", "go": "next"}

    assert browser.post(LIST + "nieuw/", people).url == LIST + "nieuw/"
    assert not Message.objects.exists()
    browser.post(LIST + "nieuw/", {"people": "", "role": "student", "go": "next"})
    assert Message.objects.count() == 2


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
        with django_assert_num_queries(7):
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


def test_page_to_invite_offers_to_send_once_somebody_is_on_the_list(browser, community, coordinator):
    button = 'class="btn btn-primary" name="go" value="next"'

    assert button not in browser.get(LIST + "nieuw/").content.decode()
    prepare_invitations(community, [Invitee("noor@example.nl", "education", "student")], by=coordinator)
    assert button in browser.get(LIST + "nieuw/").content.decode()


def test_list_folds_its_search_until_something_is_looked_for(browser, community, coordinator):
    invite(community, coordinator, "noor@example.nl")

    assert '<details class="fold mb-4">' in browser.get(LIST).content.decode()
    assert '<details class="fold mb-4" open>' in browser.get(LIST + "?q=noor").content.decode()
