"""What meetings tell of on the timeline of a circle."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.timeline import timeline_of, told
from meetings.models import Report

pytestmark = pytest.mark.django_db


def lines(community, user):
    return [
        (line.text, line.by_month, bool(line.url))
        for line in told(timeline_of(community, user, "bijeenkomsten"), community)
    ]


def test_members_see_the_day_and_the_report_others_the_theme_and_the_month(community, cycle, member, make):
    held = make.meeting(cycle, 1, days=-10, theme="Agenderen")
    make.meeting(cycle, 2, days=10, theme="Nog niet")
    make.meeting(cycle, 3, days=-5, theme="Afgelast", status="cancelled")
    make.meeting(cycle, 4, days=-5, theme="Concept", status="draft")
    Report.objects.create(meeting=held, status="approved", text="T", approved_at=timezone.now())

    assert lines(community, member) == [
        ("Verslag van: Agenderen", False, True),
        ("Bijeenkomst: Agenderen", False, True),
    ]
    for user in (AnonymousUser(), make.user("Bo")):
        assert lines(community, user) == [("Bijeenkomst: Agenderen", True, False)]
        (line,) = told(timeline_of(community, user, "bijeenkomsten"), community)
        assert timezone.localtime(line.at).day == 1
