"""Cases, reflections, outcomes and tables of the running circle."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casework.actions import session as sessions
from casework.actions.feedback import invite_members, invite_outsider, start_round
from casework.actions.feedback_visit import write_remark
from casework.actions.figure import add_figure
from casework.actions.finding import add_finding
from casework.actions.line import save_private_text, write_line
from casework.actions.method import create_method, save_step
from casework.actions.portfolio import add_link, link_url
from casework.actions.record import add_record_item, close_record
from casework.methods import find_built_in
from casework.models import (
    Agreement,
    AgreementAcceptance,
    Case,
    CaseIncident,
    CaseOpening,
    EditorialReview,
    FeedbackRound,
    GoalProgress,
    IncidentAccess,
    LearningGoal,
    Method,
    Outcome,
    OutcomeAuthor,
    OutcomeVersion,
    Portfolio,
    Reflection,
    ReflectionResponse,
    ReflectionShare,
    SealedOpening,
    Session,
    Submission,
    Uptake,
)
from casework.round_links import round_token
from casework.uptake_links import Asked, uptake_url
from leerkring.accounts.models import User
from leerkring.core.tests.word_files import PNG

CHECKED = dict.fromkeys(Case.CHECKS, True)


def all_kinds(community, author, member):
    """Let the author have a case, a reflection shared with the member and a paper, each with a draft beside it."""
    now, case = timezone.now(), {"community": community, "owner": author}
    agree(community)
    share = ReflectionShare.objects.create(
        reflection=Reflection.objects.create(author=author, community=community, title="R"), person=member
    )
    goal = LearningGoal.objects.create(owner=author, title="G")
    GoalProgress.objects.create(reflection_id=share.reflection_id, goal=goal, level=2)
    response = ReflectionResponse.objects.create(reflection_id=share.reflection_id, reader=member, text="F")
    published = paper(community, author, "af", status="published", published_at=now)
    version = OutcomeVersion.objects.create(outcome=published, number="1.0", title="P", body="b", frozen_at=now)
    return {
        "case": Case.objects.create(title="C", status="released", grade="circle", **case, **CHECKED).pk,
        "incident": hidden(community, author).pk,
        "sealed_opening": SealedOpening.objects.create(kind="portfolio", number=1, opened_at=now, until=now).pk,
        "submitted_case": Case.objects.create(title="S", status="submitted", submitted_at=now, **case, **CHECKED).pk,
        "draft_case": Case.objects.create(title="D", **case).pk,
        "reflection": share.reflection_id,
        "share": share.pk,
        "goal": goal.pk,
        "response": response.pk,
        **composed(share.reflection, author),
        "submission": submitted(share.reflection, author, User.objects.get(given_name="Anouk")).pk,
        "paper": published.slug,
        "version": version.number,
        # The form of a citation.
        "bib": "bib",
        "version_form": "docx",
        "method": "gossip",
        **_own_method(community, author),
        **_asked(version, author, member),
        **_used(published, author),
        "draft_paper": paper(community, author, "concept").slug,
        "handed_in_paper": handed_in(community, author, "ingeleverd").slug,
    }


def _asked(version, author, member):
    """Let the author ask the member, and somebody from outside, what they think of the paper."""
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
    row = start_round(version, by=author, audience="policy", question="", event=None, **times)
    invitee = invite_outsider(row, by=author, name="F", email="f@example.org", language="nl")
    remark = write_remark(invite_members(row, [member], by=author)[0], text="F")
    ids = {"round": row.pk, "round_invitee": invitee.pk, "remark": remark.pk}
    picture = SimpleUploadedFile("p.png", PNG, content_type="image/png")
    file = add_figure(version.outcome, picture, by=author).file
    OutcomeVersion.objects.filter(pk=version.pk).update(body=f"b\n\n![P]({file.get_absolute_url()})")
    return ids | {"round_token": round_token(invitee), "round_figure": str(file.pk)}


def _used(outcome, author):
    """Let a reader use the paper, and the author be asked what became of it."""
    told = Uptake.objects.create(outcome=outcome, use="practice", story="U", told_at=timezone.now())
    link = uptake_url(Asked(outcome.pk, author.pk, "uptake_90"))
    return {"uptake": told.pk, "uptake_token": link.rstrip("/").rsplit("/", 1)[1]}


def hidden(community, author):
    """Let a case be hidden after a report."""
    now = timezone.now()
    case = Case.objects.create(title="H", status="incident", community=community, owner=author, **CHECKED)
    return CaseIncident.objects.create(case=case, community=community, reported_at=now, reported_by=author, what="W")


def agree(community):
    """Let everybody in the circle have accepted its agreement."""
    agreement, _made = Agreement.objects.get_or_create(community=community, number=1, defaults={"text": "Zwijgen."})
    for membership in community.memberships.active():
        AgreementAcceptance.objects.get_or_create(agreement=agreement, user=membership.user)


def composed(reflection, author):
    """Let the author put a portfolio together, made once and lent out by a link."""
    portfolio = Portfolio.objects.create(owner=author, title="P", with_goals=True)
    portfolio.items.create(position=1, source="reflection", key=str(reflection.pk))
    portfolio.exports.create(status="done").files.create(form="json", content=b"{}", size=2)
    link = add_link(portfolio, by=author, ends_on=timezone.localdate() + timedelta(days=1))
    token = link_url(link).rstrip("/").rpartition("/")[2]
    ids = {"portfolio": portfolio.pk, "portfolio_link": link.pk}
    return ids | {"portfolio_token": token, "portfolio_form": "json"}


def submitted(reflection, author, assessor):
    """Let the author hand in a copy to the host and, with an account that is gone, to a second assessor."""
    facts = {"community": reflection.community, "kind": "formative", "scale": "passed", "title": "S"}
    copy = [{"title": "S", "parts": [{"title": "K", "text": "s"}]}]
    submission = Submission.objects.create(author=author, reflection=reflection, copy=copy, **facts)
    submission.assessments.create(assessor=assessor)
    submission.assessments.create(assessor=None, result="passed", assessed_at=timezone.now())
    return submission


def _own_method(community, by):
    method = create_method(community, by=by, title="Onze manier", source=find_built_in("five_steps"))
    return {"own_method": method.pk, "method_step": method.steps.first().pk}


def tables(meeting, author, member, host):
    """Let the author bring a case, the member lead and the host think along: one table goes on, one is to begin."""
    ready, running = (_table(meeting, author, member, host) for _number in range(2))
    sessions.begin_session(running, by=member)
    running = Session.objects.get(pk=running.pk)
    sessions.move_session(running, by=member, deed="next", turn=running.turn)
    line = write_line(running, by=host, position=2, text="Vraag?", key=uuid4())
    save_private_text(running, by=author, position=0, text="Voor mij")
    held = _held(meeting, author, member, host)
    closed = _held(meeting, author, member, host)
    item = add_record_item(closed, by=author, kind="action", text="Doen")
    close_record(closed, by=author, items=[item.pk], lines=[])
    finding = add_finding(meeting.cycle.community, by=author, text="Vinden", session=closed)
    after = {
        "held_table": held.pk,
        "record_item": add_record_item(held, by=host, kind="takeaway", text="Meenemen").pk,
        "follow_up": closed.follow_ups.get().pk,
        "finding": finding.pk,
    }
    return after | {"table": running.pk, "ready_table": ready.pk, "line": line.pk, "poll_key": running.poll_key}


def _held(meeting, author, member, host):
    session = _table(meeting, author, member, host)
    sessions.begin_session(session, by=member)
    sessions.move_session(session, by=member, deed="finish", turn=1)
    return Session.objects.get(pk=session.pk)


def _table(meeting, author, member, host):
    session = sessions.start_session(meeting, by=author, plan=find_built_in("gossip"), minutes=60)
    for person in (member, host):
        sessions.join_session(session, by=person)
    sessions.set_roles(session, by=author, roles={author.pk: "owner", member.pk: "facilitator"})
    return session


def paper(community, author, slug, **fields):
    outcome = Outcome.objects.create(community=community, slug=slug, title="P", body="b", **fields)
    OutcomeAuthor.objects.create(outcome=outcome, position=1, user=author, name="Femke Baltussen")
    return outcome


def handed_in(community, author, slug):
    """Return a text that waits for the editors, of whom the coordinator is one."""
    outcome = paper(community, author, slug)
    coordinator = User.objects.get(given_name="Marit")
    community.programme.team.get_or_create(user=coordinator, role="editor")
    terms = {"access": "open", "licence": "cc-by", "next_step": "N"}
    EditorialReview.objects.create(outcome=outcome, asked_by=author, asked_at=timezone.now(), **terms)
    return outcome


def one_more(world, community, meeting, person, number):
    """One more case, reflection and outcome, each of which ``person`` reads or wrote too."""
    author, now = world.people["author"], timezone.now()
    agree(community)
    facts = {"community": community, "owner": author, "submitted_at": now, "grade": "circle"}
    incident = hidden(community, author)
    IncidentAccess.objects.create(incident_id=world.incident, person=person, times=1, last_at=now)
    opened = {"reason": "R", "opened_at": now, "until": now, "by": world.people["staff"]}
    for case in (world.case, incident.case_id):
        CaseOpening.objects.create(case_id=case, **opened)
    for status in ("released", "submitted"):
        case = Case.objects.create(title="C", meeting=meeting, status=status, **facts, **CHECKED)
        case.readings.create(reader=person)
    proposed = Case.objects.create(title="C", meeting_id=world.running, status="released", **facts, **CHECKED)
    proposed.weighings.create(member=world.people["member"], is_urgent=True)
    for owner in (author, world.people["coordinator"]):
        ReflectionShare.objects.create(
            reflection=Reflection.objects.create(author=owner, community=community, title="R"),
            person=world.people["member"],
        )
    ReflectionShare.objects.create(reflection_id=world.reflection, person=person)
    goal = LearningGoal.objects.create(owner=author, title="G")
    mine = Reflection.objects.filter(author=author).latest("pk")
    GoalProgress.objects.create(reflection_id=world.reflection, goal=goal, level=3)
    GoalProgress.objects.create(reflection=mine, goal_id=world.goal, level=3)
    ReflectionResponse.objects.create(reflection_id=world.reflection, reader=person, text="F")
    ReflectionResponse.objects.create(reflection_id=world.reflection, reader=world.people["member"], text="F")
    submitted(Reflection.objects.get(pk=world.reflection), author, world.people["host"])
    portfolio = Portfolio.objects.get(pk=world.portfolio)
    Portfolio.objects.create(owner=author, title="P")
    portfolio.items.create(position=number, source="reflection", key=str(mine.pk))
    portfolio.links.create(ends_on=now, nonce="n", token_hash=str(number))
    submission = Submission.objects.get(pk=world.submission)
    submission.assessments.create(assessor=person, result="passed", assessed_at=now)
    submission.readings.create(reader=person)
    Reflection.objects.filter(pk=mine.pk).update(previous=world.reflection)
    published = paper(community, author, f"af-{number}", status="published", published_at=now)
    OutcomeAuthor.objects.create(outcome=published, position=2, user=person, name="Truus")
    published = Outcome.objects.get(slug=world.paper)
    OutcomeAuthor.objects.create(outcome=published, position=number, user=person, name="Truus")
    OutcomeVersion.objects.create(outcome=published, number=f"1.{number}", title="P", body="b", frozen_at=now)
    paper(community, author, f"concept-{number}")
    _one_more_remark(world, number)
    _one_more_table(world, community, person, number)


def _one_more_remark(world, number):
    row = FeedbackRound.objects.get(pk=world.round)
    invitee = invite_outsider(row, by=world.people["author"], name="T", email=f"t{number}@example.org", language="nl")
    write_remark(invitee, text=f"T {number}")
    write_remark(row.invitees.get(user=world.people["member"]), text=f"M {number}")
    version = OutcomeVersion.objects.get(outcome__slug=world.paper, number=f"1.{number}")
    facts = {"opens_at": row.opens_at, "closes_at": row.closes_at, "closed_at": row.closes_at}
    for audience in ("practice", "residents"):
        reported = FeedbackRound.objects.create(version=version, audience=audience, reported_in=version, **facts)
        reported.remarks.create(invitee=invitee, text="T")


def _one_more_table(world, community, person, number):
    author = world.people["author"]
    table = Session.objects.get(pk=world.table)
    sessions.join_session(table, by=person, code=table.code)
    write_line(table, by=person, position=2, text="Nog een vraag?", key=uuid4())
    sessions.join_session(Session.objects.get(pk=world.ready_table), by=person)
    create_method(community, by=author, title=f"Manier {number}", source=find_built_in("gossip"))
    method = Method.objects.get(pk=world.own_method)
    facts = {"title": "Nog een", "instruction": "Doen"}
    save_step(method, by=author, version=method.version, values=facts)
    held = Session.objects.get(pk=world.held_table)
    add_record_item(held, by=author, kind="insight", text=f"Inzicht {number}")
    add_finding(community, by=person, text=f"Vondst {number}")
    sessions.start_session(table.meeting, by=author, plan=find_built_in("clinic"), minutes=50)
