"""What several tests of circles need."""

import pytest

from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.models import Invitation, ProgrammeMember


@pytest.fixture
def known_people(community, coordinator, member):
    """Jan was invited before, Bo said no; Daan is the member."""
    people = [Invitee(f"{name}@example.nl", "residents", "resident") for name in ("jan", "bo")]
    prepare_invitations(community, people, by=coordinator)
    send_prepared(community, by=coordinator)
    Invitation.objects.filter(email="bo@example.nl").update(status="declined", decline_reason="Geen tijd.")


@pytest.fixture
def boss(programme, make):
    """A coordinator of a programme."""
    user = make.user("Yusuf", "Aydin")
    ProgrammeMember.objects.create(programme=programme, user=user, role="coordinator")
    return user


@pytest.fixture
def broker(programme, make):
    user = make.user("Bep", "Makelaar")
    ProgrammeMember.objects.create(programme=programme, user=user, role="broker")
    return user


@pytest.fixture
def talking(community):
    """The circle, with discussion switched on."""
    community.modules = ["discussion"]
    community.save(update_fields=["modules"])
    return community
