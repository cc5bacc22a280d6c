"""Themes of a programme, and circles that choose one."""

import pytest
from django.urls import reverse

from communities.actions.community import create_draft, start_community
from communities.actions.programme import create_programme, publish_programme, withdraw_programme
from communities.actions.theme import add_theme, archive_theme, change_theme, remove_theme
from communities.models import Community, Programme, TeamInvitation, Theme
from leerkring.core.errors import Overtaken, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(outsider) -> Programme:
    draft = create_programme(by=outsider, name="Learning Lab", description="Samen leren in de wijk.")
    return publish_programme(draft, by=outsider)


@pytest.fixture
def poverty(mine, outsider) -> Theme:
    return add_theme(mine, by=outsider, name="Armoede")


def page(name, programme, **parts) -> str:
    return reverse(f"communities:{name}", kwargs={"programme_slug": programme.slug} | parts)


def test_add_is_refused_when_the_name_is_taken(poverty, mine, outsider):
    with pytest.raises(Refused):
        add_theme(mine, by=outsider, name="ARMOEDE")


def test_change_is_refused_when_overtaken(poverty, outsider):
    change_theme(poverty, by=outsider, version=1, description="Eerst.")

    with pytest.raises(Overtaken):
        change_theme(poverty, by=outsider, version=1, description="Daarna.")


def test_page_shows_both_texts_when_overtaken(as_user, poverty, mine, outsider):
    change_theme(poverty, by=outsider, version=1, description="Van de ander.")
    typed = {"name": "Armoede", "description": "Van mij.", "way": "nobody", "version": 1}

    answer = as_user(outsider).post(page("theme_change", mine, pk=poverty.pk), typed)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Van de ander." in text
    assert "Van mij." in text


def test_theme_without_circles_goes_and_twice_is_harmless(poverty, outsider):
    for _time in range(2):
        remove_theme(poverty, by=outsider)

    assert not Theme.objects.exists()


def test_theme_with_circles_can_only_be_put_away(poverty, mine, outsider):
    circle = create_draft(by=outsider, programme=mine, name="A", kind="thematic", sector="practice", theme=poverty)

    with pytest.raises(Refused):
        remove_theme(poverty, by=outsider)
    archive_theme(poverty, by=outsider)

    circle.refresh_from_db()
    assert circle.theme == poverty


@pytest.mark.parametrize(
    ("way", "lead", "lead_name"),
    [
        ({"way": "nobody"}, None, ""),
        ({"way": "name", "lead_name": "Saskia"}, None, "Saskia"),
        ({"way": "person"}, "outsider", ""),
    ],
)
def test_page_adds_a_theme_with_its_lead(as_user, mine, outsider, way, lead, lead_name):
    data = {"name": "Samenleven", "lead": outsider.pk} | way

    as_user(outsider).post(page("theme_create", mine), data)

    theme = Theme.objects.get()
    assert (theme.lead, theme.lead_name) == (outsider if lead else None, lead_name)


def test_page_asks_a_lead_by_mail(as_user, mine, outsider):
    data = {"name": "Samenleven", "way": "mail", "lead_email": "femke@example.nl"}

    as_user(outsider).post(page("theme_create", mine), data)

    assert TeamInvitation.objects.get().theme == Theme.objects.get()


def test_page_asks_who_leads_when_that_was_forgotten(as_user, mine, outsider):
    answer = as_user(outsider).post(page("theme_create", mine), {"name": "S", "way": "mail"})

    assert list(answer.context["form"].errors) == ["lead_email"]
    assert not Theme.objects.exists()


def test_stranger_is_never_offered_as_lead(as_user, mine, outsider, member):
    answer = as_user(outsider).post(page("theme_create", mine), {"name": "S", "way": "person", "lead": member.pk})

    assert "lead" in answer.context["form"].errors


# --- Circles in it


def circle_data(programme, **fields) -> dict:
    facts = {"name": "Proef", "programme": programme.pk, "kind": "thematic", "sector": "practice"}
    return facts | fields


def test_thematic_circle_in_a_programme_without_themes_is_explained(as_user, mine, outsider):
    answer = as_user(outsider).post(reverse("communities:community_create"), circle_data(mine))

    assert "nog geen thema" in answer.context["form"].errors["theme"][0]
    assert page("theme_create", mine) in answer.content.decode()


def test_theme_put_away_is_not_offered_to_new_circles(as_user, mine, poverty, outsider):
    archive_theme(poverty, by=outsider)

    answer = as_user(outsider).post(reverse("communities:community_create"), circle_data(mine, theme=poverty.pk))

    assert "theme" in answer.context["form"].errors


def test_circle_keeps_its_theme_that_was_put_away(as_user, mine, poverty, outsider):
    circle = create_draft(by=outsider, programme=mine, name="A", kind="thematic", sector="practice", theme=poverty)
    archive_theme(poverty, by=outsider)
    data = circle_data(mine, theme=poverty.pk, version=circle.version)

    as_user(outsider).post(reverse("communities:community_setup", kwargs={"slug": circle.slug}), data)

    circle.refresh_from_db()
    assert (circle.name, circle.theme) == ("Proef", poverty)


def test_stopped_programme_takes_no_new_circle(as_user, mine, poverty, outsider):
    draft = create_draft(by=outsider, programme=mine, name="A", kind="thematic", sector="practice", theme=poverty)
    withdraw_programme(mine, by=outsider)

    with pytest.raises(Refused):
        create_draft(by=outsider, programme=mine, name="B", kind="thematic", sector="practice", theme=poverty)
    with pytest.raises(Refused):
        start_community(draft, by=outsider)
    answer = as_user(outsider).post(reverse("communities:community_create"), circle_data(mine, theme=poverty.pk))
    assert Community.objects.count() == 1
    assert answer.status_code == 200


def test_empty_portal_leads_to_starting_a_programme(as_user, outsider):
    text = as_user(outsider).get(reverse("communities:community_create")).content.decode()

    assert reverse("communities:programme_list") in text
    assert "<textarea" not in text


def test_themes_page_costs_the_same_for_one_and_three(as_user, mine, outsider, django_assert_num_queries):
    browser = as_user(outsider)
    for number in (1, 2, 3):
        add_theme(mine, by=outsider, name=f"Thema {number}", lead=outsider)
        if number != 2:
            with django_assert_num_queries(4):
                browser.get(page("theme_list", mine))
