"""What is to come of the mail around meetings, a copy of one, and choosing for one meeting."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from communities.actions.invitation import Invitee, invite_people
from communities.actions.rhythm import set_rhythm
from communities.models import Community
from communities.rhythm import planned_mails
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from leerkring.notifications.rhythm import Anchor, Choice, all_rules
from leerkring.notifications.tasks import run_tick
from meetings.actions.meeting import cancel_meeting
from meetings.actions.rhythm import set_meeting_rhythm
from meetings.models import Cycle, Meeting, MeetingRhythm

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(community, coordinator, as_user):
    return as_user(coordinator), reverse("communities:rhythm_preview", kwargs={"slug": community.slug})


def test_preview_says_who_gets_what_and_when(preview, meeting, member):
    client, url = preview
    text = client.get(url).content.decode()
    assert "Plaats, reis en toegang" in text and "De oogst" in text
    assert "Daan Willems" in text
    assert "9.30" in text


def test_preview_tells_what_the_finder_then_sends(preview, meeting, member, host):
    """The preview and the finder ask the same; else one of them would lie."""
    now = timezone.now()
    planned = planned_mails(meeting.cycle.community, now, now + timedelta(weeks=4))
    run_tick(now)
    for each in planned:
        Message.objects.all().delete()
        run_tick(each.moment)
        rule = each.key.rpartition(":")[2]
        rows = Message.objects.filter(context__rule=rule).select_related("recipient")
        told = sorted(row.recipient.full_name for row in rows)
        assert told == list(each.people), rule
    assert len(planned) > 4


def test_preview_of_a_quiet_circle_says_so(preview):
    client, url = preview
    assert "In deze weken gaat er niets uit" in client.get(url).content.decode()


def test_preview_tells_of_action_items_and_invitations_too(preview, community, member, coordinator):
    today = timezone.localdate()
    for what in ["Bord kopen", "Zaal bellen"]:
        community.action_items.create(what=what, owner=member, due_on=today + timedelta(days=5))
    invite_people(community, [Invitee("riet@example.nl", "residents", "resident", given_name="Riet")], by=coordinator)
    client, url = preview
    text = client.get(url).content.decode()
    assert "Herinnering aan een actiepunt" in text and "Daan Willems" in text
    assert "Herinnering aan een uitnodiging" in text and "Riet" in text
    assert "Bord kopen" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_preview_asks_a_fixed_number_of_queries(count, preview, cycle, make, member, queries):
    client, url = preview
    for number in range(1, count + 1):
        make.meeting(cycle, number, days=5 + number)
    assert queries(lambda: client.get(url)) == 11


def test_copy_goes_to_the_coordinator_alone_and_says_that_it_is_an_example(
    preview, community, meeting, member, coordinator, mailoutbox
):
    client, url = preview
    copy = reverse("communities:rhythm_copy", kwargs={"slug": community.slug})
    with time_machine.travel(timezone.now(), tick=False):
        for _press in range(2):
            assert client.post(copy, {"mail": f"meetings:{meeting.pk}:harvest"}).status_code == 302
    deliver_due()
    assert [message.to[0] for message in mailoutbox] == [f"Marit Hoekstra <{coordinator.email}>"]
    assert mailoutbox[0].subject.startswith("Voorbeeld: ") and "een kopie voor jou alleen" in mailoutbox[0].body


@pytest.mark.parametrize("mail", ["", "meetings", "meetings:0:harvest", "meetings:x:harvest", "meetings:²:harvest"])
def test_copy_of_what_there_is_not_is_refused(mail, preview, community, meeting):
    client, _url = preview
    copy = reverse("communities:rhythm_copy", kwargs={"slug": community.slug})
    assert "niet meer gepland" in client.post(copy, {"mail": mail}, follow=True).content.decode()
    assert client.post(copy, {"mail": f"meetings:{meeting.pk}:onzin"}).status_code == 302
    assert client.get(copy).status_code == 405
    assert not Message.objects.exists()


def test_copy_of_a_meeting_of_another_circle_is_refused(preview, community, programme, area, make):
    facts = {"programme": programme, "kind": "regional", "area": area, "question": "Hoe?", "status": "active"}
    other = Community.objects.create(slug="elders", name="Elders", started_at=timezone.now(), **facts)
    elsewhere = make.meeting(Cycle.objects.create(community=other))
    client, _url = preview
    copy = reverse("communities:rhythm_copy", kwargs={"slug": community.slug})
    assert client.post(copy, {"mail": f"meetings:{elsewhere.pk}:harvest"}).status_code == 302
    assert not Message.objects.exists()


# --- One meeting ------------------------------------------------------------------------------------------------


def filled(version=1, **fields):
    """What a browser sends when nothing was chosen, but for these fields."""
    names = [f"{rule.name}_{part}" for rule in all_rules(Anchor.MEETING) for part in ("state", "days", "line")]
    return dict.fromkeys(names, "") | {"version": version} | fields


@pytest.fixture
def url(meeting):
    return reverse("meetings:rhythm_change", kwargs={"pk": meeting.pk})


def test_meeting_page_says_which_level_decided(url, programme, community, coordinator, as_user):
    set_rhythm(programme, by=coordinator, version=1, choices={"call": Choice(is_on=False)})
    set_rhythm(community, by=coordinator, version=1, choices={"rsvp": Choice(days=5, line="Graag snel!")})
    text = as_user(coordinator).get(url).content.decode()
    assert "Uit, want zo staat het in Zorgalliantie." in text
    assert "5 dagen voor de bijeenkomst: zo staat het in Lingewaard." in text
    assert "Met de zin van Lingewaard: ‘Graag snel!’" in text


def test_meeting_page_saves_and_the_scheduler_looks_again(url, meeting, coordinator, as_user):
    Meeting.objects.update(next_reminder_at=None)
    assert (
        as_user(coordinator).post(url, filled(harvest_days="5", practical_line="Neem je laarzen mee.")).status_code
        == 302
    )
    meeting.refresh_from_db()
    assert meeting.next_reminder_at <= timezone.now() and meeting.rhythm_version == 2
    assert dict(MeetingRhythm.objects.values_list("rule", "days")) == {"harvest": 5, "practical": None}


def test_meeting_page_of_an_old_version_shows_both(url, meeting, coordinator, as_user):
    set_meeting_rhythm(meeting, by=coordinator, version=1, choices={"call": Choice(line="Van de ander")})
    response = as_user(coordinator).post(url, filled(call_line="Van mij"))
    assert response.status_code == 409
    assert "Van de ander" in response.content.decode() and "Van mij" in response.content.decode()


def test_set_meeting_rhythm_twice_is_harmless_and_old_versions_are_overtaken(meeting, coordinator):
    choices = {"call": Choice(is_on=False)}
    set_meeting_rhythm(meeting, by=coordinator, version=1, choices=choices)
    set_meeting_rhythm(meeting, by=coordinator, version=1, choices=choices)
    with pytest.raises(Overtaken):
        set_meeting_rhythm(meeting, by=coordinator, version=1, choices={})
    meeting.refresh_from_db()
    assert meeting.rhythm_version == 2


@pytest.mark.parametrize("what", ["cancelled", "closed"])
def test_set_meeting_rhythm_is_refused_when_nothing_goes_out_any_more(what, meeting, coordinator):
    if what == "cancelled":
        cancel_meeting(meeting, by=coordinator, reason="Ziek")
    else:
        Community.objects.update(**CLOSED)
    with pytest.raises(Refused):
        set_meeting_rhythm(meeting, by=coordinator, version=1, choices={"call": Choice(is_on=False)})


WHO = ["coordinator", "member", "host", "former_member", "outsider", "staff"]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("state", "allowed"), [("planned", True), ("draft", True), ("over", True), ("cancelled", False), ("closed", False)]
)
def test_who_may_change_the_mail_around_a_meeting(who, state, allowed, url, meeting, request, as_user):
    if state == "closed":
        Community.objects.update(**CLOSED)
    elif state == "over":
        past = timezone.now() - timedelta(days=3)
        Meeting.objects.update(starts_at=past, ends_at=past + timedelta(hours=7))
    else:
        Meeting.objects.update(status=state)
    expected = 200 if allowed and who == "coordinator" else 404
    assert as_user(request.getfixturevalue(who)).get(url).status_code == expected
