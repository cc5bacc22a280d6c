"""Numbers of another circle or programme in an address: they open nothing, also for who coordinates both."""

import pytest
from django.urls import reverse

from communities.models import Community, Membership, Programme, ProgrammeMember

from .access import COORDINATOR, PAGES
from .test_access import ask

OF_A_CIRCLE = sorted(name for name, page in PAGES.items() if {"slug", "pk"} <= page.of.keys())
# What stands within a meeting (an item, a guest, a picture …) or an event.
OF_A_MEETING = sorted(
    name
    for name, page in PAGES.items()
    # A case belongs to a circle: in which of its meetings it is talked through, the address says.
    if "pk" in page.of and any(part.endswith("_pk") and part != "case_pk" for part in page.of)
)
OF_AN_EVENT = sorted(
    name for name, page in PAGES.items() if {"slug", "pk"} <= page.of.keys() and "event" in page.of.values()
)
OF_A_PROGRAMME = sorted(name for name, page in PAGES.items() if {"programme_slug", "pk"} <= page.of.keys())


@pytest.fixture
def other(world, community, make):
    """A second circle and a second programme of the same coordinator."""
    facts = {"kind": "regional", "area": community.area, "question": "?", "status": "active"}
    programme = Programme.objects.create(name="Ander", slug="ander-netwerk")
    circle = Community.objects.create(
        programme=programme, slug="andere-kring", name="Ander", started_at=community.started_at, **facts
    )
    make.join(world.people[COORDINATOR], circle, Membership.Role.COORDINATOR)
    ProgrammeMember.objects.create(programme=programme, user=world.people[COORDINATOR], role="coordinator")
    return {"slug": circle.slug, "programme_slug": programme.slug}


def opened(name, world, elsewhere) -> bool:
    """Return whether an address with a number of something else answers with anything but that nothing is there."""
    parts = {part: getattr(world, thing) for part, thing in PAGES[name].of.items()}
    path = reverse(name, kwargs=parts | {part: elsewhere[part] for part in parts if part in elsewhere})
    answers = {ask(world, COORDINATOR, method, path, PAGES[name].data).status_code for method in ("get", "post")}
    return not (404 in answers and answers <= {404, 405})


def test_what_belongs_to_one_is_not_found_under_another(world, other):
    assert [name for name in [*OF_A_CIRCLE, *OF_A_PROGRAMME] if opened(name, world, other)] == []


def test_what_belongs_to_one_meeting_or_event_is_not_found_under_another_of_the_same_circle(world):
    assert [name for name in OF_A_MEETING if opened(name, world, {"pk": world.running})] == []
    assert [name for name in OF_AN_EVENT if opened(name, world, {"slug": world.draft_event})] == []
