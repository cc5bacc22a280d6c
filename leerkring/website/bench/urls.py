"""The portal's addresses and three more, which only the benchmark's own server knows."""

import json
import time
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.urls.base import reverse
from django.utils import timezone

from casework.actions.agreement import accept_agreement, current_agreement
from casework.methods import find_built_in
from casework.models import Line, Seat, Session, SessionStep
from communities.actions.import_job import create_import, run_import, start_applying
from communities.models import Community, ImportJob
from leerkring.accounts.models import User
from meetings.models import Meeting

from .sessions import PEOPLE_PER_TABLE, TABLES


def empty(request: HttpRequest) -> HttpResponse:
    """The least that Django can do."""
    return HttpResponse("ok")


@login_required
def floor(request: HttpRequest) -> HttpResponse:
    """The least that a page for somebody can do: the whole middleware, a session, a person, one word."""
    return HttpResponse(str(request.user))


def sign_in(request: HttpRequest, email: str) -> HttpResponse:
    """Be somebody without a password; there is nobody real in a benchmark's database."""
    login(request, User.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponse("ok")


def addresses(request: HttpRequest) -> JsonResponse:
    """Say where the pages to measure are."""
    community = Community.objects.get(slug="seed-0")
    meeting = Meeting.objects.filter(cycle__community=community).order_by("number")[2]
    return JsonResponse(
        {
            "home": reverse("home"),
            "dashboard": reverse("dashboard"),
            "circle": reverse("communities:community_detail", args=[community.slug]),
            "circles": reverse("communities:community_list"),
            "circle_impact": reverse("circle_impact", args=[community.slug]),
            "desk": reverse("communities:community_manage", args=[community.slug]),
            "programme": reverse("communities:programme_detail", args=[community.programme.slug]),
            "members": reverse("communities:member_list", args=[community.slug]),
            "many_members": reverse("communities:member_list", args=[_biggest().slug]),
            "some_members": reverse("communities:member_list", args=[_biggest().slug]) + "?rol=student",
            "organisations": reverse("communities:organisation_list"),
            "some_organisations": reverse("communities:organisation_list") + "?q=eenzaamheid",
            "organisation": reverse("communities:organisation_detail", args=["proeforganisatie-1"]),
            "meeting": reverse("meetings:meeting_detail", args=[meeting.pk]),
            "agenda": reverse("meetings:agenda"),
            "table": _tables(1)[0].get_absolute_url(),
            "papers": reverse("casework:outcome_list"),
        }
    )


def _biggest() -> Community:
    biggest = Community.objects.filter(slug__startswith="seed-").order_by("-member_count", "pk").first()
    return biggest or Community.objects.get(slug="seed-0")


def tables(request: HttpRequest) -> JsonResponse:
    """Say where the phones at a hundred tables ask, and what they know."""
    found = [
        json.dumps({"path": reverse("casework:session_state", args=[row.poll_key]), "version": str(row.version)})
        for row in _tables(TABLES)
    ]
    return JsonResponse({"tables": found})


def _tables(number: int) -> list[Session]:
    """Return tables that go on in the first circle; they are made the first time."""
    meeting = Meeting.objects.filter(cycle__community__slug="seed-0").order_by("number")[2]
    known = list(Session.objects.filter(meeting=meeting, status=Session.Status.RUNNING).order_by("pk"))
    people = [row.user for row in meeting.cycle.community.memberships.active().select_related("user").order_by("pk")]
    circle = meeting.cycle.community
    for user in people[:PEOPLE_PER_TABLE] if len(known) < number else []:
        accept_agreement(circle, by=user, number=current_agreement(circle).number)
    while len(known) < number:
        known.append(_table(meeting, people[:PEOPLE_PER_TABLE]))
    return known[:number]


def _table(meeting: Meeting, people: list[User]) -> Session:
    """A table in the second step of the gossip method, with a question of everybody."""
    now, plan = timezone.now(), find_built_in("gossip")
    assert plan is not None
    facts = {"status": Session.Status.RUNNING, "step": 2, "began_at": now, "plan": plan.as_json()}
    session = Session.objects.create(meeting=meeting, **facts)
    clocks = [SessionStep(session=session, position=at, minutes=step.minutes) for at, step in enumerate(plan.steps, 1)]
    clocks[1].running_since = now
    SessionStep.objects.bulk_create(clocks)
    roles = [Seat.Role.OWNER, Seat.Role.FACILITATOR]
    seats = [Seat(session=session, user=user) for user in people]
    for seat, role in zip(seats, roles, strict=False):
        seat.role = role
    Seat.objects.bulk_create(seats)
    Line.objects.bulk_create(
        Line(session=session, position=2, author=user, text="Wat hoopte je?", key=uuid4()) for user in people[2:]
    )
    return session


def invitations(request: HttpRequest) -> JsonResponse:
    """Invite five thousand people from a file, say what that took, and take it back."""
    head, lines = (
        "voornaam;achternaam;e-mail;rol",
        (f"Proef;Gast {n};gast-{n}@example.nl;student" for n in range(5000)),
    )
    content = "\n".join([head, *lines]).encode()
    community = Community.objects.get(slug="seed-0")
    by = User.objects.get(email="proef-0000000@example.nl")
    begin = time.perf_counter()
    with transaction.atomic():
        place = {"role": "professional", "sector": ""}
        job = create_import("people", content, by=by, name="lijst.csv", community=community, defaults=place)
        run_import(job.pk)
        start_applying(ImportJob.objects.get(pk=job.pk), by=by)
        run_import(job.pk)
        invited = community.invitations.count()
        transaction.set_rollback(True)
    return JsonResponse({"seconds": time.perf_counter() - begin, "invited": invited})


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/floor/", floor),
    path("bench/addresses/", addresses),
    path("bench/invitations/", invitations),
    path("bench/tables/", tables),
    path("bench/<str:email>/", sign_in),
    path("", include("leerkring.urls")),
]
