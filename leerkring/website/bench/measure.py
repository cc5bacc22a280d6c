"""Looking at pages, counting what that costs, and saying it in one line per figure."""

import http.cookiejar
import json
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from ..seed import busy_person
from .figure import Figure
from .pages import BUSY, COORDINATOR, MEMBER, PAGES, VISITOR, Page
from .server import Server
from .sessions import session_figures

# The areas of what has no page.
CERTIFICATES = "certificates"
MAIL = "notifications"
LIBRARY = "library"
EXPORTS = "exports"
MATCHING = "matching"
SEARCH = "search"
CONNECTIONS = 4
WARM = 12
# A process tells its CPU time in steps of 10 ms, so it must spend some seconds for the third digit to count.
SECONDS = 3.0


class Browser:
    """Somebody who looks at pages; the cookies stay."""

    def __init__(self, server: Server, email: str = "") -> None:
        self.server = server
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        if email:
            self.get(f"/bench/{email}/")

    def get(self, path: str, **headers: str) -> tuple[bytes, str]:
        """Return the page and the number of queries it took, when that was asked for."""
        request = urllib.request.Request(self.server.url + path, headers=headers)
        with self._opener.open(request, timeout=60) as response:
            if response.url != request.full_url:
                raise LookupError(f"{path} sends this viewer on to {response.url}.")
            return response.read(), response.headers.get("X-Queries", "")


def figures(server: Server, area: str = "") -> Iterator[Figure]:
    """Measure the calibration first, then the pages of ``area``, or all."""
    first_member = server.circles
    viewers = {
        VISITOR: Browser(server),
        MEMBER: Browser(server, f"proef-{first_member:07}@example.nl"),
        BUSY: Browser(server, f"proef-{busy_person(first_member):07}@example.nl"),
        COORDINATOR: Browser(server, f"proef-{0:07}@example.nl"),
    }
    addresses = json.loads(viewers[VISITOR].get("/bench/addresses/")[0])
    empty = cost(server, viewers[VISITOR], "/bench/empty/")
    yield Figure("calibration: empty view", empty, "cpu-ms")
    yield Figure("calibration: logged in, one word", cost(server, viewers[MEMBER], "/bench/floor/"), "cpu-ms")
    for page in PAGES:
        if area in ("", page.area):
            yield from _page(server, viewers[page.viewer], page, addresses[page.address], empty)
    if area in ("", "communities"):
        before = server.cpu_seconds()
        invited = json.loads(viewers[VISITOR].get("/bench/invitations/")[0])
        yield Figure("invitations from one file", invited["invited"], "people")
        # As with pages, the time on the clock says as much of what else the machine does.
        yield Figure("invitations from one file", server.cpu_seconds() - before, "cpu-s", 10)
        yield Figure("invitations from one file", invited["seconds"], "s on the clock")
    for name, work in PARTS.items():
        if area in ("", name):
            yield from work(server)
    if area in ("", SEARCH) and server.database:
        yield from _search(server)
    if area in ("", "sessions"):
        tables = json.loads(viewers[VISITOR].get("/bench/tables/")[0])["tables"]
        yield from session_figures(server, tables, empty)
    memory = server.memory()
    yield Figure("memory per web worker", memory["rss"], "MiB", 85)
    yield Figure("memory per web worker, what is shared divided", memory["pss"], "MiB")
    yield Figure("memory per web worker, its own", memory["uss"], "MiB")


def _mail(server: Server) -> Iterator[Figure]:
    """Measure the tick by the clock: it is all that one process does in that time."""
    found = json.loads(server.run("leerkring.website.bench.mail"))
    yield Figure("tick with nothing due", found["queries"], "sql", 20)
    yield Figure("tick with nothing due", found["milliseconds"], "ms", 200)
    yield Figure("tick that looks for newcomers", found["hourly"], "ms", 200)
    yield Figure("reminders queued", found["reminders"], "mails")
    each = 10_000 / max(found["reminders"], 1)
    yield Figure("10,000 reminders queued", found["seconds"] * each, "s", 10)
    yield Figure("10,000 reminders queued", found["cpu"] * each, "cpu-s")
    sent = json.loads(server.run("leerkring.website.bench.digests"))
    yield Figure("digests written, sent and marked", sent["per_second"], "/s", 300, at_least=True)
    yield Figure("digests written, sent and marked", sent["cpu_ms"], "cpu-ms")
    yield Figure("digests beside the marks", sent["queries"], "sql per 500", 40)
    yield Figure("plain Django, the same mail", sent["plain_per_second"], "/s")
    yield Figure("plain Django, the same mail", sent["plain_cpu_ms"], "cpu-ms")
    yield Figure("length of that mail", sent["bytes"] / 1000, "kB", 60)
    yield Figure("memory of who sends 1,000 digests", sent["memory"], "MiB")
    yield Figure("digests of all members, 100,000 at most", sent["many"], "mails")
    yield Figure("memory of who sends those, beside 1,000", sent["memory_many"] / sent["memory"], "x", 1.25)


def _certificates(server: Server) -> Iterator[Figure]:
    """Measure a thousand finished papers, by the clock and by the processor."""
    found = json.loads(server.run("leerkring.website.bench.certificates"))
    each = 1000 / max(found["papers"], 1)
    yield Figure("certificates made, with their papers", found["papers"], "papers")
    yield Figure("1,000 certificates with their papers", found["seconds"] * each, "s", 60)
    yield Figure("1,000 certificates with their papers", found["cpu"] * each, "cpu-s")
    yield Figure("1,000 certificates with their papers", found["megabytes"] * each, "MB")


def _library(server: Server) -> Iterator[Figure]:
    """Measure what one process and the database do for it, one after the other: so long somebody waits."""
    found = json.loads(server.run("leerkring.website.bench.library"))
    yield Figure("texts in the library", found["texts"], "texts")
    for name, cost in found["searches"].items():
        yield Figure(f"library, {name}", cost["queries"], "sql", 6 if server.database else 7)
        yield Figure(f"library, {name}", cost["milliseconds"], "cpu-ms", 50 if server.database else 150)
    harvest = found["harvest"]
    yield Figure("page of a harvest", harvest["queries"], "sql", 3)
    yield Figure("page of a harvest, at its beginning", harvest["first"], "cpu-ms")
    yield Figure("page of a harvest, at its end", harvest["last"], "cpu-ms")
    yield Figure("end of a harvest beside its beginning", harvest["last"] / harvest["first"], "x", 1.5)


def _exports(server: Server) -> Iterator[Figure]:
    """Measure by the clock: so long a reader waits for a file that a worker makes."""
    found = json.loads(server.run("leerkring.website.bench.exports"))
    yield Figure("pages of a long paper", found["pages"], "pages", 30, at_least=True)
    yield Figure("its PDF", found["megabytes"], "MB")
    for form, seconds in found["seconds"].items():
        yield Figure(f"a long paper with 20 figures as {form}, p95", seconds, "s", 5)


def _matching(server: Server) -> Iterator[Figure]:
    """Measure the first page of who could help, and how good it is: the first five beside what people judged."""
    found = json.loads(server.run("leerkring.website.bench.matching"))
    yield Figure("people who may be found", found["profiles"], "profiles")
    for name, spent in found["lists"].items():
        yield Figure(f"who could help, {name}", spent["queries"], "sql", 10)
        yield Figure(f"who could help, {name}", spent["milliseconds"], "cpu-ms", 150 if server.database else 600)
        yield Figure(f"who could help, {name}", spent["clock"], "ms on the clock")
    precision = found["precision"]
    yield Figure("precision at 5, by the reasons", precision["reasons"], "part", precision["theme"], at_least=True)
    yield Figure("precision at 5, by the same theme alone", precision["theme"], "part")
    yield Figure("precision at 5, by chance", precision["chance"], "part")


def _search(server: Server) -> Iterator[Figure]:
    """Measure what one process and the database do for it, one after the other: so long somebody who types waits."""
    found = json.loads(server.run("leerkring.website.bench.search"))
    yield Figure("things that can be found", found["things"], "things")
    for name, milliseconds in found["typed"].items():
        yield Figure(f"while typing, {name}", milliseconds, "cpu-ms", 30)
    for name, milliseconds in found["searched"].items():
        yield Figure(f"search, {name}", milliseconds, "cpu-ms")


def _page(server: Server, browser: Browser, page: Page, path: str, empty: float) -> Iterator[Figure]:
    spent = cost(server, browser, path)
    queries = int(browser.get(path, **{"X-Count-Queries": "1"})[1])
    yield Figure(page.name, queries, "sql", page.queries)
    yield Figure(page.name, spent, "cpu-ms", page.cpu_ms)
    yield Figure(page.name, spent / empty, "x empty view")


def cost(server: Server, browser: Browser, path: str) -> float:
    """Return the CPU milliseconds of one look at a page, warm, from some connections at once."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(browser.get, [path] * WARM))
        before, looks, end = server.cpu_seconds(), 0, monotonic() + SECONDS
        while monotonic() < end:
            looks += len(list(pool.map(browser.get, [path] * CONNECTIONS * 5)))
    return (server.cpu_seconds() - before) / looks * 1000


# What one process does, without a page.
PARTS = {
    MAIL: _mail,
    CERTIFICATES: _certificates,
    LIBRARY: _library,
    EXPORTS: _exports,
    MATCHING: _matching,
}
