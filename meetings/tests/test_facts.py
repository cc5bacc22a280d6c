"""The place, the link and the facilitator of a meeting: filled in, told, shown, and to whom."""

import pytest
from django.urls import reverse
from django.utils import timezone

from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.facts import missing_facts
from meetings.forms.meeting import MeetingForm, initial_of
from meetings.models import Meeting

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.nl/kring"


def posted(meeting, **fields):
    return {name: value or "" for name, value in initial_of(meeting).items()} | {"version": meeting.version} | fields


def told(kind="meetings.changed"):
    return Message.objects.filter(kind=kind).count()


@pytest.fixture
def page(meeting, coordinator, as_user):
    """Return a function that asks for the form, or posts it."""
    client, url = as_user(coordinator), reverse("meetings:meeting_change", kwargs={"pk": meeting.pk})

    def ask(**fields):
        meeting.refresh_from_db()
        return client.post(url, posted(meeting, **fields), follow=True) if fields else client.get(url)

    return ask


def test_change_page_keeps_what_is_filled_in_about_the_place(page, meeting):
    facts = {"room": "Zaal 2", "public_transport": "Bus 33", "parking": "Op het plein", "step_free": "partly"}
    page(**facts)
    meeting.refresh_from_db()
    assert {name: getattr(meeting, name) for name in facts} == facts
    assert "Zaal 2" in meeting.whereabouts


@pytest.mark.parametrize(
    ("fields", "sequence"),
    [({"room": "Zaal 2"}, 1), ({"format": "hybrid"}, 1), ({"online_url": LINK}, 1), ({"parking": "Plein"}, 0)],
)
def test_change_meeting_tells_members_and_moves_calendars_where_they_show_it(fields, sequence, meeting, change):
    assert change(meeting, **fields).sequence == sequence
    assert told() == 1


def test_change_meeting_leaves_as_it_is_what_was_not_asked(meeting, change, plan):
    change(meeting, room="Zaal 2", format="hybrid", online_url=LINK)
    facts = {"theme": "Visie", "start_time": meeting.start_time, "end_time": meeting.end_time}
    row = change(meeting, **dict.fromkeys(["room", "format", "online_url", "facilitator"]), **facts)
    assert (row.room, row.format, row.online_url, row.theme) == ("Zaal 2", "hybrid", LINK, "Visie")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://example.nl/a", "geen link", "https://"])
def test_change_page_takes_only_a_web_address_as_link(link, page, meeting):
    response = page(online_url=link)
    assert response.status_code == 422 and link in response.content.decode()
    meeting.refresh_from_db()
    assert meeting.online_url == ""


def test_an_online_meeting_may_get_its_link_later_and_the_page_says_so(page, meeting):
    response = page(format="online")
    assert "De link om online mee te doen is nog niet ingevuld." in response.content.decode()
    meeting.refresh_from_db()
    assert (meeting.format, meeting.whereabouts) == ("online", "Online")


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"place": "", "address": ""}, 1),
        ({"place": "De Brink"}, 0),
        ({"place": "", "format": "hybrid"}, 2),
        ({"place": "", "format": "online", "online_url": LINK}, 0),
    ],
)
def test_missing_facts_remind_of_place_and_link(fields, count):
    assert len(missing_facts(Meeting(**{"online_url": "", "format": "location"} | fields))) == count


# --- Who leads it -----------------------------------------------------------------------------------------------


def test_facilitator_is_a_member_and_nobody_is_mailed_of_it(meeting, change, member):
    row = change(meeting, facilitator=str(member.pk))
    assert (row.facilitator, row.version, row.sequence, told()) == (member, 2, 0, 0)
    assert change(meeting, facilitator="").facilitator is None


@pytest.mark.parametrize("role", ["former_member", "outsider", "staff"])
def test_facilitator_who_does_not_take_part_is_refused(role, meeting, change, request):
    person = request.getfixturevalue(role)
    with pytest.raises(Refused):
        change(meeting, facilitator=str(person.pk))


def test_change_page_refuses_an_outsider_as_facilitator(page, outsider):
    assert page(facilitator=str(outsider.pk)).status_code == 422


def test_change_page_says_that_facilitator_and_host_left_the_circle(page, meeting, change, member, community):
    change(meeting, facilitator=str(member.pk))
    assert "doet niet meer mee" not in page().content.decode()
    community.memberships.filter(user=member).delete()
    assert "Daan Willems doet niet meer mee in deze leerkring. Kies een andere gespreksleider." in (
        page().content.decode()
    )


def test_change_page_shows_both_facilitators_when_somebody_else_was_first(meeting, change, member, host, page):
    typed = {"facilitator": str(host.pk), "version": meeting.version}
    change(meeting, facilitator=str(member.pk))
    response = page(**typed)
    assert response.status_code == 409
    assert "<td>Daan Willems</td><td>Anouk Thijssen</td>" in response.content.decode()


def test_detail_shows_facts_to_members(meeting, change, member, coordinator, as_user):
    change(meeting, format="hybrid", online_url=LINK, facilitator=str(coordinator.pk), step_free="yes", room="Zaal 2")
    text = as_user(member).get(meeting.get_absolute_url()).content.decode()
    for words in [f'href="{LINK}"', "Gespreksleider", "Marit Hoekstra", "zonder drempels", "Zaal 2"]:
        assert words in text


# --- The link in mails ------------------------------------------------------------------------------------------


def test_link_stands_in_the_mail_of_members_and_not_in_that_of_guests(
    meeting, change, member, invite, deliver, coordinator
):
    invite()
    Message.objects.all().delete()
    change(meeting, format="online", online_url=LINK, theme="Anders")
    Message.objects.update(try_after=timezone.now())
    mails = deliver()

    assert LINK in mails[member.email].body
    # Who has no account has no name before the address.
    guest = mails[""]
    assert LINK not in guest.body and LINK not in guest.alternatives[0][0]
    assert "De link staat op je eigen pagina." in guest.body


def test_guest_sees_the_link_but_not_the_facilitator(meeting, change, invite, member, visitor):
    from meetings.tokens import guest_token

    guest = invite()
    change(meeting, format="online", online_url=LINK, facilitator=str(member.pk))
    text = visitor.get(reverse("meetings:guest_visit", kwargs={"token": guest_token(guest)})).content.decode()
    assert LINK in text and "Daan Willems" not in text


def test_form_lists_members_by_name(meeting, member, host, coordinator, former_member):
    names = [label for _key, label in MeetingForm(meeting=meeting).fields["facilitator"].choices]
    assert names == ["niemand in het bijzonder", "Marit Hoekstra", "Anouk Thijssen", "Daan Willems"]
