"""Mail about the joint agenda: that something happened, and where it stands; never what was written."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.issue import MOVED, PROPOSED
from ..actions.weighing import OPENED
from ..models import Ballot, Issue, Membership, Weighing

Mails = Mapping[int, Mail | Skip]
GONE = gettext_noop("no longer in the circle")


def prepare_issues(messages: Sequence[Message]) -> Mails:
    """Tell of an issue that was proposed or went a step further, while it still stands there; two queries for all."""
    wanted = {message.context.get("issue") for message in messages} - {None}
    rows = Issue.objects.select_related("community__programme").in_bulk(wanted)
    inside = _inside(messages)
    return {message.pk: _issue(message, rows.get(message.context.get("issue", 0)), inside) for message in messages}


def _issue(message: Message, row: Issue | None, inside: set[tuple[int | None, int]]) -> Mail | Skip:
    if row is None or row.status != message.context.get("status"):
        return Skip(gettext_noop("meanwhile it stands otherwise"))
    if (message.recipient_id, row.community_id) not in inside:
        return Skip(GONE)
    template = "communities_issue_proposed" if message.kind == PROPOSED else "communities_issue_moved"
    facts = {"circle": row.community.name, "status": row.status, "url": absolute_url(row.get_absolute_url())}
    return Mail(template, facts, words=words_of(row.community))


def prepare_opened(messages: Sequence[Message]) -> Mails:
    """Ask members to divide their dots, unless they did or it is closed; three queries for all."""
    wanted = {message.context.get("weighing") for message in messages} - {None}
    rows = Weighing.objects.select_related("community__programme").in_bulk(wanted)
    divided = Ballot.objects.filter(weighing__in=rows, user__isnull=False)
    done: set[tuple[int | None, int]] = set(divided.values_list("user_id", "weighing_id"))
    inside = _inside(messages)
    return {message.pk: _opened(message, rows, done, inside) for message in messages}


def _opened(
    message: Message,
    rows: Mapping[int, Weighing],
    done: set[tuple[int | None, int]],
    inside: set[tuple[int | None, int]],
) -> Mail | Skip:
    row = rows.get(message.context.get("weighing", 0))
    if row is None or not row.is_open or (message.recipient_id, row.pk) in done:
        return Skip(gettext_noop("closed, or divided already"))
    if (message.recipient_id, row.community_id) not in inside:
        return Skip(GONE)
    url = reverse("communities:ballot_change", kwargs={"slug": row.community.slug, "pk": row.pk})
    facts = {"circle": row.community.name, "dots": row.dots, "url": absolute_url(url)}
    return Mail("communities_weighing_opened", facts, words=words_of(row.community))


def _inside(messages: Sequence[Message]) -> set[tuple[int | None, int]]:
    people = {message.recipient_id for message in messages}
    return set(Membership.objects.active().filter(user__in=people).values_list("user", "community"))


def register() -> None:
    """Tell the portal about these kinds."""
    for name, label, prepare, needed in [
        (PROPOSED, _("Issues that were proposed in your circle"), prepare_issues, Needed.QUESTION),
        (MOVED, _("How far an issue of yours is"), prepare_issues, Needed.ANSWER),
        (OPENED, _("Weighing the agenda of your circle"), prepare_opened, Needed.QUESTION),
    ]:
        register_kind(Kind(name, label, prepare, needed=needed))
