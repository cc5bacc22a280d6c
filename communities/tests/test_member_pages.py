"""The list of people, and what coordinators do with it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from communities.actions.membership import end_membership
from communities.models import Area, Membership
from communities.people import MOST_TOGETHER
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
LIST = "/leerkringen/lingewaard/mensen/"
BULK = f"{LIST}wijzigen/"


@pytest.fixture
def browser(as_user, coordinator):
    return as_user(coordinator)


def many(community, make, number) -> None:
    for at in range(number):
        make.join(make.user(f"Lid{at:03}", f"Naam{at:03}"), community, "student", sector="education")


def place_of(person) -> Membership:
    return person.memberships.get()


# --- Looking


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=daan", {"Daan Willems"}),
        ("q=will da", {"Daan Willems"}),
        ("q=bestaat niet", set()),
        ("sector=education", {"Daan Willems"}),
        ("rol=official", {"Anouk Thijssen"}),
        ("rol=lecturer", {"Anouk Thijssen"}),
        ("sector=onzin&rol=onzin", {"Daan Willems", "Anouk Thijssen", "Marit Hoekstra"}),
        ("wie=alumni", {"Oud Lid"}),
    ],
)
def test_list_is_narrowed_by_what_makes_sense(browser, community, member, host, make, query, found):
    Membership.objects.filter(user=host).update(second_role="lecturer")
    make.join(make.user("Oud", "Lid"), community, "student", alumnus_since=timezone.now())

    text = browser.get(f"{LIST}?{query}").text
    everybody = {"Daan Willems", "Anouk Thijssen", "Marit Hoekstra", "Oud Lid"}
    assert {name for name in everybody if f">{name}</a>" in text} == found


def test_list_is_narrowed_by_organisation(browser, community, member, host, host_organisation):
    text = browser.get(LIST, {"organisatie": "Lingewaard"}).text

    assert "Anouk Thijssen</a>" in text and "Daan Willems</a>" not in text


def test_long_list_is_paged_and_sorted(browser, community, make):
    many(community, make, MOST_TOGETHER + 20)

    first, second = browser.get(LIST).text, browser.get(f"{LIST}?page=2").text
    assert "Lid000" in first and "Lid059" not in first and "Lid059" in second
    assert first.index("Marit Hoekstra") < first.index("Lid000 Naam000") < first.index("Lid001")


@pytest.mark.parametrize("size", [3, MOST_TOGETHER + 1, MOST_TOGETHER + 60])
def test_list_asks_eight_times_at_most(browser, community, make, size, django_assert_max_num_queries):
    many(community, make, size)

    with django_assert_max_num_queries(8):
        browser.get(LIST)
    with django_assert_max_num_queries(8):
        browser.get(f"{LIST}?q=lid&sector=education&rol=student")


def test_list_says_more_of_students_and_shows_no_ticks_to_members(as_user, community, coordinator, member):
    Membership.objects.filter(user=member).update(study_programme="hbo-v", study_level="hbo", study_year=2)

    text = as_user(member).get(LIST).text
    assert "hbo-v" in text and 'name="people"' not in text and "mensen/wijzigen/" not in text


def test_list_says_in_which_area_somebody_guides_students(
    browser, community, member, area, django_assert_max_num_queries
):
    gendt = Area.objects.create(name="Gendt", kind=Area.Kind.NEIGHBOURHOOD, parent=area)
    Membership.objects.filter(community=community).update(role="area_lecturer", area=gendt)

    with django_assert_max_num_queries(8):
        assert "Wijkdocent · Gendt" in browser.get(LIST).text
    assert "Wijkdocent · Gendt" in browser.get(f"/mensen/{member.pk}/").text


# --- One member


def test_change_one_member(browser, member):
    row = place_of(member)
    typed = {"role": "professional", "second_role": "", "sector": "practice", "version": 1, "function": "Coach"}

    assert browser.get(f"{LIST}{row.pk}/").status_code == 200
    assert browser.post(f"{LIST}{row.pk}/", typed | {"organisation": "Buurtraad"}).url == LIST
    row.refresh_from_db()
    assert (row.role, row.function, row.organisation.name) == ("professional", "Coach", "Buurtraad")


def test_change_shows_both_texts_when_somebody_was_first(browser, member):
    row = place_of(member)
    typed = {"role": "student", "sector": "education", "function": "Nieuw", "version": 1}
    Membership.objects.filter(pk=row.pk).update(function="Van de ander", version=2)

    response = browser.post(f"{LIST}{row.pk}/", typed)

    assert response.status_code == 409
    assert "Van de ander" in response.text and 'value="Nieuw"' in response.text
    assert browser.post(f"{LIST}{row.pk}/", typed | {"version": 2}).status_code == 302


def test_change_proposes_the_area_that_is_spelled_most_like_it(browser, member, area):
    typed = {"role": "area_lecturer", "sector": "education", "version": 1, "area": "Lingewaart"}
    response = browser.post(f"{LIST}{place_of(member).pk}/", typed)
    assert "Bedoel je Lingewaard?" in response.text


def test_change_explains_an_unknown_area_and_a_turned_period(browser, member):
    row = place_of(member)
    typed = {"role": "area_lecturer", "sector": "education", "version": 1, "area": "Atlantis"}

    response = browser.post(f"{LIST}{row.pk}/", typed | {"starts_on": "2026-05-02", "ends_on": "2026-05-01"})
    assert response.context["form"].errors.keys() == {"area", "ends_on"}
    assert "Typ een gemeente, of een wijk met de gemeente erachter." in response.text


def test_member_changes_their_own_function_and_study(as_user, community, coordinator, member):
    browser = as_user(member)

    browser.post(f"{LIST}jij/", {"function": "Stagiair", "study_programme": "hbo-v", "version": 1, "role": "manager"})

    assert (place_of(member).function, place_of(member).study_programme) == ("Stagiair", "hbo-v")
    assert place_of(member).role == "student"


def test_who_does_not_study_is_not_asked_about_it(browser):
    assert "study_programme" not in browser.get(f"{LIST}jij/").text


def test_alumni_change_nothing_of_themselves(as_user, member):
    Membership.objects.update(alumnus_since=timezone.now())

    assert as_user(member).get(f"{LIST}jij/").status_code == 404


@pytest.mark.parametrize("role", ["member", "outsider", "former_member", "staff"])
@pytest.mark.parametrize("path", ["wijzigen/", "lijst/", "{pk}/", "{pk}/verwijderen/"])
def test_pages_of_coordinators_look_missing_to_others(request, as_user, community, host, role, path):
    browser = as_user(request.getfixturevalue(role))

    assert browser.get(LIST + path.format(pk=place_of(host).pk)).status_code == 404


# --- Letting go


def test_remove_keeps_the_reason_and_tells_the_person(browser, member):
    row = place_of(member)

    browser.post(f"{LIST}{row.pk}/verwijderen/", {"reason": "Nooit geweest"})

    row.refresh_from_db()
    assert (row.left_reason, row.left_by.full_name) == ("Nooit geweest", "Marit Hoekstra")
    assert Message.objects.get().recipient == member


def test_removal_holds_on_the_next_request_everywhere(as_user, community, coordinator, member, meeting):
    browser = as_user(member)
    paths = [LIST, f"/bijeenkomsten/{meeting.pk}/", f"{LIST}jij/", "/leerkringen/lingewaard/casussen/"]
    paths = [path for path in paths if browser.get(path).status_code == 200]
    assert len(paths) >= 3

    end_membership(place_of(member), by=coordinator)

    assert [path for path in paths if browser.get(path).status_code != 404] == []


# --- Many at once


def test_bulk_asks_shows_and_then_changes(browser, community, member, host):
    ids = [place_of(member).pk, place_of(host).pk]
    day = timezone.localdate() + timedelta(days=90)

    asked = browser.get(BULK, {"people": ids}).text
    assert "Daan Willems" in asked and "Anouk Thijssen" in asked and "Marit" not in asked.split("<h2")[1]
    check = browser.post(BULK, {"people": ids, "ends_on": day, "organisation": "ROC De Veste"})
    assert "ROC De Veste" in check.text and place_of(member).ends_on is None
    done = browser.post(BULK, {"people": ids, "ends_on": day, "organisation": "ROC De Veste", "confirmed": "1"})

    assert done.url == LIST
    assert (place_of(member).ends_on, place_of(host).organisation.name) == (day, "ROC De Veste")


def test_bulk_over_everybody_the_filter_shows(browser, community, make, member):
    many(community, make, 60)

    text = browser.get(BULK, {"alle": "1", "rol": "student"}).text
    assert text.count('name="people"') == 61


def test_bulk_makes_alumni_and_lets_them_take_part_again(browser, member):
    ids = [place_of(member).pk]

    browser.post(BULK, {"people": ids, "alumni": "yes", "confirmed": "1"})
    assert place_of(member).is_alumnus
    browser.post(BULK, {"people": ids, "alumni": "no", "confirmed": "1"})
    assert place_of(member).is_active


def test_bulk_says_when_nothing_or_something_impossible_was_chosen(browser, coordinator, member):
    nobody = browser.post(BULK, {"alumni": "yes", "confirmed": "1"})
    nothing = browser.post(BULK, {"people": [place_of(member).pk]})
    last = browser.post(BULK, {"people": [place_of(coordinator).pk], "alumni": "yes", "confirmed": "1"})
    past = browser.post(BULK, {"people": [place_of(member).pk], "ends_on": "2020-01-01", "confirmed": "1"})

    assert nobody.status_code == 200 and not place_of(member).is_alumnus
    assert "error-summary" in nothing.text and "error-summary" in past.text
    assert last.status_code == 409 and place_of(coordinator).is_active


def test_bulk_takes_nobody_of_another_circle(browser, make, programme, theme, community):
    other = type(community).objects.create(programme=programme, slug="x", name="X", kind="thematic", theme=theme)
    stranger = make.join(make.user("Vreemde"), other, "student")

    browser.post(BULK, {"people": [stranger.pk, "abc", "999"], "role": "manager", "confirmed": "1"})
    stranger.refresh_from_db()
    assert stranger.role == "student"


# --- Taking along


def test_export_holds_everybody_and_no_formula(browser, community, coordinator, member, make):
    member.given_name = "=HYPERLINK(1)"
    member.save()
    make.join(make.user("Oud", "Lid"), community, "student", alumnus_since=timezone.now())

    response = browser.get(f"{LIST}lijst/")

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows())
    assert [row[0].value for row in rows[1:]] == ["Marit", "Oud", "=HYPERLINK(1)"]
    assert {row[0].data_type for row in rows} == {"s"}
    assert response["Cache-Control"] == "private, no-store"


def test_export_asks_the_same_for_more(browser, community, make, django_assert_num_queries):
    for size in (1, 3):
        many(community, make, size) if size == 1 else [
            make.join(make.user(f"Nog{at}"), community, "student") for at in range(size)
        ]
        with django_assert_num_queries(4):
            browser.get(f"{LIST}lijst/")
