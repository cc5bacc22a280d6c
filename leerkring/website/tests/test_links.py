"""No link on a public page leads nowhere: a crawl from the first page and the sitemap, as a visitor."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from leerkring.website.sitemap import SITEMAPS

LINK = re.compile(r'\s(?:href|src|data-hx-get|action)="([^"#]*)(?:#[^"]*)?"')
# Files of the browser itself are looked after by their own finder; what only a form sends is no link.
ELSEWHERE = ("/static/", settings.STATIC_URL, "/taal/", "/beheer/")
# Of one page with many choices a few are enough.
MOST_QUERIES = 3
# A file that is being made says so (202).
FINE = {200, 202, 301, 302}
FORM_ONLY = re.compile(r'<form\b[^>]*method="post"[^>]*>', re.I)


def links_of(page: str, here: str) -> set[str]:
    """Return where a page leads within the portal."""
    page = FORM_ONLY.sub("", page)
    found = {urljoin(here, unescape(link)) for link in LINK.findall(page)}
    paths = {urlsplit(link) for link in found if urlsplit(link).netloc in ("", urlsplit(settings.SITE_URL).netloc)}
    whole = {part.path + (f"?{part.query}" if part.query else "") for part in paths if part.scheme in ("", "http")}
    return {path for path in whole if path.startswith("/") and not path.startswith(ELSEWHERE)}


def crawl(client, starts: list[str]) -> dict[str, tuple[int, str]]:
    """Return each address with its status, and the page that leads there."""
    seen: dict[str, tuple[int, str]] = {}
    queries: Counter[str] = Counter()
    waiting = [(start, "") for start in starts]
    while waiting:
        path, source = waiting.pop()
        bare = path.partition("?")[0]
        if path in seen or ("?" in path and queries[bare] >= MOST_QUERIES):
            continue
        queries[bare] += "?" in path
        answer = client.get(path)
        seen[path] = answer.status_code, source
        if answer.status_code in (301, 302):
            waiting.append((urljoin(path, answer["Location"]), path))
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming:
            waiting += [(link, path) for link in links_of(answer.content.decode(), bare)]
    return seen


@pytest.mark.once
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_link_on_a_public_page_leads_nowhere(language, world, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    parts = [f"/sitemap-{name}.xml" for name in SITEMAPS]
    listed = [
        urlsplit(address).path for part in parts for address in re.findall("<loc>(.*?)</loc>", client.get(part).text)
    ]

    seen = crawl(client, ["/", *listed])
    # The world puts this figure by hand into a version that is only for who was asked; its text never had it.
    seen.pop(reverse("files:file_detail", kwargs={"pk": world.round_figure}), None)

    assert {path: found for path, found in seen.items() if found[0] not in FINE} == {}
    # It went somewhere: circles, papers, events, programmes, and the page to sign in.
    assert len(seen) > 60
    assert {"/account/inloggen/", "/leerkringen/", "/opbrengsten/", "/kaart/"} <= {
        path.partition("?")[0] for path in seen
    }


def test_crawl_finds_a_link_that_leads_nowhere(client, db):
    page = '<a href="/bestaat-niet/">x</a> <a href="https://elders.example.nl/">y</a> <a href="#hier">z</a>'
    assert links_of(page, "/hier/") == {"/bestaat-niet/", "/hier/"}
    assert crawl(client, ["/bestaat-niet/"]) == {"/bestaat-niet/": (404, "")}
