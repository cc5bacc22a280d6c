"""What stands around the running circle: its page, its programme, and who was asked in."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from communities.actions.file import KEPT
from communities.actions.import_job import create_import, run_import
from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.actions.join_link import open_link
from communities.actions.join_request import ask_to_join
from communities.actions.post import add_post, start_topic
from communities.actions.team import invite_to_team
from communities.models import (
    Area,
    Assignment,
    Commitment,
    Community,
    ContactNote,
    ContactPerson,
    Follow,
    HelpQuestion,
    ImportRow,
    Introduction,
    Issue,
    Obstacle,
    ObstacleStep,
    Organisation,
    Post,
    Programme,
    ProgrammeBlock,
    ProgrammeFollow,
    ProgrammeMember,
    Recognition,
    SharedFile,
    Story,
    StoryQuote,
    Term,
    Topic,
)
from communities.tokens import invitation_token, join_link_token, team_token
from leerkring.files.actions import store_bytes

from .agenda import on_the_agenda
from .impact import managed

HEALTHY = {
    "closed_at": timezone.now() - timedelta(days=90),
    "people": 6,
    "result": {
        name: {"mean": 2.4, "differs": True}
        for name in ("purpose", "safety", "crossing_reflection_now", "crossing_reflection_wanted")
    },
    "instruments": ["crossing"],
}


def on_the_page(community, follower):
    """Give the page of the circle one of each part, and somebody who follows it and its programme."""
    Follow.objects.create(community=community, user=follower)
    ProgrammeFollow.objects.create(programme=community.programme, user=follower)
    contact = ContactPerson.objects.create(community=community, position=1, name="Els Vonk", email="els@example.nl")
    partner = Organisation.objects.create(name="Partner", kind=Organisation.Kind.CARE)
    recognition = Recognition.objects.create(
        community=community, title="Koploper", issuer="Zorgpact", starts_on=timezone.localdate(), reason="Goed."
    )
    commitment = Commitment.objects.create(community=community, organisation=partner)
    today = timezone.localdate()
    quiet = community.rhythm_breaks.create(starts_on=today, ends_on=today + timedelta(days=1))
    return {
        "contact_person": contact.pk,
        "commitment": commitment.pk,
        "recognition": recognition.pk,
        "rhythm_break": quiet.pk,
    }


def more_on_the_page(community, person, number):
    """One more of what stands on the page of a circle."""
    ContactPerson.objects.create(community=community, position=number, user=person)
    partner = Organisation.objects.create(name=f"Partner {number}", kind=Organisation.Kind.CARE)
    Commitment.objects.create(community=community, organisation=partner)
    facts = {"title": f"Koploper {number}", "issuer": "Zorgpact", "reason": "Goed."}
    Recognition.objects.create(community=community, starts_on=timezone.localdate(), **facts)


def between_meetings(community, coordinator, author, member, host):
    """Give the circle what stands in its way, its agenda, and its assignments."""
    found = in_the_way(community, member) | on_the_agenda(community, member) | asked_how_it_goes(community)
    found |= talk(community, member, host) | kept_together(community, member) | spoken(community, member)
    found |= introduced(community, member, author)
    found |= managed(community, author)
    return found | assignments(community, coordinator, author, host) | told(community, author, member)


def asked_how_it_goes(community):
    """Let the circle be asked how it is doing: one round is open, one is over."""
    community.modules = [*community.modules, "health"]
    community.save(update_fields=["modules"])
    today = timezone.localdate()
    community.health_checks.create(closes_on=today, **HEALTHY)
    still = {"closes_on": today + timedelta(days=1), "instruments": ["crossing", "learning"]}
    return {"health_check": community.health_checks.create(**still).pk}


def spoken(community, member):
    """Give the circle a word that a member proposed, and one that its texts explain."""
    community.modules = [*community.modules, "glossary"]
    community.save(update_fields=["modules"])
    facts = {"community": community, "proposed_by": member, "meaning": "Dat.", "practice": "Zo."}
    accepted = Term.objects.create(term="iets", accepted_at=timezone.now(), **facts)
    return {"term": Term.objects.create(term="daarom", **facts).pk, "accepted_term": accepted.pk}


def more_spoken(community, person):
    """One more word that was proposed, and one more that was accepted."""
    facts = {"community": community, "proposed_by": person, "meaning": "Dat."}
    Term.objects.create(term=f"nieuw {person.pk}", **facts)
    Term.objects.create(term=f"weet {person.pk}", accepted_at=timezone.now(), **facts)


def kept_together(community, member):
    """Give the circle a folder, a file in two versions, and one in the bin."""
    community.modules = [*community.modules, "files"]
    community.save(update_fields=["modules"])
    folder = community.folders.create(name="Flyers")
    _kept(community, member, "Flyer.txt", folder)
    shared, binned = (_kept(community, member, name) for name in ("Adressen.txt", "Oud.txt"))
    SharedFile.objects.filter(pk=binned.pk).update(binned_at=timezone.now())
    return {"folder": folder.pk, "shared_file": shared.pk, "binned_file": binned.pk}


def _kept(community, person, name, folder=None):
    shared = community.shared_files.create(name=name, folder=folder, added_by=person)
    _version(shared, person, 1)
    return shared


def _version(shared, person, number):
    facts = {"name": shared.name, "content_type": "text/plain", "by": person, "purpose": KEPT}
    shared.versions.create(number=number, by=person, file=store_bytes(b"Hallo", **facts))


def more_kept_together(world, community, person):
    """One more of each: a folder, a file in one and outside, a version, and something in the bin."""
    _kept(community, person, "In.txt", community.folders.create(name=f"Map {person.pk}"))
    _kept(community, person, f"In {person.pk}.txt", community.folders.get(pk=world.folder))
    _kept(community, person, f"Los {person.pk}.txt")
    _version(SharedFile.objects.get(pk=world.shared_file), person, person.pk + 1)
    binned = _kept(community, person, f"Weg {person.pk}.txt")
    SharedFile.objects.filter(pk=binned.pk).update(binned_at=timezone.now())


def talk(community, member, host):
    """Give the circle a topic of the member, in which one message was reported and one is hidden."""
    community.modules = [*community.modules, "discussion"]
    community.save(update_fields=["modules"])
    topic = _topic(community, member, "Onderwerp")
    post, hidden = topic.posts.get(number=2), add_post(topic, by=member, text="Verborgen.", key=uuid4())
    post.versions.create(number=0, text="Eerder.", at=timezone.now())
    Post.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now(), hidden_reason="Een naam.")
    report = post.reports.create(by=host, reason="Een naam.")
    return {"topic": topic.pk, "post": post.pk, "hidden_post": hidden.pk, "post_report": report.pk}


def _topic(community, person, title):
    topic = start_topic(community, by=person, title=title, text="Wie weet iets?", key=uuid4())
    add_post(topic, by=person, text="Ik **zelf** ook.", key=uuid4())
    return topic


def more_talk(world, community, person):
    """One more topic, one more post in the first, and one more version of that of the member."""
    _topic(community, person, "Meer")
    topic = Topic.objects.get(pk=world.topic)
    post = add_post(topic, by=person, text="Ook ik, @Daan.", key=uuid4())
    post.reactions.create(user=world.people["coordinator"], kind="thanks")
    post.reports.create(by=person, reason="Ook een naam.")
    post.reports.create(by=person, reason="Nog een naam.", settled_at=timezone.now())
    for number in (person.pk, person.pk + 1):
        topic.posts.get(pk=world.post).versions.create(number=number + 100, text="Nog eerder.", at=post.posted_at)


def told(community, author, member):
    """Let the author have a story in each state, and quote a member in the one that is public."""
    facts = {"community": community, "author": author, **dict.fromkeys(Story.STEPS, "Zo ging het.")}
    public = {"status": "published", "published_at": timezone.now(), "is_public": True, "is_good_example": True}
    published = Story.objects.create(title="Gepubliceerd", **public, **facts)
    quote = published.quotes.create(text="Zo is het.", said_by="Daan", person=member)
    return {
        "story": published.pk,
        "proposed_story": Story.objects.create(title="Voorgesteld", status="proposed", **facts).pk,
        "draft_story": Story.objects.create(title="Begonnen", **facts).pk,
        "quote": quote.pk,
    }


def more_told(world, community, person):
    """One more story in each state, and one more who is quoted."""
    facts = {"community": community, "author": person, **dict.fromkeys(Story.STEPS, "Zo ging het.")}
    for is_good in (True, False):
        public = {"status": "published", "published_at": timezone.now(), "is_public": True, "is_good_example": is_good}
        Story.objects.create(title="Nog een", **public, **facts)
    Story.objects.create(title="Nog een", status="proposed", **facts)
    community.phase_moves.create(phase="develop", by=person)
    StoryQuote.objects.create(story_id=world.story, text=f"Ja, {person.pk}.", said_by="Truus", person=person)


def introduced(community, member, author):
    """Let the member want to meet the author, ask for help, and let the contact log have a line."""
    until = timezone.now() + timedelta(days=20)
    sides = {"asker": member, "proposed_by": member, "person": author}
    introduction = Introduction.objects.create(community=community, why="Graag.", expires_at=until, **sides)
    question = HelpQuestion.objects.create(community=community, asked_by=member, text="Wie?")
    facts = {"day": timezone.localdate(), "kind": "phone", "who": "Anouk", "introduction": introduction}
    line = ContactNote.objects.create(programme=community.programme, **facts)
    somewhere = Organisation.objects.create(name="Om te vragen", slug="om-te-vragen", kind="care")
    found = {"introduction": introduction.pk, "help_question": question.pk, "contact_note": line.pk}
    return found | {"organisation_key": f"o{somewhere.pk}"}


def more_introduced(world, community, person):
    """One more introduction, open question and line in the log."""
    facts = {"community": community, "asker": person, "why": "Graag.", "expires_at": timezone.now()}
    row = Introduction.objects.create(person=world.people["member"], **facts)
    issue = Issue.objects.create(community=community, title="Hulp?", text="Zo.", status="align")
    HelpQuestion.objects.create(community=community, asked_by=person, issue=issue, text="Wie?")
    line = {"day": timezone.localdate(), "kind": "mail", "who": "Bea", "introduction": row, "by": person}
    ContactNote.objects.create(programme=community.programme, **line)


def in_the_way(community, member):
    """Give the circle an obstacle that a member works on, and one that was removed."""
    facts = {"community": community, "reported_by": member, "description": "Tijd.", "kind": "time"}
    owned = Obstacle.objects.create(title="Roosters", status="owned", owner=member, **facts)
    over = {"status": "removed", "conclusion": "Geregeld.", "closed_at": timezone.now()}
    removed = Obstacle.objects.create(title="Geld", taken_up_at=timezone.now(), **over, **facts)
    return {"obstacle": owned.pk, "removed_obstacle": removed.pk}


def more_in_the_way(world, community, person):
    """One more obstacle, and one more step in the history of the first."""
    facts = {"community": community, "reported_by": person, "description": "Tijd.", "kind": "money"}
    Obstacle.objects.create(title="Meer", status="owned", owner=person, **facts)
    over = {"status": "removed", "conclusion": "Geregeld.", "closed_at": timezone.now()}
    Obstacle.objects.create(title="Over", owner=person, **over, **facts)
    Obstacle.objects.create(title="Hoger", taken_up_at=timezone.now(), owner=person, **facts)
    ObstacleStep.objects.create(obstacle_id=world.obstacle, kind="assigned", by=person, owner=person)


def assignments(community, coordinator, author, host):
    """Let the host sign up for an assignment that is open, and the author do another one."""
    open_one, running = (_assignment(community, coordinator, status) for status in ("published", "started"))
    application = open_one.applications.create(applicant=host, motivation="Ik wil dit.")
    running.applications.create(applicant=author, motivation="Graag.", status="chosen")
    for row in (open_one, running):
        row.records.create(kind="research", day=timezone.localdate(), text="Twee gesprekken.", author=author)
    return {"assignment": open_one.pk, "running_assignment": running.pk, "application": application.pk}


def _assignment(community, coordinator, status):
    today = timezone.localdate()
    client, _made = Organisation.objects.get_or_create(name="Opdrachtgever", kind=Organisation.Kind.WELFARE)
    days = {"starts_on": today, "closes_on": today + timedelta(days=1), "ends_on": today + timedelta(days=60)}
    facts = {"title": f"Opdracht {status}", "text": "Zoek het uit.", "places": 2, "supervisor": coordinator} | days
    return Assignment.objects.create(community=community, organisation=client, status=status, **facts)


def more_assignments(world, community, person):
    """One more on the board, and one more who signed up and wrote something down."""
    finished = _assignment(community, world.people["coordinator"], "published")
    Assignment.objects.filter(pk=finished.pk).update(status="finished", result="Klaar.")
    _assignment(community, world.people["coordinator"], "published")
    for pk in (world.assignment, world.running_assignment):
        assignment = Assignment.objects.get(pk=pk)
        assignment.applications.create(applicant=person, motivation="Ook graag.")
        assignment.records.create(kind="activity", day=timezone.localdate(), text="Meegelopen.", author=person)


def network(community, coordinator):
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
        "block": blocks_of(programme, 1)[0].pk,
        "link": programme.links.create(title="Site", url="https://example.nl/").pk,
        "area": community.area.pk,
        "cohort": programme.cohorts.create(name="2026", starts_on=today).pk,
        "programme_break": programme.rhythm_breaks.create(starts_on=today, ends_on=today + timedelta(days=1)).pk,
        "partner": programme.partnerships.create(organisation=partner, starts_on=today).pk,
        "programme_recognition": programme.recognitions.create(
            title="Koploper", issuer="Zorgpact", starts_on=today, reason="Goed."
        ).pk,
    }


def blocks_of(programme, number):
    """Give the page of a programme a text, and one of each kind of block that the portal fills by itself."""
    text = programme.blocks.create(kind="text", text="Hallo", position=number)
    filled = [programme.blocks.create(kind=kind, position=number) for kind in sorted(ProgrammeBlock.FILLED)]
    return [text, *filled]


def more_in_the_network(programme, person, number):
    """One more of each part of a programme."""
    today = timezone.localdate()
    programme.themes.create(name=f"Thema {number}", lead=person)
    blocks_of(programme, number)
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


def asked_in(community, draft, coordinator, outsider):
    """Invite somebody to the circle and to the draft; have a request to join, an open link and a list of people."""
    for circle in (community, draft):
        prepare_invitations(circle, [Invitee("jan@example.nl", "residents", "resident")], by=coordinator)
    send_prepared(community, by=coordinator)
    invitation, link = community.invitations.get(), link_to_join(community, coordinator)
    return {
        "join_request": ask_to_join(community, by=outsider, motivation="M", role="resident").pk,
        "join_link": link.pk,
        "join_token": join_link_token(link),
        "invitation": invitation.pk,
        "invitation_token": invitation_token(invitation),
        "import_job": list_to_look_at(community, coordinator).pk,
    }


def list_to_look_at(community, by):
    """Return a list of people that was read and waits for a choice."""
    defaults = {"role": "resident", "sector": ""}
    job = create_import("people", b"piet@example.nl\nwim@@example.nl", by=by, community=community, defaults=defaults)
    run_import(job.pk)
    return job


def link_to_join(community, coordinator):
    until = timezone.now() + timedelta(days=7)
    return open_link(community, by=coordinator, role="student", sector="education", ends_at=until, limit=5)


def more_invitations(world, community, person, number):
    """Ask one more in, here and in the draft, let ``person`` ask to come in instead, and find one more wrong row."""
    invitee, by = Invitee(f"jan{number}@example.nl", "residents", "resident"), world.people["coordinator"]
    for circle in (community, Community.objects.get(slug=world.draft_circle)):
        prepare_invitations(circle, [invitee], by=by)
    send_prepared(community, by=by)
    now = timezone.now()
    asked = community.invitations.filter(email=invitee.email)
    asked.update(claimed_by=person, claimed_at=now, sent_at=now - timedelta(days=2))
    ImportRow.objects.create(job_id=world.import_job, number=number + 10, verdict="wrong", text="x", remark="?")
