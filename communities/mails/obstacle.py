"""Mail about obstacles: that something happened, and where it stands; never what was written."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.obstacle import MOVED, OWNED, REPORTED
from ..models import Membership, Obstacle, ProgrammeMember

Mails = Mapping[int, Mail | Skip]
Places = set[tuple[int | None, int]]


def prepare_reported(messages: Sequence[Message]) -> Mails:
    """Tell coordinators that somebody ran into something, while nobody owns it; three queries for all."""
    rows, (members, _team) = _rows(messages), _places(messages)
    return {message.pk: _reported(message, rows, members) for message in messages}


def _reported(message: Message, rows: Mapping[int, Obstacle], members: Places) -> Mail | Skip:
    row = rows.get(message.context.get("obstacle", 0))
    if row is None or row.status != Obstacle.Status.REPORTED:
        return Skip(gettext_noop("taken care of already"))
    if (message.recipient_id, row.community_id) not in members:
        return Skip(gettext_noop("no longer in the circle"))
    return _about(row, "communities_obstacle_reported")


def prepare_owned(messages: Sequence[Message]) -> Mails:
    """Tell somebody that an obstacle is theirs to look after, while it is; three queries for all."""
    rows, (members, team) = _rows(messages), _places(messages)
    return {message.pk: _owned(message, rows, members, team) for message in messages}


def _owned(message: Message, rows: Mapping[int, Obstacle], members: Places, team: Places) -> Mail | Skip:
    row = rows.get(message.context.get("obstacle", 0))
    if row is None or not row.is_open or row.owner_id != message.recipient_id:
        return Skip(gettext_noop("taken care of already"))
    in_team = (message.recipient_id, row.community.programme_id) in team
    if (message.recipient_id, row.community_id) not in members and not in_team:
        return Skip(gettext_noop("no longer in the circle"))
    return _about(row, "communities_obstacle_owned")


def prepare_moved(messages: Sequence[Message]) -> Mails:
    """Tell who reported an obstacle what became of it: taken up, removed or accepted; three queries for all."""
    rows, (members, _team) = _rows(messages), _places(messages)
    return {message.pk: _moved(message, rows, members) for message in messages}


def _moved(message: Message, rows: Mapping[int, Obstacle], members: Places) -> Mail | Skip:
    row = rows.get(message.context.get("obstacle", 0))
    if row is None or row.is_open != (message.context.get("event") == "taken-up"):
        return Skip(gettext_noop("meanwhile it stands otherwise"))
    if (message.recipient_id, row.community_id) not in members:
        return Skip(gettext_noop("no longer in the circle"))
    return _about(row, "communities_obstacle_moved")


def _rows(messages: Sequence[Message]) -> dict[int, Obstacle]:
    wanted = {message.context.get("obstacle") for message in messages} - {None}
    return Obstacle.objects.select_related("community__programme").in_bulk(wanted)


def _places(messages: Sequence[Message]) -> tuple[Places, Places]:
    """Return who of the recipients is in which circle, and on the team of which programme."""
    people = {message.recipient_id for message in messages}
    members = Membership.objects.reading().filter(user__in=people).values_list("user", "community")
    team = ProgrammeMember.objects.filter(user__in=people).values_list("user", "programme")
    return set(members), set(team)


def _about(row: Obstacle, template: str) -> Mail:
    facts = {"circle": row.community.name, "status": row.status, "url": absolute_url(row.get_absolute_url())}
    return Mail(template, facts, words=words_of(row.community))


def register() -> None:
    """Tell the portal about these kinds."""
    for name, label, prepare, needed in [
        (REPORTED, _("Obstacles that were reported in your circle"), prepare_reported, Needed.QUESTION),
        (OWNED, _("Obstacles that are yours to look after"), prepare_owned, Needed.QUESTION),
        (MOVED, _("What became of an obstacle"), prepare_moved, Needed.ANSWER),
    ]:
        register_kind(Kind(name, label, prepare, needed=needed))
