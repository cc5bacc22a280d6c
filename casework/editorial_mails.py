"""Mail to editors and authors about a text that is to be published: what waits for them, and what was said of it."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from communities.models import ProgrammeMember
from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .models import EditorialReview, Outcome, OutcomeAuthor, SignOff, mark_of

Answers = Mapping[int, Mail | Skip]


def prepare_handed_in(messages: Sequence[Message]) -> Answers:
    """Ask editors to look at a text that still waits; two queries."""
    reviews = _reviews(messages)
    people = {message.recipient_id for message in messages}
    editors = ProgrammeMember.objects.filter(user__in=people, role=ProgrammeMember.Role.EDITOR)
    places = set(editors.values_list("user", "programme"))
    return {message.pk: _handed_in(message, reviews, places) for message in messages}


def _handed_in(message: Message, reviews: Mapping[int, EditorialReview], places: set[tuple[int, int]]) -> Mail | Skip:
    review = reviews.get(message.context.get("review", 0))
    if review is None or not review.is_waiting:
        return Skip(gettext_noop("the text waits for nobody any more"))
    if (message.recipient_id or 0, review.outcome.community.programme_id) not in places:
        return Skip(gettext_noop("no longer an editor"))
    facts = _facts(review, review.get_absolute_url())
    asker = review.asked_by
    facts["asker"] = asker.full_name if asker else ""
    return Mail("casework_outcome_handed_in", facts, words=words_of(review.outcome.community))


def prepare_reviewed(messages: Sequence[Message]) -> Answers:
    """Tell authors what the editors said; the remark itself stands in the portal."""
    reviews = _reviews(messages)
    return {message.pk: _reviewed(reviews.get(message.context.get("review", 0))) for message in messages}


def _reviewed(review: EditorialReview | None) -> Mail | Skip:
    if review is None or review.outcome.is_withdrawn:
        return Skip(gettext_noop("the text is gone"))
    is_published = review.state == EditorialReview.State.PUBLISHED
    path = reverse("casework:outcome_publish", kwargs={"slug": review.outcome.slug})
    facts = _facts(review, review.outcome.get_absolute_url() if is_published else path)
    facts["is_published"] = is_published
    return Mail("casework_outcome_reviewed", facts, words=words_of(review.outcome.community))


def _facts(review: EditorialReview, path: str) -> dict[str, object]:
    outcome = review.outcome
    return {"title": outcome.title, "circle": outcome.community.name, "url": absolute_url(path)}


def _reviews(messages: Sequence[Message]) -> Mapping[int, EditorialReview]:
    asked = {message.context.get("review", 0) for message in messages}
    rows = EditorialReview.objects.select_related("outcome__community__programme", "asked_by")
    return rows.defer("outcome__body").in_bulk(asked)


def prepare_sign_off_asked(messages: Sequence[Message]) -> Answers:
    """Ask authors whether a text may go out with their name on it, while it is the text that was asked about."""
    asked = {message.context.get("outcome", 0) for message in messages}
    people = {message.recipient_id for message in messages}
    rows = SignOff.objects.filter(outcome__in=asked, user__in=people, agrees=None)
    rows = rows.select_related("outcome__community__programme", "outcome__revision", "asked_by")
    waiting = {(row.outcome_id, row.user_id): row for row in rows}
    return {
        message.pk: _sign_off_asked(waiting.get((message.context.get("outcome", 0), message.recipient_id or 0)))
        for message in messages
    }


def _sign_off_asked(row: SignOff | None) -> Mail | Skip:
    if row is None or row.outcome.is_withdrawn:
        return Skip(gettext_noop("answered already"))
    if row.mark != mark_of(row.outcome):
        return Skip(gettext_noop("the text has changed since"))
    outcome = row.outcome
    facts = {
        "title": outcome.working.title,
        "circle": outcome.community.name,
        "url": absolute_url(row.get_absolute_url()),
    }
    facts["asker"] = row.asked_by.full_name if row.asked_by else ""
    return Mail("casework_sign_off_asked", facts, words=words_of(outcome.community))


def prepare_sign_off_objected(messages: Sequence[Message]) -> Answers:
    """Tell who asked that an author does not agree yet; what they wrote stands in the portal."""
    asked = {message.context.get("sign_off", 0) for message in messages}
    rows = SignOff.objects.select_related("outcome__community__programme", "outcome__revision", "user")
    known = rows.in_bulk(asked)
    people = {message.recipient_id for message in messages}
    texts = {row.outcome_id for row in known.values()}
    writing = set(OutcomeAuthor.objects.filter(outcome__in=texts, user__in=people).values_list("user", "outcome"))
    return {
        message.pk: _sign_off_objected(message, known.get(message.context.get("sign_off", 0)), writing)
        for message in messages
    }


def _sign_off_objected(message: Message, row: SignOff | None, writing: set[tuple[int, int]]) -> Mail | Skip:
    if row is None or row.agrees is not False or row.mark != mark_of(row.outcome):
        return Skip(gettext_noop("the text has changed since"))
    if (message.recipient_id or 0, row.outcome_id) not in writing:
        return Skip(gettext_noop("no longer an author"))
    outcome: Outcome = row.outcome
    path = reverse("casework:outcome_publish", kwargs={"slug": outcome.slug})
    facts = {"title": outcome.working.title, "who": row.user.full_name, "url": absolute_url(path)}
    return Mail("casework_sign_off_objected", facts, words=words_of(outcome.community))
