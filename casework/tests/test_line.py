"""What is written, rated and chosen at a table."""

from uuid import uuid4

import pytest

from casework.actions import line as line_actions
from casework.actions import session as actions
from casework.models import Line, Session
from leerkring.core.errors import Refused

pytestmark = pytest.mark.django_db


def again(session):
    return Session.objects.get(pk=session.pk)


def move(session, by, deed):
    return actions.move_session(session, by=by, deed=deed, turn=again(session).turn)


def write(session, by, position, text="Tekst", **facts):
    return line_actions.write_line(session, by=by, position=position, text=text, key=uuid4(), **facts)


def test_same_key_is_the_same_line(table, sitters, step_to):
    session, key = step_to(table(), 2), uuid4()
    facts = {"by": sitters[2], "position": 2, "text": "Vraag?", "key": key}
    assert line_actions.write_line(session, **facts) == line_actions.write_line(session, **facts)
    assert Line.objects.count() == 1


def test_gossip_takes_three_questions_of_each_and_no_more(table, sitters, step_to):
    session = step_to(table(), 2)
    for number in range(3):
        write(session, sitters[2], 2, f"Vraag {number}")
    with pytest.raises(Refused):
        write(session, sitters[2], 2)
    write(session, sitters[3], 2)


@pytest.mark.parametrize("position", [2, 3])
def test_owner_has_no_input_where_others_ask_and_gossip(position, table, sitters, step_to):
    session = step_to(table(), 3)
    with pytest.raises(Refused):
        write(session, sitters[0], position)


def test_nobody_writes_in_a_step_that_is_still_to_come(table, sitters):
    with pytest.raises(Refused):
        write(table(), sitters[2], 2)


def test_step_that_has_passed_still_takes_what_was_being_typed(table, sitters, step_to):
    session = step_to(table(), 3)
    assert write(session, sitters[2], 2).position == 2


def test_of_one_text_per_person_the_last_one_counts(table, sitters, step_to):
    session = step_to(table("incident_short"), 5)
    write(session, sitters[2], 5, "Eerst")
    write(session, sitters[2], 5, "Toch anders")
    assert [line.text for line in Line.objects.all()] == ["Toch anders"]


def test_hidden_text_is_shown_when_the_last_one_has_handed_in(table, sitters, step_to):
    session = step_to(table("incident_hendriksen", minutes=90), 6)
    for person in sitters[2:5]:
        write(session, person, 6)
    assert set(Line.objects.values_list("is_hidden", flat=True)) == {True}
    write(session, sitters[5], 6)
    assert set(Line.objects.values_list("is_hidden", flat=True)) == {False}


def test_hidden_text_that_waits_for_the_facilitator_stays_hidden_until_then(table, sitters, step_to):
    session = step_to(table("ten_steps", minutes=120), 6)
    for person in sitters[2:]:
        write(session, person, 6)
    assert set(Line.objects.values_list("is_hidden", flat=True)) == {True}
    move(session, sitters[1], "show")
    assert set(Line.objects.values_list("is_hidden", flat=True)) == {False}
    assert not write(session, sitters[2], 6).is_hidden


def test_only_the_owner_rates_and_only_lines_of_the_right_step(table, sitters, step_to):
    session = step_to(table("ten_steps", minutes=120), 2)
    line = write(session, sitters[2], 2)
    step_to(session, 3)
    line_actions.mark_line(session, by=sitters[0], position=3, line=line.pk, value="cold")
    line_actions.mark_line(session, by=sitters[0], position=3, line=line.pk, value="warm")
    assert [mark.value for mark in line.marks.all()] == ["warm"]
    for by, value in ((sitters[2], "warm"), (sitters[0], "chosen")):
        with pytest.raises(Refused):
            line_actions.mark_line(session, by=by, position=3, line=line.pk, value=value)


def test_everybody_has_one_vote(table, sitters, step_to):
    session = table("balint", minutes=90)
    lines = [write(session, person, 1) for person in sitters[2:4]]
    step_to(session, 3)
    for line in lines:
        line_actions.mark_line(session, by=sitters[4], position=3, line=line.pk, value="chosen")
    assert [line.marks.count() for line in lines] == [0, 1]


def test_line_taken_back_stands_in_the_box_again(table, sitters, step_to):
    session = step_to(table(), 2)
    line = write(session, sitters[2], 2, "Nog niet klaar")
    assert line_actions.take_back_line(session, by=sitters[3], line=line.pk) is None
    line_actions.take_back_line(session, by=sitters[2], line=line.pk)
    assert line_actions.take_back_line(session, by=sitters[2], line=line.pk) is None
    assert session.private_texts.get(user=sitters[2]).text == "Nog niet klaar"


def test_draft_changes_no_version_so_no_phone_looks_again(table, sitters, step_to):
    session = step_to(table(), 2)
    line_actions.save_private_text(session, by=sitters[2], position=2, text="Half")
    assert again(session).version == session.version
    line_actions.save_private_text(session, by=sitters[2], position=2, text="")
    assert not session.private_texts.exists()


def test_who_sits_elsewhere_keeps_nothing_here(table, outsider):
    with pytest.raises(Refused):
        line_actions.save_private_text(table(), by=outsider, position=0, text="Half")
