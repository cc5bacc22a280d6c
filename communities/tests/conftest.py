"""What several tests of circles need."""

import pytest

from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.models import Invitation


@pytest.fixture
def known_people(community, coordinator, member):
    """Jan was invited before, Bo said no; Daan is the member."""
    people = [Invitee(f"{name}@example.nl", "residents", "resident") for name in ("jan", "bo")]
    prepare_invitations(community, people, by=coordinator)
    send_prepared(community, by=coordinator)
    Invitation.objects.filter(email="bo@example.nl").update(status="declined", decline_reason="Geen tijd.")
