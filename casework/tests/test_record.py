"""After the conversation: what stays, what is erased, the follow-up, the hours, and the board."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from casework.actions import finding as finding_actions
from casework.actions import followup as followup_actions
from casework.actions import line as line_actions
from casework.actions import record as actions
from casework.actions import session as session_actions
from casework.contact_hours import contact_times
from casework.figures import consultation_figures, figures_of_desk
from casework.models import Finding, FollowUp, Line, PrivateText, RecordItem, Session
from leerkring.accounts.privacy.registry import periods_of
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from meetings.models import ActionItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_agreed")]


@pytest.fixture
def held(table, step_to, sitters):
    """A table that has been held, with a line, and something on the notepad of its owner."""
    session = step_to(table(), 2)
    line_actions.write_line(session, by=sitters[2], position=2, text="Wat houdt je tegen?", key=uuid4())
    line_actions.save_private_text(session, by=sitters[0], position=0, text="Voor mij")
    session_actions.move_session(session, by=sitters[1], deed="finish", turn=session.turn)
    return Session.objects.get(pk=session.pk)


def add(session, by, kind, text="Tekst", **facts):
    return actions.add_record_item(session, by=by, kind=kind, text=text, **facts)


def close(session, by, *, items=(), lines=()):
    return actions.close_record(session, by=by, items=[item.pk for item in items], lines=lines)


def test_question_anew_is_one_and_the_last_words_count(held, sitters):
    add(held, sitters[0], "question", "Eerst")
    add(held, sitters[0], "question", "Toen")
    assert [item.text for item in held.record.all()] == ["Toen"]


def test_same_words_twice_are_one_item(held, sitters):
    assert add(held, sitters[2], "takeaway") == add(held, sitters[2], "takeaway")


@pytest.mark.parametrize("kind", ["question", "insight", "action", "line"])
def test_others_do_not_write_what_is_the_owners(kind, held, sitters):
    with pytest.raises(Refused):
        add(held, sitters[2], kind)


def test_owner_keeps_what_they_chose_and_all_the_rest_is_erased(held, sitters):
    kept, lost = add(held, sitters[0], "insight", "Blijft"), add(held, sitters[2], "takeaway", "Weg")
    line = Line.objects.get()

    closed = close(held, sitters[0], items=[kept], lines=[line.pk])

    assert closed.status == Session.Status.CLOSED
    assert [(item.kind, item.text) for item in RecordItem.objects.all()] == [
        ("insight", "Blijft"), ("line", "Wat houdt je tegen?"),
    ]  # fmt: skip
    assert (Line.objects.count(), PrivateText.objects.count()) == (0, 0)
    assert not RecordItem.objects.filter(pk=lost.pk).exists()


def test_closing_twice_keeps_the_first_choice(held, sitters):
    item = add(held, sitters[0], "action", "Bellen")
    close(held, sitters[0], items=[item])
    close(held, sitters[0])
    assert (RecordItem.objects.count(), ActionItem.objects.count()) == (1, 1)


def test_line_in_which_somebody_can_be_recognised_does_not_stay(held, sitters):
    Line.objects.update(text="Bel mevrouw op 06-12345678")
    with pytest.raises(Refused, match="herkennen"):
        close(held, sitters[0], lines=[Line.objects.get().pk])
    assert Line.objects.exists()


def test_nothing_is_added_after_the_owner_chose(held, sitters):
    close(held, sitters[0])
    with pytest.raises(Refused):
        add(held, sitters[2], "takeaway")


def test_page_shows_what_was_found_and_keeps_it_when_it_was_looked_at(held, sitters, as_user):
    browser, here = as_user(sitters[2]), reverse("casework:record_add", kwargs={"pk": held.pk})
    data = {"kind": "takeaway", "text": "Op 3 maart belde zij"}
    page = browser.post(here, data)
    assert page.status_code == 422
    assert "3 maart" in page.content.decode()
    seen = page.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert browser.post(here, data | {"seen": seen}).status_code == 302
    assert RecordItem.objects.get().text == "Op 3 maart belde zij"


def test_bsn_never_stays_whatever_is_ticked(held, sitters, as_user):
    here = reverse("casework:record_add", kwargs={"pk": held.pk})
    page = as_user(sitters[2]).post(here, {"kind": "takeaway", "text": "BSN 111222333", "seen": "x"})
    assert page.status_code == 422
    assert 'name="seen"' not in page.content.decode()
    assert not RecordItem.objects.exists()


def test_only_the_owner_reaches_the_page_on_which_one_chooses(held, sitters, as_user):
    here = reverse("casework:record_close", kwargs={"pk": held.pk})
    assert [as_user(person).get(here).status_code for person in sitters[:3]] == [200, 404, 404]


def test_owner_chooses_on_the_page(held, sitters, as_user):
    item = add(held, sitters[0], "insight", "Blijft")
    browser, here = as_user(sitters[0]), reverse("casework:record_close", kwargs={"pk": held.pk})
    assert "Wat houdt je tegen?" in browser.get(here).content.decode()
    browser.post(here, {"items": [item.pk]})
    page = browser.get(held.get_absolute_url()).content.decode()
    assert "Blijft" in page
    assert "Wat houdt je tegen?" not in page


def test_line_with_the_number_of_an_item_is_not_chosen_beforehand(held, sitters, as_user):
    line = Line.objects.get(session=held, text="Wat houdt je tegen?")
    RecordItem.objects.filter(pk=add(held, sitters[0], "insight", "Blijft").pk).update(id=line.pk)
    browser, here = as_user(sitters[0]), reverse("casework:record_close", kwargs={"pk": held.pk})

    def boxes(page):
        return re.findall(rf'name="(items|lines)" value="{line.pk}"( checked)?', page.text)

    assert boxes(browser.get(here)) == [("items", " checked"), ("lines", "")]
    wrong = browser.post(here, {"lines": [line.pk, line.pk + 1_000]})
    assert wrong.status_code == 422 and boxes(wrong) == [("items", ""), ("lines", "")]


# --- Follow-up


@pytest.fixture
def follow_up(held, sitters):
    item = add(held, sitters[0], "action", "De stilte laten duren", due_on=timezone.localdate() + timedelta(days=10))
    close(held, sitters[0], items=[item])
    return FollowUp.objects.get()


def test_chosen_action_goes_on_the_list_of_the_circle(follow_up, sitters):
    item = ActionItem.objects.get()
    assert (item.what, item.owner, item.due_on, item.meeting) == (
        "De stilte laten duren", sitters[0], follow_up.item.due_on, follow_up.session.meeting,
    )  # fmt: skip
    assert item.next_reminder_on is not None


@pytest.mark.parametrize(("outcome", "status"), [("done", "done"), ("otherwise", "dropped"), ("partly", "open")])
def test_telling_closes_the_action_item(outcome, status, follow_up, sitters):
    facts = {"by": sitters[0], "outcome": outcome, "story": "Het werkte.", "version": 1}
    followup_actions.answer_follow_up(follow_up, **facts)
    item = ActionItem.objects.get()
    assert (item.status, item.result) == (status, "")
    with pytest.raises(Overtaken):
        followup_actions.answer_follow_up(follow_up, **facts)


def test_nobody_tells_for_somebody_else(follow_up, sitters):
    with pytest.raises(Refused):
        followup_actions.answer_follow_up(follow_up, by=sitters[2], outcome="done", story="", version=1)


def test_owner_is_asked_once_before_the_next_meeting_and_again_when_it_moves(follow_up, sitters, make):
    now = timezone.now()
    following = make.meeting(follow_up.session.meeting.cycle, 2, days=9)
    before = timezone.localtime(following.starts_at) - timedelta(days=4)
    assert followup_actions.ask_before_meetings(before) == 0
    due = timezone.localtime(following.starts_at) - timedelta(days=2)
    assert [followup_actions.ask_before_meetings(due) for _time in range(2)] == [1, 0]
    following.set_times(following.date + timedelta(days=1), following.start_time, following.end_time)
    following.save()
    assert followup_actions.ask_before_meetings(due) == 1
    assert now < due
    assert set(Message.objects.filter(kind="casework.follow_up").values_list("recipient", flat=True)) == {
        sitters[0].pk
    }


def test_mail_asks_without_a_word_of_what_was_chosen(follow_up, make):
    following = make.meeting(follow_up.session.meeting.cycle, 2, days=9)
    followup_actions.ask_before_meetings(timezone.localtime(following.starts_at) - timedelta(days=2))
    deliver_due()
    [message] = [message for message in mail.outbox if "Wat heb je ermee gedaan?" in message.subject]
    assert reverse("casework:follow_up_answer", kwargs={"pk": follow_up.pk}) in message.body
    assert "stilte" not in str(message.message())


def test_who_told_already_is_not_asked(follow_up, sitters, make):
    following = make.meeting(follow_up.session.meeting.cycle, 2, days=9)
    followup_actions.answer_follow_up(follow_up, by=sitters[0], outcome="done", story="", version=1)
    assert followup_actions.ask_before_meetings(timezone.localtime(following.starts_at) - timedelta(days=2)) == 0


def test_next_meeting_opens_with_it_for_who_sat_there(follow_up, sitters, as_user, make, member):
    following = make.meeting(follow_up.session.meeting.cycle, 2, days=9)
    here = reverse("casework:meeting_sessions", kwargs={"pk": following.pk})
    pages = [as_user(person).get(here).content.decode() for person in (sitters[0], sitters[2], member)]
    assert ["De stilte laten duren" in page for page in pages] == [True, True, False]
    assert ["Vertel erover" in page for page in pages] == [True, False, False]


def test_page_of_the_follow_up_keeps_the_story_for_the_table(follow_up, sitters, as_user):
    here = reverse("casework:follow_up_answer", kwargs={"pk": follow_up.pk})
    as_user(sitters[0]).post(here, {"outcome": "partly", "story": "Half gelukt", "version": "1"})
    assert "Half gelukt" in as_user(sitters[2]).get(follow_up.session.get_absolute_url()).content.decode()
    assert as_user(sitters[2]).get(here).status_code == 404


def test_figures_count_what_was_chosen_and_done(follow_up, sitters, community, django_assert_num_queries):
    with django_assert_num_queries(3):
        before = consultation_figures(community)
    followup_actions.answer_follow_up(follow_up, by=sitters[0], outcome="partly", story="", version=1)
    after = consultation_figures(community)
    assert (before.held, before.chosen, before.followed_through, after.followed_through) == (1, 1, 0, 1)


def test_desk_of_the_circle_shows_how_many_chosen_actions_were_done(
    follow_up, sitters, coordinator, as_user, community
):
    followup_actions.answer_follow_up(follow_up, by=sitters[0], outcome="done", story="", version=1)
    assert [(each.number, each.label) for each in figures_of_desk(community)] == [
        ("1", "intervisie gehouden"),
        ("1 van 1", "gekozen acties uitgevoerd"),
        ("0", "gepubliceerde opbrengsten"),
    ]
    here = reverse("communities:community_manage", kwargs={"slug": community.slug})
    assert "<strong>1 van 1</strong>gekozen acties uitgevoerd" in as_user(coordinator).get(here).content.decode()


# --- Contact hours


def test_hours_are_net_of_pauses_late_comers_and_leavers(
    table, sitters, member, time_machine, django_assert_num_queries
):
    time_machine.move_to(timezone.now(), tick=False)
    session = table()

    def move(deed):
        session_actions.move_session(session, by=sitters[1], deed=deed, turn=Session.objects.get(pk=session.pk).turn)

    time_machine.shift(10 * 60)
    session_actions.join_session(session, by=member, code=session.code)
    move("pause")
    time_machine.shift(30 * 60)
    move("resume")
    time_machine.shift(5 * 60)
    session_actions.leave_session(session, by=sitters[5])
    time_machine.shift(5 * 60)
    move("finish")

    with django_assert_num_queries(3):
        times = {time.user: time.minutes for time in contact_times(Session.objects.held())}

    assert times == {person.pk: 20 for person in sitters[:5]} | {sitters[5].pk: 15, member.pk: 10}
    assert {time.kind for time in contact_times(Session.objects.all())} == {"intervision"}


def test_table_that_still_goes_on_counts_for_nothing(table):
    table()
    assert contact_times(Session.objects.all()) == []


# --- The board


@pytest.fixture
def finding(community, member):
    return finding_actions.add_finding(community, by=member, text="Stilte werkt")


def move(finding, by, stage, version=None, note=""):
    facts = {"stage": stage, "version": version or Finding.objects.get(pk=finding.pk).version, "note": note}
    return finding_actions.move_finding(finding, by=by, **facts)


def test_finding_goes_all_the_way_one_stage_at_a_time_and_back(finding, member, host):
    for stage in ("question", "experiment", "routine", "application", "routine"):
        assert move(finding, host, stage).stage == stage
    assert [row.to_stage for row in finding.moves.all()] == [
        "insight", "question", "experiment", "routine", "application", "routine",
    ]  # fmt: skip
    with pytest.raises(Refused):
        move(finding, member, "insight")


def test_moving_to_where_it_is_changes_nothing_and_two_who_move_do_not_undo_each_other(finding, member, host):
    move(finding, member, "question", version=1)
    move(finding, host, "question", version=1)
    assert finding.moves.count() == 2
    with pytest.raises(Overtaken):
        move(finding, host, "experiment", version=1)


def test_insight_of_a_table_is_promoted_once_and_names_no_table_to_others(held, sitters, as_user, member):
    item = add(held, sitters[0], "insight", "Stilte werkt")
    close(held, sitters[0], items=[item])
    here = reverse("casework:finding_create", kwargs={"slug": held.meeting.cycle.community.slug}) + f"?uit={item.pk}"
    browser = as_user(sitters[0])
    assert "Stilte werkt" in browser.get(here).content.decode()
    for _time in range(2):
        browser.post(here, {"text": "Stilte werkt"})
    finding = Finding.objects.get()
    assert finding.session == held
    pages = [as_user(person).get(finding.get_absolute_url()).content.decode() for person in (sitters[2], member)]
    assert [held.get_absolute_url() in page for page in pages] == [True, False]
    assert "Stilte werkt" not in as_user(member).get(here).content.decode()


def test_what_makes_somebody_recognisable_never_reaches_the_board(community, member, as_user):
    here = reverse("casework:finding_create", kwargs={"slug": community.slug})
    page = as_user(member).post(here, {"text": "Op 3 maart hielp stilte"})
    assert page.status_code == 422
    assert "3 maart" in page.content.decode()
    assert not Finding.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_board_asks_as_many_questions_at_any_number_of_findings(
    number, community, member, as_user, django_assert_num_queries
):
    for row in range(number):
        finding_actions.add_finding(community, by=member, text=f"Vondst {row}")
    browser = as_user(member)
    browser.get(reverse("casework:finding_list", kwargs={"slug": community.slug}))
    with django_assert_num_queries(8):
        browser.get(reverse("casework:finding_list", kwargs={"slug": community.slug}))


def test_finding_moves_and_is_worded_on_its_page(finding, as_user, host):
    browser = as_user(host)
    here = reverse("casework:finding_move", kwargs={"pk": finding.pk})
    browser.post(here, {"stage": "question", "version": "1", "note": "Hoelang dan?"})
    page = browser.get(finding.get_absolute_url()).content.decode()
    assert "Hoelang dan?" in page
    assert browser.post(here, {"stage": "routine", "version": "2"}).status_code == 409
    change = reverse("casework:finding_change", kwargs={"pk": finding.pk})
    browser.post(change, {"text": "Stilte helpt", "version": "2"})
    assert Finding.objects.get().text == "Stilte helpt"
    assert browser.post(change, {"text": "Te laat", "version": "2"}).status_code == 422


# --- Retention


@pytest.mark.parametrize(("days", "erased"), [(360, 0), (380, 2)])
def test_what_was_written_goes_a_year_after_the_cycle_and_the_hours_stay(days, erased, held, sitters):
    add(held, sitters[2], "takeaway")
    PrivateText.objects.all().delete()
    ended = held.meeting.ends_at
    at = ended + timedelta(days=days)

    def run(*, dry):
        models = ("casework.Line", "casework.PrivateText", "casework.RecordItem")
        return sum(periods_of(model)[0].keep(at, dry=dry).erased for model in models)

    assert [run(dry=dry) for dry in (True, False, False)] == [erased, erased, 0]

    assert Line.objects.count() + RecordItem.objects.count() == 2 - erased
    assert len(contact_times(Session.objects.all())) == 6
