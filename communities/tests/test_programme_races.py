"""Two coordinators at the same moment."""

import pytest

from communities.actions.programme import change_programme, create_programme
from communities.actions.team import invite_to_team
from communities.models import Programme, TeamInvitation
from leerkring.core.errors import Refused

from .test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_name_makes_one_programme_also_in_an_empty_portal(make):
    people = [make.user(f"Wim{number}") for number in range(4)]

    results = at_once(lambda: create_programme(by=people.pop(), name="Learning Lab"))

    assert Programme.objects.count() == 1
    assert sum(isinstance(result, Refused) for result in results) == 3


def test_two_programmes_never_become_part_of_each_other(outsider):
    one, two = (create_programme(by=outsider, name=name) for name in ("Een", "Twee"))
    pairs = [(one, two), (two, one)]

    def deed():
        part, whole = pairs.pop()
        return change_programme(part, by=outsider, version=1, parent=whole)

    results = at_once(deed, times=2)

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Programme.objects.filter(parent=None).count() == 1


def test_asking_the_same_person_at_once_asks_once(outsider):
    mine = create_programme(by=outsider, name="Learning Lab")

    at_once(lambda: invite_to_team(mine, by=outsider, email="yusuf@example.nl", role="broker"))

    assert TeamInvitation.objects.count() == 1
