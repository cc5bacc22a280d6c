"""Finding who is to be reminded of what they promised."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Community, Membership
from communities.rhythm import Ahead, Planned
from leerkring.accounts.models import User
from leerkring.notifications.actions import About, Intent, notify_all
from leerkring.notifications.render import zone_of
from leerkring.notifications.schedule import in_batches

from ..models import ActionItem
from ..models.action_item import ActionItemQuerySet

KIND = "meetings.action_reminder"
BATCH = 200
# Nobody is reminded at night: from this hour on, on the clock of the owner.
MORNING = timedelta(hours=8)


def remind_of_actions(now: datetime) -> int:
    """Write a reminder for the owner of each action item of which one is due; return how many.

    After an outage only the latest due rule of an item goes out. The key of a mail names item, rule and due date, so
    that looking twice is harmless and a moved date reminds again.
    """
    return in_batches(_remind_batch, now, BATCH)


def _remind_batch(now: datetime) -> tuple[int, int]:
    with transaction.atomic():
        rows = _due(now).select_for_update(of=("self",)).select_related("owner")
        items = list(rows.order_by("next_reminder_on", "pk")[:BATCH])
        today = {item.pk: local_day(item.owner.time_zone, now) for item in items if item.owner}
        # A little later, so that what falls on one morning stands in one mail.
        count = notify_all(KIND, _intents(items, today), send_after=now + ActionItem.FOLD) if items else 0
        for item in items:
            item.next_reminder_on = item.reminder_after(today[item.pk])
        ActionItem.objects.bulk_update(items, ["next_reminder_on"])
    return len(items), count


def _due(now: datetime) -> ActionItemQuerySet:
    waiting = ActionItem.objects.filter(
        status=ActionItem.Status.OPEN,
        next_reminder_on__lte=now.date() + timedelta(days=1),
        owner__is_active=True,
        community__status=Community.Status.ACTIVE,
    )
    # A day begins at another moment in each zone; the owners of what is due live in a few.
    zones = list(waiting.order_by().values_list("owner__time_zone", flat=True).distinct())
    begun = [Q(owner__time_zone=zone, next_reminder_on__lte=local_day(zone, now)) for zone in zones]
    return waiting.filter(Q(*begun, _connector=Q.OR)) if begun else waiting.none()


def local_day(zone: str, now: datetime) -> date:
    """Return which day it is on the clock of this zone; a day begins in the morning."""
    return (now.astimezone(zone_of(User(time_zone=zone))) - MORNING).date()


def _intents(items: Sequence[ActionItem], today: dict[int, date]) -> list[Intent]:
    circles = {item.community_id for item in items}
    members = Membership.objects.active().filter(community__in=circles, user__in={item.owner_id for item in items})
    taking_part = set(members.values_list("community", "user"))
    return [
        _intent(item, rule)
        for item in items
        if (item.community_id, item.owner_id) in taking_part and (rule := item.due_rule(today[item.pk]))
    ]


def _intent(item: ActionItem, rule: str) -> Intent:
    assert item.owner is not None and item.due_on is not None
    due_on = item.due_on.isoformat()
    context = {"item": item.pk, "community": item.community_id, "due_on": due_on, "rule": rule}
    return Intent(item.owner, f"{KIND}:{item.pk}:{rule}:{due_on}", context, about=About(item.community_id))


def planned_reminders(ahead: Ahead) -> list[Planned]:
    """Return when who has something to do for this circle is reminded, a line per day and rule."""
    zone = timezone.get_default_timezone()
    community = ahead.community
    begin, end = ahead.since.astimezone(zone).date(), ahead.until.astimezone(zone).date()
    days: dict[date, set[str]] = defaultdict(set)
    for item in community.action_items.open().filter(due_on__isnull=False).select_related("owner"):
        for day in item.reminder_days().values():
            if begin < day <= end and item.owner:
                days[day].add(item.owner.full_name)
    return [
        Planned(
            moment=datetime.combine(day, time(), tzinfo=zone) + MORNING,
            label=gettext_lazy("Reminder of an action item"),
            subject=_("Action items"),
            url=reverse("meetings:action_item_list", kwargs={"slug": community.slug}),
            people=sorted(people),
            audience=gettext_lazy("who has an action item to do"),
            zone=zone,
        )
        for day, people in days.items()
    ]
