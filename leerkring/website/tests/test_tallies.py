"""What is counted beforehand equals a slow, plain recount."""

from collections import Counter, defaultdict
from datetime import datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.models import Finding, FindingMove, FollowUp, Outcome, Session
from communities.actions.tally import recount, sum_up
from communities.models import (
    Assignment,
    Commitment,
    Community,
    Introduction,
    Issue,
    IssueStep,
    Membership,
    Obstacle,
    Programme,
    ProgrammeTally,
    Recognition,
    SharedFile,
    Story,
    Tally,
    Term,
)
from communities.standing import GROUP_NAMES, by_cohort, by_region, circles_of, parts_of, sums_of
from communities.tallies import all_indicators
from communities.tally_counts import TEACHING, WORKING
from meetings.models import ActionItem, Insight, Meeting, Presence, ValueMoment

from .conftest import NOW


@pytest.fixture(scope="module")
def counted(loaded, django_db_blocker):
    """The demo with what it lacks, and its numbers."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        add_what_the_demo_lacks()
        recount(list(Community.objects.started().values_list("pk", flat=True)), NOW)
        for programme in Programme.objects.all():
            sum_up(programme.pk, NOW)


@pytest.fixture
def demo(counted, db):
    with time_machine.travel(NOW, tick=False):
        yield


def add_what_the_demo_lacks():
    finding = Finding.objects.earliest("pk")
    for stage in ("routine", "application", "routine"):
        FindingMove.objects.create(finding=finding, to_stage=stage)
    issue = Issue.objects.filter(status="in_progress").earliest("pk")
    Issue.objects.filter(pk=issue.pk).update(status="answered", answer="Zo gaat het voortaan.")
    for kind in ("answered", "in_progress", "answered"):
        IssueStep.objects.create(issue=issue, kind=kind)
    SharedFile.objects.create(community=finding.community, name="Dagindeling")
    SharedFile.objects.create(community=finding.community, name="Weg", binned_at=NOW)


def year_of(moment):
    return timezone.localtime(moment).year if isinstance(moment, datetime) else moment.year


class Plain:
    """Every row one by one, in Python."""

    def __init__(self):
        self.found = defaultdict(int)
        self.seen = set()

    def add(self, circle, name, moment):
        self.found[circle.pk, 0, name] += 1
        if moment:
            self.found[circle.pk, year_of(moment), name] += 1

    def add_once(self, circle, name, moment, what):
        for year in (0, year_of(moment)):
            if (circle.pk, year, name, what) not in self.seen:
                self.seen.add((circle.pk, year, name, what))
                self.found[circle.pk, year, name] += 1


def count_people(plain):
    for row in Membership.objects.all():
        circle = row.community
        plain.add(circle, "joined", row.joined_at)
        if row.left_at or (row.alumnus_since and row.alumnus_since != circle.closed_at):
            continue
        kind = row.second_role if row.role == "coordinator" else row.role
        names = ["members", row.sector]
        names += ["students"] if kind == "student" else []
        names += ["lecturers"] if kind in TEACHING else []
        names += ["professionals"] if kind in WORKING or (row.role == "coordinator" and not kind) else []
        for name in names:
            plain.found[circle.pk, 0, name] += 1
    for row in Commitment.objects.all():
        plain.found[row.community_id, 0, "committed"] += 1


# Of each kind: its rows, whether one counts, when it happened.
DEEDS = {
    "introductions": (Introduction, lambda row: row.status == "introduced", lambda row: row.ended_at),
    "files": (SharedFile, lambda row: not row.binned_at, lambda row: row.added_at),
    "terms": (Term, lambda row: row.accepted_at, lambda row: row.accepted_at),
    "assignments": (Assignment, lambda row: row.status == "finished", lambda row: row.finished_at),
    "obstacles_removed": (Obstacle, lambda row: row.status == "removed", lambda row: row.closed_at),
    "recognitions": (Recognition, lambda row: row.community, lambda row: row.starts_on),
    "stories": (Story, lambda row: row.is_published, lambda row: row.published_at),
    "results": (Story, lambda row: row.is_published and row.result, lambda row: row.published_at),
    "good_examples": (Story, lambda row: row.is_good_example, lambda row: row.published_at),
    "changed_views": (Story, lambda row: row.is_published and row.insight, lambda row: row.published_at),
}


def count_deeds(plain):
    for name, (model, counts, moment) in DEEDS.items():
        for row in model.objects.all():
            if counts(row):
                plain.add(row.community, name, moment(row))
    for row in IssueStep.objects.all():
        if row.kind == "answered" and row.issue.status == "answered":
            plain.add_once(row.issue.community, "issues_answered", row.at, row.issue_id)


def count_meetings(plain):
    for row in Meeting.objects.all():
        if row.status == "planned" and row.ends_at <= NOW:
            plain.add(row.cycle.community, "meetings", row.starts_at)
    for row in Presence.objects.all():
        if row.removed_at or not row.meeting.presence_signed_at or not (row.user_id or row.guest_id or row.name):
            continue
        circle = row.meeting.cycle.community
        plain.add(circle, "visits", row.meeting.starts_at)
        if row.user_id:
            plain.add_once(circle, "visitors", row.meeting.starts_at, row.user_id)
    for row in ValueMoment.objects.all():
        plain.add(row.meeting.cycle.community, "moments", row.created_at)
    for row in Insight.objects.all():
        plain.add(row.meeting.cycle.community, "insights", row.created_at)
    for row in ActionItem.objects.all():
        if row.status == "done":
            plain.add(row.community, "actions_done", row.closed_at)


def count_casework(plain):
    for row in Session.objects.all():
        if row.status in {"finished", "closed"}:
            plain.add(row.meeting.cycle.community, "consultations", row.ended_at)
    for row in Finding.objects.all():
        plain.add(row.community, "findings", row.created_at)
    for row in Outcome.objects.all():
        if row.status == "published":
            plain.add(row.community, "outcomes", row.published_at)
    for row in FollowUp.objects.all():
        closed = row.action_item if row.action_item and row.action_item.status == "done" else None
        if row.outcome in {"done", "partly"} or (not row.outcome and closed):
            moment = row.answered_at or closed.closed_at
            plain.add(row.session.meeting.cycle.community, "followed_through", moment)
    for row in FindingMove.objects.all():
        name = {"experiment": "experiments", "routine": "routines", "application": "applications"}.get(row.to_stage)
        if name:
            plain.add_once(row.finding.community, name, row.at, row.finding_id)


def test_numbers_counted_beforehand_equal_a_slow_plain_recount(demo):
    plain = Plain()
    for count in (count_people, count_deeds, count_meetings, count_casework):
        count(plain)
    started = set(Community.objects.exclude(status="draft").values_list("pk", flat=True))

    counted = {
        (row.community_id, row.year, name): number
        for row in Tally.objects.all()
        for name, number in row.numbers.items()
    }

    assert counted == {key: number for key, number in plain.found.items() if key[0] in started}
    # There is something of everything, so that the recount says something.
    assert {name for _circle, _year, name in counted} == {indicator.name for indicator in all_indicators()}


def province_of(area):
    while area is not None and area.kind != "province":
        area = area.parent
    return area.name if area else "zonder gebied"


def plain_groups(circles, label):
    """What stands in a line about the circles of each label, one circle after the other."""
    found = defaultdict(lambda: {"phases": Counter(), "people": 0, **dict.fromkeys(GROUP_NAMES, 0)})
    for circle in circles:
        if name := label(circle):
            group = found[name]
            group["phases"][circle.phase] += 1
            group["people"] += circle.member_count
            tally = Tally.objects.get(community=circle, year=0).numbers
            for counted in GROUP_NAMES:
                group[counted] += tally.get(counted, 0)
    return dict(found)


def shown_groups(groups):
    return {
        group.label: {"phases": group.phases, "people": group.people}
        | {name: group.sums.get(name, 0) for name in GROUP_NAMES}
        for group in groups
    }


def test_numbers_added_up_by_programme_equal_a_slow_plain_sum(demo):
    plain = defaultdict(int)
    for row in Tally.objects.all():
        if row.community.status in ("active", "closed"):
            for name, number in row.numbers.items():
                plain[row.community.programme_id, row.year, name] += number
    summed = {
        (row.programme_id, row.year, name): number
        for row in ProgrammeTally.objects.all()
        for name, number in row.numbers.items()
    }
    assert summed == plain


def test_groups_of_circles_equal_a_slow_plain_recount(demo):
    visitor, seen = AnonymousUser(), set()
    for programme in Programme.objects.exclude(status="draft"):
        below = [programme, *Programme.objects.filter(parent=programme)]
        below += Programme.objects.filter(parent__parent=programme)
        circles = [
            circle
            for circle in Community.objects.filter(status__in=["active", "closed"])
            if circle.programme in below and circle.programme.status != "draft"
        ]
        parts = parts_of(circles_of(programme, visitor))
        sums = [row for row in sums_of(programme, visitor) if row.year == 0]

        regions, cohorts = shown_groups(by_region(parts, sums)), shown_groups(by_cohort(parts, sums))

        assert regions == plain_groups(circles, lambda circle: province_of(circle.area))
        assert cohorts == plain_groups(circles, lambda circle: circle.cohort and circle.cohort.name)
        seen |= {*regions, *cohorts}
    # Of the demo both are there, so that this says something.
    assert len(seen) > 3
