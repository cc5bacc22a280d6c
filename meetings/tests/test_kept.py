"""What a browser keeps of a meeting: the way there and the programme, and nobody."""

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Guest, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(meeting, member, organisation) -> str:
    """A meeting with everything that may not stay on a phone, and what may."""
    facts = {"address": "Dorpsstraat 1", "travel": "Bus 33", "parking": "Achter de kerk", "format": "hybrid"}
    facts |= {"online_url": "https://kanarie.example.nl/zaal", "facilitator": member}
    Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=timezone.now(), **facts)
    guest = Guest.objects.create(
        meeting=meeting,
        name="Gast Kanarie",
        email="g@example.nl",
        kind="expert",
        invited_at=timezone.now(),
        token_hash="x",
    )
    for position, (pillar, title) in enumerate([("opening", "Welkom"), ("consultation", "De casus van Kanarie")]):
        by = {"member": member} if position else {"guest": guest}
        meeting.items.create(position=position, pillar=pillar, title=title, minutes=30, **by)
    return reverse("meetings:meeting_kept", args=[meeting.pk])


def test_page_tells_the_way_and_the_programme_and_names_nobody(path, member, as_user):
    page = as_user(member).get(path).text
    for words in ("Dorpsstraat 1", "Bus 33", "Achter de kerk", "9.30–10.00", "Welkom", "Intervisie"):
        assert words in page, words
    assert "anarie" not in page
    assert member.family_name not in page
    assert "csrf" not in page
    assert "<form" not in page


def test_page_holds_no_programme_that_is_not_published(path, meeting, coordinator, as_user):
    Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=None)
    assert "Welkom" not in as_user(coordinator).get(path).text


def test_page_of_a_meeting_offers_to_be_kept_only_while_it_is_to_come(path, meeting, member, as_user):
    detail = meeting.get_absolute_url()
    assert f'data-keep="{path}"' in as_user(member).get(detail).text
    Meeting.objects.filter(pk=meeting.pk).update(status="cancelled", cancelled_at=timezone.now())
    assert "data-keep" not in as_user(member).get(detail).text
    assert "gaat niet door" in as_user(member).get(path).text
