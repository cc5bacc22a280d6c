"""Texts, pictures, quotes, links and the infographic of a programme."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.actions.block import (
    add_block,
    add_link,
    change_block,
    change_link,
    move_block,
    remove_block,
    remove_link,
)
from communities.actions.programme import create_programme, publish_programme, remove_infographic, set_infographic
from communities.models import Programme, ProgrammeBlock
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.models import File
from leerkring.files.tests.samples import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(outsider) -> Programme:
    return create_programme(by=outsider, name="Learning Lab", description="Samen leren in de wijk.")


def upload(name="tafel.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("PNG"))


def page(name, programme, **parts) -> str:
    return reverse(f"communities:{name}", kwargs={"programme_slug": programme.slug} | parts)


def order(programme) -> list[str]:
    return [block.text for block in programme.blocks.all()]


def test_blocks_stand_in_their_own_order(mine, outsider):
    a, b, c = (add_block(mine, by=outsider, kind="text", text=text) for text in "abc")

    move_block(c, by=outsider, up=True)
    assert order(mine) == ["a", "c", "b"]
    move_block(a, by=outsider, up=True)
    move_block(b, by=outsider, up=False)
    assert order(mine) == ["a", "c", "b"]


def test_picture_needs_a_file(mine, outsider):
    with pytest.raises(Refused):
        add_block(mine, by=outsider, kind="picture", picture_text="Een tafel.")


def test_new_picture_takes_the_place_of_the_old_one(mine, outsider, django_capture_on_commit_callbacks):
    block = add_block(mine, by=outsider, kind="picture", picture=upload(), picture_text="Een tafel.")
    old = block.picture

    changed = change_block(block, by=outsider, version=1, picture=upload("b.png"), picture_text="Een stoel.")

    assert changed.picture != old
    assert File.objects.count() == 1


def test_change_is_refused_when_overtaken(mine, outsider):
    block = add_block(mine, by=outsider, kind="quote", text="a", said_by="b")
    change_block(block, by=outsider, version=1, text="c")

    with pytest.raises(Overtaken):
        change_block(block, by=outsider, version=1, text="d")


def test_remove_takes_the_picture_along_and_twice_is_harmless(mine, outsider):
    block = add_block(mine, by=outsider, kind="picture", picture=upload(), picture_text="Een tafel.")

    for _time in range(2):
        remove_block(block, by=outsider)

    assert (ProgrammeBlock.objects.count(), File.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "data", "wrong"),
    [
        ("text", {"text": ""}, "text"),
        ("quote", {"text": "Mooi"}, "said_by"),
        ("picture", {"picture_text": "Een tafel."}, "picture"),
        ("picture", {"picture": "file", "picture_text": ""}, "picture_text"),
    ],
)
def test_page_says_what_is_missing_in_a_block(as_user, mine, outsider, kind, data, wrong):
    data = {name: upload() if value == "file" else value for name, value in data.items()}

    answer = as_user(outsider).post(page("block_create", mine) + f"?soort={kind}", data)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])


def test_page_takes_no_file_that_is_no_picture(as_user, mine, outsider):
    data = {"picture": SimpleUploadedFile("a.png", b"<svg></svg>"), "picture_text": "Een tafel."}

    answer = as_user(outsider).post(page("block_create", mine) + "?soort=picture", data)

    assert list(answer.context["form"].errors) == ["picture"]


def test_page_shows_both_texts_when_overtaken(as_user, mine, outsider):
    block = add_block(mine, by=outsider, kind="quote", text="a", said_by="b")
    change_block(block, by=outsider, version=1, text="Van de ander.")

    typed = {"text": "Van mij.", "said_by": "b", "version": 1}
    answer = as_user(outsider).post(page("block_change", mine, pk=block.pk), typed)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Van de ander." in text
    assert "Van mij." in text


def test_world_sees_the_story_without_harm(visitor, mine, outsider):
    add_block(mine, by=outsider, kind="text", title="Kop", text="Een **vet** woord <script>alert(1)</script>")
    block = add_block(mine, by=outsider, kind="picture", picture=upload(), picture_text="Een tafel.")
    publish_programme(mine, by=outsider)

    text = visitor.get(mine.get_absolute_url()).content.decode()

    assert "<strong>vet</strong>" in text
    assert "<script>alert" not in text
    assert f'src="{block.picture.get_absolute_url()}" alt="Een tafel."' in text


def test_picture_of_a_draft_is_seen_by_its_team_alone(visitor, as_user, mine, outsider, member):
    address = add_block(
        mine, by=outsider, kind="picture", picture=upload(), picture_text="Een tafel."
    ).picture.get_absolute_url()

    assert visitor.get(address).status_code == 404
    assert as_user(member).get(address).status_code == 404
    assert as_user(outsider).get(address).status_code == 200
    publish_programme(mine, by=outsider)
    assert visitor.get(address).status_code == 200


def test_infographic_has_a_text_or_is_not_there(as_user, mine, outsider):
    browser = as_user(outsider)
    address = page("programme_infographic", mine)

    wrong = browser.post(address, {"picture": upload(), "version": 1})
    browser.post(address, {"picture": upload(), "text": "Vier stappen.", "version": 1})

    assert list(wrong.context["form"].errors) == ["text"]
    mine.refresh_from_db()
    assert (mine.infographic_text, File.objects.count()) == ("Vier stappen.", 1)
    for _time in range(2):
        remove_infographic(mine, by=outsider)
    assert File.objects.count() == 0


def test_infographic_keeps_its_picture_when_only_the_text_changes(mine, outsider):
    row = set_infographic(mine, by=outsider, version=1, text="a", picture=upload())

    changed = set_infographic(mine, by=outsider, version=2, text="b")

    assert (changed.infographic, changed.infographic_text) == (row.infographic, "b")
    with pytest.raises(Overtaken):
        set_infographic(mine, by=outsider, version=2, text="c")


def test_same_address_twice_is_one_link(mine, outsider):
    for title in ("Site", "Onze site"):
        add_link(mine, by=outsider, title=title, url="https://example.nl/")

    assert [link.title for link in mine.links.all()] == ["Onze site"]


def test_link_is_added_changed_and_removed_in_the_browser(as_user, mine, outsider):
    browser = as_user(outsider)

    wrong = browser.post(page("link_list", mine), {"title": "A", "url": "javascript:alert(1)"})
    browser.post(page("link_list", mine), {"title": "A", "url": "example.nl"})
    link = mine.links.get()
    browser.post(page("link_change", mine, pk=link.pk), {"title": "B", "url": "https://example.nl/b", "version": 1})

    assert list(wrong.context["form"].errors) == ["url"]
    assert (link.url, mine.links.get().title) == ("https://example.nl", "B")
    browser.post(page("link_remove", mine, pk=link.pk))
    assert not mine.links.exists()


def test_link_that_somebody_removed_meanwhile_is_not_changed(mine, outsider):
    link = add_link(mine, by=outsider, title="Site", url="https://example.nl")
    remove_link(link, by=outsider)

    with pytest.raises(Refused):
        change_link(link, by=outsider, version=1, title="Anders", url="https://example.nl")


def test_link_that_somebody_changed_meanwhile_shows_both_texts(as_user, mine, outsider):
    link = add_link(mine, by=outsider, title="Site", url="https://example.nl")
    change_link(link, by=outsider, version=1, title="Van de ander", url="https://example.nl")
    typed = {"title": "Van mij", "url": "https://example.nl", "version": 1}
    browser = as_user(outsider)

    answer = browser.post(page("link_change", mine, pk=link.pk), typed)

    assert answer.status_code == 409
    assert "Van de ander" in answer.text and 'value="Van mij"' in answer.text
    assert mine.links.get().title == "Van de ander"
    browser.post(page("link_change", mine, pk=link.pk), typed | {"version": 2})
    assert mine.links.get().title == "Van mij"


def test_adding_the_same_address_again_overtakes_who_changes_the_link(mine, outsider):
    link = add_link(mine, by=outsider, title="Site", url="https://example.nl")
    add_link(mine, by=outsider, title="Onze site", url="https://example.nl")

    with pytest.raises(Overtaken):
        change_link(link, by=outsider, version=1, title="Anders", url="https://example.nl")
