"""Without a connection: the meeting that was seen last is read, and stays for nobody else."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from leerkring.website.views.offline import FILES, _script
from meetings.models import Meeting

pytestmark = [pytest.mark.e2e, pytest.mark.later]

READY = "() => navigator.serviceWorker.ready.then(() => true)"
KEPT = (
    "() => caches.open('kept').then((kept) => kept.keys()).then((keys) => keys.map(({url}) => new URL(url).pathname))"
)


@pytest.fixture
def page(browser, live_server):
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


def sign_in(context: BrowserContext, user, live_server) -> None:
    """Be somebody from the next page on."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def kept(page: Page, wanted: list[str]) -> None:
    """Wait until the browser keeps this, and nothing else."""
    page.wait_for_function(f"(wanted) => ({KEPT})().then((found) => String(found) === String(wanted))", arg=wanted)


def test_meeting_seen_last_is_read_offline_and_goes_with_the_person(
    page, live_server, meeting, member, coordinator, transactional_db
):
    Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=timezone.now(), travel="Bus 33 tot de kerk")
    meeting.items.create(position=1, pillar="opening", title="Welkom bij de koffie", minutes=30)
    path, context = meeting.get_absolute_url(), page.context
    faults = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    sign_in(context, member, live_server)
    page.goto(path)
    page.evaluate(READY)
    kept(page, [f"{path}onderweg/"])

    context.set_offline(True)
    page.goto(path)
    expect(page.locator("main")).to_contain_text("Welkom bij de koffie")
    expect(page.locator("main")).to_contain_text("Bus 33 tot de kerk")
    page.goto("/opbrengsten/")
    expect(page.locator("h1")).to_have_text("Geen verbinding")
    page.locator("[data-kept] a").click()
    expect(page.locator("h1")).to_have_text(str(meeting))
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Atkinson" in font

    context.set_offline(False)
    sign_in(context, coordinator, live_server)
    page.goto("/dashboard/")
    kept(page, [])
    page.goto(path)
    kept(page, [f"{path}onderweg/"])
    context.clear_cookies()
    page.goto("/")
    kept(page, [])
    sign_in(context, member, live_server)
    page.goto(path)
    kept(page, [f"{path}onderweg/"])
    page.evaluate("document.getElementById('logout-form').requestSubmit()")
    page.wait_for_url(f"{live_server.url}/")
    kept(page, [])

    context.set_offline(True)
    page.goto(path)
    expect(page.locator("h1")).to_have_text("Geen verbinding")
    expect(page.locator("[data-kept]")).to_be_hidden()
    assert [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


def test_worker_names_every_file_that_its_pages_are_made_of(client, db):
    shell = json.loads(re.match(r"const SHELL = (.+);", _script())[1])
    page = client.get(shell["page"]).text
    linked = re.findall(r'(?:href|src)="(/static/[^"#]+)"', page)
    assert set(linked) <= set(shell["files"])
    assert [name for name in FILES if not find(name)] == []
    answer = client.get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in answer["Content-Security-Policy"].split("; ")
