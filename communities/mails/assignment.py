"""Mail about assignments, made just before it is sent: who signed up, and what was answered. No motivation in it."""

from collections.abc import Mapping, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.assignment import ANSWERED, APPLIED
from ..models import Assignment, AssignmentApplication

Answers = Mapping[int, Mail | Skip]
Status = AssignmentApplication.Status
GONE = Skip(gettext_noop("the application was taken back"))


def prepare_applied(messages: Sequence[Message]) -> Answers:
    """Tell who guides an assignment that somebody signed up, while that waits for an answer; one query."""
    rows = _applications(messages)
    return {message.pk: _applied(rows.get(message.context.get("application", 0))) for message in messages}


def _applied(row: AssignmentApplication | None) -> Mail | Skip:
    if row is None:
        return GONE
    if row.status != Status.WAITING:
        return Skip(gettext_noop("answered already"))
    facts = {"name": row.applicant.full_name, "title": row.assignment.title}
    return _note(
        row.assignment,
        title=format_lazy(_("{name} signed up for an assignment"), **facts),
        text=format_lazy(_("{name} wants to do “{title}”. Read why, and say whether you choose them."), **facts),
        button=_("Look at who signed up"),
        reason=_("You get this mail because you guide this assignment."),
    )


def prepare_answered(messages: Sequence[Message]) -> Answers:
    """Tell who signed up what was answered, as long as that still holds; one query."""
    rows = _applications(messages)
    return {message.pk: _answered(rows.get(message.context.get("application", 0)), message) for message in messages}


def _answered(row: AssignmentApplication | None, message: Message) -> Mail | Skip:
    if row is None:
        return GONE
    said = message.context.get("status")
    is_withdrawn = said == Assignment.Status.WITHDRAWN
    if said != (row.assignment.status if is_withdrawn else row.status):
        return Skip(gettext_noop("answered otherwise since"))
    title = row.assignment.title
    texts = {
        Status.CHOSEN: (_("You are going to do an assignment"), _("You were chosen for “{title}”.")),
        Status.DECLINED: (_("About the assignment you signed up for"), _("Somebody else does “{title}”.")),
        Assignment.Status.WITHDRAWN: (_("An assignment was withdrawn"), _("“{title}” does not go on.")),
    }
    head, text = texts[said]
    return _note(
        row.assignment,
        title=head,
        text=format_lazy(text, title=title),
        button=_("See the assignment"),
        reason=_("You get this mail because you signed up for this assignment."),
    )


def _applications(messages: Sequence[Message]) -> Mapping[int, AssignmentApplication]:
    wanted = {message.context.get("application") for message in messages} - {None}
    rows = AssignmentApplication.objects.select_related("assignment__community__programme", "applicant")
    return rows.in_bulk(wanted)


def _note(assignment: Assignment, **words: object) -> Mail:
    facts = words | {"url": absolute_url(assignment.get_absolute_url())}
    return Mail("communities_note", facts, words=words_of(assignment.community))


def register() -> None:
    """Tell the portal about these kinds."""
    register_kind(
        Kind(APPLIED, _("Somebody signs up for an assignment I guide"), prepare_applied, needed=Needed.QUESTION)
    )
    register_kind(
        Kind(ANSWERED, _("Answer to my application for an assignment"), prepare_answered, needed=Needed.ANSWER)
    )
