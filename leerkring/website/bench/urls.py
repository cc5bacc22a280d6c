"""The portal's addresses and three more, which only the benchmark's own server knows."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.urls.base import reverse

from communities.models import Community
from leerkring.accounts.models import User
from meetings.models import Meeting


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
            "members": reverse("communities:member_list", args=[community.slug]),
            "meeting": reverse("meetings:meeting_detail", args=[meeting.pk]),
            "agenda": reverse("meetings:agenda"),
            "papers": reverse("casework:outcome_list"),
        }
    )


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/floor/", floor),
    path("bench/addresses/", addresses),
    path("bench/<str:email>/", sign_in),
    path("", include("leerkring.urls")),
]
