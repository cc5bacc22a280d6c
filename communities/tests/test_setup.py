"""Setting a circle up: step 1 and step 3."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import resolve_url
from django.utils import timezone

from communities.actions.invitation import Invitee, prepare_invitations
from communities.models import Area, Community, Invitation, Programme, Theme
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db

NEW = "/leerkringen/nieuw/"
CIRCLE = {
    "name": "Liemers",
    "kind": "regional",
    "area": "Lingewaard",
    "question": "Hoe bereiken we\nlaaggeletterde inwoners?",
    "common_interest": "Wij missen mensen.",
    "sector": "practice",
}


@pytest.fixture
def browser(as_user, outsider):
    return as_user(outsider)


@pytest.fixture
def circle(programme, area) -> dict:
    return CIRCLE | {"programme": programme.pk}


@pytest.fixture
def draft(browser, circle) -> Community:
    browser.post(NEW, circle)
    return Community.objects.get()


# --- Step 1


def test_create_asks_visitors_to_log_in_first(visitor, db):
    answer = visitor.get(NEW)

    assert (answer.status_code, answer.url) == (302, resolve_url("account_login") + f"?next={NEW}")


def test_create_makes_a_draft_and_goes_on_to_the_meetings(browser, circle, outsider, area):
    answer = browser.post(NEW, circle)

    made = Community.objects.get()
    assert answer.url == "/bijeenkomsten/opzetten/liemers/"
    assert (made.question, made.area, made.created_by) == ("Hoe bereiken we laaggeletterde inwoners?", area, outsider)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"area": ""}, "area"),
        ({"area": "Lingeward"}, "area"),
        ({"question": ""}, "question"),
        ({"kind": "thematic"}, "theme"),
        ({"kind": "x"}, "kind"),
        ({"programme": "99999"}, "programme"),
        ({"sector": ""}, "sector"),
    ],
)
def test_create_says_what_is_wrong_and_keeps_what_was_typed(browser, circle, change, field):
    answer = browser.post(NEW, circle | change)

    assert field in answer.context["form"].errors
    assert "Wij missen mensen." in answer.content.decode()
    assert not Community.objects.exists()


def test_create_proposes_the_area_that_was_meant(browser, circle):
    assert "Lingewaard?" in browser.post(NEW, circle | {"area": "Lingeward"}).content.decode()


def test_create_later_keeps_a_half_made_circle(browser, circle):
    answer = browser.post(NEW, circle | {"area": "", "question": "", "later": "1"})

    assert answer.url == "/leerkringen/"
    assert Community.objects.get().is_draft


def test_create_a_thematic_circle_lets_the_area_be(browser, circle, theme):
    browser.post(NEW, circle | {"kind": "thematic", "theme": theme.pk, "area": "Nergens"})

    made = Community.objects.get()
    assert (made.theme, made.area) == (theme, None)


def test_create_refuses_a_theme_of_another_programme(browser, circle):
    other = Theme.objects.create(programme=Programme.objects.create(name="Ander", slug="ander"), name="Iets")

    answer = browser.post(NEW, circle | {"kind": "thematic", "theme": other.pk})

    assert "theme" in answer.context["form"].errors


def test_create_offers_only_programmes_where_one_may_start(browser, circle, programme):
    programme.is_open = False
    programme.save()

    assert "programme" in browser.post(NEW, circle).context["form"].errors


def test_create_adds_a_neighbourhood_when_the_form_is_right(browser, circle):
    browser.post(NEW, circle | {"area": "Huissen, Lingewaard", "name": ""})
    assert not Area.objects.filter(kind="neighbourhood").exists()

    browser.post(NEW, circle | {"area": "Huissen, Lingewaard"})
    assert Community.objects.get().area.label == "Huissen, Lingewaard"


def test_setup_shows_what_was_saved(browser, draft):
    page = browser.get("/leerkringen/liemers/opzetten/").content.decode()

    for text in ("Liemers", "laaggeletterde inwoners?", "Wij missen mensen.", "Lingewaard"):
        assert text in page


def test_setup_saves_and_goes_on(browser, draft, circle):
    answer = browser.post("/leerkringen/liemers/opzetten/", circle | {"name": "De Liemers", "version": 1})

    draft.refresh_from_db()
    assert (answer.url, draft.name, draft.version) == ("/bijeenkomsten/opzetten/liemers/", "De Liemers", 2)


def test_setup_shows_both_texts_when_somebody_else_saved(browser, draft, circle):
    Community.objects.update(name="Wat de ander schreef", version=2)

    answer = browser.post("/leerkringen/liemers/opzetten/", circle | {"name": "Wat ik schreef", "version": 1})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Wat de ander schreef" in page
    assert "Wat ik schreef" in page
    assert (
        browser.post("/leerkringen/liemers/opzetten/", circle | {"name": "Toch ik", "version": 2}).status_code == 302
    )


def test_setup_of_a_running_circle_leads_back_to_it(as_user, coordinator, community, circle):
    browser = as_user(coordinator)

    answer = browser.post(
        "/leerkringen/lingewaard/opzetten/", circle | {"version": 1, "programme": community.programme_id}
    )

    assert answer.url == "/leerkringen/lingewaard/"


def test_a_running_circle_can_not_be_kept_half_made(as_user, coordinator, community, circle):
    half = circle | {"version": 1, "area": "", "question": "", "later": "1"}

    answer = as_user(coordinator).post("/leerkringen/lingewaard/opzetten/", half)

    assert {"area", "question"} <= set(answer.context["form"].errors)


@pytest.mark.parametrize("path", ["opzetten/", "opzetten/mensen/", "weggooien/"])
def test_setup_looks_missing_to_others(as_user, draft, member, path):
    assert as_user(member).get(f"/leerkringen/liemers/{path}").status_code == 404


def test_discard_asks_first_and_then_does_it(browser, draft):
    assert browser.get("/leerkringen/liemers/weggooien/").status_code == 200
    assert Community.objects.exists()

    browser.post("/leerkringen/liemers/weggooien/", {"confirmed": "1"})
    assert not Community.objects.exists()


# --- Step 3

PEOPLE = "/leerkringen/liemers/opzetten/mensen/"


def post(browser, **data):
    return browser.post(PEOPLE, {"people": "", "role": "student", "sector": "", "go": "add"} | data)


def test_people_are_kept_at_once(browser, draft):
    answer = post(browser, people="Noor Peeters <noor@example.nl>; daan@example.nl")

    assert answer.url == PEOPLE
    assert list(Invitation.objects.values_list("email", "role", "sector", "status").order_by("pk")) == [
        ("noor@example.nl", "student", "education", "prepared"),
        ("daan@example.nl", "student", "education", "prepared"),
    ]


def test_people_right_lines_are_kept_and_wrong_ones_stay_with_their_message(browser, draft):
    answer = post(browser, people="noor@example.nl\ndaan@gmial.com\nKees", go="next")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["form"].data["people"] == "daan@gmial.com\nKees"
    assert "daan@gmail.com" in page
    assert Invitation.objects.get().email == "noor@example.nl"


def test_people_typed_while_the_circle_started_are_kept_and_nothing_is_sent(browser, draft):
    Community.objects.update(status="active", started_at=timezone.now())

    answer = post(browser, people="noor@example.nl", go="next")

    assert answer.url == PEOPLE
    assert browser.get(PEOPLE, follow=True).content.decode().count("noor@example.nl") >= 1
    assert Invitation.objects.get().is_prepared
    assert not Message.objects.exists()


def test_people_typed_while_the_circle_closed_stay_in_the_field(browser, draft, monkeypatch):
    def closed(*_args, **_fields):
        raise Refused("Gesloten")

    monkeypatch.setattr("communities.views.people.prepare_invitations", closed)
    answer = post(browser, people="noor@example.nl")

    assert answer.context["form"].non_field_errors() == ["Gesloten"]
    assert "noor@example.nl</textarea>" in answer.content.decode()


def test_people_from_a_file(browser, draft):
    file = SimpleUploadedFile("lijst.csv", "naam;e-mail;rol\nRiet;riet@example.nl;inwoner".encode("utf-8-sig"))

    preview = post(browser, file=file)
    assert not Invitation.objects.exists()
    browser.post(f"{preview.url}kiezen/", {"shown": "2", "row-2": "yes", "go": "apply"})

    assert Invitation.objects.get().role == "resident"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"])
def test_people_a_file_of_the_wrong_kind_gets_a_message(browser, draft, content):
    answer = post(browser, people="noor@example.nl", file=SimpleUploadedFile("lijst.xlsx", content))

    assert answer.context["form"].errors["file"]
    assert Invitation.objects.count() == 1


def test_people_nothing_typed_is_said_only_when_adding(browser, draft):
    assert post(browser).context["form"].errors
    assert post(browser, go="next").url == "/opzetten/liemers/"
    assert post(browser, go="back").url == "/bijeenkomsten/opzetten/liemers/"


def test_people_places_are_changed_by_every_button(browser, draft):
    post(browser, people="noor@example.nl")
    row = Invitation.objects.get()

    post(browser, go="next", **{f"role-{row.pk}": "resident", f"sector-{row.pk}": "residents"})

    row.refresh_from_db()
    assert (row.role, row.sector) == ("resident", "residents")


def test_people_places_that_do_not_exist_change_nothing(browser, draft):
    post(browser, people="noor@example.nl")
    row = Invitation.objects.get()

    post(
        browser,
        go="next",
        **{f"role-{row.pk}": "astronaut", "role-999999": "resident", f"role-{10**20}": "x", "role-x": "resident"},
    )

    row.refresh_from_db()
    assert row.role == "student"


def test_people_are_removed_without_losing_what_was_typed(browser, draft):
    post(browser, people="noor@example.nl")

    browser.post(PEOPLE, {"people": "daan@example.nl", "role": "student", "remove": Invitation.objects.get().pk})

    assert Invitation.objects.get().email == "daan@example.nl"


def test_people_of_another_circle_can_not_be_removed(browser, draft, community, coordinator):
    prepare_invitations(community, [Invitee("a@example.nl", "practice", "manager")], by=coordinator)

    post(browser, people="noor@example.nl", remove=Invitation.objects.get().pk)

    assert Invitation.objects.filter(community=community).exists()


def test_people_doubles_are_said(browser, draft):
    post(browser, people="noor@example.nl")

    page = browser.post(PEOPLE, {"people": "noor@example.nl", "role": "student", "go": "add"}, follow=True)

    assert "noor@example.nl." in page.content.decode()
    assert Invitation.objects.count() == 1


def test_people_page_costs_the_same_at_one_and_three(browser, draft, outsider, django_assert_max_num_queries):
    for size in (1, 3):
        prepare_invitations(
            draft, [Invitee(f"p{size}{n}@example.nl", "practice", "manager") for n in range(size)], by=outsider
        )
        with django_assert_max_num_queries(12) as counted:
            browser.get(PEOPLE)
        assert len(counted) == 11
