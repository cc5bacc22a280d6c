"""What this app counts of circles: people, partners, assignments, obstacles, stories."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .models import (
    Assignment,
    Commitment,
    Community,
    Introduction,
    Issue,
    IssueStep,
    Membership,
    Obstacle,
    Recognition,
    SharedFile,
    Story,
    Tally,
    Term,
)
from .models.sector import Sector
from .tallies import Goal, Indicator, Line, Value, count_different, count_now, count_per_year, register_counter

Role = Membership.Role
# What somebody is besides coordinating says where they come from (as in ``triangle.py``).
STUDENTS = Q(role=Role.STUDENT) | Q(role=Role.COORDINATOR, second_role=Role.STUDENT)
TEACHING = [Role.LECTURER, Role.AREA_LECTURER, Role.RESEARCHER, Role.PROFESSOR]
LECTURERS = Q(role__in=TEACHING) | Q(role=Role.COORDINATOR, second_role__in=TEACHING)
WORKING = [Role.PROFESSIONAL, Role.MANAGER, Role.OFFICIAL]
PROFESSIONALS = Q(role__in=WORKING) | Q(role=Role.COORDINATOR, second_role__in=["", *WORKING])

PEOPLE = [
    Indicator("members", _("people taking part")),
    Indicator("education", _("people from education")),
    Indicator("research", _("people from research")),
    Indicator("practice", _("people from practice")),
    Indicator("residents", _("residents and experts by experience"), goal=Goal.SOCIETY, of_people=True),
    Indicator("students", _("students taking part"), goal=Goal.STUDENTS, of_people=True),
    Indicator("lecturers", _("lecturers and researchers taking part"), goal=Goal.EXPERTISE, of_people=True),
    Indicator("professionals", _("professionals taking part"), goal=Goal.EXPERTISE, of_people=True),
    Indicator("joined", _("people who joined"), of_people=True),
    Indicator("committed", _("committed organisations")),
]
DEEDS = [
    Indicator("introductions", _("introductions between people and organisations"), Value.POTENTIAL),
    Indicator("files", _("files shared"), Value.POTENTIAL),
    Indicator("terms", _("words explained to each other"), Value.POTENTIAL),
    Indicator("assignments", _("assignments finished"), Value.APPLIED, Goal.STUDENTS),
    Indicator("stories", _("stories of what somebody did with it"), Value.APPLIED),
    Indicator("results", _("stories with a result"), Value.REALISED, Goal.SOCIETY),
    Indicator("good_examples", _("good examples"), Value.REALISED, Goal.PROFESSION),
    Indicator("issues_answered", _("issues answered"), Value.REALISED, Goal.SOCIETY),
    Indicator("recognitions", _("recognitions"), Value.REALISED),
    Indicator("changed_views", _("stories of seeing it differently"), Value.TRANSFORMATIVE),
    Indicator("obstacles_removed", _("obstacles removed"), Value.TRANSFORMATIVE, Goal.SOCIETY),
]


def register() -> None:
    """Add both to what is counted."""
    register_counter("10-people", PEOPLE, count_people)
    register_counter("40-communities", DEEDS, count_deeds)


def count_people(circles: Sequence[int]) -> Iterator[Line]:
    """Yield who takes part now, or did when their circle was closed; by groups."""
    running, over = Q(community__status=Community.Status.ACTIVE), Q(alumnus_since__isnull=True)
    over |= Q(alumnus_since=F("community__closed_at"))
    rows = Membership.objects.reading().filter((running & Q(alumnus_since__isnull=True)) | (~running & over))
    mine = rows.filter(community__in=circles).order_by().values("community")
    counted: Any = mine.annotate(
        members=Count("pk"),
        students=Count("pk", filter=STUDENTS),
        lecturers=Count("pk", filter=LECTURERS),
        professionals=Count("pk", filter=PROFESSIONALS),
        **{sector.value: Count("pk", filter=Q(sector=sector)) for sector in Sector},
    )
    for row in counted:
        circle = row.pop("community")
        yield from ((circle, Tally.ALL_YEARS, name, number) for name, number in row.items() if number)
    yield from count_per_year("joined", Membership.objects.all(), circles, moment="joined_at")
    yield from count_now("committed", Commitment.objects.all(), circles)


def count_deeds(circles: Sequence[int]) -> Iterator[Line]:
    """Yield what circles did; a query for each."""
    published = Story.objects.filter(status=Story.Status.PUBLISHED)
    finished = Assignment.objects.filter(status=Assignment.Status.FINISHED)
    removed = Obstacle.objects.filter(status=Obstacle.Status.REMOVED)
    deeds: list[tuple[str, QuerySet[Any], str]] = [
        ("introductions", Introduction.objects.filter(status=Introduction.Status.INTRODUCED), "ended_at"),
        ("files", SharedFile.objects.filter(binned_at__isnull=True), "added_at"),
        ("terms", Term.objects.filter(accepted_at__isnull=False), "accepted_at"),
        ("assignments", finished, "finished_at"),
        ("stories", published, "published_at"),
        ("results", published.exclude(result=""), "published_at"),
        ("good_examples", published.filter(is_good_example=True), "published_at"),
        ("recognitions", Recognition.objects.all(), "starts_on"),
        ("changed_views", published.exclude(insight=""), "published_at"),
        ("obstacles_removed", removed, "closed_at"),
    ]
    for name, rows, moment in deeds:
        yield from count_per_year(name, rows, circles, moment=moment)
    # Whoever takes an answer back and gives it again answers one issue.
    steps = IssueStep.objects.filter(kind=IssueStep.Kind.ANSWERED, issue__status=Issue.Status.ANSWERED)
    yield from count_different("issues_answered", steps, circles, what="issue", moment="at", path="issue__community")
