"""Two browsers at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import choice
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from communities.actions.answer import accept_invitation
from communities.actions.community import start_community
from communities.actions.import_job import create_import, run_import, start_applying
from communities.actions.invitation import Invitee, invite_people, prepare_invitations, send_prepared
from communities.actions.invitation_reminder import remind_invited
from communities.actions.membership import end_membership
from communities.actions.organisation import create_organisation
from communities.models import Community, Invitation, Membership, Organisation
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(deed, times=4):
    """Do the deed in threads that begin together; return what each gave, refusals included."""
    together = Barrier(times)

    def run(_number):
        together.wait()
        try:
            return deed()
        except Refused as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_a_draft_starts_once(community, coordinator):
    Community.objects.update(status="draft", started_at=None)
    prepare_invitations(community, [Invitee("noor@example.nl", "education", "student")], by=coordinator)

    results = at_once(lambda: start_community(community, by=coordinator))

    assert sum(isinstance(result, Refused) for result in results) == 3
    assert Message.objects.count() == 1


def test_an_invitation_makes_one_member(community, coordinator, make):
    prepare_invitations(community, [Invitee("noor@example.nl", "education", "student")], by=coordinator)
    send_prepared(community, by=coordinator)
    noor, invitation = make.user("Noor", email="noor@example.nl"), Invitation.objects.get()

    at_once(lambda: accept_invitation(invitation, by=noor))

    community.refresh_from_db()
    assert noor.memberships.count() == 1
    assert community.member_count == 2


def test_the_same_list_twice_asks_each_person_once(community, coordinator):
    people = [Invitee(f"p{number}@example.nl", "practice", "manager") for number in range(5)]

    results = at_once(lambda: prepare_invitations(community, people, by=coordinator))

    assert sorted(result.new for result in results) == [0, 0, 0, 5]


def test_two_coordinators_who_invite_the_same_person_at_once_ask_once(community, coordinator, make):
    other = make.user("Loes")
    make.join(other, community, Membership.Role.COORDINATOR)
    askers = [coordinator, other] * 2

    def ask():
        noor = Invitee(choice(["noor@example.nl", "NOOR@Example.nl"]), "education", "student")
        return invite_people(community, [noor], by=askers.pop())

    results = at_once(ask)

    assert sorted(result.new for result in results) == [0, 0, 0, 1]
    assert Invitation.objects.count() == Message.objects.count() == 1


def test_two_workers_on_one_list_ask_each_person_once(community, coordinator):
    content = "\n".join(f"p{number}@example.nl" for number in range(30)).encode()
    defaults = {"role": "manager", "sector": ""}
    job = create_import("people", content, by=coordinator, community=community, defaults=defaults)
    at_once(lambda: run_import(job.pk))
    start_applying(job, by=coordinator)

    at_once(lambda: run_import(job.pk))

    job.refresh_from_db()
    assert (job.status, job.done, job.rows.count()) == ("done", 30, 30)
    assert Invitation.objects.count() == Message.objects.count() == 30


def test_two_ticks_remind_once(community, coordinator):
    invite_people(community, [Invitee("noor@example.nl", "education", "student")], by=coordinator)
    now = timezone.now()
    Invitation.objects.update(sent_at=now - timedelta(days=8))

    assert sorted(at_once(lambda: remind_invited(now))) == [0, 0, 0, 1]
    assert Message.objects.count() == 2


def test_one_of_two_coordinators_stays(community, coordinator, make):
    rows = [make.join(make.user(f"C{number}"), community, Membership.Role.COORDINATOR) for number in range(3)]
    rows.append(coordinator.memberships.get())

    at_once(lambda: end_membership(rows.pop(), by=coordinator))

    community.refresh_from_db()
    assert community.member_count == 1


def test_organisation_pressed_twice_is_added_once(coordinator):
    results = at_once(lambda: create_organisation(by=coordinator, name="Nieuwe Zorg"))

    assert sorted(type(result).__name__ for result in results) == ["Organisation", "Refused", "Refused", "Refused"]


def test_organisations_alike_get_addresses_of_their_own(coordinator):
    names = iter(["Zorg A!", "Zorg A?", "Zorg-A", "zorg a"])
    at_once(lambda: create_organisation(by=coordinator, name=next(names)))

    assert Organisation.objects.filter(slug__startswith="zorg-a").count() == 4
