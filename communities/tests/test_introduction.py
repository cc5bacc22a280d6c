"""Introductions: asked, answered, confirmed; nobody's address before both said yes. And the desk of a broker."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.actions.help_question import (
    add_contact_note,
    ask_help,
    change_contact_note,
    close_help,
    remove_contact_note,
)
from communities.actions.introduction import (
    MOST_OPEN,
    PATIENCE,
    answer_introduction,
    ask_introduction,
    brokers_of,
    confirm_introduction,
    expire_introductions,
    withdraw_introduction,
)
from communities.actions.membership import end_membership
from communities.models import (
    Community,
    ContactNote,
    HelpQuestion,
    Introduction,
    Issue,
    Profile,
    ProgrammeMember,
)
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

from .conftest import WHY

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind__startswith="communities.").select_related("recipient").order_by("pk")
    return [(row.recipient.given_name, row.kind.partition(".")[2]) for row in rows]


def sent() -> list[tuple[str, str]]:
    deliver_due()
    return sorted((letter.to[0].split(" ")[0].split(".")[0].lower(), letter.subject) for letter in mail.outbox)


def path(name, row) -> str:
    return reverse(f"communities:introduction_{name}", kwargs={"pk": row.pk})


# --- What happens --------------------------------------------------------------------------------------------------


def test_introduction_goes_by_two_yeses_and_tells_each_what_concerns_them(met, member, expert):
    assert (met.status, met.reply) == ("introduced", "Leuk.")
    assert told() == [
        ("Femke", "introduction_asked"),
        ("Daan", "introduction_answered"),
        ("Daan", "introduction_made"),
        ("Femke", "introduction_made"),
    ]


def test_every_step_twice_is_once(met, community, member, expert):
    assert confirm_introduction(met, by=member).version == met.version
    assert len(told()) == 4


def test_asking_and_answering_twice_is_once(asked, community, member, expert):
    assert ask_introduction(community, by=member, asker=member, why="Anders.", person=expert) == asked
    first = answer_introduction(asked, by=expert, version=1, answer="yes")
    assert answer_introduction(asked, by=expert, version=1, answer="yes").version == first.version
    assert withdraw_introduction(asked, by=member).version == withdraw_introduction(asked, by=member).version


def test_nobody_confirms_before_the_other_said_yes_or_for_somebody_else(asked, member, expert, coordinator):
    with pytest.raises(Refused):
        confirm_introduction(asked, by=member)
    answer_introduction(asked, by=expert, version=1, answer="yes")
    for somebody in (expert, coordinator):
        with pytest.raises(Refused):
            confirm_introduction(asked, by=somebody)


def test_no_is_told_and_leaves_them_in_peace_for_half_a_year(asked, community, member, expert):
    row = answer_introduction(asked, by=expert, version=1, answer="no")
    assert (row.status, told()[-1]) == ("declined", ("Daan", "introduction_answered"))
    with pytest.raises(Refused, match="half jaar"):
        ask_introduction(community, by=member, asker=member, why=WHY, person=expert)
    Introduction.objects.update(ended_at=timezone.now() - timedelta(days=181))
    assert ask_introduction(community, by=member, asker=member, why=WHY, person=expert).status == "asked"


def test_who_said_yes_may_come_back_on_it_until_the_second_yes(accepted, expert, member):
    assert answer_introduction(accepted, by=expert, version=2, answer="no").status == "declined"
    with pytest.raises(Refused):
        confirm_introduction(accepted, by=member)


def test_answer_on_an_old_page_is_overtaken_and_one_on_what_is_over_refused(accepted, expert, met):
    with pytest.raises(Refused):
        answer_introduction(met, by=expert, version=met.version, answer="no")


def test_two_answers_of_one_version_are_not_both_kept(asked, expert):
    answer_introduction(asked, by=expert, version=1, answer="yes", reply="Graag.")
    with pytest.raises(Overtaken):
        answer_introduction(asked, by=expert, version=1, answer="no")


def test_who_may_not_be_found_is_not_asked(community, member, expert, outsider):
    for person in (outsider, member):
        with pytest.raises(Refused):
            ask_introduction(community, by=member, asker=member, why=WHY, person=person)
    Profile.objects.update(is_findable=False)
    with pytest.raises(Refused):
        ask_introduction(community, by=member, asker=member, why=WHY, person=expert)


def test_nobody_asks_more_than_ten_at_once(community, member, expert, make):
    for number in range(MOST_OPEN):
        Introduction.objects.create(
            community=community, asker=member, person=make.user(f"P{number}"), why="?", expires_at=timezone.now()
        )
    with pytest.raises(Refused, match="Tien vragen"):
        ask_introduction(community, by=member, asker=member, why=WHY, person=expert)


def test_broker_asks_for_somebody_of_the_circle_and_a_member_only_for_themselves(
    community, member, broker, expert, coordinator, outsider
):
    row = ask_introduction(community, by=broker, asker=coordinator, why=WHY, person=expert)
    assert (row.asker, row.proposed_by) == (coordinator, broker)
    for by, asker in ((member, coordinator), (broker, outsider)):
        with pytest.raises(Refused):
            ask_introduction(community, by=by, asker=asker, why=WHY, person=expert)


def test_closed_circle_asks_nothing(community, member, expert):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        ask_introduction(community, by=member, asker=member, why=WHY, person=expert)
    with pytest.raises(Refused):
        ask_help(community, by=member, text="Hulp.")


# --- Organisations -------------------------------------------------------------------------------------------------


def test_broker_answers_for_an_organisation_with_whom_to_speak_to(of_organisation, broker, member):
    assert told() == [("Bep", "introduction_for_broker")]
    with pytest.raises(Refused, match="met wie"):
        answer_introduction(of_organisation, by=broker, version=1, answer="yes")
    answer_introduction(of_organisation, by=broker, version=1, answer="yes", contact="Anouk, 026 555 01 22")
    row = confirm_introduction(of_organisation, by=member)
    assert (row.status, row.contact) == ("introduced", "Anouk, 026 555 01 22")
    assert told()[-1] == ("Daan", "introduction_made")


def test_brokers_are_asked_and_coordinators_where_there_are_none(programme, boss, broker):
    assert brokers_of(programme.pk) == [broker]
    broker.is_active = False
    broker.save()
    assert brokers_of(programme.pk) == [boss]


# --- Who is gone, and what runs out --------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["member", "expert"])
def test_erased_side_ends_it_and_the_other_reads_so(side, accepted, member, expert, as_user):
    gone, left = (member, expert) if side == "member" else (expert, member)
    gone.delete()
    page = as_user(left).get(path("detail", accepted)).content.decode()
    assert "niet meer in het portaal" in page and "Ja, laten we kennismaken" not in page
    assert expire_introductions(timezone.now()) == 1
    accepted.refresh_from_db()
    assert accepted.status == "expired"
    # What is sent about it says no name of who is gone.
    assert sent() == []


def test_confirming_somebody_whose_account_was_closed_is_refused(accepted, member, expert):
    expert.is_active = False
    expert.save()
    with pytest.raises(Refused, match="niet meer in het portaal"):
        confirm_introduction(accepted, by=member)


def test_who_left_the_circle_does_not_confirm_any_more(accepted, community, member, coordinator, as_user):
    end_membership(community.memberships.get(user=member), by=coordinator)
    with pytest.raises(Refused):
        confirm_introduction(accepted, by=member)
    assert "Ja, laten we kennismaken" not in as_user(member).get(path("detail", accepted)).content.decode()


def test_what_nobody_answers_runs_out_once_and_both_hear_it(asked, member, expert):
    now = timezone.now()
    assert expire_introductions(now + PATIENCE - timedelta(days=1)) == 0
    later = now + PATIENCE + timedelta(days=1)
    assert [expire_introductions(later), expire_introductions(later)] == [2, 0]
    asked.refresh_from_db()
    assert asked.status == "expired"
    assert told()[-2:] == [("Daan", "introduction_ended"), ("Femke", "introduction_ended")]


def test_idle_finder_asks_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        expire_introductions(timezone.now())


# --- Mail ----------------------------------------------------------------------------------------------------------


def test_mails_say_what_is_asked_and_never_what_was_written(asked):
    assert sent() == [("femke", "Daan Willems van de leerkring Lingewaard wil kennismaken")]
    assert WHY not in str(mail.outbox[0].message()) and "daan.willems@" not in mail.outbox[0].body


def test_mails_after_each_step(met, expert, member):
    # Only what still holds goes out.
    subject = "Daan Willems en Femke Baltussen kunnen kennismaken"
    assert sent() == [("daan", subject), ("femke", subject)]
    assert not [letter for letter in mail.outbox if "femke.baltussen@" in letter.body]


def test_mail_of_a_yes_and_of_a_no(accepted, expert):
    assert sent()[0] == ("daan", "Femke Baltussen heeft geantwoord")
    answer_introduction(accepted, by=expert, version=2, answer="no")
    assert len(sent()) == 2


def test_mail_of_what_was_taken_back_and_to_brokers(of_organisation, asked, member, community, broker):
    withdraw_introduction(asked, by=member)
    ask_help(community, by=member, text="Wie weet iets van schulden?")
    assert {subject for _who, subject in sent()} == {
        "De kennismaking van Daan Willems en Femke Baltussen stopt",
        "Daan Willems wil kennismaken met gemeente Lingewaard",
        "De leerkring Lingewaard vraagt om hulp",
    }
    assert "schulden" not in "".join(letter.body for letter in mail.outbox)


def test_mails_to_who_left_the_team_are_skipped(of_organisation, community, member, broker):
    ask_help(community, by=member, text="Wie?")
    ProgrammeMember.objects.all().delete()
    assert sent() == []


# --- Who may what --------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(coordinator, member, former_member, outsider, broker, boss, expert, programme, make):
    editor = make.user("Eva")
    ProgrammeMember.objects.create(programme=programme, user=editor, role="editor")
    people = {"asker": member, "other": expert, "coordinator": coordinator, "former": former_member}
    people |= {"outsider": outsider, "broker": broker, "boss": boss, "editor": editor, "visitor": AnonymousUser()}
    return people


def may(cast, permission, row) -> set[str]:
    return {name for name, person in cast.items() if has_permission(person, f"communities.{permission}", row)}


LINKS = {"broker", "boss"}


@pytest.mark.parametrize(
    ("status", "answer", "confirm", "withdraw", "reach"),
    [
        ("asked", {"other"}, set(), {"asker"} | LINKS, set()),
        ("accepted", {"other"}, {"asker"}, {"asker"} | LINKS, set()),
        ("introduced", set(), set(), set(), {"asker", "other"}),
        ("declined", set(), set(), set(), set()),
        ("withdrawn", set(), set(), set(), set()),
        ("expired", set(), set(), set(), set()),
    ],
)
def test_who_may_do_what_in_each_state(cast, asked, status, answer, confirm, withdraw, reach):
    facts = {"status": status}
    facts |= {"answered_at": timezone.now()} if status in ("accepted", "introduced") else {}
    facts |= {} if status in ("asked", "accepted") else {"ended_at": timezone.now()}
    Introduction.objects.update(**facts)
    assert may(cast, "view_introduction", asked) == {"asker", "other"} | LINKS
    assert may(cast, "answer_introduction", asked) == answer
    assert may(cast, "confirm_introduction", asked) == confirm
    assert may(cast, "withdraw_introduction", asked) == withdraw
    assert may(cast, "reach_introduction", asked) == reach


def test_for_an_organisation_who_links_the_programme_answers(cast, of_organisation):
    assert may(cast, "answer_introduction", of_organisation) == LINKS
    assert may(cast, "reach_introduction", of_organisation) == set()


def test_who_asks_and_who_has_the_desk(cast, community, programme):
    assert may(cast, "add_introduction", community) == {"asker", "coordinator"} | LINKS
    assert may(cast, "ask_help", community) == {"asker", "coordinator"}
    assert may(cast, "link_programme", programme) == LINKS
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert may(cast, "add_introduction", community) | may(cast, "ask_help", community) == set()


def test_who_reads_and_closes_a_question_and_keeps_the_log(cast, community, member, programme):
    question = ask_help(community, by=member, text="Wie?")
    assert may(cast, "view_help_question", question) == {"asker", "coordinator"} | LINKS
    assert may(cast, "close_help_question", question) == {"asker", "coordinator"} | LINKS
    close_help(question, by=member, version=1, outcome="Gevonden.")
    assert may(cast, "close_help_question", question) == set()
    line = ContactNote.objects.create(programme=programme, day=timezone.localdate(), kind="phone", who="Anouk")
    assert may(cast, "change_contact_note", line) == LINKS


def test_broker_sees_who_could_help_with_an_issue_once_they_were_asked(cast, community, member):
    issue = Issue.objects.create(community=community, title="Geld", text="Schulden.", status="align")
    assert may(cast, "match_issue", issue) == {"asker", "coordinator"}
    question = ask_help(community, by=member, text="Wie?", issue=issue)
    assert may(cast, "match_issue", issue) == {"asker", "coordinator"} | LINKS
    close_help(question, by=member, version=1, outcome="Gevonden.")
    assert may(cast, "match_issue", issue) == {"asker", "coordinator"}


# --- Help and the log ----------------------------------------------------------------------------------------------


def test_question_is_asked_once_and_closed_once(community, member, coordinator):
    question = ask_help(community, by=member, text="Wie?")
    assert ask_help(community, by=coordinator, text="Wie? ") == question
    with pytest.raises(Refused):
        ask_help(community, by=coordinator, text="Iets anders?")
    close_help(question, by=member, version=1, outcome="Gevonden.")
    assert close_help(question, by=member, version=1, outcome="Gevonden.").version == 2
    with pytest.raises(Overtaken):
        close_help(question, by=coordinator, version=1, outcome="Opgegeven.")
    assert ask_help(community, by=coordinator, text="Iets anders?") != question


def test_log_keeps_one_line_for_a_button_pressed_twice_and_both_texts_on_conflict(programme, broker):
    facts = {"day": timezone.localdate(), "kind": "phone", "who": "Anouk", "note": "Belt terug."}
    line = add_contact_note(programme, by=broker, **facts)
    assert add_contact_note(programme, by=broker, **facts) == line
    change_contact_note(line, by=broker, version=1, **facts | {"note": "Gebeld."})
    with pytest.raises(Overtaken):
        change_contact_note(line, by=broker, version=1, **facts)
    for _time in range(2):
        remove_contact_note(line, by=broker)
    with pytest.raises(Refused):
        change_contact_note(line, by=broker, version=2, **facts)


def test_log_and_question_stay_without_the_name_of_who_is_erased(programme, community, member, broker):
    add_contact_note(programme, by=broker, day=timezone.localdate(), kind="phone", who="Anouk", note="")
    ask_help(community, by=member, text="Wie?")
    for person in (broker, member):
        person.delete()
    assert ContactNote.objects.get().by is None and HelpQuestion.objects.get().asked_by is None
