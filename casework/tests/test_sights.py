import pytest
from django.utils import timezone

from casework.models import Outcome
from communities.phases import checklist


def seen(community, phase):
    return {state.name for state in checklist(community, phase) if state.is_seen and state.is_done}


@pytest.mark.parametrize(
    ("facts", "developing", "sustaining"),
    [
        (None, set(), set()),
        ({}, {"outcome"}, set()),
        ({"status": "published", "published_at": timezone.now()}, {"outcome"}, {"published"}),
    ],
)
def test_outcomes_tick_the_checklist_of_their_circle(facts, developing, sustaining, community):
    if facts is not None:
        Outcome.objects.create(community=community, slug="a", title="A", **facts)
    assert (seen(community, "develop"), seen(community, "sustain")) == (developing, sustaining)
