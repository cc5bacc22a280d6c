"""Every page of the world: where it stands, who reads it there, and a browser in which that person is signed in."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED, make_meeting
from leerkring.website.tests.access import COORDINATOR, MEMBER, OUTSIDER, PAGES, VISITOR, address, reader_of
from meetings.models import Meeting

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
# What hands out a file.
FILES = {"robots", "security", "map_points", "files:file_detail"}
FILES |= {f"meetings:{name}" for name in ("meeting_ics", "feed", "guest_file", "report_as_pdf", "report_as_docx")}
FILES |= {f"meetings:{name}" for name in ("host_badges", "host_attendance_list", "presence_export")}
FILES |= {f"meetings:{name}" for name in ("event_feed_ics", "event_feed_atom", "event_ics", "registration_export")}
FILES |= {f"communities:{name}" for name in ("member_export", "import_wrong", "organisation_sheet", "sheet_detail")}
FILES |= {
    "social_picture",
    "sitemap",
    "sitemap_part",
    "programme_report",
    "programme_numbers",
    "circle_report",
    "circle_numbers",
}
FILES |= {"casework:method_as_pdf", "casework:portfolio_file", "casework:reflection_still"}
FILES |= {f"meetings:{name}" for name in ("hours_export", "certificate_pdf", "batch_download")}
FILES |= {"casework:method_as_pdf", "casework:session_state", "casework:own_method_as_pdf"}
FILES |= {"casework:round_figure", "casework:library_feed", "casework:community_feed"}
FILES |= {"casework:oai", "casework:version_citation", "casework:version_file"}
FILES |= {
    "communities:health_sheet",
    "communities:weighing_sheet",
    "communities:sheet_poster",
    "communities:sheet_join_poster",
}
FILES |= {"news_feed", "api_description", "api_list", "api_one", "worker"}
FILES |= {"privacy_register_sheet"}
# What leads whoever asks to another page, as things are in the world.
LEADS_ON = {
    "favicon",
    "set_language",
    "search_suggestions",
    "casework:community_latest",
    "meetings:answer",
    "meetings:hours_total",
    "meetings:meeting_shift",
}
# Without a second proof an administrator is sent to make one.
LEADS_ON |= {
    "casework:case_check",
    "casework:outcome_check",
    "casework:opening_list",
    "casework:sealed_opening_list",
    "casework:reflection_opening_list",
    "privacy_register",
    "objection_list",
    "trail",
}
LEADS_ON |= {"casework:reflection_assignment"}
LEADS_ON |= {"meetings:poll_create", "meetings:cycle_dates", "meetings:presence_sign"}
LEADS_ON |= {"communities:invitation_claim", "communities:follow_create", "communities:join_link"}
LEADS_ON |= {f"communities:community_{name}" for name in ("reopen", "archive", "unarchive")}
READ = [name for name, page in PAGES.items() if page.get and name not in FILES | LEADS_ON]
MISSING = "/bestaat-niet/"
SIGN_IN = [
    "/account/inloggen/",
    "/account/inloggen/wachtwoord/",
    "/account/nieuw/",
    "/account/uitgezet/",
    "/account/wachtwoord/vergeten/",
    "/account/wachtwoord/vergeten/klaar/",
    "/account/instelling/gestopt/",
]
# Pages that wait for a code from the mail are there for who asked for one; who that is, is a reader of its own.
HALF_WAY = {
    "signing in": ("account_login", {"login": "daan.willems@example.nl"}),
    "signing up": ("account_signup", {"email": "n.nieuw@example.nl", "given_name": "N", "family_name": "Nieuw"}),
    "forgetful": ("account_reset_password", {"email": "daan.willems@example.nl"}),
}


def pages_of(world) -> list[tuple[str, str]]:
    """Return who reads which page: each page by who sees the most on it, public ones by a visitor too."""
    read = [(reader_of(PAGES[name]), address(name, world)) for name in READ]
    return sorted({*read, *public_pages(world), *in_other_states(world), (COORDINATOR, MISSING)})


def public_pages(world) -> list[tuple[str, str]]:
    """Return what is there for who is not signed in, and each step of signing in."""
    public = {(VISITOR, address(name, world)) for name in READ if VISITOR in PAGES[name].get}
    public |= {(VISITOR, path) for path in (*SIGN_IN, MISSING, address("communities:join_link", world))}
    return sorted(public | {(role, half_way(world, role)) for role in HALF_WAY})


def half_way(world, role: str) -> str:
    """Let this reader ask for a code; return the page that waits for it."""
    if role not in world.browsers:
        world.browsers[role] = Client()
    name, data = HALF_WAY[role]
    answer = world.browsers[role].post(reverse(name), data)
    assert answer.status_code == 302, (name, answer.status_code)
    return answer["Location"]


def in_other_states(world) -> set[tuple[str, str]]:
    """Return pages that look otherwise, or are there only, for somebody else or in another state of things."""
    circle = Community.objects.get(slug=world.circle)
    facts = {"programme": circle.programme, "kind": "regional", "area": circle.area, "name": "K", "question": "?"}
    over = {"closed": ("community_reopen", "community_archive"), "archived": ("community_unarchive",)}
    found = {(OUTSIDER, address(f"communities:{name}", world)) for name in ("join_link", "community_detail")}
    found |= {(OUTSIDER, address("communities:invitation_answer", world))}
    # Somebody with hours and a certificate.
    found |= {(MEMBER, address("meetings:certificate_list", world))}
    moved = Meeting.objects.get(pk=world.meeting)
    second = make_meeting(moved.cycle, 2, days=30)
    make_meeting(moved.cycle, 20, days=60, status="draft")
    over_now = make_meeting(moved.cycle, 21, days=-1)
    found |= {(COORDINATOR, f"{address('meetings:meeting_shift', world)}?dagen=7")}
    found |= {(COORDINATOR, reverse("meetings:poll_create", args=[second.pk]))}
    found |= {(COORDINATOR, reverse("meetings:cycle_dates", args=[moved.cycle_id]))}
    found |= {(COORDINATOR, reverse("meetings:presence_sign", args=[over_now.pk]))}
    for status, names in over.items():
        ended = Community.objects.create(slug=status, started_at=timezone.now(), **facts | CLOSED | {"status": status})
        membership = {"user": world.people[COORDINATOR], "role": "coordinator", "sector": "practice"}
        Membership.objects.create(community=ended, **membership)
        for name in (*names, "community_detail", "community_manage", "member_list"):
            found.add((COORDINATOR, reverse(f"communities:{name}", args=[status])))
    return found


def by_reader(pages: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Return the pages of each reader."""
    for role, rows in groupby(sorted(pages), key=itemgetter(0)):
        yield role, [path for _role, path in rows]


def context_for(browser, world, role, live_server, language="nl", **options):
    """Return a browser context in which this role is signed in and chose a language.

    Nothing is kept for when there is no connection: that costs a third of a load, and has tests of its own.
    """
    context = browser.new_context(base_url=live_server.url, service_workers="block", **options)
    chosen = {settings.LANGUAGE_COOKIE_NAME: language}
    if cookie := world.browsers[role].cookies.get(settings.SESSION_COOKIE_NAME):
        chosen[cookie.key] = cookie.value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in chosen.items()])
    return context
