"""What the tests of casework share: a case, a reflection and an outcome of the member."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.actions import agreement as agreement_actions
from casework.actions import case as case_actions
from casework.actions import feedback as feedback_actions
from casework.actions import outcome as outcome_actions
from casework.actions import reflection as reflection_actions
from casework.actions import session as session_actions
from casework.actions.freeze import freeze_concept
from casework.actions.outcome import Author
from casework.actions.sheet import Sheet
from casework.methods import find_built_in
from casework.models import Case, FeedbackRound, Outcome, OutcomeVersion, Reflection, RoundInvitee, Seat, Session
from casework.reflection_models import get_model
from communities.models import Assignment, ProgrammeMember

from . import rounds

CASE = {
    "title": "Kanarie titel",
    "situation": "Kanarie situatie van een vrouw van rond de tachtig.",
    "my_role": "Kanarie rol.",
    "my_acting": "Kanarie handelen.",
    "difficulty": "Kanarie lastig.",
    "question": "Hoe kan ik kanarie blijven?",
    "wanted": Case.Wanted.ADVICE,
    "is_anonymous": True,
    "is_unrecognisable": True,
    "is_about_me": True,
}
ANSWERS = {question.key: f"Kanarie {question.key}" for question in get_model("starr").questions}
REFLECTION = {"title": "Kanarie title", "answers": ANSWERS}
OUTCOME = {
    "kind": Outcome.Kind.PAPER,
    "title": "Groen licht voor de Linge",
    "language": "nl",
    "abstract": "Hoe ouderen langer thuis blijven.",
    "body": "## Waarom\n\nTekst.\n\n## Wat\n\nMeer.\n\n## Hoe\n\nVerder.",
}


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """The PDFs that were asked for; no broker is reached."""
    asked = []
    monkeypatch.setattr(
        "casework.actions.version.current_app.send_task", lambda name, args, **_options: asked.append((name, *args))
    )
    return asked


@pytest.fixture
def draft(community, member) -> Case:
    """A complete case that only the member knows of."""
    page = uuid4()
    case = case_actions.start_case(community, by=member, page=page)
    return case_actions.save_case(case, CASE, by=member, sheet=Sheet(page, 1))


@pytest.fixture
def submitted(draft, member) -> Case:
    """The case of the member, handed in: its second reader has not read it yet."""
    return case_actions.submit_case(draft, by=member)


@pytest.fixture
def case(submitted, coordinator) -> Case:
    """The case of the member, released to the circle."""
    case_actions.grade_case(submitted, by=submitted.owner, grade=Case.Grade.CIRCLE)
    return case_actions.release_case(submitted, by=coordinator)


@pytest.fixture
def agreed(community):
    """Return a function: these people accept the confidentiality agreement of the circle."""

    def accept(*people):
        for person in people:
            number = agreement_actions.current_agreement(community).number
            agreement_actions.accept_agreement(community, by=person, number=number)

    return accept


@pytest.fixture
def all_agreed(agreed, coordinator, host, member):
    """Everybody in the circle accepted the agreement."""
    agreed(coordinator, host, member)


@pytest.fixture
def reflection(community, member) -> Reflection:
    """A reflection that the member shares with nobody."""
    page = uuid4()
    reflection = reflection_actions.start_reflection(community, by=member, page=page)
    return reflection_actions.save_reflection(reflection, REFLECTION, by=member, sheet=Sheet(page, 1))


@pytest.fixture
def outcome(community, member) -> Outcome:
    """A draft of the member."""
    return outcome_actions.create_outcome(community, OUTCOME, [Author.of(member)], by=member)


@pytest.fixture
def published(outcome, member) -> Outcome:
    """The outcome, published as version 1.0."""
    outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)
    return Outcome.objects.get(pk=outcome.pk)


@pytest.fixture
def case_data():
    """What a page posts: a whole case, from a page of its own."""

    def data(**changes):
        boxes = dict.fromkeys(Case.CHECKS, "on")
        return CASE | boxes | {"meeting": "", "page": str(uuid4()), "version": "1"} | changes

    return data


@pytest.fixture
def outcome_data():
    """What a page posts: a whole outcome without other authors."""

    def data(outcome=None, **changes):
        formset = {"authors-TOTAL_FORMS": "0", "authors-INITIAL_FORMS": "0"}
        return OUTCOME | formset | {"version": str(outcome.version if outcome else 1)} | changes

    return data


@pytest.fixture
def sitters(community, make, agreed):
    """Six people of the circle: an owner, who leads, and four who think along."""
    people = []
    for name in ("Owner", "Leader", "Ada", "Bas", "Cor", "Dia"):
        person = make.user(f"Zit{name}", "Jansen")
        make.join(person, community, "professional")
        people.append(person)
    agreed(*people)
    return people


@pytest.fixture
def table(meeting, sitters):
    """Return a function that starts a table with a method and lets it begin; the owner and who leads come first."""

    def start(key="gossip", *, begun=True, minutes=60, **facts) -> Session:
        owner, leader, *others = sitters
        plan = find_built_in(key)
        session = session_actions.start_session(meeting, by=owner, plan=plan, minutes=minutes, **facts)
        for person in (leader, *others):
            session_actions.join_session(session, by=person)
        roles = {owner.pk: Seat.Role.OWNER, leader.pk: Seat.Role.FACILITATOR}
        session_actions.set_roles(session, by=owner, roles=roles)
        if begun:
            session_actions.begin_session(session, by=leader)
        return Session.objects.get(pk=session.pk)

    return start


@pytest.fixture
def step_to(sitters):
    """Return a function that takes a table to a step, as its facilitator does."""

    def go(session, position) -> Session:
        while (now := Session.objects.get(pk=session.pk)).step < position:
            session_actions.move_session(now, by=sitters[1], deed="next", turn=now.turn)
        return now

    return go


@pytest.fixture
def version(outcome, member) -> OutcomeVersion:
    """The outcome, frozen as concept 0.1."""
    return freeze_concept(outcome, by=member, version=outcome.version, number="0.1", change_note="")


@pytest.fixture
def round_(version, member) -> FeedbackRound:
    """A round on the concept that is open for two weeks."""
    return rounds.start(version, member)


@pytest.fixture
def outside(round_, member) -> RoundInvitee:
    """Somebody from outside who is asked."""
    return rounds.ask(round_, member)


@pytest.fixture
def inside(round_, member, host) -> RoundInvitee:
    """The host, who is asked."""
    return feedback_actions.invite_members(round_, [host], by=member)[0]


@pytest.fixture
def editor(programme, make):
    """An editor of the programme, in no circle."""
    person = make.user("Joris", "Plas")
    programme.team.create(user=person, role=ProgrammeMember.Role.EDITOR)
    return person


@pytest.fixture
def assignment(community, coordinator, organisation) -> Assignment:
    """An assignment of the circle that came to an end."""
    today = timezone.localdate()
    days = {"starts_on": today, "closes_on": today, "ends_on": today + timedelta(days=9)}
    facts = {"title": "Twaalf gesprekken", "text": ".", "status": "finished", "result": "Kaart"}
    return Assignment.objects.create(community=community, organisation=organisation, **facts, **days)
