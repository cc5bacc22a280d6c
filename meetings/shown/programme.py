"""The programme of a day with its times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.core.labels import label_of
from leerkring.core.prepared import prepared
from leerkring.core.templatetags.ui import clock

from ..models import Guest, Meeting, ProgrammeItem

Party = ProgrammeItem.Responsible


@dataclass(frozen=True)
class ShownItem:
    """One line of the programme."""

    item: ProgrammeItem
    url: str
    starts: str
    ends: str
    pillar: str
    is_now: bool
    # Pillar and working form in one line; who takes care of it, empty when nobody does yet.
    kind: str = ""
    who: str = ""
    # Whether the reader takes care of it, or may change it.
    is_own: bool = False
    may_edit: bool = False


def programme_rows(meeting: Meeting, items: Iterable[ProgrammeItem], guest: Guest | None = None) -> list[ShownItem]:
    """Return the items with the times that follow from their minutes, on the clock of the place.

    A guest reads which party takes care of what, and no name of a member or of another guest.
    """
    rows, moment, start = [], meeting.local_start, meeting.starts_at
    now, base = timezone.now(), reverse("meetings:programme_change", kwargs={"pk": meeting.pk})
    for item in items:
        length = timedelta(minutes=item.minutes)
        pillar = item.get_pillar_display()
        form = item.get_working_form_display()
        row = ShownItem(
            item=item,
            url=f"{base}{item.pk}/",
            starts=clock(moment),
            ends=clock(moment + length),
            pillar=pillar,
            is_now=start <= now < start + length,
            kind=f"{pillar} · {form}" if form and form != pillar else pillar,
            who=_who(meeting, item, by_name=guest is None),
            is_own=guest is not None and item.guest_id == guest.pk,
            may_edit=getattr(item, "may_edit", False),
        )
        rows.append(row)
        moment, start = moment + length, start + length
    return rows


def _who(meeting: Meeting, item: ProgrammeItem, *, by_name: bool) -> str:
    """Return who takes care of an item: somebody by name where known, else the party."""
    if by_name and item.member:
        return item.member.full_name
    if by_name and item.guest:
        return " · ".join(filter(None, [item.guest.name, item.guest.organisation]))
    party = item.get_responsible_display()
    if item.responsible == Party.HOST and meeting.host:
        return f"{meeting.host.name} ({party})"
    return party


def programme_for(meeting: Meeting, user: Any) -> list[ShownItem]:
    """Return the lines this person sees, one query: all of a published programme, of a draft one's own.

    The times of one's own items follow from those before them, so these are read too, and left out afterwards.
    """
    rows = programme_rows(meeting, prepared(_marked_items, user, meeting.pk))
    return [row for row in rows if row.item.may_view]  # type: ignore[attr-defined]


def _marked_items(user: Any, meeting: int) -> Any:
    marks = {"may_view": "meetings.view_item", "may_edit": "meetings.change_item"}
    items = ProgrammeItem.objects.filter(meeting=meeting).select_related("guest", "member")
    return items.mark_permissions(user, **marks)


def programme_for_guest(guest: Guest) -> list[ShownItem]:
    """Return the lines a guest sees: of a draft a co-organiser sees all, an expert what they take care of."""
    meeting = guest.meeting
    rows = programme_rows(meeting, meeting.items.all(), guest)
    sees_all = meeting.programme_published_at is not None or guest.kind == Guest.Kind.CO_ORGANISER
    return rows if sees_all else [row for row in rows if row.is_own]


def moved_line(rows: Sequence[ShownItem], key: str) -> str:
    """Say where the item with this key stands now; nothing when it is none of them."""
    for place, row in enumerate(rows, start=1):
        if str(row.item.pk) == key:
            words = {"title": row.item.title, "place": place, "count": len(rows)}
            words |= {"starts": row.starts, "ends": row.ends}
            return _("“%(title)s” is now item %(place)s of %(count)s, %(starts)s–%(ends)s.") % words
    return ""


def own_parts(meeting: Meeting, items: Iterable[ProgrammeItem], guest: Guest) -> list[dict[str, Any]]:
    """Return the items that this guest takes care of; their times are written in the language of the reader."""
    parts, moment = [], meeting.local_start
    for item in items:
        ends = moment + timedelta(minutes=item.minutes)
        if item.guest_id == guest.pk:
            parts.append({"starts": moment, "ends": ends, "title": item.title})
        moment = ends
    return parts


# --- What a coordinator is told of it ---------------------------------------------------------------------------


def warnings(meeting: Meeting, items: Sequence[ProgrammeItem]) -> list[str]:
    """Return what may not be right yet, in whole sentences; it never stops anybody. Nothing for an empty programme."""
    if not items:
        return []
    return list(filter(None, [_missing_pillars(items), _other_length(meeting, items)]))


def _missing_pillars(items: Sequence[ProgrammeItem]) -> str:
    there = {item.pillar for item in items}
    missing = [label_of(ProgrammeItem.Pillar, pillar) for pillar in ProgrammeItem.PILLARS if pillar not in there]
    if not missing:
        return ""
    words = ngettext(
        "Of the four pillars this one is not in the programme: %(pillars)s.",
        "Of the four pillars these are not in the programme: %(pillars)s.",
        len(missing),
    )
    return words % {"pillars": get_text_list(missing, _("and"))}


def _other_length(meeting: Meeting, items: Sequence[ProgrammeItem]) -> str:
    """Say by how much the items take longer or shorter than the meeting."""
    left = minutes_left(meeting, items)
    words = {"ends": clock(meeting.local_end), "minutes": abs(left)}
    if left < 0:
        return ngettext(
            "The items take %(minutes)s minute longer than the meeting, which ends at %(ends)s.",
            "The items take %(minutes)s minutes longer than the meeting, which ends at %(ends)s.",
            -left,
        ) % words  # fmt: skip
    if left > 0:
        return ngettext(
            "After the last item %(minutes)s minute is left until the meeting ends at %(ends)s.",
            "After the last item %(minutes)s minutes are left until the meeting ends at %(ends)s.",
            left,
        ) % words  # fmt: skip
    return ""


def nobody_yet(items: Sequence[ProgrammeItem]) -> list[str]:
    """Return the titles of the items that nobody takes care of yet; a break needs nobody."""
    return [item.title for item in items if not item.responsible and item.pillar != ProgrammeItem.Pillar.BREAK]


def minutes_left(meeting: Meeting, items: Sequence[ProgrammeItem]) -> int:
    """Return how many minutes of the meeting the items leave; below zero they take longer."""
    length = (meeting.ends_at - meeting.starts_at).total_seconds()
    return round(length / 60) - sum(item.minutes for item in items)
