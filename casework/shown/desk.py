"""What the desk of somebody who guides students shows, and what coordinators may know: numbers."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community, Membership
from leerkring.accounts.models import User
from meetings.models import Meeting

from ..models import Assessment, Reflection, ReflectionResponse, ReflectionShare, Submission

GUIDES = (Membership.Role.AREA_LECTURER, Membership.Role.LECTURER, Membership.Role.PROFESSOR)
# With fewer people a number would say who they are.
FEWEST = 3


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, of whom, since when, and where."""

    title: str
    text: str
    since: datetime
    url: str
    action: str
    icon: str
    # What can be called seen without opening it.
    share: ReflectionShare | None = None


@dataclass
class Student:
    """Somebody I guide, or who shared something with me."""

    person: User
    places: list[str] = field(default_factory=list)
    shared: list[Reflection] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """All of it."""

    waiting: list[Waiting]
    students: list[Student]
    given: list[ReflectionResponse]
    assessed: list[Submission]


def desk_of(user: Any) -> Desk:
    """Return the desk of one person; seven queries, however much was shared."""
    shares = list(_shares(user))
    submissions = list(_submissions(user))
    waiting = [_new(share) for share in shares if (share.seen_version or 0) < share.reflection.version]
    waiting += [_answered(response) for response in _answers(user)]
    waiting += [_to_assess(row) for row in submissions if not row.my_assessments[0].assessed_at]
    return Desk(
        waiting=sorted(waiting, key=lambda row: row.since),
        students=_students(user, shares),
        given=list(_given(user)),
        assessed=[row for row in submissions if row.my_assessments[0].assessed_at],
    )


def _shares(user: Any) -> Any:
    readable = Reflection.objects.permitted(user, "casework.view_reflection")
    rows = ReflectionShare.objects.filter(person=user, reflection__in=readable.values("pk"))
    rows = rows.select_related("reflection__author", "reflection__community").defer("reflection__answers")
    return rows.order_by("-created_at")


def _new(share: ReflectionShare) -> Waiting:
    reflection, name = share.reflection, share.reflection.author.full_name
    is_changed = share.seen_version is not None
    text = _("%(name)s changed it since you saw it") if is_changed else _("%(name)s shared it with you")
    since = reflection.changed_at if is_changed else share.created_at
    url = reflection.get_absolute_url()
    return Waiting(str(reflection), text % {"name": name}, since, url, _("Read"), "journal-text", share)


def _answers(user: Any) -> Any:
    rows = ReflectionResponse.objects.permitted(user, "casework.view_response")
    rows = rows.filter(reader=user, is_by_author=True, seen_at=None)
    return rows.select_related("reflection__author").defer("text", "reflection__answers")


def _answered(response: ReflectionResponse) -> Waiting:
    reflection = response.reflection
    text = _("%(name)s answered you") % {"name": reflection.author.full_name}
    url = f"{reflection.get_absolute_url()}#responses"
    return Waiting(str(reflection), text, response.created_at, url, _("Read the answer"), "chat-left-text")


def _submissions(user: Any) -> Any:
    mine = Prefetch("assessments", Assessment.objects.filter(assessor=user), to_attr="my_assessments")
    rows = Submission.objects.permitted(user, "casework.assess_submission")
    return rows.select_related("author").prefetch_related(mine).defer("copy")


def _to_assess(submission: Submission) -> Waiting:
    text = _("%(name)s asks you for an assessment") % {"name": submission.author.full_name}
    when, url = submission.submitted_at, submission.get_absolute_url()
    return Waiting(str(submission), text, when, url, _("Assess"), "clipboard")


def _students(user: Any, shares: list[ReflectionShare]) -> list[Student]:
    """Return the students of the circles in which this person guides, and whoever else shared something."""
    guided = Membership.objects.active().filter(user=user).with_role(*GUIDES).values("community")
    rows = Membership.objects.active().filter(community__in=guided, user__is_active=True).exclude(user=user)
    rows = rows.with_role(Membership.Role.STUDENT).select_related("user", "community")
    people: dict[int, Student] = {}
    for row in rows.order_by("community__name"):
        place = ", ".join(filter(None, [row.community.name, row.study_programme, _year(row.study_year)]))
        people.setdefault(row.user_id, Student(row.user)).places.append(place)
    for share in shares:
        author = share.reflection.author
        people.setdefault(author.pk, Student(author, [share.reflection.community.name])).shared.append(
            share.reflection
        )
    return sorted(people.values(), key=lambda student: (not student.shared, student.person.sort_name.casefold()))


def _year(year: int | None) -> str:
    return _("year %(year)s") % {"year": year} if year else ""


def _given(user: Any) -> Any:
    rows = ReflectionResponse.objects.permitted(user, "casework.quote_response")
    return rows.select_related("reflection__author").defer("reflection__answers").order_by("-created_at")[:50]


def counts_of(community: Community) -> list[dict[str, str]]:
    """Return per meeting how many reflections are about it; of fewer than three people no number is said."""
    rows: dict[int | None, dict[str, Any]] = defaultdict(lambda: {"count": 0, "people": 0, "shared": 0})
    about = Reflection.objects.filter(community=community).order_by().values("meeting")
    facts = about.annotate(
        count=Count("pk", distinct=True),
        people=Count("author", distinct=True),
        shared=Count("pk", distinct=True, filter=Q(shares__isnull=False)),
    )
    rows |= {row["meeting"]: dict(row) for row in facts}
    meetings = Meeting.objects.filter(cycle__community=community).planned().order_by("starts_at")
    shown = [(str(meeting), rows[meeting.pk]) for meeting in meetings if meeting.pk in rows]
    if None in rows:
        shown.append((_("Not about a meeting"), rows[None]))
    return [{"title": title} | _said(row) for title, row in shown]


def _said(row: dict[str, Any]) -> dict[str, str]:
    if row["people"] < FEWEST:
        return {"count": _("a few"), "people": _("fewer than three"), "shared": "–"}
    people = ngettext("%(count)s person", "%(count)s people", row["people"]) % {"count": row["people"]}
    return {"count": str(row["count"]), "people": people, "shared": str(row["shared"])}


def conversations(reflection: Reflection, user: Any) -> list[dict[str, Any]]:
    """Return what was said about a reflection, per reader: all for its author, one's own for a reader."""
    rows = ReflectionResponse.objects.permitted(user, "casework.view_response").filter(reflection=reflection)
    found: dict[int | None, list[ReflectionResponse]] = defaultdict(list)
    for response in rows.select_related("reader"):
        found[response.reader_id].append(response)
    return [{"reader": said[0].reader, "reader_id": reader, "said": said} for reader, said in found.items()]
