"""Every page as HTML: valid, and with one heading that stands without JavaScript; public pages in English too."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from .walk import MISSING, pages_of, public_pages

pytestmark = [pytest.mark.e2e, pytest.mark.once]

VNU = settings.BASE_DIR / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture
def written(world, tmp_path) -> dict[str, tuple[str, str, str]]:
    """Which page, for whom and in which language, is written in which file of the folder of the test."""
    found = {}
    for language, pages in {"nl": pages_of(world), "en": public_pages(world)}.items():
        for role, path in pages:
            world.browsers[role].cookies[settings.LANGUAGE_COOKIE_NAME] = language
            answer = world.browsers[role].get(path)
            assert answer.status_code in (200, 202) or path == MISSING, (path, role, answer.status_code)
            assert answer["Content-Type"].startswith("text/html"), (path, role)
            assert f'<html lang="{language}"' in answer.text, (path, role, language)
            file = tmp_path / f"{len(found)}.html"
            file.write_bytes(answer.content)
            found[file.name] = path, role, language
    return found


def check_html(folder: Path) -> list[dict]:
    """Return what the Nu HTML checker holds against the files of a folder."""
    if not (shutil.which("java") and VNU.exists()):
        pytest.skip("The Nu HTML checker needs Java and npm's packages.")
    files = map(str, sorted(folder.glob("*.html")))
    # The quick compiler: warming up for a better one takes longer than these pages do. It needs a deeper stack.
    lean = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss8m"]
    command = ["java", *lean, "-jar", str(VNU), "--errors-only", "--format", "json", *files]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)["messages"]


def test_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "0.html").write_text("<!doctype html><title>x</title><p><b>open</p>")
    assert [row["type"] for row in check_html(tmp_path)] != []


def test_each_page_is_valid_and_has_its_heading_without_javascript(browser, live_server, written, tmp_path):
    page = browser.new_page(base_url=live_server.url, java_script_enabled=False)
    # From here the pages, put in its place one by one, find their styles.
    page.goto(reverse("offline"))
    found = []
    for file, where in written.items():
        # What loads itself again after some seconds would take the place of a page further on.
        page.set_content((tmp_path / file).read_text().replace('http-equiv="refresh"', ""))
        shown = [heading.is_visible() for heading in page.locator("h1").all()]
        if shown != [True]:
            found.append((*where, shown))
    page.close()
    messages = check_html(tmp_path)
    assert found == []
    assert [(*written[Path(row["url"]).name], row["message"], row.get("extract", "")) for row in messages] == []
