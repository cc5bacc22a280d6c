"""Many made-up circles and people, to measure with. The same numbers give the same rows.

People are made in chunks, each with all that hangs on them, so that memory stays flat at any size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from casework.models import Outcome, OutcomeAuthor, OutcomeVersion
from communities.models import Area, Community, Membership, Organisation, Programme, Theme
from communities.models.sector import Sector
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from meetings.models import Attendance, Cycle, Meeting

CHUNK = 5_000
SLUG = "seed"
# Weeks from today, two behind us and two ahead; the second and third get answers.
WEEKS = [-8, -2, 2, 8]
ANSWERED = (1, 2)
ANSWERS = ["yes", "yes", "no", "yes", "maybe"]
ROLES = [
    (Membership.Role.PROFESSIONAL, Sector.PRACTICE),
    (Membership.Role.STUDENT, Sector.EDUCATION),
    (Membership.Role.RESIDENT, Sector.RESIDENTS),
    (Membership.Role.LECTURER, Sector.EDUCATION),
    (Membership.Role.RESEARCHER, Sector.RESEARCH),
]
TEXT = "## Wat we zagen\n\n" + "Wie elke week langskomt, merkt het vaak als eerste. " * 30


@dataclass
class Ground:
    """What people are put on: circles with their meetings, and organisations."""

    now: datetime
    circles: list[int] = field(default_factory=list)
    # Per circle the ids of the meetings that get answers.
    meetings: list[list[int]] = field(default_factory=list)
    organisations: list[int] = field(default_factory=list)


@transaction.atomic
def seed(*, communities: int, members: int, now: datetime) -> None:
    """Make ``communities`` running circles and ``members`` people spread over them; each fifth is in two.

    Refused on a portal that was seeded before.
    """
    if Programme.objects.filter(slug=SLUG).exists():
        raise Refused("This database was seeded before.")
    ground = Ground(now)
    _make_circles(ground, communities, members)
    for start in range(0, members, CHUNK):
        _make_people(ground, range(start, min(start + CHUNK, members)))
    _make_outcomes(ground)


def circles_of(person: int, communities: int) -> list[int]:
    """Return in which circles the person of this number is; the first of each circle coordinates it."""
    first = person % communities
    second = (person * 7 + 1) % communities
    return [first, second] if person % 5 == 0 and second != first and person >= communities else [first]


def _sizes(communities: int, members: int) -> list[int]:
    sizes = [0] * communities
    for person in range(members):
        for circle in circles_of(person, communities):
            sizes[circle] += 1
    return sizes


def _make_circles(ground: Ground, communities: int, members: int) -> None:
    programme = Programme.objects.create(name="Proefnetwerk", slug=SLUG)
    theme = Theme.objects.create(programme=programme, name="Proefthema")
    area = Area.objects.create(name="Proefdorp", kind=Area.Kind.NEIGHBOURHOOD)
    names = (f"Proeforganisatie {number}" for number in range(1, 51))
    ground.organisations = _add(Organisation, (Organisation(name=name) for name in names))
    sizes = _sizes(communities, members)
    ground.circles = _add(
        Community,
        (_circle(number, programme, theme, area, ground.now, size) for number, size in enumerate(sizes)),
    )
    cycles = _add(Cycle, (Cycle(community_id=circle, number=1) for circle in ground.circles))
    meetings = _add(
        Meeting,
        (_meeting(cycle, number, ground) for cycle in cycles for number in range(1, len(WEEKS) + 1)),
    )
    count = len(WEEKS)
    ground.meetings = [[meetings[at * count + place] for place in ANSWERED] for at in range(communities)]


def _circle(number: int, programme: Programme, theme: Theme, area: Area, now: datetime, size: int) -> Community:
    is_regional = bool(number % 2)
    return Community(
        programme=programme,
        slug=f"{SLUG}-{number}",
        name=f"Proefkring {number}",
        question=f"Wat helpt echt in straat {number}?",
        kind=Community.Kind.REGIONAL if is_regional else Community.Kind.THEMATIC,
        area=area if is_regional else None,
        theme=None if is_regional else theme,
        status=Community.Status.ACTIVE,
        started_at=now - timedelta(days=number % 1000),
        member_count=size,
    )


def _meeting(cycle: int, number: int, ground: Ground) -> Meeting:
    meeting = Meeting(cycle_id=cycle, number=number, theme=f"Dag {number}", status=Meeting.Status.PLANNED)
    meeting.place, meeting.host_id = "Dorpshuis", ground.organisations[cycle % len(ground.organisations)]
    # Not all on one day: the scheduler meets a few hundred at a time, as it would in life.
    day = timezone.localtime(ground.now).date() + timedelta(weeks=WEEKS[number - 1], days=cycle % 7)
    meeting.set_times(day, time(9, 30), time(16, 30))
    return meeting


def _make_people(ground: Ground, numbers: range) -> None:
    """Make one chunk of people, their places in circles and their answers."""
    password = make_password(None)
    people = _add(User, (_person(number, password) for number in numbers))
    addresses = zip(people, numbers, strict=True)
    _add(EmailAddress, (EmailAddress(user_id=pk, email=_email(n), verified=True, primary=True) for pk, n in addresses))
    places = [
        (person, number, circle)
        for person, number in zip(people, numbers, strict=True)
        for circle in circles_of(number, len(ground.circles))
    ]
    _add(Membership, (_membership(ground, *place) for place in places))
    _add(Attendance, _answers(ground, places))


def _email(number: int) -> str:
    return f"proef-{number:07}@example.nl"


def _person(number: int, password: str) -> User:
    return User(email=_email(number), given_name="Proef", family_name=f"Persoon {number}", password=password)


def _membership(ground: Ground, person: int, number: int, circle: int) -> Membership:
    role, sector = ROLES[(number // len(ground.circles)) % len(ROLES)]
    return Membership(
        user_id=person,
        community_id=ground.circles[circle],
        role=Membership.Role.COORDINATOR if number < len(ground.circles) else role,
        sector=sector,
        organisation_id=ground.organisations[number % len(ground.organisations)],
    )


def _answers(ground: Ground, places: list[tuple[int, int, int]]) -> Iterator[Attendance]:
    for person, number, circle in places:
        for place, meeting in enumerate(ground.meetings[circle]):
            answer = ANSWERS[(number + place) % len(ANSWERS)]
            yield Attendance(meeting_id=meeting, user_id=person, answer=answer, answered_at=ground.now)


def _make_outcomes(ground: Ground) -> None:
    """Give each circle one published paper."""
    moments = [ground.now - timedelta(hours=number + 1) for number in range(len(ground.circles))]
    rows = [
        Outcome(
            community_id=circle,
            slug=f"{SLUG}-{number}",
            title=f"Wat straat {number} ons leerde",
            abstract="Een half jaar kijken in één straat.",
            body=TEXT,
            status=Outcome.Status.PUBLISHED,
            published_at=moments[number],
        )
        for number, circle in enumerate(ground.circles)
    ]
    papers = _add(Outcome, rows)
    _add(OutcomeAuthor, (OutcomeAuthor(outcome_id=paper, position=1, name="Proef Persoon") for paper in papers))
    versions = zip(papers, rows, moments, strict=True)
    _add(OutcomeVersion, (_version(paper, row, moment) for paper, row, moment in versions))


def _version(paper: int, row: Outcome, moment: datetime) -> OutcomeVersion:
    version = OutcomeVersion(outcome_id=paper, number="1.0", title=row.title, body=row.body, frozen_at=moment)
    # A thousand PDFs nobody reads would keep the worker busy for an hour.
    version.author_line, version.pdf_attempts = "Proef Persoon", 99
    return version


def _add(model: type[models.Model], rows: Iterable[Any]) -> list[int]:
    """Insert the rows a chunk at a time and return their ids in order."""
    manager, ids, chunk = model._default_manager, [], []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            ids += [made.pk for made in manager.bulk_create(chunk)]
            chunk = []
    return ids + [made.pk for made in manager.bulk_create(chunk)]
