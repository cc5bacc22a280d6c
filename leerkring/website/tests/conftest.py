"""One running circle with something of every sort in it, for tests that walk over all pages."""

import uuid
from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from casework.models import Case, Outcome, OutcomeAuthor, OutcomeVersion, Reflection, ReflectionShare
from communities.actions.import_job import create_import, run_import
from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.actions.join_link import open_link
from communities.actions.join_request import ask_to_join
from communities.actions.team import invite_to_team
from communities.models import (
    Area,
    Commitment,
    Community,
    ContactPerson,
    Follow,
    Handover,
    ImportRow,
    Membership,
    Organisation,
    Programme,
    ProgrammeMember,
    Recognition,
)
from communities.permissions import in_community
from communities.tokens import invitation_token, join_link_token, team_token
from leerkring.core.permissions import EVERYBODY, NOBODY
from leerkring.files import purposes
from leerkring.files.actions import store_bytes
from leerkring.files.purposes import PDF, PNG, Purpose
from leerkring.files.tests.samples import picture
from leerkring.notifications.tokens import Subscription
from leerkring.notifications.tokens import make_token as unsubscribe_token
from meetings.actions.calendar import make_feed
from meetings.actions.date_poll import Option, start_poll
from meetings.actions.event_part import add_event_file
from meetings.actions.guest import invite_guest
from meetings.actions.guest_visit import add_guest_file, answer_as_guest
from meetings.actions.photo import PHOTOS
from meetings.calendar_tokens import feed_token
from meetings.hosting import LINES
from meetings.models import (
    ActionItem,
    Attendance,
    Cycle,
    DatePoll,
    DateVote,
    Event,
    Guest,
    HostSwap,
    HostTask,
    Meeting,
    Needs,
    NewsItem,
    Presence,
    ProgrammeItem,
    Registration,
    Report,
)
from meetings.tests.event_rows import make_event, sign_up
from meetings.tokens import guest_token, poll_token, registration_token, value_token
from meetings.tokens import make_token as answer_token

CHECKED = dict.fromkeys(Case.CHECKS, True)


@pytest.fixture
def world(community, cycle, meeting, coordinator, member, host, former_member, outsider, staff, make, monkeypatch):
    """One running circle with a draft beside it, its people in their roles, and something of every sort in it."""
    author = make.user("Femke", "Baltussen")
    make.join(author, community, Membership.Role.PROFESSOR, sector="research")
    draft = Community.objects.create(programme=community.programme, slug="concept", name="Concept", kind="regional")
    make.join(coordinator, draft, Membership.Role.COORDINATOR)
    for circle in (community, draft):
        prepare_invitations(circle, [Invitee("jan@example.nl", "residents", "resident")], by=coordinator)
    send_prepared(community, by=coordinator)
    invitation = community.invitations.get()
    monkeypatch.setattr(purposes, "_purposes", dict(purposes._purposes))
    purposes.register_purpose(Purpose("test.members", frozenset({PDF}), 10, lambda user: _if_member(user, community)))
    file = store_bytes(b"%PDF-", name="a.pdf", content_type=PDF, by=author, purpose="test.members")
    guest, slides = _guest(meeting, coordinator)
    link = _open_link(community, coordinator)
    feed = make_feed(None, by=author)
    people = {
        "visitor": None, "outsider": outsider, "former_member": former_member, "member": member, "host": host,
        "coordinator": coordinator, "author": author, "staff": staff,
    }  # fmt: skip
    return SimpleNamespace(
        people=people,
        browsers={role: _browser_of(person) for role, person in people.items()},
        circle=community.slug,
        organisation="stichting-welzijn-de-linge",
        draft_circle=draft.slug,
        handover=Handover.objects.create(community=community, giver=coordinator, receiver=author).pk,
        **_network(community, coordinator),
        **_on_the_page(community, outsider),
        **_casework(community, author, member),
        membership=community.memberships.get(user=host).pk,
        person=host.pk,
        join_request=ask_to_join(community, by=outsider, motivation="M", role="resident").pk,
        join_link=link.pk,
        join_token=join_link_token(link),
        invitation=invitation.pk,
        invitation_token=invitation_token(invitation),
        import_job=_list_to_look_at(community, coordinator).pk,
        meeting=meeting.pk,
        **_programme(meeting, guest),
        **_events(community, coordinator, author),
        cycle=cycle.pk,
        feed=feed.pk,
        feed_token=feed_token(feed),
        **_agreed(meeting, author, host),
        **_harvest(cycle, author),
        **_presence(cycle, member, coordinator),
        host_swap=_host_swap(meeting, author).pk,
        **_date_poll(meeting, coordinator, member),
        guest=guest.pk,
        guest_token=guest_token(guest),
        guest_file=slides.file_id,
        answer_token=answer_token(meeting.pk, member.pk),
        unsubscribe_token=unsubscribe_token(Subscription(member.pk, "notifications.digest")),
        file=file.pk,
    )


def _programme(meeting, guest):
    """Publish a programme with an item of the host and one of the guest."""
    facts = {"meeting": meeting, "title": "I", "minutes": 30}
    item = ProgrammeItem.objects.create(position=1, pillar="opening", responsible="host", **facts)
    guest_item = ProgrammeItem.objects.create(
        position=80, pillar="deepening", responsible="guest", guest=guest, materials="M", **facts
    )
    Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=timezone.now())
    return {"item": item.pk, "guest_item": guest_item.pk}


def _agreed(meeting, author, host):
    """Let the author have written down something that the host will do, and put news forward."""
    circle = meeting.cycle.community
    item = ActionItem.objects.create(community=circle, meeting=meeting, what="A", owner=host, created_by=author)
    return {"action_item": item.pk, "news": NewsItem.objects.create(meeting=meeting, title="N", author=author).pk}


def _harvest(cycle, author):
    """Return a meeting that is over with one of each in its harvest, all by the author, and one with a report."""
    over, reported = [Meeting(cycle=cycle, number=number, status="planned", theme="T") for number in (91, 92)]
    for meeting in (over, reported):
        meeting.set_times(timezone.localdate() - timedelta(days=1), time(9, 30), time(16, 30))
        meeting.programme_published_at = timezone.now()
        meeting.save()
    facts = {"text": "V", "approved_at": timezone.now(), "summary": "S", "summary_published_at": timezone.now()}
    Report.objects.create(meeting=reported, status="approved", **facts)
    picture_file = store_bytes(picture("PNG"), name="a.png", content_type=PNG, by=author, purpose=PHOTOS)
    return {
        "harvested": over.pk,
        "reported": reported.pk,
        "harvest_item": over.items.create(position=1, pillar="opening", title="I", minutes=30).pk,
        "note": over.notes.create(about="Weg", text="N", changed_by=author).pk,
        "insight": over.insights.create(kind="insight", text="I", author=author).pk,
        "photo": over.photos.create(file=picture_file, caption="P", added_by=author).pk,
        "value_moment": over.value_moments.create(user=author, text="M", page=uuid.uuid4()).pk,
        "value_token": value_token(over.pk),
    }


def _presence(cycle, member, coordinator):
    """Return a meeting that goes on, with the member on its list, and one whose list is signed and was corrected."""
    now = timezone.now()
    begun = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=3)}
    been = {"starts_at": now - timedelta(days=2), "ends_at": now - timedelta(days=1), "presence_signed_at": now}
    clock = {"date": timezone.localdate(), "start_time": time(9, 30), "end_time": time(16, 30)}
    facts = {"cycle": cycle, "status": "planned", "theme": "T"} | clock
    running = Meeting.objects.create(number=93, **facts, **begun)
    signed = Meeting.objects.create(number=94, presence_signed_by=coordinator, **facts, **been)
    for meeting in (running, signed):
        _is_there(meeting, member, coordinator)
    return {"running": running.pk, "signed": signed.pk, "presence_key": f"u{member.pk}"}


def _is_there(meeting, person, coordinator):
    """Put somebody on the list of a meeting, and correct their row once."""
    row = Presence.objects.create(
        meeting=meeting, user=person, source="list", from_time=time(9, 30), until_time=time(16, 30)
    )
    facts = {"is_there": True, "from_time": "09:30", "until_time": "16:30", "way": "location"}
    row.corrections.create(before={"is_there": False}, after=facts, reason="R", corrected_by=coordinator)


def _one_more_comes(world, person, number):
    """Let somebody come and need something, tick a line of the host, and stand on the lists of two meetings."""
    now = timezone.now()
    answer = Attendance.objects.create(meeting_id=world.meeting, user=person, answer="yes", answered_at=now)
    Needs.objects.create(attendance=answer, diet=f"geen noten {number}")
    HostTask.objects.create(meeting_id=world.meeting, task=LINES[number].name, done_by=person, done_at=now)
    for pk in (world.running, world.signed):
        _is_there(Meeting.objects.get(pk=pk), person, world.people["coordinator"])


def _host_swap(meeting, author):
    """Let another organisation host a second meeting, and be asked to change turns."""
    there = Organisation.objects.create(name="Gastvrij", kind=Organisation.Kind.CARE)
    facts = {"status": "planned", "date": meeting.date, "start_time": meeting.start_time, "end_time": meeting.end_time}
    moments = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    other = Meeting.objects.create(cycle=meeting.cycle, number=90, host=there, **facts, **moments)
    ends = {"meeting": meeting, "other": other, "host": meeting.host, "other_host": there}
    return HostSwap.objects.create(**ends, offered_by=author, offered_at=timezone.now())


def _date_poll(meeting, coordinator, member):
    """Let the circle be asked for another date, and the member have a link to answer."""
    days = [meeting.date + timedelta(days=number) for number in (0, 7)]
    options = [Option(day, meeting.start_time, meeting.end_time) for day in days]
    poll = start_poll(meeting, by=coordinator, options=options, closes_on=timezone.localdate())
    return {"date_poll": poll.pk, "poll_token": poll_token(poll.pk, member.pk)}


def _more_dates(world, meeting, person):
    """Ask about another meeting too, and let one more answer what is asked already."""
    _date_poll(meeting, world.people["coordinator"], person)
    poll = DatePoll.objects.get(pk=world.date_poll)
    DateVote.objects.bulk_create(
        DateVote(option=option, user=person, answer="yes", answered_at=timezone.now()) for option in poll.options.all()
    )


def _on_the_page(community, follower):
    """Give the page of the circle one of each part, and somebody who follows it."""
    Follow.objects.create(community=community, user=follower)
    contact = ContactPerson.objects.create(community=community, position=1, name="Els Vonk", email="els@example.nl")
    partner = Organisation.objects.create(name="Partner", kind=Organisation.Kind.CARE)
    recognition = Recognition.objects.create(
        community=community, title="Koploper", issuer="Zorgpact", starts_on=timezone.localdate(), reason="Goed."
    )
    commitment = Commitment.objects.create(community=community, organisation=partner)
    return {"contact_person": contact.pk, "commitment": commitment.pk, "recognition": recognition.pk}


def _casework(community, author, member):
    """Let the author have a case, a reflection shared with the member and a paper, each with a draft beside it."""
    now, case = timezone.now(), {"community": community, "owner": author}
    share = ReflectionShare.objects.create(
        reflection=Reflection.objects.create(author=author, community=community, title="R"), person=member
    )
    paper = _paper(community, author, "af", status="published", published_at=now)
    version = OutcomeVersion.objects.create(outcome=paper, number="1.0", title="P", body="b", frozen_at=now)
    return {
        "case": Case.objects.create(title="C", status="submitted", submitted_at=now, **case, **CHECKED).pk,
        "draft_case": Case.objects.create(title="D", **case).pk,
        "reflection": share.reflection_id,
        "share": share.pk,
        "paper": paper.slug,
        "version": version.number,
        "draft_paper": _paper(community, author, "concept").slug,
    }


def _network(community, coordinator):
    """Give the programme of the circle a coordinator and one of each part, and a draft beside it."""
    programme = community.programme
    draft = Programme.objects.create(name="Nog niet", slug="nog-niet", status="draft")
    teams = [
        ProgrammeMember.objects.create(programme=row, user=coordinator, role="coordinator")
        for row in (programme, draft)
    ]
    today = timezone.localdate()
    partner = Organisation.objects.create(name="Waalzicht", slug="waalzicht", kind=Organisation.Kind.HOUSING)
    asked = invite_to_team(programme, by=coordinator, email="yusuf@example.nl", role="broker")
    programme.areas.add(community.area)
    return {
        "programme": programme.slug,
        "draft_programme": draft.slug,
        "team_member": teams[0].pk,
        "team_invitation": asked.pk,
        "team_token": team_token(asked),
        "theme": programme.themes.create(name="Mantelzorg").pk,
        "block": programme.blocks.create(kind="text", text="Hallo", position=1).pk,
        "link": programme.links.create(title="Site", url="https://example.nl/").pk,
        "area": community.area.pk,
        "cohort": programme.cohorts.create(name="2026", starts_on=today).pk,
        "partner": programme.partnerships.create(organisation=partner, starts_on=today).pk,
        "programme_recognition": programme.recognitions.create(
            title="Koploper", issuer="Zorgpact", starts_on=today, reason="Goed."
        ).pk,
    }


def _more_in_the_network(programme, person, number):
    """One more of each part of a programme."""
    today = timezone.localdate()
    programme.themes.create(name=f"Thema {number}", lead=person)
    programme.blocks.create(kind="text", text="Hallo", position=number)
    programme.links.create(title="Site", url=f"https://example.nl/{number}")
    programme.areas.add(Area.objects.create(name=f"Gebied {number}", kind=Area.Kind.MUNICIPALITY))
    programme.cohorts.create(name=f"Jaar {number}", starts_on=today)
    name = f"Samenwerker {number}"
    partner = Organisation.objects.create(name=name, slug=f"samenwerker-{number}", kind=Organisation.Kind.HOUSING)
    programme.partnerships.create(organisation=partner, starts_on=today)
    programme.team.create(user=person, role="editor")
    invite_to_team(programme, by=person, email=f"n{number}@example.nl", role="broker")
    part = Programme.objects.create(name=f"Deel {number}", slug=f"deel-{number}", parent=programme)
    ProgrammeMember.objects.create(programme=part, user=programme.team.first().user, role="coordinator")


def _list_to_look_at(community, by):
    """Return a list of people that was read and waits for a choice."""
    defaults = {"role": "resident", "sector": ""}
    job = create_import("people", b"piet@example.nl\nwim@@example.nl", by=by, community=community, defaults=defaults)
    run_import(job.pk)
    return job


def _open_link(community, coordinator):
    until = timezone.now() + timedelta(days=7)
    return open_link(community, by=coordinator, role="student", sector="education", ends_at=until, limit=5)


def _events(community, coordinator, author):
    """Announce an event of the circle with a part, a file and two who come, one with an account; keep one in draft."""
    event = make_event(community, kind="safari", capacity=3)
    draft = make_event(community, status="draft", slug="concept", title="Concept")
    upload = SimpleUploadedFile("kaart.png", picture("PNG", colour=(1, 2, 3)))
    registration = sign_up(event)
    Registration.objects.filter(pk=sign_up(event, author.full_name).pk).update(user=author)
    return {
        "event": event.slug,
        "draft_event": draft.slug,
        "event_part": event.parts.create(position=1, title="Halte").pk,
        "event_file": add_event_file(event, upload, by=coordinator, title="Kaart").pk,
        "event_kind": "cafe",
        "registration": registration.pk,
        "registration_token": registration_token(registration),
    }


def _guest(meeting, coordinator):
    facts = {"name": "Ronald Vos", "email": "r.vos@example.nl", "kind": "expert"}
    guest = answer_as_guest(invite_guest(meeting, by=coordinator, **facts), is_coming=True)
    return guest, add_guest_file(guest, SimpleUploadedFile("dia.png", picture("PNG")))


def _browser_of(person) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def _if_member(user, community):
    member = in_community(user, path="pk")
    return EVERYBODY if Community.objects.filter(member, pk=community.pk).exists() else NOBODY


def _paper(community, author, slug, **fields):
    outcome = Outcome.objects.create(community=community, slug=slug, title="P", body="b", **fields)
    OutcomeAuthor.objects.create(outcome=outcome, position=1, user=author, name="Femke Baltussen")
    return outcome


def _more_on_the_page(community, person, number):
    """One more of what stands on the page of a circle."""
    ContactPerson.objects.create(community=community, position=number, user=person)
    partner = Organisation.objects.create(name=f"Partner {number}", kind=Organisation.Kind.CARE)
    Commitment.objects.create(community=community, organisation=partner)
    facts = {"title": f"Koploper {number}", "issuer": "Zorgpact", "reason": "Goed."}
    Recognition.objects.create(community=community, starts_on=timezone.localdate(), **facts)


def _one_more_circle(world, community, number, make):
    """Let who reads the pages be in one circle more, and begin one draft more, with a meeting to answer in each."""
    facts = {"programme": community.programme, "name": "K", "question": "?", "kind": "regional"}
    running = {"area": community.area, "status": "active", "started_at": timezone.now()}
    for slug, state in {f"k{number}": running, f"concept{number}": {}}.items():
        circle = Community.objects.create(slug=slug, **facts, **state)
        for role in ("coordinator", "author"):
            make.join(world.people[role], circle, Membership.Role.COORDINATOR)
        make.meeting(Cycle.objects.create(community=circle, number=1), days=number)
    draft = Community.objects.get(slug=world.draft_circle)
    plan, _made = Cycle.objects.get_or_create(community=draft, number=1)
    host = Organisation.objects.create(name=f"Gastheer {number}", kind=Organisation.Kind.WELFARE)
    make.meeting(plan, number, days=number, status="draft", host=host)
    person = make.user(f"Wim{number}", "Peters")
    _more_in_the_network(community.programme, person, number)
    make.join(person, community, Membership.Role.PROFESSIONAL, organisation=host)
    OutcomeAuthor.objects.create(
        outcome=Outcome.objects.get(slug=world.draft_paper), position=number, user=person, organisation=host, name="W"
    )


def _more_invitations(world, community, person, number):
    """Ask one more in, here and in the draft, let ``person`` ask to come in instead, and find one more wrong row."""
    invitee, by = Invitee(f"jan{number}@example.nl", "residents", "resident"), world.people["coordinator"]
    for circle in (community, Community.objects.get(slug=world.draft_circle)):
        prepare_invitations(circle, [invitee], by=by)
    send_prepared(community, by=by)
    now = timezone.now()
    asked = community.invitations.filter(email=invitee.email)
    asked.update(claimed_by=person, claimed_at=now, sent_at=now - timedelta(days=2))
    ImportRow.objects.create(job_id=world.import_job, number=number + 10, verdict="wrong", text="x", remark="?")


@pytest.fixture
def grow(world, community, cycle, make):
    """Return a function that adds one more of everything to the world."""

    def add(number: int) -> None:
        person = make.user(f"Truus{number}", "Peters")
        make.join(person, community, Membership.Role.RESIDENT, sector="residents")
        ask_to_join(community, by=make.user(f"Vraag{number}"), motivation="M", role="resident")
        _open_link(community, world.people["coordinator"])
        author, now = world.people["author"], timezone.now()
        _more_on_the_page(community, person, number)
        meeting = make.meeting(cycle, number, days=7 * number)
        _more_dates(world, meeting, person)
        _one_more_comes(world, person, number)
        due = {"due_on": timezone.localdate(), "meeting_id": world.meeting}
        for owner in (author, world.people["coordinator"], person):
            ActionItem.objects.create(community=community, what="A", owner=owner, **due)
        event = Event.objects.get(slug=world.event)
        make_event(community, slug=f"extra-{number}", title="E")
        sign_up(event, f"Extra{number} Peters")
        event.parts.create(position=number + 1, title="P", organisation=make.organisation(f"Organisatie {number}"))
        upload = SimpleUploadedFile("plan.png", picture("PNG", colour=(number, 7, 7)))
        add_event_file(event, upload, by=world.people["coordinator"])
        NewsItem.objects.create(meeting_id=world.meeting, title="N", author=person)
        ProgrammeItem.objects.create(
            meeting_id=world.meeting, position=number, pillar="opening", title="I", minutes=30
        )
        facts = {"email": f"gast{number}@example.nl", "kind": "expert"}
        ask = {"by": world.people["coordinator"], "name": "Gast"} | facts
        guest = answer_as_guest(invite_guest(Meeting.objects.get(pk=world.meeting), **ask), is_coming=True)
        for one in (guest, Guest.objects.get(pk=world.guest)):
            image = picture("PNG", colour=(number, one.pk % 250, 9))
            add_guest_file(one, SimpleUploadedFile("dia.png", image))
        case = Case.objects.create(
            title="C",
            community=community,
            owner=author,
            meeting=meeting,
            status="submitted",
            submitted_at=now,
            **CHECKED,
        )
        case.readings.create(reader=person)
        for owner in (author, world.people["coordinator"]):
            ReflectionShare.objects.create(
                reflection=Reflection.objects.create(author=owner, community=community, title="R"),
                person=world.people["member"],
            )
        ReflectionShare.objects.create(reflection_id=world.reflection, person=person)
        paper = _paper(community, author, f"af-{number}", status="published", published_at=now)
        OutcomeAuthor.objects.create(outcome=paper, position=2, user=person, name="Truus")
        paper = Outcome.objects.get(slug=world.paper)
        OutcomeAuthor.objects.create(outcome=paper, position=number, user=person, name="Truus")
        OutcomeVersion.objects.create(outcome=paper, number=f"1.{number}", title="P", body="b", frozen_at=now)
        _paper(community, author, f"concept-{number}")
        _more_invitations(world, community, person, number)
        _one_more_circle(world, community, number, make)

    return add
