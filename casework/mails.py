"""Mail about cases, reflections and outcomes, made just before it is sent. Never a word of a case or a reflection."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from communities.models import Membership
from communities.rhythm import levels_of
from leerkring.accounts.models import User
from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message
from leerkring.notifications.rhythm import Levels, get_rule
from leerkring.notifications.sections import DigestLine, Window
from meetings.models import Meeting

from .actions.uptake import people_of
from .models import Case, CaseOpening, FollowUp, Outcome, OutcomeVersion, ReflectionShare
from .uptake_links import Asked, uptake_url

Answers = Mapping[int, Mail | Skip]


def prepare_submitted(messages: Sequence[Message]) -> Answers:
    """Ask second readers to read a case, if it still waits for them; three queries."""
    cases = _cases(messages)
    members = _memberships(messages)
    coordinating = _memberships(messages, Membership.Role.COORDINATOR)
    return {message.pk: _submitted(message, cases, members, coordinating) for message in messages}


def _submitted(
    message: Message, cases: Mapping[int, Case], members: set[tuple[int, int]], coordinating: set[tuple[int, int]]
) -> Mail | Skip:
    case = cases.get(message.context.get("case", 0))
    if case is None or not case.is_submitted:
        return Skip(gettext_noop("the case waits for nobody any more"))
    first = case.first_reader_id
    reading = coordinating if first is None else members
    place = (message.recipient_id or 0, case.community_id)
    if place not in reading or first not in (None, message.recipient_id):
        return Skip(gettext_noop("somebody else reads it"))
    facts = {"circle": case.community.name, "meeting": case.meeting, "owner": case.owner.full_name}
    facts["url"] = absolute_url(case.get_absolute_url())
    return Mail("casework_case_submitted", facts, words=words_of(case.community))


def prepare_returned(messages: Sequence[Message]) -> Answers:
    """Tell owners that their case came back, unless they went on already; the remark stands in the portal."""
    cases = _cases(messages)
    return {message.pk: _to_owner(message, cases, "casework_case_returned", "is_draft") for message in messages}


def prepare_released(messages: Sequence[Message]) -> Answers:
    """Tell owners that others can read their case now."""
    cases = _cases(messages)
    return {message.pk: _to_owner(message, cases, "casework_case_released", "is_released") for message in messages}


def _to_owner(message: Message, cases: Mapping[int, Case], template: str, state: str) -> Mail | Skip:
    case = cases.get(message.context.get("case", 0))
    if case is None or message.recipient_id != case.owner_id or not getattr(case, state):
        return Skip(gettext_noop("the case has gone on"))
    facts = {"circle": case.community.name, "meeting": case.meeting, "grade": case.get_grade_display()}
    facts["url"] = absolute_url(case.get_absolute_url())
    return Mail(template, facts, words=words_of(case.community))


def prepare_reported(messages: Sequence[Message]) -> Answers:
    """Tell owner and coordinators that a case is hidden, unless that is over; two queries."""
    cases = _cases(messages)
    coordinating = _memberships(messages, Membership.Role.COORDINATOR)
    return {message.pk: _reported(message, cases, coordinating) for message in messages}


def _reported(message: Message, cases: Mapping[int, Case], coordinating: set[tuple[int, int]]) -> Mail | Skip:
    case = cases.get(message.context.get("case", 0))
    if case is None or case.reported_at is None:
        return Skip(gettext_noop("the report has been dealt with"))
    is_owner, is_contact = message.recipient_id == case.owner_id, message.recipient_id is None
    if not (is_owner or is_contact) and (message.recipient_id, case.community_id) not in coordinating:
        return Skip(gettext_noop("no longer a coordinator"))
    path = case.get_absolute_url()
    if not is_owner:
        path = reverse("casework:incident_detail", kwargs={"pk": message.context.get("incident", 0)})
    facts = {
        "circle": case.community.name,
        "is_owner": is_owner,
        "is_contact": is_contact,
        "owner": case.owner.full_name,
    }
    facts |= {"url": absolute_url(path), "reported_at": case.reported_at}
    return Mail("casework_case_reported", facts, words=words_of(case.community))


def prepare_opened(messages: Sequence[Message]) -> Answers:
    """Tell owners that an administrator opened their case; always, whatever became of it."""
    asked = {message.context.get("opening", 0) for message in messages}
    openings = CaseOpening.objects.select_related("case__community__programme", "by").in_bulk(asked)
    return {message.pk: _opened(openings.get(message.context.get("opening", 0))) for message in messages}


def _opened(opening: CaseOpening | None) -> Mail | Skip:
    if opening is None or opening.case is None:
        return Skip(gettext_noop("the case has been deleted"))
    facts = {"who": opening.by.full_name if opening.by else "", "at": opening.opened_at, "reason": opening.reason}
    facts |= {"circle": opening.case.community.name, "url": absolute_url(opening.case.get_absolute_url())}
    return Mail("casework_case_opened", facts, words=words_of(opening.case.community))


def prepare_expires(messages: Sequence[Message]) -> Answers:
    """Warn owners that the text of a case will be erased, unless they did something with it since."""
    cases = _cases(messages)
    return {message.pk: _expires(message, cases.get(message.context.get("case", 0))) for message in messages}


def _expires(message: Message, case: Case | None) -> Mail | Skip:
    if case is None or case.is_expired or case.owner_id != message.recipient_id:
        return Skip(gettext_noop("there is nothing to erase"))
    if case.warned_at is None or case.warned_at < case.kept_from:
        return Skip(gettext_noop("the case has gone on"))
    facts = {"circle": case.community.name, "days": message.context.get("days", 0)}
    facts["url"] = absolute_url(case.get_absolute_url())
    return Mail("casework_case_expires", facts, words=words_of(case.community))


def prepare_shared(messages: Sequence[Message]) -> Answers:
    """Tell somebody that a reflection was shared with them, if it still is and both are in a circle together."""
    asked = {message.context.get("share", 0) for message in messages}
    shares = ReflectionShare.objects.select_related("reflection__author").in_bulk(asked)
    authors = {share.reflection.author_id for share in shares.values()}
    people = authors | {message.recipient_id for message in messages}
    circles: dict[int, set[int]] = defaultdict(set)
    for user, community in Membership.objects.active().filter(user__in=people).values_list("user", "community"):
        circles[user].add(community)
    return {message.pk: _shared(message, shares, circles) for message in messages}


def _shared(message: Message, shares: Mapping[int, ReflectionShare], circles: Mapping[int, set[int]]) -> Mail | Skip:
    share = shares.get(message.context.get("share", 0))
    if share is None or share.person_id != message.recipient_id:
        return Skip(gettext_noop("no longer shared"))
    author = share.reflection.author
    if not circles.get(author.pk, set()) & circles.get(message.recipient_id or 0, set()):
        return Skip(gettext_noop("no longer in a circle together"))
    return Mail(
        "casework_shared", {"author": author.full_name, "url": absolute_url(share.reflection.get_absolute_url())}
    )


def prepare_follow_up(messages: Sequence[Message]) -> Answers:
    """Ask what somebody did with their case, if there is something to tell and a meeting to come; three queries."""
    meetings = Meeting.objects.planned().select_related("cycle__community__programme")
    asked = {message.context.get("meeting", 0) for message in messages}
    coming = meetings.filter(starts_at__gt=timezone.now()).in_bulk(asked)
    tables = {message.context.get("session", 0) for message in messages}
    waiting: dict[tuple[int, int], FollowUp] = {}
    for row in FollowUp.objects.waiting().filter(session__in=tables):
        waiting.setdefault((row.session_id, row.owner_id), row)
    people = {message.recipient_id for message in messages}
    inside = set(Membership.objects.active().filter(user__in=people).values_list("user", "community"))
    return {message.pk: _follow_up(message, coming, waiting, inside) for message in messages}


def _follow_up(
    message: Message,
    coming: Mapping[int, Meeting],
    waiting: Mapping[tuple[int, int], FollowUp],
    inside: set[tuple[int, int]],
) -> Mail | Skip:
    meeting = coming.get(message.context.get("meeting", 0))
    row = waiting.get((message.context.get("session", 0), message.recipient_id or 0))
    if meeting is None or row is None:
        return Skip("told already, or no meeting to come")
    circle = meeting.cycle.community
    if (message.recipient_id or 0, circle.pk) not in inside:
        return Skip("no longer in the circle")
    url = absolute_url(reverse("casework:follow_up_answer", kwargs={"pk": row.pk}))
    return Mail("casework_follow_up", {"circle": circle.name, "meeting": meeting, "url": url}, words=words_of(circle))


@dataclass(frozen=True)
class Published:
    """A version of a paper that a circle published: for everybody, so for followers as for members."""

    circle: int
    at: datetime
    line: DigestLine
    is_public: bool = True

    def line_for(self, window: Window) -> DigestLine | None:
        """Return the line when it was published in this window."""
        since, until = window
        return self.line if since < self.at <= until else None


def collect_outcomes(circles: Collection[int], window: Window) -> Sequence[Published]:
    """Return what these circles published, newest first; one query, never a draft.

    Of a paper that got two versions the digest tells the newest of the two.
    """
    since, until = window
    versions = OutcomeVersion.objects.filter(outcome__community__in=circles, frozen_at__gt=since, frozen_at__lte=until)
    versions = (
        versions.select_related("outcome").defer("body", "abstract", "outcome__body").order_by("-frozen_at", "-pk")
    )
    return [Published(version.outcome.community_id, version.frozen_at, _line(version)) for version in versions]


def _line(version: OutcomeVersion) -> DigestLine:
    """The words are chosen when the digest is written, in the language of its reader."""
    text = format_lazy(_("Published: {title} (version {number})"), title=version.title, number=version.number)
    url = reverse("casework:outcome_detail", kwargs={"slug": version.outcome.slug})
    return DigestLine(text, absolute_url(url))  # type: ignore[arg-type]


def _cases(messages: Sequence[Message]) -> Mapping[int, Case]:
    """The cases, without a word of their text."""
    asked = {message.context.get("case", 0) for message in messages}
    rows = Case.objects.select_related("community__programme", "owner", "meeting").defer(*Case.TEXTS, "remark")
    return rows.in_bulk(asked)


def _memberships(messages: Sequence[Message], *roles: str) -> set[tuple[int, int]]:
    """Which of the readers are in which circle now, with one of these roles when given."""
    people = {message.recipient_id for message in messages}
    rows = Membership.objects.active().filter(user__in=people)
    if roles:
        rows = rows.with_role(*roles)
    return set(rows.values_list("user", "community"))


def prepare_uptake(messages: Sequence[Message]) -> Answers:
    """Ask what became of an outcome, whoever it still concerns; six queries."""
    asked = {message.context.get("outcome", 0) for message in messages}
    rows = Outcome.objects.published().select_related("community__programme").defer("body", "abstract")
    outcomes = rows.in_bulk(asked)
    people = people_of(outcomes.values())
    levels = levels_of([outcome.community for outcome in outcomes.values()])
    return {message.pk: _uptake(message, outcomes, people, levels) for message in messages}


def _uptake(
    message: Message,
    outcomes: Mapping[int, Outcome],
    people: Mapping[int, Mapping[int, User]],
    levels: Mapping[int, Levels],
) -> Mail | Skip:
    outcome = outcomes.get(message.context.get("outcome", 0))
    if outcome is None:
        return Skip("the outcome is gone")
    is_copy = bool(message.context.get("copy"))
    if message.recipient_id not in people[outcome.pk]:
        return Skip("neither an author nor a coordinator any more")
    decision = levels[outcome.community_id].decide(get_rule(message.context["rule"]))
    if not decision.is_on and not is_copy:
        return Skip("the circle switched this mail off")
    facts = {"outcome": outcome, "community": outcome.community, "line": decision.line, "is_copy": is_copy}
    answer = uptake_url(Asked(outcome.pk, message.recipient_id or 0, message.context["rule"]))
    facts |= {"published": outcome.published_at, "url": absolute_url(outcome.get_absolute_url()), "answer": answer}
    reason = format_lazy(
        _("You get this because you wrote this outcome, or coordinate the circle {name}."), name=outcome.community.name
    )
    kind = get_rule(message.context["rule"]).kind
    change_url = absolute_url(reverse("notifications:kind_settings", kwargs={"name": kind}))
    return Mail("casework_uptake", facts, words=words_of(outcome.community), reason=reason, change_url=change_url)
