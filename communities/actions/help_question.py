"""Asking the alliance broker for help, and the contact log that a broker keeps."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.actions import Intent, notify_all

from ..models import Assignment, Community, ContactNote, HelpQuestion, Introduction, Issue, Programme
from .introduction import brokers_of

HELP = "communities.help_asked"


@transaction.atomic
def ask_help(
    community: Community, *, by: User, text: str, issue: Issue | None = None, assignment: Assignment | None = None
) -> HelpQuestion:
    """Ask for help; who links the programme is told. While a question about the same thing is open, that one stays."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    if not has_permission(by, "communities.ask_help", circle):
        raise Refused(_("This circle isn’t running, so nothing can be asked for it."))
    about = {"issue": issue, "assignment": assignment}
    if known := circle.help_questions.filter(closed_at=None, **about).first():
        if known.text != text.strip():
            raise Refused(_("There is an open question about this already."))
        return known
    row = HelpQuestion.objects.create(community=circle, asked_by=by, text=text.strip(), **about)
    people = [person for person in brokers_of(circle.programme_id) if person.pk != by.pk]
    notify_all(HELP, [Intent(person, f"help:{row.pk}", {"question": row.pk}) for person in people])
    return row


@transaction.atomic
def close_help(question: HelpQuestion, *, by: User, version: int, outcome: str) -> HelpQuestion:
    """Close it with what came of it. The same words again are harmless."""
    row = HelpQuestion.objects.select_for_update().get(pk=question.pk)
    words = outcome.strip()
    if row.closed_at and row.outcome == words:
        return row
    if row.closed_at or row.version != version:
        raise Overtaken(_("Somebody else closed this question while you were busy."))
    row.closed_at, row.outcome, row.version = timezone.now(), words, row.version + 1
    row.save(update_fields=["closed_at", "outcome", "version"])
    return row


@transaction.atomic
def add_contact_note(
    programme: Programme,
    *,
    by: User,
    day: date,
    kind: str,
    who: str,
    note: str,
    introduction: Introduction | None = None,
) -> ContactNote:
    """Write a line in the log; the very same line again is the button pressed twice."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    facts = {"day": day, "kind": kind, "who": who, "note": note, "introduction": introduction, "by": by}
    known = programme.contact_notes.filter(**facts).first()
    return known or ContactNote.objects.create(programme=programme, **facts)


@transaction.atomic
def change_contact_note(
    line: ContactNote,
    *,
    by: User,
    version: int,
    day: date,
    kind: str,
    who: str,
    note: str,
    introduction: Introduction | None = None,
) -> ContactNote:
    """Change a line. ``Overtaken`` when somebody saved in between."""
    row = ContactNote.objects.select_for_update().filter(pk=line.pk).first()
    if row is None:
        raise Refused(_("Somebody removed this line while you were busy."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this line while you were busy."))
    facts = {"day": day, "kind": kind, "who": who, "note": note, "introduction": introduction}
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row


def remove_contact_note(line: ContactNote, *, by: User) -> None:
    """Take a line out of the log; a second time is harmless."""
    ContactNote.objects.filter(pk=line.pk).delete()
