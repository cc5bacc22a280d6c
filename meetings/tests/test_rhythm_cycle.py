"""A whole cycle of a circle, played day by day: how many mails does each person get, and which?"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.cycle import plan_cycle
from meetings.actions.reminder import remind
from meetings.models import ActionItem, Meeting, Presence, Report

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEGIN = date(2027, 1, 11)
# Over the night in which the clock goes forward, and into the summer.
DAYS = [date(2027, 2, 18), date(2027, 4, 1), date(2027, 5, 20), date(2027, 6, 24)]

# What each person gets around one meeting, in order. Daan answers after the first mail, Anouk (the host) does so and
# completes the programme late, Marit leads, Sanne never answers, Joost can't come.
TABLE = {
    "Daan": ["call", "prepare", "practical", "presence", "harvest", "actions"],
    "Anouk": ["host", "call", "prepare", "practical", "presence", "harvest"],
    "Marit": ["call", "programme", "prepare", "practical", "presence", "harvest", "report"],
    "Sanne": ["call", "prepare", "rsvp", "practical", "harvest"],
    "Joost": ["call", "harvest"],
}


@pytest.fixture
def people(member, host, coordinator, make, community):
    more = {name: make.user(name) for name in ["Sanne", "Joost"]}
    for person in more.values():
        make.join(person, community, "professional")
    return {"Daan": member, "Anouk": host, "Marit": coordinator} | more


@pytest.fixture
def series(cycle, coordinator, host_organisation):
    with time_machine.travel(datetime.combine(BEGIN, time(8), tzinfo=AMSTERDAM), tick=False):
        for number, day in enumerate(DAYS, start=1):
            meeting = Meeting(cycle=cycle, number=number, theme=f"Dag {number}", host=host_organisation)
            meeting.set_times(day, time(9, 30), time(16, 30))
            meeting.save()
        plan_cycle(cycle, by=coordinator)
    return list(cycle.meetings.order_by("number"))


def live(meeting, people, day):
    """Do what people do on a day: days are counted from the meeting."""
    away = (day - meeting.date).days
    if away == -13:
        for name, answer in [("Daan", "yes"), ("Anouk", "yes"), ("Marit", "yes"), ("Joost", "no")]:
            answer_meeting(meeting, by=people[name], answer=answer)
    if away == -9:
        Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=timezone.now())
    if away == 0:
        for name in ["Daan", "Anouk"]:
            hours = {"from_time": time(9, 30), "until_time": time(16, 30), "source": "list"}
            Presence.objects.create(meeting=meeting, user=people[name], **hours)
        facts = {"community": meeting.cycle.community, "meeting": meeting, "owner": people["Daan"]}
        ActionItem.objects.create(what="Bord kopen", **facts)
    if away == 20:
        Report.objects.create(meeting=meeting, status="approved", approved_at=timezone.now(), text="Dag")


def test_whole_cycle_is_calm_and_as_the_table_says(series, people):
    day = BEGIN
    while day <= DAYS[-1] + timedelta(days=40):
        with time_machine.travel(datetime.combine(day, time(9, 30), tzinfo=AMSTERDAM), tick=False):
            for meeting in series:
                live(meeting, people, day)
            remind(timezone.now())
            remind(timezone.now())
            deliver_due()
        day += timedelta(days=1)

    sent = Message.objects.filter(key__startswith="meetings.reminder:", state=Message.State.SENT).order_by("sent_at")
    rows = list(sent.values_list("recipient__given_name", "context__meeting", "context__rule", "sent_at"))
    for meeting in series:
        told = {name: [] for name in TABLE}
        for name, pk, rule, _moment in rows:
            if pk == meeting.pk:
                told[name].append(rule)
        assert told == TABLE
    assert len(rows) == len(DAYS) * sum(map(len, TABLE.values())) == 104
    # Nobody gets two of them on one day.
    days = Counter((name, moment.astimezone(AMSTERDAM).date()) for name, _pk, _rule, moment in rows)
    assert max(days.values()) == 1
    # And all of them at the clock time at which the meetings begin.
    assert {moment.astimezone(AMSTERDAM).time() for *_facts, moment in rows} == {time(9, 30)}
