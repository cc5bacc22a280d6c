"""Events of the running circle."""

from django.core.files.uploadedfile import SimpleUploadedFile

from leerkring.files.tests.samples import picture
from meetings.actions.event_part import add_event_file
from meetings.models import Event, Registration
from meetings.tests.event_rows import make_event, sign_up
from meetings.tokens import registration_token


def announced(community, coordinator, author):
    """Announce an event of the circle with a part, a file and two who come, one with an account; keep one in draft."""
    event = make_event(community, kind="safari", capacity=3)
    draft = make_event(community, status="draft", slug="concept", title="Concept")
    upload = SimpleUploadedFile("kaart.png", picture("PNG", colour=(1, 2, 3)))
    registration = sign_up(event)
    Registration.objects.filter(pk=sign_up(event, author.full_name).pk).update(user=author)
    return {
        "event": event.slug,
        "draft_event": draft.slug,
        "event_part": event.parts.create(position=1, title="Halte").pk,
        "event_file": add_event_file(event, upload, by=coordinator, title="Kaart").pk,
        "event_kind": "cafe",
        "registration": registration.pk,
        "registration_token": registration_token(registration),
    }


def one_more(world, community, make, number):
    """One more event, and one more part, file and registration of the first."""
    event = Event.objects.get(slug=world.event)
    make_event(community, slug=f"extra-{number}", title="E")
    sign_up(event, f"Extra{number} Peters")
    event.parts.create(position=number + 1, title="P", organisation=make.organisation(f"Organisatie {number}"))
    upload = SimpleUploadedFile("plan.png", picture("PNG", colour=(number, 7, 7)))
    add_event_file(event, upload, by=world.people["coordinator"])
