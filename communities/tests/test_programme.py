"""The life of a programme: draft, running, stopped; and its pages."""

import pytest
from django.urls import reverse

from communities.actions.programme import (
    add_areas,
    change_programme,
    create_programme,
    discard_programme,
    missing_parts,
    possible_parents,
    publish_programme,
    remove_area,
    withdraw_programme,
)
from communities.models import Area, Community, Programme, ProgrammeMember
from leerkring.core.errors import Overtaken, Refused

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Learning Lab",
    "description": "Mbo, hbo en welzijn leren samen.",
    "words": "leergemeenschap",
    "who": "everyone",
}


@pytest.fixture
def draft(outsider) -> Programme:
    return create_programme(by=outsider, name="Learning Lab", description="Wij leren samen in de wijk.")


@pytest.fixture
def running(draft, outsider) -> Programme:
    return publish_programme(draft, by=outsider)


def page(name, programme, **parts) -> str:
    return reverse(f"communities:{name}", kwargs={"programme_slug": programme.slug} | parts)


# --- Starting


def test_create_makes_a_draft_with_its_starter_as_coordinator(draft, outsider):
    member = draft.team.get()

    assert (draft.status, draft.slug) == ("draft", "learning-lab")
    assert (member.user, member.role) == (outsider, "coordinator")


def test_create_pressed_twice_is_one_programme(draft, outsider):
    assert create_programme(by=outsider, name="Learning Lab") == draft
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("name", ["Learning Lab", "LEARNING lab"])
def test_create_is_refused_when_the_name_is_taken(draft, member, name):
    with pytest.raises(Refused) as refusal:
        create_programme(by=member, name=name)
    assert "name" in refusal.value.message_dict


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Learning-Lab", "learning-lab-2"),
        ("Nieuw", "nieuw-2"),
        ("Uitnodiging", "uitnodiging-2"),
        ("???", "programma"),
    ],
)
def test_create_finds_a_free_address_when_the_slug_exists(draft, outsider, name, slug):
    assert create_programme(by=outsider, name=name).slug == slug


def test_list_names_no_programme_that_is_still_a_draft(draft, outsider, visitor):
    part = create_programme(by=outsider, name="Tilburg-Noord", parent=draft, description="Wij beginnen.")
    publish_programme(part, by=outsider)

    pages = [visitor.get(path).content.decode() for path in ("/programmas/", part.get_absolute_url())]

    assert all("Tilburg-Noord" in page and draft.name not in page for page in pages)


def test_create_under_a_parent_asks_to_coordinate_it(draft, outsider, member):
    part = create_programme(by=outsider, name="Tilburg-Noord", parent=draft)

    assert part.parent == draft
    with pytest.raises(Refused):
        create_programme(by=member, name="Tilburg-West", parent=draft)


def test_start_page_makes_a_draft_in_the_browser(as_user, outsider):
    answer = as_user(outsider).post(reverse("communities:programme_create"), NEW)

    made = Programme.objects.get()
    assert answer.url == page("programme_desk", made)
    assert (made.noun_singular, made.noun_plural) == ("leergemeenschap", "leergemeenschappen")


def test_start_page_asks_for_both_own_words(as_user, outsider):
    answer = as_user(outsider).post(reverse("communities:programme_create"), NEW | {"words": "own"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"noun_singular", "noun_plural"}


def test_start_page_says_that_a_name_is_taken_beside_the_name(as_user, outsider, draft, member):
    answer = as_user(member).post(reverse("communities:programme_create"), NEW)

    assert list(answer.context["form"].errors) == ["name"]


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("staff", 200), ("team", 200)])
def test_only_operators_and_teams_start_one_when_the_setting_says_so(
    settings, as_user, make, staff, outsider, draft, who, status
):
    settings.PROGRAMMES_BY = "team"
    people = {"outsider": make.user("Vreemde"), "staff": staff, "team": outsider}

    assert as_user(people[who]).get(reverse("communities:programme_create")).status_code == status


# --- Changing


def test_change_keeps_what_was_typed_when_somebody_else_saved(draft, outsider, as_user):
    change_programme(draft, by=outsider, version=1, description="Van de ander.")

    answer = as_user(outsider).post(page("programme_change", draft), NEW | {"description": "Van mij.", "version": 1})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Van de ander." in text
    assert "Van mij." in text
    again = NEW | {"description": "Van mij.", "version": answer.context["form"]["version"].value()}
    as_user(outsider).post(page("programme_change", draft), again)
    draft.refresh_from_db()
    assert draft.description == "Van mij."


def test_change_is_refused_when_overtaken(draft, outsider):
    change_programme(draft, by=outsider, version=1, name="Leerlab")

    with pytest.raises(Overtaken):
        change_programme(draft, by=outsider, version=1, name="Lab")


def test_part_of_goes_in_no_circle(draft, outsider):
    part = create_programme(by=outsider, name="Deel", parent=draft)
    deep = create_programme(by=outsider, name="Deel van deel", parent=part)

    assert deep not in possible_parents(outsider, draft)
    for parent in (deep, draft):
        with pytest.raises(Refused):
            change_programme(draft, by=outsider, version=1, parent=parent)


def test_part_keeps_its_parent_when_somebody_else_saves(draft, outsider, member):
    part = create_programme(by=outsider, name="Deel", parent=draft)
    ProgrammeMember.objects.create(programme=part, user=member, role="coordinator")

    changed = change_programme(part, by=member, version=1, name="Ander deel", parent=draft)

    assert changed.parent == draft
    assert draft in possible_parents(member, part)


def test_areas_are_kept_once_and_removed_at_will(draft, outsider, area):
    hamlet = Area(name="Haalderen", kind="neighbourhood", parent=area)
    for _time in range(2):
        add_areas(draft, [area, hamlet], by=outsider)

    assert sorted(draft.areas.values_list("name", flat=True)) == ["Haalderen", "Lingewaard"]
    for _time in range(2):
        remove_area(draft, area, by=outsider)
    assert draft.areas.count() == 1


def test_areas_page_understands_lines_and_says_which_is_unknown(as_user, outsider, draft, area):
    browser = as_user(outsider)

    wrong = browser.post(page("programme_areas", draft), {"places": "Lingewaard\nLingewaart"})
    browser.post(page("programme_areas", draft), {"places": "Lingewaard\nHaalderen, Lingewaard"})

    assert "Lingewaart" in wrong.context["form"].errors["places"][0]
    assert draft.areas.count() == 2


def test_editor_changes_the_texts_and_not_who_may_start(as_user, draft, member):
    ProgrammeMember.objects.create(programme=draft, user=member, role="editor")

    as_user(member).post(page("programme_change", draft), NEW | {"description": "Nieuw.", "who": "team", "version": 1})

    draft.refresh_from_db()
    assert (draft.description, draft.is_open) == ("Nieuw.", True)


# --- Publishing, stopping


def test_publish_says_what_is_missing(outsider):
    empty = create_programme(by=outsider, name="Leeg")

    with pytest.raises(Refused) as refusal:
        publish_programme(empty, by=outsider)
    assert refusal.value.messages == [str(sentence) for sentence in missing_parts(empty)]


def test_publish_twice_is_harmless(running, outsider):
    again = publish_programme(running, by=outsider)

    assert (again.status, again.version) == ("active", running.version)


def test_withdrawn_programme_keeps_its_page_and_circles(running, outsider, visitor, community):
    Community.objects.update(programme=running)
    withdraw_programme(running, by=outsider)

    assert "Dit programma is gestopt op" in visitor.get(running.get_absolute_url()).content.decode()
    assert visitor.get(community.get_absolute_url()).status_code == 200
    assert running not in visitor.get(reverse("communities:programme_list")).context["page"].object_list


def test_withdrawn_programme_goes_on_again(running, outsider):
    for _time in range(2):
        stopped = withdraw_programme(running, by=outsider)
    assert stopped.withdrawn_at is not None

    back = publish_programme(running, by=outsider)
    assert (back.status, back.withdrawn_at) == ("active", None)


def test_draft_is_thrown_away_not_stopped(draft, outsider):
    with pytest.raises(Refused):
        withdraw_programme(draft, by=outsider)

    for _time in range(2):
        discard_programme(draft, by=outsider)
    assert not Programme.objects.exists()


def test_discard_is_refused_for_what_was_public_or_has_parts(draft, outsider):
    create_programme(by=outsider, name="Deel", parent=draft)
    with pytest.raises(Refused):
        discard_programme(draft, by=outsider)

    publish_programme(draft, by=outsider)
    with pytest.raises(Refused):
        discard_programme(draft, by=outsider)


@pytest.mark.parametrize("name", ["programme_withdraw", "programme_discard"])
def test_pages_ask_before_they_act(as_user, outsider, running, draft, name):
    Programme.objects.update(status="draft" if name == "programme_discard" else "active")

    assert as_user(outsider).get(page(name, running)).status_code == 200
    assert Programme.objects.get().status == ("draft" if name == "programme_discard" else "active")


def test_whole_life_in_the_browser(as_user, outsider):
    browser = as_user(outsider)
    browser.post(reverse("communities:programme_create"), NEW)
    made = Programme.objects.get()

    browser.post(page("programme_publish", made))
    made.refresh_from_db()
    assert made.is_active
    browser.post(page("programme_withdraw", made), {"confirmed": "1"})
    made.refresh_from_db()
    assert made.is_withdrawn
    browser.post(page("programme_publish", made))
    made.refresh_from_db()
    assert made.is_active


# --- What the world sees


def test_draft_is_hidden_from_all_but_its_team(as_user, outsider, member, visitor, draft):
    assert visitor.get(draft.get_absolute_url()).status_code == 404
    assert as_user(member).get(draft.get_absolute_url()).status_code == 404
    assert as_user(outsider).get(draft.get_absolute_url()).status_code == 200
    assert draft in as_user(outsider).get(reverse("communities:programme_list")).context["mine"]


def test_page_groups_and_filters_the_circles(visitor, programme, community, theme):
    Community.objects.create(
        programme=programme,
        slug="thuis",
        name="Thuis",
        kind="thematic",
        theme=theme,
        status="active",
        phase="develop",
        started_at=community.started_at,
    )
    address = programme.get_absolute_url()

    def titles(query):
        groups = visitor.get(address + query).context["groups"]
        return [(group["title"], [row.name for row in group["circles"]]) for group in groups]

    assert [group[1] for group in titles("")] == [["Thuis", "Lingewaard"]]
    assert titles("?per=thema")[0] == ("Technologie thuis", ["Thuis"])
    assert titles("?per=gebied")[0] == ("Lingewaard", ["Lingewaard"])
    assert titles("?fase=develop") == [("", ["Thuis"])]
    assert titles("?fase=finished") == []
    assert [group[1] for group in titles("?fase=onzin&per=x&jaargang=9")] == [["Thuis", "Lingewaard"]]


def test_page_of_a_programme_without_anything_still_reads(visitor, programme):
    assert visitor.get(programme.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["programme_list", "programme_desk", "programme_detail"])
def test_pages_cost_the_same_for_one_and_three_rows(
    as_user, outsider, running, name, django_assert_num_queries, community, organisation
):
    browser = as_user(outsider)
    Community.objects.update(programme=running)
    address = reverse("communities:programme_list") if name == "programme_list" else page(name, running)
    cost = {"programme_list": 5, "programme_desk": 3, "programme_detail": 12}[name]
    for number in (1, 2, 3):
        part = create_programme(by=outsider, name=f"Deel {number}", description="d", parent=running)
        publish_programme(part, by=outsider)
        running.themes.create(name=f"Thema {number}", lead=outsider)
        running.links.create(title="L", url=f"https://example.nl/{number}")
        running.areas.add(Area.objects.create(name=f"Wijk {number}", kind="neighbourhood", parent=community.area))
        browser.get(address)
        if number != 2:
            with django_assert_num_queries(cost):
                browser.get(address)


def test_list_without_programmes_has_one_button_to_start(as_user, outsider):
    text = as_user(outsider).get("/programmas/").content.decode()

    assert text.count('href="/programmas/nieuw/"') == 1


@pytest.mark.parametrize(
    ("language", "own", "heading"), [("nl", True, "Leergemeenschappen"), ("en", False, "Circles")]
)
def test_page_heads_its_circles_in_the_words_of_the_programme_and_the_reader(
    programme, visitor, language, own, heading
):
    if own:
        Programme.objects.filter(pk=programme.pk).update(
            noun_singular="leergemeenschap", noun_plural="leergemeenschappen"
        )
    visitor.cookies["django_language"] = language

    assert f'<h2 id="circles-title">{heading}' in visitor.get(programme.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", ["1 leergemeenschap", "0 leerkringen"]), ("en", ["1 learning community", "0 learning"])],
)
def test_list_counts_circles_in_the_words_of_each_programme_and_reader(client, community, language, words):
    Programme.objects.filter(pk=community.programme_id).update(
        noun_singular="leergemeenschap", noun_plural="leergemeenschappen"
    )
    Programme.objects.create(name="Ander netwerk", slug="ander-netwerk")
    client.cookies["django_language"] = language

    page = client.get("/programmas/").text

    assert [word in page for word in words] == [True, True]
