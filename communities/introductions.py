"""What the pages about introductions show: one's own, one of them, and the desk of a broker."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import ContactNote, HelpQuestion, Introduction, Programme

Status = Introduction.Status
TONES = {"asked": "warn", "accepted": "warn", "introduced": "good"}
MOST = 100
# What is read along with an introduction, for its title and its sides.
SIDES = ("community__programme", "issue", "assignment", "asker", "person", "organisation")


@dataclass(frozen=True)
class Row:
    """One introduction in a list, with its state in a word."""

    introduction: Introduction
    title: str
    state: str
    tone: str


@dataclass(frozen=True)
class Side:
    """One side that can be reached: its name, and its address or how to reach it."""

    name: str
    email: str = ""
    text: str = ""


def shown(row: Introduction) -> Row:
    """Return an introduction with its state; one of which a side is gone says so."""
    gone = row.is_open and row.is_void
    state = _("one side is no longer in the portal") if gone else row.get_status_display()
    asker = row.asker.full_name if row.asker else _("Somebody who is no longer in the portal")
    words = {"asker": asker, "other": row.to or _("somebody who is no longer in the portal")}
    return Row(
        row,
        _("%(asker)s and %(other)s") % words,
        capfirst(state),
        "neutral" if gone else TONES.get(row.status, "neutral"),
    )


def own(user: Any) -> dict[str, Any]:
    """Return the introductions of somebody: what waits for them, what waits for the other, and what is over."""
    rows = Introduction.objects.permitted(user, "communities.view_introduction")
    mine = rows.filter(Q(asker=user.pk) | Q(person=user.pk)).select_related(*SIDES)[:MOST]
    waiting: list[Row] = []
    other: list[Row] = []
    over: list[Row] = []
    for row in mine:
        for_me = (row.status == Status.ASKED and row.person_id == user.pk) or (
            row.status == Status.ACCEPTED and row.asker_id == user.pk
        )
        (over if not row.is_open or row.is_void else waiting if for_me else other).append(shown(row))
    return {"waiting": waiting, "other": other, "over": over}


def sides_of(row: Introduction) -> list[Side]:
    """Return how both sides are reached; only for who may see that, asked before."""
    sides = [Side(person.full_name, person.email) for person in (row.asker, row.person) if person and person.is_active]
    if row.organisation:
        sides.append(Side(row.organisation.name, text=row.contact))
    return sides


def desk(programme: Programme, user: Any) -> dict[str, Any]:
    """Return what a broker works with: open questions, introductions by what they wait for, and the contact log."""
    questions = HelpQuestion.objects.permitted(user, "communities.view_help_question").filter(
        community__programme=programme, closed_at=None
    )
    # Under way, or done: of the very thing that is asked about.
    going = Introduction.objects.filter(
        community=OuterRef("community"), status__in=[*Introduction.OPEN, Status.INTRODUCED]
    )
    of_circle = going.filter(issue=None, assignment=None)
    of_thing = going.filter(Q(issue=OuterRef("issue")) | Q(assignment=OuterRef("assignment")))
    has_match = Case(When(issue=None, assignment=None, then=Exists(of_circle)), default=Exists(of_thing))
    rows = Introduction.objects.permitted(user, "communities.view_introduction")
    rows = rows.filter(community__programme=programme).select_related(*SIDES)[:MOST]
    found = [shown(row) for row in rows]
    log = ContactNote.objects.permitted(user, "communities.change_contact_note").filter(programme=programme)
    questions = questions.select_related("community__programme", "issue", "assignment", "asked_by")
    return {
        "questions": questions.annotate(has_match=has_match).order_by("has_match", "asked_at", "pk")[:MOST],
        "for_broker": [
            one for one in found if one.introduction.status == Status.ASKED and one.introduction.organisation
        ],
        "open": [
            one
            for one in found
            if one.introduction.is_open
            and not (one.introduction.status == Status.ASKED and one.introduction.organisation)
        ],
        "over": [one for one in found if not one.introduction.is_open],
        "log": log.select_related("by", "introduction__asker", "introduction__person", "introduction__organisation")[
            :MOST
        ],
    }
