"""Mail about feedback, submissions and assessments, made just before it is sent. Never a word of what was written."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from communities.models import Membership
from leerkring.core.links import absolute_url
from leerkring.core.permissions import condition
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .models import Assessment, CaseIncident, Reflection, ReflectionOpening, ReflectionResponse, SealedOpening

Answers = Mapping[int, Mail | Skip]
GONE = Skip(gettext_noop("it is gone"))
NO_LONGER = Skip(gettext_noop("no longer shared"))


def prepare_responded(messages: Sequence[Message]) -> Answers:
    """Tell that somebody said something about a reflection, to whom it is said, while they may read it."""
    asked = {message.context.get("response", 0) for message in messages}
    responses = ReflectionResponse.objects.select_related("reflection__author", "reader").in_bulk(asked)
    readable = _readable(messages, {response.reflection_id for response in responses.values()})
    return {message.pk: _responded(message, responses, readable) for message in messages}


def _responded(
    message: Message, responses: Mapping[int, ReflectionResponse], readable: set[tuple[int, int]]
) -> Mail | Skip:
    response = responses.get(message.context.get("response", 0))
    if response is None:
        return GONE
    if (message.recipient_id, response.reflection_id) not in readable:
        return NO_LONGER
    writer = response.reflection.author if response.is_by_author else response.reader
    name = writer.full_name if writer else _("Somebody")
    return _note(
        title=format_lazy(_("{name} says something about a reflection"), name=name),
        text=format_lazy(_("{name} responded to a reflection. What was said never stands in a mail."), name=name),
        button=_("Read the response"),
        url=f"{response.reflection.get_absolute_url()}#responses",
        reason=_("You get this mail because you wrote this reflection, or because it was shared with you."),
    )


def _readable(messages: Sequence[Message], reflections: set[int]) -> set[tuple[int, int]]:
    """Return who of these people may read which of these reflections now; one query however many people there are."""
    found: set[tuple[int, int]] = set()
    people = {message.recipient_id: message.recipient for message in messages if message.recipient}
    rows = None
    for pk, person in people.items():
        mine = Reflection.objects.filter(condition(person, "casework.view_reflection"), pk__in=reflections)
        one = mine.order_by().extra(select={"reader": "%s"}, select_params=[pk]).values_list("reader", "pk")
        rows = one if rows is None else rows.union(one, all=True)
    if rows is not None:
        found = {(int(reader), pk) for reader, pk in rows}
    return found


def prepare_submitted(messages: Sequence[Message]) -> Answers:
    """Ask an assessor to read what was handed in, while they were asked and did not do it yet."""
    asked = {message.context.get("submission", 0) for message in messages}
    people = {message.recipient_id for message in messages}
    rows = Assessment.objects.filter(submission__in=asked, assessor__in=people).select_related("submission__author")
    found = {(row.submission_id, row.assessor_id): row for row in rows}
    return {message.pk: _submitted(message, found) for message in messages}


def _submitted(message: Message, found: Mapping[tuple[int, int | None], Assessment]) -> Mail | Skip:
    assessment = found.get((message.context.get("submission", 0), message.recipient_id))
    if assessment is None:
        return GONE
    if assessment.assessed_at:
        return Skip(gettext_noop("assessed already"))
    name = assessment.submission.author.full_name
    return _note(
        title=format_lazy(_("{name} asks you for an assessment"), name=name),
        text=format_lazy(_("{name} handed in a text and asks you to assess it, together with one other."), name=name),
        button=_("Read it and assess"),
        url=assessment.submission.get_absolute_url(),
        reason=format_lazy(_("You get this mail because {name} chose you as an assessor."), name=name),
    )


def prepare_assessed(messages: Sequence[Message]) -> Answers:
    """Tell who handed in that an assessor is done."""
    asked = {message.context.get("assessment", 0) for message in messages}
    rows = Assessment.objects.select_related("submission", "assessor").filter(~Q(assessed_at=None)).in_bulk(asked)
    return {message.pk: _assessed(rows.get(message.context.get("assessment", 0))) for message in messages}


def _assessed(assessment: Assessment | None) -> Mail | Skip:
    if assessment is None:
        return GONE
    name = assessment.assessor.full_name if assessment.assessor else _("Somebody")
    return _note(
        title=format_lazy(_("{name} assessed what you handed in"), name=name),
        text=_("The result stands in the portal, never in a mail."),
        button=_("See the result"),
        url=assessment.submission.get_absolute_url(),
        reason=_("You get this mail because you handed in a text for assessment."),
    )


def prepare_reflection_opened(messages: Sequence[Message]) -> Answers:
    """Tell the author who opened a reflection, and why; also when that hour is over."""
    asked = {message.context.get("opening", 0) for message in messages}
    openings = ReflectionOpening.objects.select_related("reflection", "by").in_bulk(asked)
    return {message.pk: _opened(openings.get(message.context.get("opening", 0))) for message in messages}


def _opened(opening: ReflectionOpening | None) -> Mail | Skip:
    if opening is None or opening.reflection is None:
        return GONE
    name = opening.by.full_name if opening.by else _("Somebody")
    words = _("{name}, who runs this portal, can read a reflection of yours for an hour. The reason given: {reason}")
    return _note(
        title=_("An administrator opened a reflection of yours"),
        text=format_lazy(words, name=name, reason=opening.reason),
        button=_("See which one"),
        url=opening.reflection.get_absolute_url(),
        reason=_("You get this mail because a reflection of yours was opened without you sharing it."),
    )


def prepare_reported(messages: Sequence[Message]) -> Answers:
    """Tell whose it is and who sees to it that it is hidden, unless the report was closed; two queries."""
    about = CaseIncident.ABOUT
    incidents = CaseIncident.objects.filter(closed_at=None).select_related("portfolio__owner", *about)
    known = incidents.in_bulk({message.context.get("incident", 0) for message in messages})
    people = [message.recipient_id for message in messages if message.recipient_id]
    active = Membership.objects.active().with_role(Membership.Role.COORDINATOR).filter(user__in=people)
    coordinating = set(active.values_list("user", "community"))
    reported = {message.pk: known.get(message.context.get("incident", 0)) for message in messages}
    return {message.pk: _reported(message, reported[message.pk], coordinating) for message in messages}


def _reported(message: Message, incident: CaseIncident | None, coordinating: set[tuple[int, int]]) -> Mail | Skip:
    if incident is None or incident.about is None:
        return GONE
    if incident.text and incident.whose.pk == message.recipient_id:
        return _note(
            title=_("Somebody reported a privacy problem in a text of yours"),
            text=_(
                "A reader thinks somebody in it can be recognised. It is hidden now; mend it, then share it again."
            ),
            button=_("Look at my text"),
            url=incident.text.get_absolute_url(),
            reason=_("You get this mail because you wrote it."),
        )
    if not _acts_upon(incident, message, coordinating):
        return GONE
    return _note(
        title=_("A privacy problem was reported"),
        text=_("It is hidden. A data leak must be reported to the AP within 72 hours; close it with what was done."),
        button=_("Look at the report"),
        url=incident.get_absolute_url(),
        reason=_("You get this mail because you coordinate the circle, run the portal or are the privacy contact."),
    )


def _acts_upon(incident: CaseIncident, message: Message, coordinating: set[tuple[int, int]]) -> bool:
    """Whether the recipient is still one who sees to it; the privacy contact is told at an address."""
    person = message.recipient
    if person is None:
        return True
    if incident.community_id is None:
        return person.is_staff
    return (person.pk, incident.community_id) in coordinating


def prepare_sealed_opened(messages: Sequence[Message]) -> Answers:
    """Tell whose it is who opened it, and why; also when that hour is over."""
    asked = {message.context.get("opening", 0) for message in messages}
    openings = SealedOpening.objects.select_related("by").in_bulk(asked)
    return {message.pk: _sealed(openings.get(message.context.get("opening", 0))) for message in messages}


def _sealed(opening: SealedOpening | None) -> Mail | Skip:
    if opening is None:
        return GONE
    name = opening.by.full_name if opening.by else _("Somebody")
    words = _("{name}, who runs this portal, can read this for an hour: {kind} {number}. The reason given: {reason}")
    facts = {"name": name, "kind": opening.get_kind_display(), "number": opening.number, "reason": opening.reason}
    return _note(
        title=_("An administrator opened something of yours"),
        text=format_lazy(words, **facts),
        button=_("What is held about me"),
        url=reverse("accounts:data"),
        reason=_("You get this mail because something of yours was opened that is not meant for administrators."),
    )


def _note(*, url: str, **words: object) -> Mail:
    return Mail("casework_note", words | {"url": absolute_url(url)})
