"""The page with people: who asked for it, as they show themselves to everybody, and gone at once."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from communities.models import Area, Profile, Theme
from leerkring.accounts.models import User

pytestmark = pytest.mark.django_db
PAGE = "/mensen/"


def listed(person, theme=None, **fields) -> Profile:
    facts = {"is_listed": True, "function": "kanariefunctie", "brings": "kanariebijdrage"} | fields
    profile = Profile.objects.create(user=person, **facts)
    if theme:
        profile.themes.add(theme)
    return profile


def names(browser, query="") -> list[str]:
    caches["pages"].clear()
    page = browser.get(PAGE + query).text
    return [person.full_name for person in User.objects.order_by("family_name") if person.full_name in page]


def test_page_names_only_who_asked_for_it_with_what_is_for_everybody(member, host, outsider, theme, client):
    listed(member, theme, themes_for="everybody", sector="practice")
    Profile.objects.create(user=host, function="Gids", organisation_for="everybody")
    page = client.get(PAGE).text
    assert member.full_name in page
    assert theme.name in page
    assert host.full_name not in page
    assert outsider.full_name not in page
    assert "anarie" not in page
    assert client.get(reverse("communities:profile_detail", args=[member.pk])).status_code == 200


def test_who_takes_the_tick_away_or_closes_the_account_is_gone_at_once(member, host, client, as_user):
    profiles = [listed(member), listed(host)]
    assert client.get(PAGE).text.count("person-name") == 2
    form = {"version": profiles[0].version, "photo_for": "circles"}
    form |= {f"{name}_for": "circles" for name in ("organisation", "brings", "seeks", "themes", "orcid")}
    assert as_user(member).post(reverse("communities:profile_change"), form).status_code == 302
    User.objects.filter(pk=host.pk).update(is_active=False)
    assert "person-name" not in client.get(PAGE).text
    for person in (member, host):
        assert client.get(reverse("communities:profile_detail", args=[person.pk])).status_code == 404
        assert f"/mensen/{person.pk}/" not in client.get("/sitemap-mensen.xml").text


def test_list_is_narrowed_down_by_theme_and_area(member, host, coordinator, theme, programme, community, client):
    town = Area.objects.create(name="Bemmel", kind="neighbourhood", parent=community.area)
    other = Theme.objects.create(programme=programme, name="Wonen")
    listed(member, theme, themes_for="everybody", area=town)
    # A theme that is not for everybody finds nobody.
    listed(host, theme, themes_for="circles", area=community.area)
    listed(coordinator, other, themes_for="everybody")
    assert names(client, f"?thema={theme.name}") == [member.full_name]
    assert set(names(client, f"?gebied={community.area.pk}")) == {member.full_name, host.full_name}
    assert names(client, f"?gebied={town.pk}&thema=Wonen") == []
    assert len(names(client, "?gebied=99999999999999999999&thema=%00x"[:35])) == 3
    assert f'value="{other.name}"' in client.get(PAGE).text


def test_search_engines_hear_of_who_asked_for_it_and_of_nobody_else(member, host, client):
    listed(member)
    Profile.objects.create(user=host, function="Gids", organisation_for="everybody")
    pages = {
        person: client.get(reverse("communities:profile_detail", args=[person.pk])).text for person in (member, host)
    }
    assert ["noindex" in page for page in pages.values()] == [False, True]
    found = client.get("/sitemap-mensen.xml").text
    assert f"/mensen/{member.pk}/" in found
    assert f"/mensen/{host.pk}/" not in found


def test_page_costs_the_same_at_one_and_three_people(
    member, host, coordinator, theme, client, django_assert_max_num_queries
):
    for person in (member, host, coordinator):
        listed(person, theme, themes_for="everybody")
        with django_assert_max_num_queries(7):
            names(client)
