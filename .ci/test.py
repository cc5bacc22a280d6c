"""What `make test` does: all tests on SQLite, then on PostgreSQL and Redis where they answer, and what was left out.

TEST_DATABASE_URL and TEST_REDIS_URL say where those are; the tests make and drop databases of their own there.
DEMAND=1 makes whatever is left out or skipped an error.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlparse

ROOT = Path(__file__).resolve().parent.parent
DATABASE = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/leerkring"
REDIS = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
DEMAND = os.environ.get("DEMAND", "") not in ("", "0")
NOTHING_TO_RUN = 5
# One more than can work at once: who plays a story waits half of it for the beat of a minute, or a server to start.
WORKERS = (os.cpu_count() or 2) + 1
FOLDERS = ["leerkring", "communities", "meetings", "casework"]
# Settings of the portal that somebody may have in their shell, and that would change what is tested; and the one that
# lets each process compile all of Django anew.
LEFT_OUT = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "leerkring" / "settings.py").read_text()))
LEFT_OUT.add("PYTHONDONTWRITEBYTECODE")


def answers(url: str, port: int) -> bool:
    """Return whether somebody listens at the host and port of ``url``."""
    parts = urlparse(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=2):
            return True
    except OSError:
        return False


def lacking() -> dict[str, str]:
    """Return what this machine lacks, by the word for it, with what is left out because of that."""
    found = {
        "PostgreSQL": answers(DATABASE, 5432),
        "Redis": answers(REDIS, 6379),
        "Chromium": any(map(shutil.which, ("chromium-headless-shell", "chromium"))),
        "Java": bool(shutil.which("java")),
        "npm's packages": (ROOT / "node_modules" / "axe-core").is_dir(),
    }
    why = {
        "PostgreSQL": f"no answer at {urlparse(DATABASE).hostname}: not tested on the grown mode",
        "Redis": f"no answer at {urlparse(REDIS).hostname}: not tested on the grown mode",
        "Chromium": "not installed: no test in a browser",
        "Java": "not installed: HTML not checked",
        "npm's packages": "not installed: no axe, Lighthouse, HTML checker or ical.js as third reader of calendars",
    }
    return {name: why[name] for name, there in found.items() if not there}


def pytest(title: str, marks: list[str], *options: str, **variables: str) -> str:
    """Run the tests with a folder of their own; return pytest's last line, and end here when one failed."""
    print(f"\n=== {title}", flush=True)
    clean = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    with tempfile.TemporaryDirectory(prefix="leerkring-") as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(WORKERS), "--dist", "loadfile"]
        command += ["--no-loadscope-reorder", *options, *(sys.argv[1:] or FOLDERS)]
        command += ["-m", " and ".join(marks)] if marks else []
        env = clean | {"VAR": folder, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        process = subprocess.Popen(command, cwd=ROOT, env=env | variables, stdout=subprocess.PIPE, text=True)
        last = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
        # Of what was asked for by name, all may be left out in one of the runs.
        if process.wait() not in ({0, NOTHING_TO_RUN} if sys.argv[1:] else {0}):
            sys.exit(process.returncode)
    return last


def demand_all_kinds_of_mail(folder: str) -> None:
    """End here when the tests wrote no mail of some kind in the folder."""
    check = f"from leerkring.notifications.tests.whole import demand_all; demand_all({folder!r})"
    done = subprocess.run([sys.executable, "manage.py", "shell", "--no-imports", "-c", check], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


def whole(*options: str) -> list[str]:
    """Run what there is to run with pytest's options, say what was left out, and return the last line of each run."""
    lack = lacking()
    marks = ["not e2e"] if "Chromium" in lack else []
    has_servers = not lack.keys() & {"PostgreSQL", "Redis"}
    # Whole stories in a browser, and walks over all pages, say by their mark that one of the two runs is enough for
    # them: the second, in the mode that many share, or the first, where what they look at is the same on both.
    first = ["not grown", *(["not later"] if has_servers else [])]
    with tempfile.TemporaryDirectory(prefix="leerkring-letters-") as letters:
        summaries = [pytest("SQLite", [*marks, *first], *options, LETTERS=letters)]
        if not sys.argv[1:]:
            demand_all_kinds_of_mail(letters)
    if has_servers:
        database = f"{DATABASE.rsplit('/', 1)[0]}/leerkring_{os.getpid()}"
        marks.append("not once")
        summaries.append(pytest("PostgreSQL and Redis", marks, *options, DATABASE_URL=database, REDIS_URL=REDIS))
    for name, why in lack.items():
        print(f"Left out: {name} {why}.")
    skipped = any(re.search(r"\d+ skipped", summary) for summary in summaries)
    if DEMAND and (lack or skipped):
        sys.exit("Everything was demanded, and something was left out.")
    return summaries


if __name__ == "__main__":
    # Closing words for people and machines that read only the end.
    print(*whole(), sep="\n")
