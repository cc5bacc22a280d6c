"""Mail about introductions: that something is asked or was answered, and where; never what somebody wrote."""

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.help_question import HELP
from ..actions.introduction import ANSWERED, ASKED, BROKER_ASKED, ENDED, MADE
from ..models import HelpQuestion, Introduction, ProgrammeMember
from ..permissions.programme import LINKS

Mails = Mapping[int, Mail | Skip]
Status = Introduction.Status
OVERTAKEN = gettext_noop("meanwhile it stands otherwise")
HAS_NO_PLACE = gettext_noop("no longer on the team")


def _rows(messages: Sequence[Message]) -> dict[int, Introduction]:
    wanted = {message.context.get("introduction") for message in messages} - {None}
    rows = Introduction.objects.select_related("community__programme", "asker", "person", "organisation")
    return rows.in_bulk(wanted)


def _prepare(template: str, holds: Callable[[Introduction, Message], bool]) -> Callable[[Sequence[Message]], Mails]:
    """Return a function that writes the mail to whom it still concerns; one query for all."""

    def prepare(messages: Sequence[Message]) -> Mails:
        rows = _rows(messages)
        return {message.pk: _mail(rows.get(message.context.get("introduction", 0)), message) for message in messages}

    def _mail(row: Introduction | None, message: Message) -> Mail | Skip:
        if row is None or row.is_void or not holds(row, message):
            return Skip(OVERTAKEN)
        facts = {"circle": row.community.name, "status": row.status, "to": row.to, "url": _url(row)}
        return Mail(template, facts | {"name": _asker(row)}, words=words_of(row.community))

    return prepare


def _url(row: Introduction) -> str:
    return absolute_url(row.get_absolute_url())


def _asker(row: Introduction) -> str:
    return row.asker.full_name if row.asker else ""


def _asked(row: Introduction, message: Message) -> bool:
    return row.status == Status.ASKED and row.person_id == message.recipient_id


def _answered(row: Introduction, message: Message) -> bool:
    return row.status == message.context.get("status") and row.asker_id == message.recipient_id


def _made(row: Introduction, message: Message) -> bool:
    return row.status == Status.INTRODUCED and message.recipient_id in {row.asker_id, row.person_id}


def _ended(row: Introduction, message: Message) -> bool:
    return row.status in {Status.WITHDRAWN, Status.EXPIRED} and message.recipient_id in {row.asker_id, row.person_id}


def _prepare_brokers(messages: Sequence[Message]) -> Mails:
    """Ask who links the programme to bring somebody of an organisation in; two queries for all."""
    rows, team = _rows(messages), _team(messages)

    def mail(message: Message) -> Mail | Skip:
        row = rows.get(message.context.get("introduction", 0))
        if row is None or row.status != Status.ASKED or row.is_void:
            return Skip(OVERTAKEN)
        if (message.recipient_id, row.community.programme_id) not in team:
            return Skip(HAS_NO_PLACE)
        facts = {"circle": row.community.name, "to": row.to, "name": _asker(row), "url": _url(row)}
        return Mail("communities_introduction_for_broker", facts, words=words_of(row.community))

    return {message.pk: mail(message) for message in messages}


def _prepare_help(messages: Sequence[Message]) -> Mails:
    """Tell who links the programme that a circle asks for help, while nobody closed it; two queries for all."""
    wanted = {message.context.get("question") for message in messages} - {None}
    rows = HelpQuestion.objects.select_related("community__programme").in_bulk(wanted)
    team = _team(messages)

    def mail(message: Message) -> Mail | Skip:
        row = rows.get(message.context.get("question", 0))
        if row is None or not row.is_open:
            return Skip(OVERTAKEN)
        if (message.recipient_id, row.community.programme_id) not in team:
            return Skip(HAS_NO_PLACE)
        desk = reverse("communities:programme_broker", kwargs={"programme_slug": row.community.programme.slug})
        facts = {"circle": row.community.name, "url": absolute_url(desk)}
        return Mail("communities_help_asked", facts, words=words_of(row.community))

    return {message.pk: mail(message) for message in messages}


def _team(messages: Sequence[Message]) -> set[tuple[int, int]]:
    people = {message.recipient_id for message in messages}
    rows = ProgrammeMember.objects.filter(user__in=people, role__in=LINKS)
    return set(rows.values_list("user", "programme"))


def register() -> None:
    """Tell the portal about these kinds."""
    for name, label, prepare, needed in [
        (ASKED, _("Somebody wants to meet you"), _prepare("communities_introduction_asked", _asked), Needed.QUESTION),
        (BROKER_ASKED, _("Somebody wants to meet an organisation"), _prepare_brokers, Needed.QUESTION),
        (
            ANSWERED,
            _("Answers to whom I want to meet"),
            _prepare("communities_introduction_answered", _answered),
            Needed.ANSWER,
        ),
        (MADE, _("You are introduced"), _prepare("communities_introduction_made", _made), Needed.ANSWER),
        (ENDED, _("An introduction ended"), _prepare("communities_introduction_ended", _ended), Needed.ANSWER),
        (HELP, _("A circle asks the alliance broker for help"), _prepare_help, Needed.QUESTION),
    ]:
        register_kind(Kind(name, label, prepare, needed=needed))
