"""Words that only some may read, looked for on every page, in mail, on paper and in the log (promise 5)."""

import io
import json
import logging
import re
import zipfile
from datetime import time
from uuid import uuid4

import pytest
import typst
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casework.models import (
    Assessment,
    Case,
    CaseIncident,
    CaseOpening,
    Finding,
    FollowUp,
    LearningGoal,
    Line,
    Outcome,
    OutcomeVersion,
    Portfolio,
    PrivateText,
    RecordItem,
    Reflection,
    ReflectionResponse,
    Remark,
    Submission,
)
from communities.actions.contact_message import send_contact_message
from communities.models import (
    AssignmentApplication,
    AssignmentRecord,
    Community,
    ContactNote,
    ContactPerson,
    Folder,
    Handover,
    HelpQuestion,
    ImportJob,
    Introduction,
    Invitation,
    Issue,
    JoinRequest,
    Membership,
    Obstacle,
    Organisation,
    Partnership,
    Post,
    PostReport,
    PostVersion,
    SharedFile,
    Story,
    StoryQuote,
    Term,
)
from conftest import CLOSED
from leerkring.files.models import File
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from meetings.actions.action_item import add_action_item, close_action_item
from meetings.models import (
    Attendance,
    Certificate,
    CertificateChoices,
    DatePoll,
    Event,
    Guest,
    Insight,
    Meeting,
    Needs,
    NewsItem,
    Note,
    Photo,
    Presence,
    PresenceCorrection,
    ProgrammeItem,
    Registration,
    Report,
    ValueMoment,
)

from .access import COORDINATOR, HOST, MEMBER, PAGES, ROLES, address
from .test_access import ask, plain

COORDINATORS, MEMBERS = {COORDINATOR}, {MEMBER, HOST, COORDINATOR, "author"}
# Each canary with who may read it somewhere.
CANARIES = {
    "kanariebericht": set(),
    "kanarieafzender": set(),
    "kanarielijst": COORDINATORS,
    "kanarienee": COORDINATORS,
    "kanarieweg": set(),
    "kanariebijdrage": COORDINATORS,
    "kanariecontact": COORDINATORS,
    "kanarieoverdracht": {"author"},
    "kanariemotief": COORDINATORS | {"outsider"},
    "kanarieadres": COORDINATORS,
    # Who gets the mail reads it too; no page shows it to them.
    "kanarieritme": COORDINATORS,
    "kanariehandtekening": MEMBERS,
    "kanariebelemmering": MEMBERS,
    "kanarievraagstuk": MEMBERS,
    "kanariegesprek": MEMBERS,
    "kanariewoord": MEMBERS,
    "kanariemap": MEMBERS,
    "kanariebewaard": MEMBERS,
    "kanarieprullenbak": {MEMBER, COORDINATOR},
    "kanariemisstand": COORDINATORS,
    # Its author and the coordinators read what was hidden, and why.
    "kanarieongepast": {MEMBER, COORDINATOR},
    "kanarieverhaal": COORDINATORS | {"author"},
    "kanarieaantekening": set(),
    "kanariecitaat": COORDINATORS | {"author", MEMBER},
    # Both sides, and who links the programme.
    "kanariekennismaking": {MEMBER, "author", COORDINATOR},
    "kanariecontactlogboek": COORDINATORS,
    # Who asked closes it on a page that shows the question.
    "kanariehulpvraag": {MEMBER, COORDINATOR},
    "kanariegast": COORDINATORS,
    "kanariebestand": set(),
    "kanarieaanmelding": COORDINATORS,
    "kanarieverbinding": COORDINATORS,
    "kanarienotitie": MEMBERS,
    "kanarieinzicht": MEMBERS,
    "kanarieinleiding": COORDINATORS,
    "kanarieverslag": MEMBERS,
    "kanariemeenemen": MEMBERS,
    "kanariefoto": MEMBERS,
    "kanarieaanmeldreden": {COORDINATOR},
    "kanarielogboek": {COORDINATOR},
    "kanarieheropend": set(),
    "kanarieprikker": MEMBERS,
    "kanarielink": MEMBERS,
    "kanariedieet": {MEMBER, HOST, COORDINATOR},
    "kanarietoegang": {MEMBER, HOST, COORDINATOR},
    "kanarieverbetering": {MEMBER, COORDINATOR},
    "kanariewandelaar": MEMBERS,
    "kanarienodig": MEMBERS,
    "kanarieactie": MEMBERS,
    "kanarieafloop": MEMBERS,
    "kanarienieuws": MEMBERS,
    "kanariecasus": MEMBERS,
    "kanarieconcept": {"author"},
    "kanarieopmerking": {"author"},
    "kanarieingediend": {"author", COORDINATOR},
    "kanarieincident": {"author"},
    "kanariemelding": COORDINATORS,
    # The member comes to the meeting, and weighs it by its title and question; the coordinator read it first.
    "kanarievoorstel": {"author", MEMBER, COORDINATOR},
    "kanarietoedracht": set(),
    # Operators read the log too, with a second factor; here they have none.
    "kanarienood": {"author"},
    "kanariereflectie": {"author", MEMBER},
    "kanariedoel": {"author"},
    "kanariefeedback": {"author", MEMBER},
    "kanarieinlevering": {"author", HOST},
    "kanariebeoordeling": {"author"},
    "kanarieportfolio": {"author"},
    "kanarieregister": {MEMBER},
    "kanariehouder": {MEMBER, COORDINATOR},
    # It stands on the paper itself, not on the page where anybody checks that.
    "kanarieleerdoel": {MEMBER, COORDINATOR},
    "kanarieregel": {"author", MEMBER, HOST},
    "kanarieverborgen": {MEMBER},
    "kanarieblok": {"author"},
    # The others of the table read it there; of the pages visited here, only its owner's choice shows it.
    "kanarieoogst": {"author"},
    "kanarievervolg": {"author"},
    "kanarievondst": MEMBERS,
    "kanarieronde": {"author", MEMBER, COORDINATOR},
    "kanarieversie": MEMBERS,
}


@pytest.fixture
def readable_paper(monkeypatch):
    """Let a PDF hold what typst was given, so that its words can be looked for."""

    def compile(main, *, root, sys_inputs, **_options):
        facts = json.dumps(json.loads(sys_inputs["data"]), ensure_ascii=False)
        return f"%PDF-1.7\n{facts}\n{(root / 'body.typ').read_text()}".encode()

    monkeypatch.setattr(typst, "compile", compile)


@pytest.fixture
def planted(world, community, former_member, readable_paper):
    """Put each word where it belongs."""
    contact = ContactPerson.objects.get(pk=world.contact_person)
    ContactPerson.objects.filter(pk=contact.pk).update(email="kanarieadres@example.nl")
    contact.refresh_from_db()
    send_contact_message(contact, sender_name="Kanarieafzender", sender_email="k@example.nl", text="kanariebericht")
    ImportJob.objects.get(pk=world.import_job).rows.update(text="kanarielijst")
    facts = {"sector": "residents", "role": "resident", "status": "declined", "decline_reason": "kanarienee"}
    Invitation.objects.create(community=community, email="bo@example.nl", **facts)
    Membership.objects.filter(user=former_member).update(left_reason="kanarieweg", left_by=world.people[COORDINATOR])
    Partnership.objects.update(note="kanariebijdrage")
    AssignmentApplication.objects.update(motivation="kanarieaanmeldreden")
    AssignmentRecord.objects.update(text="kanarielogboek")
    _at_the_meeting(world)
    _what_was_learned(world)
    _in_the_cases(world, community)
    for number in range(2):
        item = add_action_item(
            community, by=world.people["author"], what=f"kanarieactie {number}", owner=world.people[HOST]
        )
    close_action_item(item, by=world.people[HOST], status="done", result="kanarieafloop")
    _at_the_table(world)
    _of_a_text(world)
    NewsItem.objects.update(title="kanarienieuws", text="kanarienieuws", url="https://example.nl/kanarienieuws")
    organisation = Organisation.objects.get(slug=world.organisation)
    organisation.contacts.create(level="board", name="Kanariecontact", email="kanariecontact@example.nl")
    Handover.objects.update(note="kanarieoverdracht")
    JoinRequest.objects.update(motivation="kanariemotief")
    community.rhythm.create(rule="prepare", line="kanarieritme")
    Issue.objects.update(title="kanarievraagstuk", text="kanarievraagstuk", decision="kanarievraagstuk")
    _in_the_discussion(world)
    Obstacle.objects.update(description="kanariebelemmering", conclusion="kanariebelemmering")
    Story.objects.exclude(pk=world.story).update(
        title="kanarieverhaal", result="kanarieverhaal", remark="kanarieverhaal"
    )
    StoryQuote.objects.update(text="kanariecitaat", said_by="kanariecitaat", consent_note="kanarieaantekening")
    community.commitments.update(signed_by="Kanariehandtekening", signed_on=timezone.localdate())
    Guest.objects.update(needs="kanariegast", remark="kanariegast")
    DatePoll.objects.update(note="kanarieprikker")
    ProgrammeItem.objects.filter(pk=world.item).update(materials="kanarienodig")
    Meeting.objects.filter(pk=world.meeting).update(format="hybrid", online_url="https://kanarielink.example.nl/")
    Note.objects.update(text="kanarienotitie")
    Insight.objects.update(text="kanarieinzicht")
    Photo.objects.update(caption="kanariefoto")
    ValueMoment.objects.update(text="kanariemeenemen")
    Report.objects.update(introduction="kanarieinleiding", text="kanarieverslag", reopen_reason="kanarieheropend")
    Report.objects.create(meeting_id=world.harvested, introduction="kanarieinleiding")
    Registration.objects.filter(user=None).update(name="Kanarieaanmelding", remark="kanarieaanmelding")
    # Of the kinds of events, a café is one that people join online.
    Event.objects.update(kind=Event.Kind.CAFE, online_url="https://overleg.example.nl/kanarieverbinding")
    File.objects.filter(pk=world.file).update(name="kanariebestand.pdf")
    return world


def _in_the_discussion(world):
    """Let the member say something, and something that was reported, and something that was hidden."""
    Introduction.objects.update(why="kanariekennismaking", reply="kanariekennismaking")
    ContactNote.objects.update(who="kanariecontactlogboek", note="kanariecontactlogboek")
    HelpQuestion.objects.update(text="kanariehulpvraag")
    Post.objects.update(text="kanariegesprek")
    Post.objects.filter(pk=world.hidden_post).update(text="kanarieongepast", hidden_reason="kanarieongepast")
    Term.objects.update(meaning="kanariewoord", practice="kanariewoord")
    Folder.objects.update(name="kanariemap")
    SharedFile.objects.filter(pk=world.shared_file).update(name="kanariebewaard.txt")
    SharedFile.objects.filter(pk=world.binned_file).update(name="kanarieprullenbak.txt")
    PostReport.objects.update(reason="kanariemisstand")
    PostVersion.objects.update(text="kanariegesprek")


def _what_was_learned(world):
    """Let the author reflect, shared with the member, and hand in a copy to the host."""
    Reflection.objects.filter(pk=world.reflection).update(answers={"situation": "kanariereflectie"})
    LearningGoal.objects.update(title="kanariedoel")
    ReflectionResponse.objects.update(text="kanariefeedback")
    copy = [{"title": "S", "parts": [{"title": "K", "text": "kanarieinlevering"}]}]
    Submission.objects.filter(pk=world.submission).update(copy=copy)
    Assessment.objects.filter(submission=world.submission, assessor=None).update(process="kanariebeoordeling")
    Portfolio.objects.update(introduction="kanarieportfolio")


def _in_the_cases(world, community):
    """Let the author have a case in each state, one of them opened by an operator and one to be weighed."""
    incident = CaseIncident.objects.get(pk=world.incident)
    words = {world.case: "kanariecasus", world.draft_case: "kanarieconcept", world.submitted_case: "kanarieingediend"}
    for case, word in (words | {incident.case_id: "kanarieincident"}).items():
        Case.objects.filter(pk=case).update(**dict.fromkeys(Case.TEXTS, word))
    Case.objects.filter(pk=world.draft_case).update(remark="kanarieopmerking")
    CaseIncident.objects.update(what="kanariemelding")
    facts = dict.fromkeys(Case.TEXTS, "kanarietoedracht") | dict.fromkeys(["title", "question"], "kanarievoorstel")
    facts |= {"status": "released", "shows_question": True, "owner": world.people["author"], "community": community}
    Case.objects.create(meeting_id=world.running, **facts, **dict.fromkeys(Case.CHECKS, True))
    moments = dict.fromkeys(["opened_at", "until"], timezone.now())
    CaseOpening.objects.create(case_id=world.case, by=world.people["staff"], reason="kanarienood", **moments)


def _at_the_meeting(world):
    """Let the member need something, and stand on a list that was corrected, beside somebody who walked in."""
    facts = {"answer": "yes", "answered_at": timezone.now()}
    answer = Attendance.objects.create(meeting_id=world.meeting, user=world.people[MEMBER], **facts)
    Needs.objects.create(attendance=answer, diet="kanariedieet", access="kanarietoegang")
    PresenceCorrection.objects.filter(presence__user=world.people[MEMBER]).update(reason="kanarieverbetering")
    # On paper stands more; the page where anybody checks it shows nothing of that.
    CertificateChoices.objects.create(user=world.people[MEMBER], register="kanarieregister")
    certificate = Certificate.objects.get(pk=world.certificate)
    certificate.name, certificate.facts = "Kanariehouder", certificate.facts | {"goal": "kanarieleerdoel"}
    certificate.save()
    times = {"from_time": time(9, 30), "until_time": time(16, 30)}
    Presence.objects.create(meeting_id=world.signed, name="Kanariewandelaar", source="list", **times)


def _of_a_text(world):
    """Let there be a concept beside what is published, and a remark."""
    Remark.objects.update(text="kanarieronde")
    texts = dict.fromkeys(("title", "body", "change_note"), "kanarieversie")
    outcome = Outcome.objects.get(slug=world.paper)
    OutcomeVersion.frozen.create(outcome=outcome, number="1.99", is_concept=True, frozen_at=timezone.now(), **texts)


def _at_the_table(world):
    """Let one line be read by the table, one be hidden, and let the owner write for themselves."""
    Line.objects.update(text="kanarieregel")
    facts = {"session_id": world.table, "position": 2, "author": world.people[MEMBER], "key": uuid4()}
    Line.objects.create(text="kanarieverborgen", is_hidden=True, **facts)
    PrivateText.objects.update(text="kanarieblok")
    RecordItem.objects.update(text="kanarieoogst")
    FollowUp.objects.update(story="kanarievervolg")
    Finding.objects.update(text="kanarievondst")


def found_in(response) -> set[str]:
    """Return which of the words stand in an answer, in a workbook or a Word file too."""
    content = response.text_now
    if content.startswith(b"PK") and b"word/document.xml" in content:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    elif content.startswith(b"PK") and b"xl/workbook.xml" in content:
        rows = load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
        content = str(list(rows)).encode()
    return {word for word in CANARIES if word.encode() in content.lower()}


def sightings(world, roles) -> set[tuple[str, str, str]]:
    """Return who of these meets which word, and where: on every page but those of which the link is the key."""
    keys = {"meetings:guest_visit", "meetings:poll_by_mail", "meetings:feed"}
    keys |= {"meetings:registration_detail", "meetings:registration_cancel", "meetings:certificate_check"}
    keys |= {"casework:portfolio_shared", "casework:round_visit"}
    names = [name for name, page in PAGES.items() if page.get is not None and name not in keys]
    return {
        (role, word, name)
        for name in names
        for role in roles
        for word in found_in(ask(world, role, "get", address(name, world)))
    }


def strangers_to(seen) -> set[tuple[str, str, str]]:
    return {(role, word, name) for role, word, name in seen if role not in CANARIES[word]}


def test_private_words_are_read_by_those_they_are_for_and_nobody_else(planted):
    seen = sightings(planted, ROLES)
    assert strangers_to(seen) == set()
    wanted = {(role, word) for word, roles in CANARIES.items() for role in roles}
    assert {(role, word) for role, word, _name in seen} == wanted


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_private_words_stay_private_when_the_circle_is_over(planted, community, state):
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": state})
    assert strangers_to(sightings(planted, ["visitor", "outsider", "former_member", "staff"])) == set()


def test_searching_for_a_private_word_finds_as_little_as_for_any_other(planted):
    for name in ("search", "communities:organisation_list"):
        for role in (COORDINATOR, "outsider", "visitor", "staff"):
            nowhere = searched(planted, role, name, "kanarienergens")
            for word in CANARIES:
                assert searched(planted, role, name, word) == nowhere, (name, role, word)


def searched(world, role, name, word) -> str:
    path = reverse(name)
    return plain(ask(world, role, "get", path, {"q": word}).text_now, path).replace(word, "")


def test_private_words_stand_in_no_mail_but_the_one_they_are(planted, caplog):
    caplog.set_level(logging.DEBUG)
    assert not [row.context for row in Message.objects.all() if found_in_text(str(row.context))]
    deliver_due()
    words = {
        (word, to) for message in mail.outbox for to in message.to for word in found_in_text(str(message.message()))
    }
    # A message to a contact person is passed on to them, and to nobody else; its sender is in the same mail.
    passed_on = {(word, "kanarieadres@example.nl") for word in ("kanariebericht", "kanarieafzender", "kanarieadres")}
    # Who signed up for an event reads their own name; who has a place, how to join it online.
    signed_up = {("kanarieaanmelding", "noor@example.nl")}
    comes = Registration.objects.filter(event__slug=planted.event).coming().values_list("email", flat=True)
    assert words == passed_on | signed_up | {("kanarieverbinding", to) for to in comes}
    assert not found_in_text(caplog.text)


def found_in_text(text) -> set[str]:
    return {word for word in CANARIES if word in text.lower()}


def test_administration_shows_no_private_word(planted):
    Authenticator.objects.create(user=planted.people["staff"], type="totp", data={"secret": "x"})
    found, seen = set(), {reverse("admin:index")}
    todo = list(seen)
    while todo:
        path = todo.pop()
        response = ask(planted, "staff", "get", path)
        found |= {(path, word) for word in found_in(response)}
        links = set(re.findall(r'href="(/beheer/[^"?#]*)"', response.text_now.decode(errors="replace"))) - seen
        seen |= links
        todo += [link for link in links if "uitloggen" not in link and "logout" not in link]
    assert len(seen) > 20
    # Whoever runs the mail sees to which address it goes.
    assert {(path, word) for path, word in found if "/notifications/message/" not in path} == set()
