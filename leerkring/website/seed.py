"""Many made-up circles and people, to measure with. The same numbers give the same rows.

People are made in chunks, each with all that hangs on them, so that memory stays flat at any size.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from casework.models import Outcome, OutcomeAuthor, OutcomeVersion
from communities.models import Area, Commitment, Community, Membership, Organisation, Partnership, Programme, Theme
from communities.models.sector import Sector
from communities.organisation_name import plain_name
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.models import Preference
from leerkring.notifications.moments import next_moment
from leerkring.notifications.rhythm import Levels
from leerkring.search.sources import all_sources, reindex
from meetings.models import Attendance, Cycle, Meeting, ProgrammeItem
from meetings.rhythm import moment_after, plan_of

from . import seed_rows
from .seed_rows import Row, add

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
# Ten people per organisation, as in life; never fewer than fifty organisations.
PEOPLE_PER_ORGANISATION = 10
# Days in which they all came.
JOINED_WITHIN = 700
FEWEST_ORGANISATIONS = 50
PARTNERS = 20
# A circle as big as circles get: the second one, where there are enough people.
MANY = 260
BIG = 1
ENOUGH_CIRCLES = 10
# Somebody who is everywhere, and a day that is full.
BUSY_CIRCLES = 20
ITEMS = 20
KINDS = [
    (Organisation.Kind.WELFARE, Sector.PRACTICE),
    (Organisation.Kind.CARE, Sector.PRACTICE),
    (Organisation.Kind.MUNICIPALITY, Sector.PRACTICE),
    (Organisation.Kind.HBO, Sector.RESEARCH),
    (Organisation.Kind.MBO, Sector.EDUCATION),
    (Organisation.Kind.RESIDENTS, Sector.RESIDENTS),
]
TEXT = "## Wat we zagen\n\n" + "Wie elke week langskomt, merkt het vaak als eerste. " * 30


@dataclass
class Ground:
    """What people are put on: programmes, circles with their meetings, and organisations."""

    now: datetime
    # When everybody gets a digest; the first tick would otherwise enrol them all.
    digest_at: datetime | None
    programmes: list[Programme] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
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
    ground = Ground(now, next_moment(Preference(), ZoneInfo(settings.TIME_ZONE), after=now))
    _make_programmes(ground)
    _make_organisations(ground, max(members // PEOPLE_PER_ORGANISATION, FEWEST_ORGANISATIONS))
    _make_circles(ground, communities, members)
    for start in range(0, members, seed_rows.CHUNK):
        _make_people(ground, range(start, min(start + seed_rows.CHUNK, members)))
    _make_outcomes(ground)
    _make_index()


def circles_of(person: int, communities: int) -> list[int]:
    """Return in which circles the person of this number is; the first of each circle coordinates it.

    Where there are enough, some hundred of them are also in the big one, which the first person coordinates too, and
    one is in twenty.
    """
    if communities >= BUSY_CIRCLES and person == busy_person(communities):
        return list(range(BUSY_CIRCLES))
    first = person % communities
    second = (person * 7 + 1) % communities
    found = [first, second] if person % 5 == 0 and second != first and person >= communities else [first]
    is_among_many = person == 0 or communities < person <= communities + MANY
    return [*found, BIG] if communities >= ENOUGH_CIRCLES and is_among_many and BIG not in found else found


def busy_person(communities: int) -> int:
    """Return the number of the person who is in twenty circles."""
    return 2 * communities + 2


def _sizes(communities: int, members: int) -> list[int]:
    sizes = [0] * communities
    for person in range(members):
        for circle in circles_of(person, communities):
            sizes[circle] += 1
    return sizes


def _make_programmes(ground: Ground) -> None:
    """Make a network, and a smaller one that speaks of learning communities."""
    words = {"noun_singular": "leergemeenschap", "noun_plural": "leergemeenschappen"}
    ground.programmes = [
        Programme.objects.create(name="Proefnetwerk", slug=SLUG),
        Programme.objects.create(name="Proeflab", slug=f"{SLUG}-lab", **words),
    ]
    ground.themes = [Theme.objects.create(programme=row, name="Proefthema") for row in ground.programmes]
    village = Area.objects.create(name="Proefdorp", kind=Area.Kind.NEIGHBOURHOOD)
    municipalities = Area.objects.filter(kind=Area.Kind.MUNICIPALITY).order_by("name")
    ground.areas = list(municipalities.values_list("pk", flat=True)) or [village.pk]


def _make_organisations(ground: Ground, count: int) -> None:
    """Make organisations all over the country; the first are partners of the network."""
    ground.organisations = add(Organisation, (_organisation(number, ground.areas) for number in range(1, count + 1)))
    since = timezone.localdate(ground.now) - timedelta(days=400)
    partners = (
        {"programme_id": ground.programmes[0].pk, "organisation_id": organisation, "starts_on": since}
        for organisation in ground.organisations[:PARTNERS]
    )
    add(Partnership, partners)


def _organisation(number: int, areas: list[int]) -> Row:
    kind, sector = KINDS[number % len(KINDS)]
    name = f"Proeforganisatie {number}"
    return {
        "name": name,
        "slug": f"proeforganisatie-{number}",
        "plain_name": plain_name(name),
        "search_text": f"{plain_name(name)} eenzaamheid" if number % 7 == 0 else plain_name(name),
        "kind": kind,
        "sector": sector,
        "area_id": areas[number % len(areas)],
        "in_welfare": bool(number % 2),
        "in_care": not number % 3,
        "expertise": "eenzaamheid" if number % 7 == 0 else "",
    }


def _make_circles(ground: Ground, communities: int, members: int) -> None:
    sizes = _sizes(communities, members)
    ground.circles = add(Community, (_circle(number, size, ground) for number, size in enumerate(sizes)))
    commitments = (
        {"community_id": circle, "organisation_id": organisation, "contributes": "Een dag in de week."}
        for number, circle in enumerate(ground.circles)
        for organisation in _some(ground.organisations, number)
    )
    add(Commitment, commitments)
    cycles = add(Cycle, ({"community_id": circle, "number": 1} for circle in ground.circles))
    count = len(WEEKS)
    times = {(number, late): _times(number, late, ground.now) for number in range(count) for late in range(7)}
    meetings = add(
        Meeting,
        (_meeting(cycle, number, ground) | times[number, cycle % 7] for cycle in cycles for number in range(count)),
    )
    _fill_a_day(meetings[ANSWERED[-1]], ground.now)
    ground.meetings = [[meetings[at * count + place] for place in ANSWERED] for at in range(communities)]


def _some(organisations: list[int], number: int) -> list[int]:
    """Return three organisations for a circle."""
    return [organisations[(number * 3 + place) % len(organisations)] for place in range(3)]


def _circle(number: int, size: int, ground: Ground) -> Row:
    is_regional = bool(number % 2)
    network = int(number % 10 == 9)
    return {
        "programme_id": ground.programmes[network].pk,
        "slug": f"{SLUG}-{number}",
        "name": f"Proefkring {number}",
        "question": f"Wat helpt echt in straat {number}?",
        "kind": Community.Kind.REGIONAL if is_regional else Community.Kind.THEMATIC,
        "area_id": ground.areas[number % len(ground.areas)] if is_regional else None,
        "theme_id": None if is_regional else ground.themes[network].pk,
        "status": Community.Status.ACTIVE,
        "phase": [Community.Phase.EXPLORE, Community.Phase.DEVELOP, Community.Phase.SUSTAIN][number % 3],
        "started_at": ground.now - timedelta(days=number % 1000),
        "member_count": size,
    }


def _meeting(cycle: int, number: int, ground: Ground) -> Row:
    return {
        "cycle_id": cycle,
        "number": number + 1,
        "theme": f"Dag {number + 1}",
        "status": Meeting.Status.PLANNED,
        "place": "Dorpshuis",
        "host_id": ground.organisations[cycle % len(ground.organisations)],
        "uid": uuid4(),
    }


def _times(number: int, late: int, now: datetime) -> Row:
    """Return when such a meeting is: not all on one day, so that the scheduler meets some of them, as in life."""
    day = timezone.localtime(now).date() + timedelta(weeks=WEEKS[number], days=late)
    meeting = Meeting()
    meeting.set_times(day, time(9, 30), time(16, 30))
    # As it stands after the scheduler looked at it.
    meeting.next_reminder_at = moment_after(plan_of(meeting, Levels()), now)
    names = ["date", "start_time", "end_time", "starts_at", "ends_at", "next_reminder_at"]
    return {name: getattr(meeting, name) for name in names}


def _fill_a_day(meeting: int, now: datetime) -> None:
    """Give one meeting as many items as a day can hold."""
    pillars = list(ProgrammeItem.Pillar)
    items = (
        {
            "meeting_id": meeting,
            "position": position,
            "pillar": pillars[position % len(pillars)],
            "title": f"Onderdeel {position}",
            "minutes": 20,
        }
        for position in range(1, ITEMS + 1)
    )
    add(ProgrammeItem, items)
    Meeting.objects.filter(pk=meeting).update(programme_published_at=now)


def _make_people(ground: Ground, numbers: range) -> None:
    """Make one chunk of people, their places in circles and their answers."""
    password = make_password(None)
    people = add(User, (_person(number, password, ground.now) for number in numbers))
    addresses = zip(people, numbers, strict=True)
    add(Preference, ({"user_id": person, "next_digest_at": ground.digest_at} for person in people))
    verified = {"verified": True, "primary": True}
    add(EmailAddress, ({"user_id": pk, "email": _email(number)} | verified for pk, number in addresses))
    places = [
        (person, number, circle)
        for person, number in zip(people, numbers, strict=True)
        for circle in circles_of(number, len(ground.circles))
    ]
    add(Membership, (_membership(ground, *place) for place in places))
    add(Attendance, _answers(ground, places))


def _email(number: int) -> str:
    return f"proef-{number:07}@example.nl"


def _person(number: int, password: str, now: datetime) -> Row:
    return {
        "email": _email(number),
        "password": password,
        "date_joined": now - timedelta(days=number % JOINED_WITHIN + 1),
        "given_name": "Proef",
        "family_name": f"Persoon {number}",
    }


def _membership(ground: Ground, person: int, number: int, circle: int) -> Row:
    role, sector = ROLES[(number // len(ground.circles)) % len(ROLES)]
    return {
        "user_id": person,
        "community_id": ground.circles[circle],
        "role": Membership.Role.COORDINATOR if number < len(ground.circles) else role,
        "sector": sector,
        "organisation_id": ground.organisations[number % len(ground.organisations)],
    }


def _answers(ground: Ground, places: list[tuple[int, int, int]]) -> Iterator[Row]:
    for person, number, circle in places:
        for place, meeting in enumerate(ground.meetings[circle]):
            answer = ANSWERS[(number + place) % len(ANSWERS)]
            yield {"meeting_id": meeting, "user_id": person, "answer": answer, "answered_at": ground.now}


def _make_outcomes(ground: Ground) -> None:
    """Give each circle one published paper."""
    moments = [ground.now - timedelta(hours=number + 1) for number in range(len(ground.circles))]
    rows = [_outcome(number, circle, moments[number]) for number, circle in enumerate(ground.circles)]
    papers = add(Outcome, rows)
    name = {"name": "Proef Persoon", "given_name": "Proef", "family_name": "Persoon"}
    add(OutcomeAuthor, ({"outcome_id": paper, "position": 1} | name for paper in papers))
    add(OutcomeVersion, (_version(*each) for each in zip(papers, rows, moments, strict=True)))


def _outcome(number: int, circle: int, moment: datetime) -> Row:
    return {
        "community_id": circle,
        "slug": f"{SLUG}-{number}",
        "title": f"Wat straat {number} ons leerde",
        "abstract": "Een half jaar kijken in één straat.",
        "body": TEXT,
        "status": Outcome.Status.PUBLISHED,
        "published_at": moment,
        "stamped_at": moment,
    }


def _version(paper: int, row: Row, moment: datetime) -> Row:
    return {
        "outcome_id": paper,
        "number": "1.0",
        "title": row["title"],
        "body": row["body"],
        "frozen_at": moment,
        "author_line": "Proef Persoon",
        "people": [{"family": "Persoon", "given": "Proef"}],
        # A thousand PDFs nobody reads would keep the worker busy for an hour.
        "pdf_attempts": 99,
    }


def _make_index() -> None:
    """Let everything be found. The database must know first how much there is: it finds out by itself much later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for source in all_sources():
        deque(reindex(source), maxlen=0)
