"""Where each private word is planted that `test_canaries.py` looks for."""

from datetime import time
from uuid import uuid4

from django.utils import timezone

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
    OutcomeWriter,
    Portfolio,
    PrivateText,
    RecordItem,
    Reflection,
    ReflectionResponse,
    Remark,
    ReplacedText,
    Submission,
    Uptake,
)
from communities.actions.contact_message import send_contact_message
from communities.models import (
    AssignmentApplication,
    AssignmentRecord,
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
    Proposal,
    SharedFile,
    Story,
    StoryQuote,
    Term,
)
from leerkring.files.models import File
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

from ..access import COORDINATOR, HOST, MEMBER


def plant(world, community, former_member):
    """Put each private word where it belongs."""
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
    _on_the_day(world)


def _on_the_day(world):
    """Let guests, news, notes and reports of meetings and events hold a word each."""
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


def _in_the_discussion(world):
    """Let the member say something, and something that was reported, and something that was hidden."""
    Introduction.objects.update(why="kanariekennismaking", reply="kanariekennismaking")
    Proposal.objects.update(name="Kanariebuitenstaander", text="kanariebuiten")
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
    Uptake.objects.update(where="kanariegebruik", story="kanariegebruik")
    # What the author typed and did not save, and what was saved over.
    now, kept = timezone.now(), dict.fromkeys(Outcome.TEXTS, "kanariegetypt")
    facts = {"page": uuid4(), "began_with": 1, "kept_at": now, "seen_at": now}
    draft = Outcome.objects.get(slug=world.draft_paper)
    OutcomeWriter.objects.create(outcome=draft, user=world.people["author"], **facts, **kept)
    ReplacedText.objects.create(outcome=draft, version=99, at=now, **dict.fromkeys(Outcome.TEXTS, "kanarievervangen"))


def _at_the_table(world):
    """Let one line be read by the table, one be hidden, and let the owner write for themselves."""
    Line.objects.update(text="kanarieregel")
    facts = {"session_id": world.table, "position": 2, "author": world.people[MEMBER], "key": uuid4()}
    Line.objects.create(text="kanarieverborgen", is_hidden=True, **facts)
    PrivateText.objects.update(text="kanarieblok")
    RecordItem.objects.update(text="kanarieoogst")
    FollowUp.objects.update(story="kanarievervolg")
    Finding.objects.update(text="kanarievondst")
