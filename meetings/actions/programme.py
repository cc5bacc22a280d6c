"""Making the programme of a day."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Guest, Meeting, ProgrammeItem
from ..tables import refuse_fewer_tables
from .note import keep_notes
from .programme_change import changing, order_changed

MOST_ITEMS = 40

Pillar, Form, Party = ProgrammeItem.Pillar, ProgrammeItem.Form, ProgrammeItem.Responsible
# A day that works: the four pillars between arriving and harvesting, seven hours together.
TEMPLATE_DAY: list[dict[str, Any]] = [
    {
        "pillar": Pillar.OPENING,
        "title": gettext_lazy("Arriving, with coffee"),
        "minutes": 30,
        "responsible": Party.HOST,
        "materials": gettext_lazy("Coffee and tea, name badges"),
    },
    {
        "pillar": Pillar.CURRENT,
        "title": gettext_lazy("Current affairs"),
        "minutes": 45,
        "working_form": Form.ROUND,
        "responsible": Party.PROGRAMME,
    },
    {
        "pillar": Pillar.CONSULTATION,
        "title": gettext_lazy("Peer consultation in groups"),
        "minutes": 90,
        "working_form": Form.DISCUSSION,
        "responsible": Party.PROGRAMME,
        "materials": gettext_lazy("A quiet corner, paper and a clock for each group"),
        "tables": 3,
    },
    {
        "pillar": Pillar.BREAK,
        "title": gettext_lazy("Lunch"),
        "minutes": 60,
        "working_form": Form.MEAL,
        "responsible": Party.HOST,
    },
    {
        "pillar": Pillar.DEEPENING,
        "title": gettext_lazy("Deepening session with a guest expert"),
        "minutes": 90,
        "working_form": Form.PRESENTATION,
        "responsible": Party.GUEST,
        "materials": gettext_lazy("Screen with sound"),
    },
    {
        "pillar": Pillar.VISIT,
        "title": gettext_lazy("Project visit"),
        "minutes": 75,
        "working_form": Form.VISIT,
        "responsible": Party.HOST,
    },
    {
        "pillar": Pillar.CLOSING,
        "title": gettext_lazy("Harvest, action items and reflection"),
        "minutes": 30,
        "working_form": Form.ROUND,
        "responsible": Party.PROGRAMME,
        "materials": gettext_lazy("Flip charts and pens"),
    },
]


class ItemFacts(TypedDict, total=False):
    """What an item is; who changes only part of it leaves the rest out."""

    pillar: str
    title: str
    minutes: int
    working_form: NotRequired[str]
    responsible: NotRequired[str]
    member: NotRequired[User | None]
    guest: NotRequired[Guest | None]
    materials: NotRequired[str]
    tables: NotRequired[int | None]


class ItemOvertaken(Overtaken):
    """Somebody else changed the item first; ``current`` is how it is now."""

    def __init__(self, current: ProgrammeItem) -> None:
        super().__init__(
            _("Somebody else changed this item while you were typing. Compare, and save again if yours is right.")
        )
        self.current = current


class OrderOvertaken(Overtaken):
    """Somebody else changed the programme first; the order that was asked for is not taken over."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed the programme in the meantime. Look at both, and order it again."))


def add_item(meeting: Meeting, *, by: User, **facts: Unpack[ItemFacts]) -> ProgrammeItem:
    """Put an item at the end of the programme; the same as the last one (a button pressed twice) is added once."""
    with changing(meeting) as row:
        known = row.items.order_by("position").last()
        if known and all(getattr(known, name) == value for name, value in facts.items()):
            return known
        last = known.position if known else 0
        if row.items.count() >= MOST_ITEMS:
            raise Refused(_("A programme holds at most %(count)s items.") % {"count": MOST_ITEMS})
        order_changed(row)
        return row.items.create(position=last + 1, **facts)


def change_item(
    item: ProgrammeItem, *, by: User | Guest, version: int | None = None, **facts: Unpack[ItemFacts]
) -> ProgrammeItem:
    """Change what an item is; the times after it follow. Saving what stands there already changes nothing.

    Refused when it was taken out; raises ``ItemOvertaken`` when ``version`` is given and not the latest.
    """
    with changing(item.meeting) as meeting:
        row = meeting.items.select_related("guest", "member").filter(pk=item.pk).first()
        if row is None:
            raise Refused(_("Somebody took this item out of the programme in the meantime."))
        changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
        if not changed:
            return row
        if version is not None and row.version != version:
            raise ItemOvertaken(row)
        if "tables" in changed:
            refuse_fewer_tables(row, facts.get("tables"))
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        return row


def remove_item(item: ProgrammeItem, *, by: User) -> None:
    """Take an item out; what follows moves forward in time. Gone already is fine."""
    with changing(item.meeting) as meeting:
        keep_notes(item)
        if meeting.items.filter(pk=item.pk).delete()[0]:
            order_changed(meeting)


def order_items(meeting: Meeting, *, by: User, version: int, order: Sequence[int]) -> list[int]:
    """Put the items in this order, all at once; return the order. The order that is there already changes nothing.

    Raises ``OrderOvertaken`` when the programme has other items than ``order``, or was ordered by somebody else.
    """
    with changing(meeting) as row:
        now = list(row.items.values_list("pk", flat=True))
        if now == list(order):
            return now
        if row.programme_version != version or sorted(now) != sorted(order):
            raise OrderOvertaken
        last = row.items.aggregate(last=Max("position"))["last"]
        # No two items may hold the same position for a moment, so all go past the last one first.
        row.items.update(position=F("position") + last + 1)
        places = [ProgrammeItem(pk=pk, position=position) for position, pk in enumerate(order, start=1)]
        ProgrammeItem.objects.bulk_update(places, ["position"])
        order_changed(row)
        return list(order)


def use_template_day(meeting: Meeting, *, by: User) -> None:
    """Fill an empty programme with a day that works; refused where there is something already."""
    with changing(meeting) as row:
        if row.items.exists():
            raise Refused(_("This meeting has a programme already."))
        order_changed(row)
        ProgrammeItem.objects.bulk_create(
            ProgrammeItem(meeting=row, position=position, **{name: _plain(value) for name, value in facts.items()})
            for position, facts in enumerate(TEMPLATE_DAY, start=1)
        )


def _plain(value: Any) -> Any:
    """Return a text in the language of who asks; a number stays one."""
    return value if isinstance(value, int) else str(value)
