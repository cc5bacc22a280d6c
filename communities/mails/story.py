"""Mail about stories: that one waits, what became of it, and that somebody is quoted; never what was written."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.story import MOVED, PROPOSED, QUOTED
from ..models import Membership, ProgrammeMember, Story, StoryQuote

Mails = Mapping[int, Mail | Skip]
Places = set[tuple[int | None, int]]
ELSEWHERE = gettext_noop("meanwhile it stands otherwise")


def prepare_stories(messages: Sequence[Message]) -> Mails:
    """Tell of a story that waits or was answered, while it still stands there; three queries for all."""
    wanted = {message.context.get("story") for message in messages} - {None}
    rows = Story.objects.select_related("community__programme").in_bulk(wanted)
    people = {message.recipient_id for message in messages}
    members: Places = set(Membership.objects.active().filter(user__in=people).values_list("user", "community"))
    team: Places = set(ProgrammeMember.objects.filter(user__in=people).values_list("user", "programme"))
    return {
        message.pk: _story(message, rows.get(message.context.get("story", 0)), members, team) for message in messages
    }


def _story(message: Message, row: Story | None, members: Places, team: Places) -> Mail | Skip:
    if row is None or row.status != message.context.get("status"):
        return Skip(ELSEWHERE)
    in_team = (message.recipient_id, row.community.programme_id) in team
    if (message.recipient_id, row.community_id) not in members and not in_team:
        return Skip(gettext_noop("no longer in the circle"))
    template = "communities_story_proposed" if message.kind == PROPOSED else "communities_story_moved"
    facts = {"circle": row.community.name, "status": row.status, "url": absolute_url(row.get_absolute_url())}
    return Mail(template, facts, words=words_of(row.community))


def prepare_quotes(messages: Sequence[Message]) -> Mails:
    """Ask somebody whether they agree, while that is a question; one query for all."""
    wanted = {message.context.get("quote") for message in messages} - {None}
    rows = StoryQuote.objects.select_related("story__community__programme").in_bulk(wanted)
    return {message.pk: _quote(message, rows.get(message.context.get("quote", 0))) for message in messages}


def _quote(message: Message, row: StoryQuote | None) -> Mail | Skip:
    if row is None or row.consent != StoryQuote.Consent.ASKED or row.person_id != message.recipient_id:
        return Skip(ELSEWHERE)
    circle = row.story.community
    url = reverse("communities:quote_answer", kwargs={"slug": circle.slug, "pk": row.pk})
    return Mail("communities_story_quoted", {"circle": circle.name, "url": absolute_url(url)}, words=words_of(circle))


def register() -> None:
    """Tell the portal about these kinds."""
    for name, label, prepare, needed in [
        (PROPOSED, _("Stories that wait for publication"), prepare_stories, Needed.QUESTION),
        (MOVED, _("What became of your story"), prepare_stories, Needed.ANSWER),
        (QUOTED, _("Whether you agree with being quoted"), prepare_quotes, Needed.QUESTION),
    ]:
        register_kind(Kind(name, label, prepare, needed=needed))
