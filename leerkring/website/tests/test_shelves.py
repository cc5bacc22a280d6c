"""Blocks on the page of a programme that the portal fills: figures, circles, events and outcomes."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from casework.models import Outcome
from communities.actions.block import add_block, change_block
from communities.actions.tally import recount, sum_up
from communities.models import Community, Membership, Programme, ProgrammeBlock
from communities.shelves import SHOWN, Shelf, choices_of, fill, register_shelf
from meetings.models import Event, Meeting
from meetings.tests.event_rows import make_event

from .test_news import publish
from .test_programme_digest import make_circle

pytestmark = pytest.mark.django_db
KINDS = ["circles", "events", "outcomes"]


@pytest.fixture(autouse=True)
def _fresh_pages():
    caches["pages"].clear()


@pytest.fixture
def editor(programme, make):
    """Somebody who writes what the public reads of the programme."""
    person = make.user("Redactie", "Redacteur")
    programme.team.create(user=person, role="editor")
    return person


def make_things(kind, community, count, start=0):
    """Make things of a kind that everybody may see, the first on the shelf first; return their titles."""
    titles = [f"{kind} {number}" for number in range(start, start + count)]
    now = timezone.now()
    for number, title in enumerate(titles, start):
        if kind == "circles":
            circle = make_circle(community.programme, title, now - timedelta(days=number + 1))
            Community.objects.filter(pk=circle.pk).update(question=title)
        elif kind == "events":
            make_event(community.programme, days=10 + number, slug=f"e-{number}", title=title)
        else:
            publish(community, title, published_at=now - timedelta(hours=number))
    return titles


def model_of(kind):
    return {"circles": Community, "events": Event, "outcomes": Outcome}[kind]


def keys(kind, *titles):
    field = "question" if kind == "circles" else "title"
    found = dict(model_of(kind).objects.values_list(field, "pk"))
    return [found[title] for title in titles]


def titles_of(programme, block):
    return [card.title for card in fill(programme, [block])[block.pk].cards]


def shelves_on(page) -> dict[str, list[str]]:
    """Return what stands on the shelves of a page: under each heading, the titles."""
    sections = re.findall(r'<section class="story-shelf">.*?</section>', page, re.DOTALL)
    return {
        re.search(r"<h2>(.*?)</h2>", section)[1]: re.findall(
            r'<a class="stretched-link" href="[^"]+">(.*?)</a>', section
        )
        for section in sections
    }


@pytest.mark.parametrize("kind", KINDS)
def test_shelf_without_a_choice_holds_what_comes_first(kind, community, programme, editor, client):
    Community.objects.filter(pk=community.pk).update(started_at=timezone.now() - timedelta(days=999))
    titles = make_things(kind, community, SHOWN + 1)
    add_block(programme, by=editor, kind=kind, title="Hier")

    found = shelves_on(client.get(programme.get_absolute_url()).text)

    assert found == {"Hier": titles[:SHOWN]}


@pytest.mark.parametrize("kind", KINDS)
def test_chosen_things_stand_there_in_the_order_of_the_shelf(kind, community, programme, editor, client):
    titles = make_things(kind, community, 9)
    add_block(programme, by=editor, kind=kind, title="Hier", picks=keys(kind, titles[8], titles[2]))

    assert shelves_on(client.get(programme.get_absolute_url()).text) == {"Hier": [titles[2], titles[8]]}


def test_shelf_without_a_heading_has_the_usual_words(community, programme, editor, client):
    for kind in KINDS:
        make_things(kind, community, 1)
        add_block(programme, by=editor, kind=kind)

    assert list(shelves_on(client.get(programme.get_absolute_url()).text)) == [
        "Leerkringen uitgelicht", "Kom ook", "Wat leerkringen hebben geleerd",
    ]  # fmt: skip


HIDDEN = {
    "circles": {"status": "archived", "closed_at": timezone.now(), "phase": "finished"},
    "events": {"status": "draft", "published_at": None},
    "outcomes": {"status": "withdrawn", "withdrawn_at": timezone.now()},
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_longer_public_goes_and_its_makers_read_that(kind, community, programme, editor, client, as_user):
    """Whoever looks: also who may see the thing elsewhere."""
    kept, gone = make_things(kind, community, 2)
    block = add_block(programme, by=editor, kind=kind, title="Hier", picks=keys(kind, kept, gone))
    model_of(kind).objects.filter(pk__in=keys(kind, gone)).update(**HIDDEN[kind])

    for browser in (client, as_user(editor)):
        assert shelves_on(browser.get(programme.get_absolute_url()).text) == {"Hier": [kept]}
    blocks = reverse("communities:block_list", args=[programme.slug])
    assert "1 daarvan is niet meer openbaar" in as_user(editor).get(blocks).text

    model_of(kind).objects.filter(pk__in=keys(kind, kept)).update(**HIDDEN[kind])
    caches["pages"].clear()
    assert shelves_on(client.get(programme.get_absolute_url()).text) == {}
    page = as_user(editor).get(blocks).text
    assert "2 daarvan zijn niet meer openbaar" in page and "dus het staat niet op de pagina" in page
    assert fill(programme, [block])[block.pk].is_empty


@pytest.mark.parametrize("kind", KINDS)
def test_things_of_another_programme_can_not_be_chosen_and_do_not_stand_there(
    kind, community, programme, editor, as_user
):
    elsewhere = Programme.objects.create(name="Elders", slug="elders")
    circle = make_circle(elsewhere, "Daar", timezone.now())
    (title,) = make_things(kind, circle, 1)
    assert title not in dict(choices_of(kind, programme)).values()

    block = add_block(programme, by=editor, kind=kind, picks=keys(kind, title))
    assert titles_of(programme, block) == []
    path = reverse("communities:block_create", args=[programme.slug]) + f"?soort={kind}"
    make_things(kind, community, 1, start=5)
    answer = as_user(editor).post(path, {"title": "", "picks": [str(keys(kind, title)[0])]})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["picks"]


@pytest.mark.parametrize("kind", KINDS)
def test_editor_chooses_changes_and_leaves_it_to_the_portal(kind, community, programme, editor, as_user):
    first, second = make_things(kind, community, 2)
    browser, create = as_user(editor), reverse("communities:block_create", args=[programme.slug]) + f"?soort={kind}"
    page = browser.get(create)
    assert (page.status_code, first in page.text, second in page.text) == (200, True, True)

    browser.post(create, {"title": "Kijk", "picks": [str(pk) for pk in keys(kind, second)]})
    block = ProgrammeBlock.objects.get()
    assert (block.kind, block.title, block.picks) == (kind, "Kijk", keys(kind, second))
    assert "1 gekozen." in browser.get(reverse("communities:block_list", args=[programme.slug])).text

    change = reverse("communities:block_change", args=[programme.slug, block.pk])
    assert re.search(r'value="\d+"[^>]*checked', browser.get(change).text)
    browser.post(change, {"title": "", "version": block.version})
    block.refresh_from_db()
    assert (block.title, block.picks) == ("", [])
    assert (
        "Niets gekozen, dus het portaal kiest."
        in browser.get(reverse("communities:block_list", args=[programme.slug])).text
    )


def test_shelf_of_which_nothing_can_be_chosen_yet_is_made_all_the_same(programme, editor, as_user):
    browser, path = as_user(editor), reverse("communities:block_create", args=[programme.slug])
    assert "picks" not in browser.get(f"{path}?soort=outcomes").context["form"].fields
    assert browser.post(f"{path}?soort=outcomes", {"title": ""}).status_code == 302
    assert (
        "dus het staat niet op de pagina" in browser.get(reverse("communities:block_list", args=[programme.slug])).text
    )


def test_both_choices_are_offered_when_somebody_came_in_between(community, programme, editor, as_user):
    first, second = make_things("outcomes", community, 2)
    block = add_block(programme, by=editor, kind="outcomes", picks=keys("outcomes", first))
    change_block(block, by=editor, version=1, picks=keys("outcomes", first, second))
    change = reverse("communities:block_change", args=[programme.slug, block.pk])

    typed = {"title": "Van mij", "picks": [str(pk) for pk in keys("outcomes", second)], "version": 1}
    answer = as_user(editor).post(change, typed)
    assert answer.status_code == 409
    shown = {row["label"]: row["stored"] for row in answer.context["form"].differences}
    assert set(shown["Welke?"].split(", ")) == {first, second} and "Kop" in shown

    same = typed | {"title": "", "picks": [str(pk) for pk in keys("outcomes", second, first)]}
    assert as_user(editor).post(change, same).context["form"].differences == []


def test_figures_equal_a_plain_recount_and_say_when(world, visitor):
    programme = Community.objects.get(slug=world.circle).programme
    block = programme.blocks.create(kind="figures", position=90)
    assert fill(programme, [block])[block.pk].is_empty

    recount(list(Community.objects.values_list("pk", flat=True)), timezone.now())
    sum_up(programme.pk, timezone.now())
    found = fill(programme, [block])[block.pk]

    mine = [row for row in Community.objects.all() if row.programme_id == programme.pk]
    ran = {row.pk for row in mine if row.status in ("active", "closed")}
    held = [
        row
        for row in Meeting.objects.select_related("cycle")
        if row.cycle.community_id in ran and row.status == Meeting.Status.PLANNED and row.ends_at < timezone.now()
    ]
    members = [row for row in Membership.objects.all() if row in Membership.objects.active()]
    published = [row for row in Outcome.objects.all() if row.status == "published" and row.community_id in ran]
    assert [figure["number"] for figure in found.figures] == [
        str(len([row for row in mine if row.status == "active"])),
        str(len([row for row in members if row.community_id in ran])),
        str(len(held)),
        str(len(published)),
    ]
    assert found.counted.startswith("Geteld op ")
    assert "Geteld op " in visitor.get(programme.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_once_for_each_kind_however_many_blocks(
    rows, community, programme, editor, django_assert_num_queries
):
    for kind in KINDS:
        titles = make_things(kind, community, rows)
        for _number in range(rows):
            add_block(programme, by=editor, kind=kind)
            add_block(programme, by=editor, kind=kind, picks=keys(kind, titles[-1]))
    add_block(programme, by=editor, kind="figures")
    blocks = list(programme.blocks.all())
    with django_assert_num_queries(4):
        fill(programme, blocks)
    circles = list(Community.objects.select_related("programme").order_by("-started_at"))
    with django_assert_num_queries(3):
        fill(programme, blocks, {"circles": circles})


def test_two_shelves_of_a_kind_are_an_error():
    with pytest.raises(LookupError, match="twice"):
        register_shelf("circles", Shelf("x", lambda programme: Community.objects.none(), lambda row: None))
