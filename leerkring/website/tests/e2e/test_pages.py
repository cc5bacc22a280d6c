"""Every page in a real browser: nothing that axe finds, valid HTML, and one heading that stands without JavaScript."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED, make_meeting
from leerkring.website.tests.access import COORDINATOR, MEMBER, OUTSIDER, PAGES, VISITOR, address, reader_of
from meetings.models import Meeting

pytestmark = pytest.mark.e2e

MODULES = settings.BASE_DIR / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
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
SIGN_IN = ["/account/inloggen/", "/account/inloggen/wachtwoord/", "/account/nieuw/", "/account/wachtwoord/vergeten/"]
MISSING = "/bestaat-niet/"
RUN_AXE = "() => axe.run(document, {resultTypes: ['violations']})"
LOOKS = [("light", {"width": 1280, "height": 900}), ("dark", {"width": 390, "height": 844})]


@pytest.fixture
def pages(world) -> list[tuple[str, str]]:
    """Who reads which page: each page by who sees the most on it, public ones by a visitor too."""
    read = [(reader_of(PAGES[name]), address(name, world)) for name in READ]
    public = [(VISITOR, address(name, world)) for name in READ if VISITOR in PAGES[name].get]
    signing_in = [(VISITOR, path) for path in SIGN_IN]
    return sorted({*read, *public, *signing_in, *in_other_states(world), (COORDINATOR, MISSING)})


def in_other_states(world) -> set[tuple[str, str]]:
    """Return pages that look otherwise, or are there only, for somebody else or in another state of things."""
    circle = Community.objects.get(slug=world.circle)
    facts = {"programme": circle.programme, "kind": "regional", "area": circle.area, "name": "K", "question": "?"}
    over = {"closed": ("community_reopen", "community_archive"), "archived": ("community_unarchive",)}
    found = {(VISITOR, address("communities:join_link", world)), (OUTSIDER, address("communities:join_link", world))}
    found |= {(OUTSIDER, address("communities:community_detail", world))}
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


def context_for(browser, world, role, live_server, **options):
    """Return a browser context in which this role is signed in."""
    context = browser.new_context(base_url=live_server.url, **options)
    if cookie := world.browsers[role].cookies.get(settings.SESSION_COOKIE_NAME):
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context


def test_judges_find_what_is_wrong(browser, tmp_path):
    page = browser.new_page()
    page.set_content("<title>x</title><img src='x.png'>")
    page.add_script_tag(path=AXE)
    assert "image-alt" in [violation["id"] for violation in page.evaluate(RUN_AXE)["violations"]]
    page.close()
    (tmp_path / "0.html").write_text("<!doctype html><title>x</title><p><b>open</p>")
    assert [row["type"] for row in check_html(tmp_path)] != []


def roles_of(pages):
    return sorted({role for role, _path in pages})


@pytest.mark.parametrize(("colours", "viewport"), LOOKS, ids=["light-desktop", "dark-phone"])
def test_axe_finds_nothing_on_any_page(colours, viewport, browser, live_server, world, pages):
    found = []
    for role in roles_of(pages):
        options = {"color_scheme": colours, "viewport": viewport, "bypass_csp": True}
        context = context_for(browser, world, role, live_server, **options)
        context.add_init_script(path=AXE)
        page = context.new_page()
        for path in [path for reader, path in pages if reader == role]:
            status = page.goto(path).status
            assert status < 400 or path == MISSING, (path, role, status)
            for violation in page.evaluate(RUN_AXE)["violations"]:
                found.append((path, role, violation["id"], violation["nodes"][0]["html"][:120]))
            if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
                found.append((path, role, "wider than the screen", ""))
        context.close()
    assert found == []


def test_each_page_has_its_heading_without_javascript(browser, live_server, world, pages):
    found = []
    for role in roles_of(pages):
        context = context_for(browser, world, role, live_server, java_script_enabled=False)
        page = context.new_page()
        for path in [path for reader, path in pages if reader == role]:
            page.goto(path)
            headings = page.locator("h1")
            if headings.count() != 1 or not headings.is_visible():
                found.append((path, role, headings.count()))
        context.close()
    assert found == []


def check_html(folder) -> list[dict]:
    """Return what the Nu HTML checker holds against the files of a folder."""
    if not (shutil.which("java") and VNU.exists()):
        pytest.skip("The Nu HTML checker needs Java and npm's packages.")
    files = map(str, sorted(folder.glob("*.html")))
    command = ["java", "-jar", str(VNU), "--errors-only", "--format", "json", *files]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)["messages"]


def test_nu_html_checker_finds_no_error_on_any_page(world, pages, tmp_path):
    paths = {}
    for number, (role, path) in enumerate(pages):
        file = tmp_path / f"{number}.html"
        answer = world.browsers[role].get(path)
        assert answer.status_code in (200, 202) or path == MISSING, (path, role, answer.status_code)
        assert answer["Content-Type"].startswith("text/html"), (path, role)
        file.write_bytes(answer.content)
        paths[file.name] = (path, role)
    messages = check_html(tmp_path)
    assert [(*paths[Path(row["url"]).name], row["message"], row.get("extract", "")) for row in messages] == []
