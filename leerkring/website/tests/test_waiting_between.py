"""What waits for somebody between the meetings: one line each, for who may do it, and only as long as they should."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.actions.introduction import answer_introduction, ask_introduction, confirm_introduction
from communities.models import Assignment, Community, Issue, Profile, ProgrammeMember
from conftest import CLOSED
from leerkring.website.dashboard import dashboard_of

pytestmark = pytest.mark.django_db


def urls(somebody) -> list[str]:
    return [item["url"] for item in dashboard_of(somebody)["waiting"]]


@pytest.fixture
def expert(make):
    person = make.user("Femke", "Baltussen")
    Profile.objects.create(user=person, is_findable=True, sector="research", brings_for="members")
    return person


@pytest.fixture
def broker(programme, make):
    user = make.user("Bep", "Makelaar")
    ProgrammeMember.objects.create(programme=programme, user=user, role="broker")
    return user


def test_introduction_waits_for_each_side_in_turn(community, coordinator, member, expert):
    row = ask_introduction(community, by=member, asker=member, why="Graag.", person=expert)
    here = reverse("communities:introduction_detail", kwargs={"pk": row.pk})
    assert (here in urls(expert), here in urls(member), here in urls(coordinator)) == (True, False, False)
    assert "Daan Willems" in str(dashboard_of(expert)["waiting"]) and "Graag" not in str(dashboard_of(expert))
    row = answer_introduction(row, by=expert, version=1, answer="yes")
    assert (here in urls(expert), here in urls(member)) == (False, True)
    confirm_introduction(row, by=member)
    assert (here in urls(expert), here in urls(member)) == (False, False)


def test_introduction_of_who_left_the_portal_waits_for_nobody(community, coordinator, member, expert):
    row = ask_introduction(community, by=member, asker=member, why="Graag.", person=expert)
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert reverse("communities:introduction_detail", kwargs={"pk": row.pk}) not in urls(expert)


def test_organisation_waits_for_the_broker(community, coordinator, member, broker, host_organisation):
    row = ask_introduction(community, by=member, asker=member, why="Graag.", organisation=host_organisation)
    assert urls(broker) == [reverse("communities:introduction_detail", kwargs={"pk": row.pk})]
    assert host_organisation.name in dashboard_of(broker)["waiting"][0]["title"]


def test_agenda_waits_for_coordinators_and_dots_for_everybody(community, coordinator, member):
    facts = {"community": community, "text": "."}
    issue = Issue.objects.create(title="Vraag?", proposed_by=member, **facts)
    Issue.objects.create(title="Van mij?", proposed_by=coordinator, **facts)
    outside = {"voice": "resident", "status": "waiting", "confirmed_at": timezone.now()}
    community.proposals.create(title="Buiten?", text=".", nonce="a", **outside)
    agenda = reverse("communities:agenda_detail", kwargs={"slug": community.slug})
    assert urls(coordinator).count(agenda) == 2 and agenda not in urls(member)
    assert "1 vraagstuk" in str(dashboard_of(coordinator)["waiting"])
    weighing = community.weighings.create(dots=5)
    weighing.issues.add(issue)
    there = reverse("communities:ballot_change", kwargs={"slug": community.slug, "pk": weighing.pk})
    assert there in urls(member) and there in urls(coordinator)
    weighing.ballots.create(user=member, sector="practice", role="professional")
    assert there not in urls(member)
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert urls(coordinator) == []


def test_applications_wait_for_who_guides(community, coordinator, member, host, host_organisation):
    today = timezone.localdate()
    days = {"starts_on": today, "closes_on": today, "ends_on": today + timedelta(days=9)}
    row = Assignment.objects.create(
        community=community, organisation=host_organisation, status="published", title="Opdracht", text=".", **days
    )
    here = row.get_absolute_url()
    assert here not in urls(coordinator)
    for person in (member, host):
        row.applications.create(applicant=person, motivation="Geheim")
    assert "2 mensen" in next(one["title"] for one in dashboard_of(coordinator)["waiting"] if one["url"] == here)
    assert here not in urls(member) and "Geheim" not in str(dashboard_of(coordinator))
    row.applications.update(status="chosen")
    assert here not in urls(coordinator)
