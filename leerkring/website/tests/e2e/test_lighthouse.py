"""Lighthouse on a phone: one page of each kind that search engines are told of."""

import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from .portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.later]

LEAST = 95
# What the first page may weigh on its way, without letters.
MOST_KILOBYTES = 100
SCRIPT = Path(__file__).with_name("lighthouse.mjs")


def read(portal: Portal, path: str) -> list[str]:
    """Return the paths that a part of the site map names."""
    with urllib.request.urlopen(portal.url + path, timeout=60) as answer:
        return re.findall(rf"<loc>{re.escape(portal.url)}([^<]+)</loc>", answer.read().decode())


def one_of_each_kind(portal: Portal) -> list[str]:
    """Return a page of each view: pages of one view differ in their words, which axe reads on each of them."""
    kinds: dict[object, str] = {}
    for part in read(portal, "/sitemap.xml"):
        for path in read(portal, part):
            kinds.setdefault(resolve(path).func, path)
    return sorted(kinds.values())


def test_lighthouse_is_content_with_each_kind_of_page(portal):
    chromium = shutil.which("chromium")
    if not chromium or not (settings.BASE_DIR / "node_modules" / "lighthouse").is_dir():
        pytest.skip("Lighthouse needs Chromium and npm's packages.")
    paths = one_of_each_kind(portal)
    assert {"/", "/leerkringen/", "/kaart/"} < set(paths)
    wanted = {"portal": portal.url, "chromium": chromium, "paths": paths, "least": LEAST}
    done = subprocess.run(
        ["node", SCRIPT, json.dumps(wanted)], capture_output=True, text=True, check=False, timeout=900
    )
    pages = [json.loads(line) for line in done.stdout.splitlines()]

    assert [page["path"] for page in pages] == paths, done.stderr[-2000:]
    assert [page for page in pages if page["error"] or min(page["scores"].values()) < LEAST] == []
    assert next(page["kilobytes"] for page in pages if page["path"] == "/") <= MOST_KILOBYTES
