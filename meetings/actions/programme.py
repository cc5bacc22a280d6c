"""Making the programme of a day."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Guest, Meeting, ProgrammeItem
from .meeting import lock_meeting

MOST_ITEMS = 40

# A day that works: the four pillars between arriving and harvesting, seven hours together.
TEMPLATE_DAY = [
    (ProgrammeItem.Pillar.OPENING, gettext_lazy("Arriving, with coffee"), 30),
    (ProgrammeItem.Pillar.CURRENT, gettext_lazy("Current affairs"), 45),
    (ProgrammeItem.Pillar.CONSULTATION, gettext_lazy("Peer consultation in groups"), 90),
    (ProgrammeItem.Pillar.BREAK, gettext_lazy("Lunch"), 60),
    (ProgrammeItem.Pillar.DEEPENING, gettext_lazy("Deepening session with a guest expert"), 90),
    (ProgrammeItem.Pillar.VISIT, gettext_lazy("Project visit"), 75),
    (ProgrammeItem.Pillar.CLOSING, gettext_lazy("Harvest, action items and reflection"), 30),
]


def add_item(
    meeting: Meeting, *, by: User, pillar: str, title: str, minutes: int, guest: Guest | None = None
) -> ProgrammeItem:
    """Put an item at the end of the programme; a guest may take care of it."""
    with transaction.atomic():
        row = lock_meeting(meeting)
        last = row.items.aggregate(last=Max("position"))["last"] or 0
        if row.items.count() >= MOST_ITEMS:
            raise Refused(_("A programme holds at most %(count)s items.") % {"count": MOST_ITEMS})
        return row.items.create(position=last + 1, pillar=pillar, title=title, minutes=minutes, guest=guest)


def change_item(
    item: ProgrammeItem, *, by: User, pillar: str, title: str, minutes: int, guest: Guest | None = None
) -> ProgrammeItem:
    """Change what an item is and how long it takes; the times after it follow. Refused when it was taken out."""
    item.pillar, item.title, item.minutes, item.guest = pillar, title, minutes, guest
    facts = {"pillar": pillar, "title": title, "minutes": minutes, "guest": guest}
    if not ProgrammeItem.objects.filter(pk=item.pk).update(**facts):
        raise Refused(_("Somebody took this item out of the programme in the meantime."))
    return item


def remove_item(item: ProgrammeItem, *, by: User) -> None:
    """Take an item out; what follows moves forward in time. Gone already is fine."""
    ProgrammeItem.objects.filter(pk=item.pk).delete()


def move_item(item: ProgrammeItem, *, by: User, up: bool) -> None:
    """Change places with the item before or after; the first can't go up, nor the last down: then nothing changes."""
    with transaction.atomic():
        row = lock_meeting(item.meeting)
        items = list(row.items.all())
        here = next((index for index, other in enumerate(items) if other.pk == item.pk), None)
        there = None if here is None else here + (-1 if up else 1)
        if here is None or there is None or not 0 <= there < len(items):
            return
        _swap(items[here], items[there], free=items[-1].position + 1)


def _swap(one: ProgrammeItem, other: ProgrammeItem, *, free: int) -> None:
    """Exchange positions by way of a free one, since no two items may hold the same for a moment."""
    positions = one.position, other.position
    for item, position in [(one, free), (other, positions[0]), (one, positions[1])]:
        ProgrammeItem.objects.filter(pk=item.pk).update(position=position)


def use_template_day(meeting: Meeting, *, by: User) -> None:
    """Fill an empty programme with a day that works; refused where there is something already."""
    with transaction.atomic():
        row = lock_meeting(meeting)
        if row.items.exists():
            raise Refused(_("This meeting has a programme already."))
        ProgrammeItem.objects.bulk_create(
            ProgrammeItem(meeting=row, position=position, pillar=pillar, title=str(title), minutes=minutes)
            for position, (pillar, title, minutes) in enumerate(TEMPLATE_DAY, start=1)
        )
