"""Lighthouse: one public page of each kind as it loads on a phone, and every public page as it stands in two looks."""

import json
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from .chromium import found_chromium
from .portal import Portal
from .walk import SIGN_IN

pytestmark = [pytest.mark.e2e, pytest.mark.later]

LEAST = 95
# What the first page may weigh on its way, without letters.
MOST_KILOBYTES = 100
# Language, colours and width: as a page is loaded, and the other of each. What shows only in another mixture of them,
# axe finds: it looks at each page in all eight.
LOADED, OTHER = ("nl", "light", 390), ("en", "dark", 1280)
SCRIPT = Path(__file__).with_name("lighthouse.mjs")


def read(portal: Portal, path: str) -> list[str]:
    """Return the paths that a part of the site map names."""
    with urllib.request.urlopen(portal.url + path, timeout=60) as answer:
        return re.findall(rf"<loc>{re.escape(portal.url)}([^<]+)</loc>", answer.read().decode())


def told_of(portal: Portal) -> list[str]:
    """Return each page that search engines are told of."""
    return sorted({path for part in read(portal, "/sitemap.xml") for path in read(portal, part)})


def one_of_each_kind(paths: list[str]) -> list[str]:
    """Return a page of each view: pages of one view are made of the same parts, and load alike."""
    kinds: dict[object, str] = {}
    for path in paths:
        kinds.setdefault(resolve(path).func, path)
    return list(kinds.values())


def test_lighthouse_is_content_with_each_public_page(portal):
    chromium = found_chromium()
    if not chromium or not (settings.BASE_DIR / "node_modules" / "lighthouse").is_dir():
        pytest.skip("Lighthouse needs Chromium and npm's packages.")
    told = told_of(portal)
    assert {"/", "/leerkringen/", "/kaart/"} < set(told)
    loaded = one_of_each_kind(told)
    shown = {LOADED: [path for path in told if path not in loaded] + SIGN_IN, OTHER: told + SIGN_IN}
    looks = [{"language": look[0], "colours": look[1], "width": look[2], "paths": shown[look]} for look in shown]
    wanted = {"portal": portal.url, "chromium": chromium, "paths": loaded, "least": LEAST, "looks": looks}
    wanted["cookie"] = settings.LANGUAGE_COOKIE_NAME
    done = subprocess.run(
        ["node", SCRIPT, json.dumps(wanted)], capture_output=True, text=True, check=False, timeout=1800
    )
    pages = [json.loads(line) for line in done.stdout.splitlines()]

    looked_at = [(path, LOADED) for path in loaded] + [(path, look) for look in shown for path in shown[look]]
    assert [(page["path"], tuple(page["look"])) for page in pages] == looked_at, done.stderr[-2000:]
    assert [page for page in pages if page["error"] or min(page["scores"].values()) < LEAST] == []
    # All four of what is loaded; speed is not of a page as it stands.
    assert [len(page["scores"]) for page in pages] == [4] * len(loaded) + [3] * (len(pages) - len(loaded))
    assert next(page["kilobytes"] for page in pages if page["path"] == "/") <= MOST_KILOBYTES
