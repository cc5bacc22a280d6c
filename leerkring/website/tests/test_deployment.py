"""What the files for a server say, held against what there is: no container engine is needed to see a typing error."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from honcho.environ import parse_procfile

ROOT = Path(__file__).parents[3]
PROCFILE = parse_procfile((ROOT / "Procfile").read_text()).processes
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
CONTAINERFILE = (ROOT / "Containerfile").read_text()
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "leerkring"}


def is_there(words: list[str]) -> bool:
    """Return whether a command of the portal's environment exists, with the files and subcommand it names."""
    program, *arguments = words[1:] if words[0] == "exec" else words
    if not shutil.which(program, path=str(Path(sys.executable).parent)):
        return False
    if program == "python":
        return (ROOT / arguments[0]).is_file() and arguments[1] in get_commands()
    return "--config" not in arguments or (ROOT / arguments[arguments.index("--config") + 1]).is_file()


@pytest.mark.parametrize("name", ["release", "web", "worker", "checker", "beat"])
def test_procfile_and_compose_run_the_same_command_and_it_exists(name):
    words = shlex.split(PROCFILE[name].removeprefix("exec "))

    assert is_there(words)
    assert OURS[name]["command"] == words


def test_procfile_has_no_other_process():
    assert set(PROCFILE) == set(OURS) == {"release", "web", "worker", "checker", "beat"}


def test_compose_gives_the_portal_what_grown_mode_demands(settings):
    given = OURS["web"]["environment"]

    assert given["MODE"] == "grown"
    assert set(settings.REQUIRED_WHEN_GROWN) <= set(given)


def test_compose_sets_no_variable_that_the_settings_do_not_read():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "leerkring" / "settings.py").read_text()))

    assert set(OURS["web"]["environment"]) <= read


def test_compose_starts_nothing_of_ours_before_the_release_is_done():
    for name in ("web", "worker", "checker", "beat"):
        assert OURS[name]["depends_on"]["release"] == {"condition": "service_completed_successfully"}


def test_containerfile_copies_what_is_there_and_does_not_run_as_root():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, flags=re.MULTILINE)

    assert [path for line in copied for path in line.split() if not (ROOT / path).exists()] == []
    assert re.findall(r"^USER (\S+)$", CONTAINERFILE, flags=re.MULTILINE) == ["leerkring"]
    assert 'CMD ["gunicorn", "--config", "leerkring/gunicorn.py", "leerkring.wsgi"]' in CONTAINERFILE


def test_operations_name_what_there_is():
    """Units run what the Procfile has, variables are read, commands exist, and links on the page lead somewhere."""
    page = (ROOT / "docs" / "operations.md").read_text()
    units = re.findall(r"leerkring@(\w+)", page)
    assert set(units) <= set(PROCFILE) and {"web", "worker", "beat"} <= set(units)
    assert set(re.findall(r"manage\.py (\w+)", page)) <= set(get_commands())
    environment = page.partition("`/etc/leerkring.env`")[2].partition("```sh")[2].partition("```")[0]
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "leerkring" / "settings.py").read_text()))
    assert set(re.findall(r"^([A-Z_]+)=", environment, flags=re.MULTILINE)) - {"PATH"} <= read
    titles = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", page, flags=re.MULTILINE)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) <= titles
