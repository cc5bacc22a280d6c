"""One running circle with something of every sort in it, for tests that walk over all pages."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.template import Template
from django.test import Client, override_settings
from django.utils import timezone

from casework.models import Outcome, OutcomeAuthor
from communities.actions.area import load_areas
from communities.actions.join_request import ask_to_join
from communities.models import Community, Handover, Membership, Organisation
from communities.permissions import in_community
from leerkring.core.permissions import EVERYBODY, NOBODY
from leerkring.files import purposes
from leerkring.files.actions import store_bytes
from leerkring.files.purposes import PDF, Purpose
from leerkring.notifications.models import Notice
from leerkring.website.demo import load_demo
from meetings.models import Cycle
from meetings.tokens import guest_token
from meetings.tokens import make_token as answer_token

from .world import agenda, casework, communities, events, meetings, rights

# When the demo was loaded, for the tests that look at it.
NOW = datetime(2027, 1, 6, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """The demo of ``NOW``, loaded once for a module: what a test changes in the database is undone after it."""
    media = tmp_path_factory.mktemp("demo")
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        with time_machine.travel(NOW, tick=False), override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=hashers):
            load_areas()
            accounts = load_demo(NOW)
    yield SimpleNamespace(accounts=accounts, media=media)
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _as_on_a_server(request, monkeypatch):
    """Django keeps a copy of what each template is given, for tests that ask; no walk does, and it takes a while."""
    if "world" in request.fixturenames:
        monkeypatch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))


@pytest.fixture
def world(community, cycle, meeting, coordinator, member, host, former_member, outsider, staff, make, monkeypatch):
    """One running circle with a draft beside it, its people in their roles, and something of every sort in it."""
    author = make.user("Femke", "Baltussen")
    make.join(author, community, Membership.Role.PROFESSOR, sector="research")
    draft = Community.objects.create(programme=community.programme, slug="concept", name="Concept", kind="regional")
    make.join(coordinator, draft, Membership.Role.COORDINATOR)
    monkeypatch.setattr(purposes, "_purposes", dict(purposes._purposes))
    purposes.register_purpose(Purpose("test.members", frozenset({PDF}), 10, lambda user: _if_member(user, community)))
    file = store_bytes(b"%PDF-", name="a.pdf", content_type=PDF, by=author, purpose="test.members")
    guest, slides = meetings.guest_with_slides(meeting, coordinator)
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
        **communities.network(community, coordinator),
        **communities.on_the_page(community, outsider),
        **communities.between_meetings(community, coordinator, author, member, host),
        **casework.all_kinds(community, author, member),
        membership=community.memberships.get(user=host).pk,
        person=host.pk,
        **communities.asked_in(community, draft, coordinator, outsider),
        meeting=meeting.pk,
        **meetings.published_programme(meeting, guest),
        **casework.tables(meeting, author, member, host),
        **events.announced(community, coordinator, author),
        cycle=cycle.pk,
        **meetings.feed(author),
        **meetings.agreed(meeting, author, host),
        **meetings.harvest(cycle, author),
        **meetings.presence(cycle, member, coordinator),
        host_swap=meetings.host_swap(meeting, author).pk,
        **meetings.date_poll(meeting, coordinator, member),
        guest=guest.pk,
        guest_token=guest_token(guest),
        guest_file=slides.file_id,
        answer_token=answer_token(meeting.pk, member.pk),
        kind="notifications.digest",
        scope=community.pk,
        notice=Notice.objects.create(user=member, kind="communities.closed", key="notice").pk,
        file=file.pk,
        **rights.asked(author, member),
    )


def _browser_of(person) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def _if_member(user, community):
    member = in_community(user, path="pk")
    return EVERYBODY if Community.objects.filter(member, pk=community.pk).exists() else NOBODY


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
    communities.more_in_the_network(community.programme, person, number)
    make.join(person, community, Membership.Role.PROFESSIONAL, organisation=host)
    paper = Outcome.objects.get(slug=world.draft_paper)
    paper.references.create(key=f"k{number}", item={"id": f"k{number}", "title": "T"}, words="t")
    OutcomeAuthor.objects.create(outcome=paper, position=number, user=person, organisation=host, name="W")


@pytest.fixture
def grow(world, community, cycle, make):
    """Return a function that adds one more of everything to the world."""

    def add(number: int) -> None:
        person = make.user(f"Truus{number}", "Peters")
        make.join(person, community, Membership.Role.RESIDENT, sector="residents")
        ask_to_join(community, by=make.user(f"Vraag{number}"), motivation="M", role="resident")
        communities.link_to_join(community, world.people["coordinator"])
        communities.more_on_the_page(community, person, number)
        communities.more_in_the_way(world, community, person)
        communities.more_assignments(world, community, person)
        communities.more_introduced(world, community, person)
        community.health_checks.create(closes_on=timezone.localdate(), **communities.HEALTHY)
        agenda.more_on_the_agenda(world, community, person)
        communities.more_talk(world, community, person)
        communities.more_told(world, community, person)
        communities.more_kept_together(world, community, person)
        communities.more_spoken(community, person)
        meeting = make.meeting(cycle, number, days=7 * number)
        meetings.one_more(world, community, meeting, person, number)
        events.one_more(world, community, make, number)
        casework.one_more(world, community, meeting, person, number)
        communities.more_invitations(world, community, person, number)
        _one_more_circle(world, community, number, make)

    return add
