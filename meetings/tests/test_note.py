"""Notes that several people write, and that nothing gets lost."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Refused
from meetings.actions.note import NoteOvertaken, write_note
from meetings.actions.programme import add_item, remove_item
from meetings.models import Meeting, Note, ProgrammeItem, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(held):
    return held.items.create(position=1, pillar="current", title="Rondje nieuws", minutes=45)


def path(meeting, name="harvest", **parts):
    return reverse(f"meetings:{name}", kwargs={"pk": meeting.pk} | parts)


def approve(meeting):
    Report.objects.create(meeting=meeting, status="approved", text="x", approved_at=timezone.now())


# --- Writing ----------------------------------------------------------------------------------------------------


def test_note_is_kept_with_who_wrote_it(held, item, member):
    row = write_note(Note(meeting=held, item=item), by=member, version=0, text="Drie dingen")
    assert (row.text, row.changed_by, row.version) == ("Drie dingen", member, 1)


def test_second_of_two_who_begin_at_once_gets_the_text_of_the_first(held, item, member, host):
    write_note(Note(meeting=held, item=item), by=member, version=0, text="Eerst")
    with pytest.raises(NoteOvertaken) as conflict:
        write_note(Note(meeting=held, item=item), by=host, version=0, text="Tegelijk")
    assert conflict.value.current.text == "Eerst"
    assert Note.objects.get().text == "Eerst"


def test_same_text_twice_is_one_version(held, member):
    write_note(Note(meeting=held), by=member, version=0, text="Dag")
    row = write_note(Note(meeting=held), by=member, version=0, text="Dag")
    assert (row.version, Note.objects.count()) == (1, 1)


def test_day_and_item_each_have_a_note_of_their_own(held, item, member):
    write_note(Note(meeting=held), by=member, version=0, text="Dag")
    write_note(Note(meeting=held, item=item), by=member, version=0, text="Onderdeel")
    assert sorted(Note.objects.values_list("text", flat=True)) == ["Dag", "Onderdeel"]


@pytest.mark.parametrize("state", ["approved", "closed", "cancelled", "too_early"])
def test_writing_is_refused(state, held, member, community):
    if state == "approved":
        approve(held)
    if state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    if state == "cancelled":
        Meeting.objects.update(status=Meeting.Status.CANCELLED)
    if state == "too_early":
        Meeting.objects.update(starts_at=timezone.now() + timedelta(minutes=61), ends_at=timezone.now() + timedelta(3))
    with pytest.raises(Refused):
        write_note(Note(meeting=held), by=member, version=0, text="Dag")


def test_writing_is_refused_about_an_item_that_is_gone(held, item, member):
    ProgrammeItem.objects.all().delete()
    with pytest.raises(Refused):
        write_note(Note(meeting=held, item=item), by=member, version=0, text="Weg")


# --- An item that is taken out ----------------------------------------------------------------------------------


def test_note_stays_under_its_title_when_the_item_goes(meeting, coordinator, member):
    item = add_item(meeting, by=coordinator, pillar="current", title="Rondje nieuws", minutes=45)
    Note.objects.create(meeting=meeting, item=item, text="Bewaren")
    remove_item(item, by=coordinator)
    note = Note.objects.get()
    assert (note.item, note.about, note.text) == (None, "Rondje nieuws", "Bewaren")


def test_two_items_of_one_name_and_an_empty_note_do_not_stand_in_the_way(meeting, coordinator):
    for minutes, text in [(45, "een"), (30, "twee"), (15, "")]:
        item = add_item(meeting, by=coordinator, pillar="current", title="Ronde", minutes=minutes)
        Note.objects.create(meeting=meeting, item=item, text=text)
    for item in list(meeting.items.all()):
        remove_item(item, by=coordinator)
    assert list(Note.objects.values_list("about", "text")) == [("Ronde", "een"), ("Ronde", "twee")]


# --- Pages ------------------------------------------------------------------------------------------------------


def test_page_saves_and_leads_to_the_part_that_was_written(held, item, member, as_user):
    there = path(held, "note_item", item_pk=item.pk)
    answer = as_user(member).post(there, {"text": "**Vet**", "version": 0})
    assert answer["Location"] == f"{path(held)}#item-{item.pk}"
    page = as_user(member).get(path(held)).content.decode()
    assert "<strong>Vet</strong>" in page and "Daan Willems" in page


@pytest.mark.parametrize("name", ["note_item", "note_day", "note_change"])
def test_overtaken_page_shows_both_texts_and_saving_again_is_a_choice(name, held, item, member, host, as_user):
    facts = {"note_item": {"item": item}, "note_day": {}, "note_change": {"about": "Ronde"}}[name]
    note = Note.objects.create(meeting=held, text="Van Anouk", changed_by=host, version=2, **facts)
    parts = {"note_item": {"item_pk": item.pk}, "note_change": {"note_pk": note.pk}}.get(name, {})
    browser, there = as_user(member), path(held, name, **parts)
    answer = browser.post(there, {"text": "Van Daan", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Van Anouk" in page and "Van Daan" in page
    answer = browser.post(there, {"text": "Van Anouk\nVan Daan", "version": answer.context["form"]["version"].value()})
    assert answer.status_code == 302 and Note.objects.get().text == "Van Anouk\nVan Daan"


def test_bad_input_keeps_what_was_typed(held, member, as_user):
    answer = as_user(member).post(path(held, "note_day"), {"text": "Bel 111222333 even", "version": 0})
    assert answer.status_code == 422 and "Bel 111222333 even" in answer.content.decode()
    assert not Note.objects.exists()


def test_note_of_another_meeting_is_not_found(held, item, meeting, member, as_user):
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    other = Note.objects.create(meeting=held, about="Ronde", text="x")
    browser = as_user(member)
    assert browser.get(path(meeting, "note_item", item_pk=item.pk)).status_code == 404
    assert browser.get(path(meeting, "note_change", note_pk=other.pk)).status_code == 404


def test_writing_opens_an_hour_before_the_meeting(meeting, member, as_user):
    browser, there = as_user(member), path(meeting, "note_day")
    with time_machine.travel(meeting.starts_at - timedelta(minutes=61), tick=False):
        assert as_user(member).get(there).status_code == 404
    with time_machine.travel(meeting.starts_at - timedelta(minutes=59), tick=False):
        assert as_user(member).get(there).status_code == 200
    assert browser.get(there).status_code == 404


def test_markup_in_a_note_can_do_no_harm(held, item, member, as_user):
    Note.objects.create(meeting=held, item=item, text="<script>alert(1)</script>\n\n# Groot\n\n```\nopen")
    Note.objects.create(meeting=held, text="daarna")
    page = as_user(member).get(path(held)).content.decode()
    assert "<script>alert" not in page and "<h4" in page and "<p>daarna</p>" in page


# --- Queries ----------------------------------------------------------------------------------------------------


def fill(meeting, people, number):
    for place in range(number):
        person = people[place % len(people)]
        item = meeting.items.create(position=50 + place, pillar="current", title=f"Deel {place}", minutes=10)
        meeting.notes.create(item=item, text="Tekst", changed_by=person)
        meeting.insights.create(kind="insight", text=f"Inzicht {place}", author=person)
        meeting.value_moments.create(user=person, text="Mee", page=f"00000000-0000-4000-8000-00000000000{place}")


@pytest.mark.parametrize("number", [1, 3])
def test_harvest_page_asks_as_many_queries_for_three_as_for_one(
    number, held, member, host, coordinator, as_user, queries
):
    fill(held, [member, host, coordinator], number)
    browser = as_user(member)
    assert queries(lambda: browser.get(path(held))) == 7
