"""Feedback rounds: asked, remarked, answered, closed; and nothing of it lost or seen by others."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.actions import feedback as actions
from casework.actions import feedback_visit as visits
from casework.actions import outcome as outcome_actions
from casework.models import Outcome, Remark
from communities.models import Membership
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

from .conftest import OUTCOME
from .rounds import anchor_of, answer, ask, end, link, start, url

# --- Asking -----------------------------------------------------------------------------------------------------


def test_people_are_asked_by_mail_each_in_their_own_way(round_, outside, inside, host):
    deliver_due()

    letters = {parseaddr(letter.to[0])[1]: letter for letter in mail.outbox}
    assert set(letters) == {"fenna@example.org", host.email}
    assert link(outside) in letters["fenna@example.org"].body
    assert url("round_read", round_) in letters[host.email].body
    assert all("Groen licht voor de Linge" in letter.subject for letter in letters.values())


def test_asking_again_asks_nobody_twice(round_, outside, inside, member, host):
    again = ask(round_, member, "Fenna@Example.org")
    members = actions.invite_members(round_, [host], by=member)
    deliver_due()

    assert (again, members) == (outside, [])
    assert len(mail.outbox) == 2


def test_starting_pressed_twice_is_one_round_and_another_for_that_audience_is_refused(version, member, coordinator):
    with time_machine.travel(timezone.now(), tick=False):
        first, again = (start(version, member) for _press in range(2))
    assert first == again

    with pytest.raises(Refused):
        start(version, coordinator, question="Anders")
    assert start(version, coordinator, audience="residents") != first


def test_planned_round_asks_when_it_opens_also_when_it_is_moved(version, member):
    row = start(version, member, opens=2)
    ask(row, member)
    deliver_due()
    assert mail.outbox == []

    later = {"opens_at": row.opens_at + timedelta(days=3), "closes_at": row.closes_at}
    actions.change_round(row, by=member, edit=row.edit, question="", event=None, **later)
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=1)):
        deliver_due()
    assert mail.outbox == []
    with time_machine.travel(timezone.now() + timedelta(days=5, hours=1)):
        deliver_due()
    assert len(mail.outbox) == 1


def test_round_that_ends_before_it_opens_can_not_be(version, member):
    with pytest.raises(IntegrityError), transaction.atomic():
        start(version, member, closes=-2)


@pytest.mark.parametrize("what", ["left", "withdrawn", "uninvited", "closed"])
def test_mail_is_not_sent_when_it_is_no_longer_true(what, round_, inside, outside, member, host):
    if what == "left":
        Membership.objects.filter(user=host).update(left_at=timezone.now())
        actions.withdraw_invitation(outside, by=member)
    elif what == "withdrawn":
        Outcome.objects.update(status="withdrawn", published_at=timezone.now(), withdrawn_at=timezone.now())
    elif what == "uninvited":
        for invitee in (inside, outside):
            actions.withdraw_invitation(invitee, by=member)
    else:
        actions.close_round(round_, by=member)
    deliver_due()

    assert mail.outbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {"skipped"}


def test_only_who_has_not_reacted_is_reminded_and_once(round_, outside, inside, member, make, community):
    silent = ask(round_, member, "stil@example.org")
    done = ask(round_, member, "klaar@example.org")
    visits.write_remark(inside, text="Mooi.")
    visits.write_remark(outside, text="Ook mooi.")
    visits.say_done(done)
    Message.objects.all().delete()
    soon = round_.closes_at - timedelta(days=2)

    assert actions.remind_invitees(round_.closes_at - timedelta(days=4)) == 0
    with time_machine.travel(soon):
        assert [actions.remind_invitees(soon), actions.remind_invitees(soon)] == [1, 0]
        deliver_due()
    assert [letter.to for letter in mail.outbox] == [[silent.email]]


def test_who_reacts_after_the_tick_gets_no_reminder(round_, outside):
    Message.objects.all().delete()
    soon = round_.closes_at - timedelta(days=2)
    with time_machine.travel(soon):
        actions.remind_invitees(soon)
        visits.write_remark(outside, text="Toch nog.")
        deliver_due()

    assert mail.outbox == []


@pytest.mark.parametrize("count", [1, 3])
def test_reminding_asks_a_fixed_number_of_queries(count, round_, member, django_assert_num_queries):
    for number in range(count):
        ask(round_, member, f"a{number}@example.org")

    with django_assert_num_queries(6):
        actions.remind_invitees(round_.closes_at - timedelta(days=1))


# --- Remarking --------------------------------------------------------------------------------------------------


def test_remark_hangs_on_its_paragraph_and_finds_it_again(version, outside, outcome, member):
    remark = visits.write_remark(outside, text="Waarom?", anchor=anchor_of(version))
    assert (remark.quote, remark.invitee) == ("Tekst.", outside)

    with pytest.raises(Refused):
        visits.write_remark(outside, text="Waarom?", anchor="verzonnen")


def test_remark_sent_twice_is_one_and_is_taken_back_until_it_is_answered(round_, outside, inside, member):
    first, again = (visits.write_remark(outside, text="Waarom?") for _press in range(2))
    assert first == again

    with pytest.raises(Refused):
        visits.take_back_remark(inside, first)
    answer(first, member)
    with pytest.raises(Refused):
        visits.take_back_remark(outside, first)
    other = visits.write_remark(outside, text="Nog iets.")
    visits.take_back_remark(outside, other)
    assert Remark.objects.get() == first


def test_what_was_typed_while_the_round_ended_comes_back_in_full(visitor, round_, outside, member):
    text = 'Een lange opmerking met <b>tekens</b> & "aanhalingen".'
    end(round_)

    page = visitor.post(link(outside), {"text": text, "anchor": ""})

    assert page.status_code == 409
    assert "&lt;b&gt;tekens&lt;/b&gt; &amp; &quot;aanhalingen&quot;." in page.text
    assert "niet verstuurd" in page.text
    assert not Remark.objects.exists()


# --- Answering and closing --------------------------------------------------------------------------------------


def test_round_with_open_remarks_is_not_closed(round_, outside, member):
    remark = visits.write_remark(outside, text="Waarom?")
    with pytest.raises(Refused):
        actions.close_round(round_, by=member)

    answer(remark, member)
    Message.objects.all().delete()
    first = actions.close_round(round_, by=member)
    again = actions.close_round(round_, by=member)
    deliver_due()

    assert first.closed_at == again.closed_at
    assert [letter.to for letter in mail.outbox] == [["fenna@example.org"]]
    with pytest.raises(Refused):
        answer(remark, member, reason="Toch anders.")
    with pytest.raises(visits.TooLate):
        visits.write_remark(outside, text="Nog iets")


def test_round_that_has_not_opened_is_not_closed(version, member):
    with pytest.raises(Refused):
        actions.close_round(start(version, member, opens=1), by=member)


def test_of_two_who_answer_one_wins(round_, outside, member, coordinator):
    remark = visits.write_remark(outside, text="Waarom?")
    answer(remark, member)
    answer(remark, member)

    with pytest.raises(Overtaken):
        actions.answer_remark(remark, by=coordinator, verdict="declined", reason="Nee", edit=1)


def test_answer_needs_a_reason(outside):
    remark = visits.write_remark(outside, text="Waarom?")
    facts = {"verdict": "declined", "answered_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.filter(pk=remark.pk).update(**facts)


def test_what_came_of_it_stands_in_the_change_log_of_the_next_version_without_names(
    visitor, round_, outside, outcome, member
):
    remark = visits.write_remark(outside, text="Fenna vindt het kort.", anchor=anchor_of(round_.version))
    answer(remark, member, "partly", "We leggen het uit.")
    actions.close_round(round_, by=member)
    row = Outcome.objects.get()
    outcome_actions.save_outcome(row, OUTCOME | {"body": "Nieuw"}, [], by=member, version=row.version)
    frozen = outcome_actions.publish_outcome(row, by=member, version=Outcome.objects.get().version)
    round_.refresh_from_db()
    assert round_.reported_in == frozen

    page = visitor.get(reverse("casework:version_list", kwargs={"slug": outcome.slug}))

    assert "We leggen het uit." in page.text
    assert "Deels overgenomen" in page.text
    assert "Fenna" not in page.text


def test_addresses_are_erased_after_the_round_and_names_stay_with_the_authors(round_, outside, inside, member):
    answer(visits.write_remark(outside, text="Waarom?"), member)
    closed = actions.close_round(round_, by=member).closed_at

    assert actions.erase_invitees(closed + timedelta(days=13)) == 0
    assert [actions.erase_invitees(closed + timedelta(days=14)) for _time in range(2)] == [1, 0]
    outside.refresh_from_db()
    assert (outside.email, outside.nonce, outside.token_hash) == ("", "", None)
    assert outside.full_name == "Fenna de Boer"


def test_address_is_erased_too_when_nobody_closes_the_round(round_, outside):
    assert actions.erase_invitees(round_.closes_at + timedelta(days=90)) == 1
