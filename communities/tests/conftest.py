"""What several tests of circles need."""

import pytest

from communities.actions.introduction import answer_introduction, ask_introduction, confirm_introduction
from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.models import Introduction, Invitation, Profile, ProgrammeMember

WHY = "Wij zoeken iemand die dit onderzocht heeft."


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


@pytest.fixture
def expert(make):
    """Somebody from elsewhere who may be found."""
    person = make.user("Femke", "Baltussen")
    Profile.objects.create(user=person, is_findable=True, sector="research", brings="Onderzoek.", brings_for="members")
    return person


@pytest.fixture
def asked(community, coordinator, member, expert) -> Introduction:
    return ask_introduction(community, by=member, asker=member, why=WHY, person=expert)


@pytest.fixture
def accepted(asked, expert) -> Introduction:
    return answer_introduction(asked, by=expert, version=1, answer="yes", reply="Leuk.")


@pytest.fixture
def met(accepted, member) -> Introduction:
    return confirm_introduction(accepted, by=member)


@pytest.fixture
def of_organisation(community, member, broker, host_organisation) -> Introduction:
    return ask_introduction(community, by=member, asker=member, why=WHY, organisation=host_organisation)
