"""What outcomes tell of on the timeline of a circle."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.models import Outcome
from communities.timeline import timeline_of, told

pytestmark = pytest.mark.django_db


def test_only_what_was_published_and_still_is_stands_on_it(community, member):
    for slug, status in (("wel", "published"), ("weg", "withdrawn"), ("concept", "draft")):
        moment = {} if status == "draft" else {"published_at": timezone.now()}
        moment |= {"withdrawn_at": timezone.now()} if status == "withdrawn" else {}
        Outcome.objects.create(
            community=community, slug=slug, title=slug.title(), status=status, kind="paper", **moment
        )

    for user in (AnonymousUser(), member):
        found = told(timeline_of(community, user, "opbrengsten"), community)
        assert [(line.text, line.url) for line in found] == [("Opbrengst gepubliceerd: Wel", "/opbrengsten/wel/")]
