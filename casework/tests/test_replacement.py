"""One tap on a proposal of the privacy check replaces exactly that piece; one more takes it back."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from casework.actions.replacement import Replacement, replace_piece
from casework.actions.sheet import Conflict, Sheet
from casework.models import Case
from leerkring.core.errors import Refused

TEXT = "Op 3 maart belde zij. Op 3 maart 2024 viel zij."


@pytest.fixture
def url(draft):
    return reverse("casework:case_change", args=[draft.pk])


@pytest.fixture
def dated(draft):
    Case.objects.update(situation=TEXT)
    draft.refresh_from_db()
    return draft


def put(case, member, **changes):
    facts = {"name": "situation", "start": 25, "old": "3 maart 2024", "new": "vorig voorjaar"} | changes
    return replace_piece(case, Replacement(**facts), by=member, sheet=Sheet(uuid4(), case.version))


def test_exactly_that_piece_is_replaced_and_taken_back(dated, member):
    changed = put(dated, member)
    assert changed.situation == "Op 3 maart belde zij. Op vorig voorjaar viel zij."
    back = Replacement("situation", 25, "3 maart 2024", "vorig voorjaar").reverse
    assert replace_piece(changed, back, by=member, sheet=Sheet(uuid4(), changed.version)).situation == TEXT


@pytest.mark.parametrize(
    "changes", [{"start": 3}, {"start": -1}, {"old": "4 mei"}, {"name": "remark"}, {"start": 999}]
)
def test_replacing_is_refused_where_the_text_is_another(dated, member, changes):
    with pytest.raises(Refused):
        put(dated, member, **changes)
    assert Case.objects.get().situation == TEXT


def test_replacing_is_refused_without_room_to_somebody_else_and_after_another_page(dated, member, host):
    with pytest.raises(Refused):
        put(dated, member, name="title", start=0, old="Kanarie", new="x" * 200)
    with pytest.raises(Refused):
        put(dated, host)
    put(dated, member)
    with pytest.raises(Conflict):
        replace_piece(dated, Replacement("situation", 0, "Op", "Na"), by=member, sheet=Sheet(uuid4(), dated.version))


def test_draft_shows_what_was_found_in_its_text_with_proposals(as_user, dated, member, url):
    page = as_user(member).get(url)

    assert "<mark>3 maart</mark>" in page.text and "<mark>3 maart 2024</mark>" in page.text
    assert "Vervang door “vorig voorjaar”" in page.text


def test_one_press_without_scripts_replaces_saves_what_was_typed_and_can_be_undone(
    as_user, dated, member, url, case_data
):
    client = as_user(member)
    tapped = json.dumps(["situation", 25, "3 maart 2024", "vorig voorjaar"])
    data = case_data(situation=TEXT, my_role="Nieuw getypt.", version=dated.version, replace=tapped)

    page = client.post(url, data)

    row = Case.objects.get()
    assert (row.situation, row.my_role) == ("Op 3 maart belde zij. Op vorig voorjaar viel zij.", "Nieuw getypt.")
    form = page.context["form"]
    undone = data | {"situation": row.situation, "version": form["version"].value(), "replace": page.context["undo"]}
    client.post(url, undone)
    assert (Case.objects.get().situation, Case.objects.get().status) == (TEXT, "draft")


@pytest.mark.parametrize(
    "junk",
    ["", "x", "{}", "[1,2,3,4]", '["situation","0","a","b"]', '["situation",0,"","b"]', "[" * 100_000],
    ids=["nothing", "word", "object", "numbers", "text for a place", "nothing old", "deep"],
)
def test_junk_replaces_nothing(as_user, dated, member, url, case_data, junk):
    page = as_user(member).post(url, case_data(situation=TEXT, version=dated.version, replace=junk))
    assert (page.status_code, Case.objects.get().situation) == (200, TEXT)


def test_page_that_saves_by_itself_shows_at_once_what_it_found(as_user, dated, member, url, case_data):
    answer = as_user(member).post(url, case_data(situation="Bel 06-12345678.", version=dated.version, automatic="1"))

    assert "<mark>06-12345678</mark>" in answer.text
    with_one_field = [step for step in answer.context["looked"].steps if len(step.fields) == 1]
    assert answer.text.count("hx-swap-oob") == len(with_one_field)


def test_number_that_blocks_has_a_proposal_too(as_user, draft, member, url, case_data):
    page = as_user(member).post(url, case_data(situation="Nummer 111222333.", version=draft.version, submit="1"))
    assert set(page.context["form"].errors) == {"situation"}
    assert "Vervang door “(weggelaten)”" in page.text
