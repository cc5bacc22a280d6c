"""Mail about the health check: that it is open, and that its result is there; never how the circle is doing.

Who took part already gets the first one too: a mail that was held back would tell coordinators who did.
"""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.health import CLOSED, OPENED
from ..models import HealthCheck, Membership


def prepare(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Ask members to answer while the round is open, and tell of its result once it is not; two queries for all."""
    rows = HealthCheck.objects.select_related("community__programme")
    found = rows.in_bulk({message.context.get("check") for message in messages} - {None})
    people = {message.recipient_id for message in messages}
    inside = set(Membership.objects.active().filter(user__in=people).values_list("user", "community"))
    return {message.pk: _mail(message, found.get(message.context.get("check", 0)), inside) for message in messages}


def _mail(message: Message, row: HealthCheck | None, inside: set[tuple[int, int]]) -> Mail | Skip:
    if row is None or row.is_open != (message.kind == OPENED):
        return Skip(gettext_noop("meanwhile it stands otherwise"))
    if (message.recipient_id, row.community_id) not in inside:
        return Skip(gettext_noop("no longer in the circle"))
    parts: dict[str, str | int] = {"slug": row.community.slug}
    facts = {"circle": row.community.name, "day": row.closes_on}
    if message.kind == CLOSED:
        facts["url"] = absolute_url(reverse("communities:health_detail", kwargs=parts))
        return Mail("communities_health_closed", facts, words=words_of(row.community))
    facts["url"] = absolute_url(reverse("communities:health_answer", kwargs=parts | {"pk": row.pk}))
    return Mail("communities_health_opened", facts, words=words_of(row.community))


def register() -> None:
    """Tell the portal about these kinds."""
    for name, label, needed in [
        (OPENED, _("The health check of your circle"), Needed.QUESTION),
        (CLOSED, _("The result of a health check"), Needed.ANSWER),
    ]:
        register_kind(Kind(name, label, prepare, needed=needed))
