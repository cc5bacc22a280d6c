"""Keep docs/promises.md true: `promises.py` plays the tests that show a promise, and writes down what they found.

They are played at the size of the promise itself, where `make test` is content with less; the variables of ``WHOLE``
choose another size.

Which tests those are stands beside them, as ``@pytest.mark.promise(NUMBER)``; what they measure they say with the
fixture ``figure``, into the folder that ``FIGURES`` names. `promises.py --page` writes the page with what is in it and
plays nothing. `promises.py --check` complains when the page names other tests than there are, or a promise has none or
was never measured, and when docs/asvs.md names a file or test that is gone.
"""

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import sharp
from test import DATABASE, REDIS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "promises.md"
STANDARD = ROOT / "docs" / "asvs.md"
APPS = ["leerkring", "communities", "meetings", "casework"]
PROMISES = {
    1: "Reminders and digests go out once, whatever dies and whatever the broker forgets; p95 at most 60 s late.",
    2: "After a change or a cancellation no mail tells the old time.",
    3: "Page, calendar file, mail and feed agree to the second in three readers, also when the clock changes.",
    4: "Nobody sees what they may not: each address is classified by role and method; hidden looks like missing.",
    5: "No side roads: what is private turns up in no list, search, count, mail, calendar, export, title or log.",
    6: "Who may not any more is refused at once: the next request, mail, fetch of a feed, job.",
    7: "Cases and reflections are read by whom they were shared with; by administrators only openly, with a reason.",
    8: "Signing in: who is responsible has a second factor, and known and unknown addresses look the same.",
    9: "No link in a mail changes anything by being followed; bulk mail is stopped with one click.",
    10: "No text of anybody runs a script or fetches from elsewhere.",
    11: "An upload that is hostile is refused, within 2 s of CPU and 100 MB.",
    12: "Of two saves of one version one wins, and the other gets both texts.",
    13: "SQLite: eight writers wait for each other, none is told that the database is locked; p99 at most 500 ms.",
    14: "A killed connection to PostgreSQL costs the requests in flight only.",
    15: "Old code runs on the new schema; migrating under load costs no error.",
    16: "A backup comes back whole in an empty place, with the erased erased, and old mail held.",
    17: "Each model says what happens to it at export and erasure; after erasure nothing tells of the person.",
    18: "The text of mail is erased after a week; addresses that mail came back from are left alone.",
    19: "The tests pass in any order and on any day, and cover each branch of what keeps people apart.",
}
# Shown by runs of their own, which say themselves what they found.
BY_HAND = {19: ["make coverage", *(f"make mutants AREA={area}" for area in sharp.AREAS), "make shuffle", "make days"]}
# How many mails, interleavings of 25 deeds, and seconds without a database are promised.
WHOLE = {"PROMISE_ROWS": "10000", "INTERLEAVINGS": "400", "OUTAGE_SECONDS": "10"}
HEAD = """# Promises

What the portal promises, the tests that show it, and what they last measured. Written by `make promises`; a promise
without a test or a figure, or a test that is not named here, fails `make lint`.
"""


def marked() -> dict[int, list[str]]:
    """Return the tests of each promise, as ``path::name``."""
    found = defaultdict(list)
    for app in APPS:
        for path in sorted((ROOT / app).rglob("test_*.py")):
            if "mark.promise" in (text := path.read_text()):
                for number, name in _marks(ast.parse(text)):
                    found[number].append(f"{path.relative_to(ROOT)}::{name}")
    return found


def _marks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in tree.body:
        for mark in getattr(node, "decorator_list", []):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.promise":
                yield from ((ast.literal_eval(number), node.name) for number in mark.args)


def play(title: str, *options: str, **more: str) -> None:
    """Run the tests of the promises in one mode."""
    print(f"=== {title}", flush=True)
    with tempfile.TemporaryDirectory(prefix="leerkring-") as folder:
        command = [sys.executable, "-m", "pytest", "-q", *options, *APPS]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        if subprocess.run(command, cwd=ROOT, env=WHOLE | os.environ | {"VAR": folder, "PATH": path} | more).returncode:
            sys.exit("A promise is not kept.")


def proofs(number: int, tests: dict[int, list[str]]) -> list[str]:
    """Return what shows a promise: tests, or commands."""
    return BY_HAND.get(number, []) + tests.get(number, [])


def page(tests: dict[int, list[str]], figures: dict[str, str]) -> str:
    """Return the page as it should be."""
    parts = [HEAD]
    for number, words in PROMISES.items():
        lines = [f"## {number}. {words}", ""]
        for shown in proofs(number, tests):
            said = figures.get(shown, "")
            lines.append(f"- `{shown}`" + (f": {said}" if said else ""))
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def known_figures() -> dict[str, str]:
    """Return what the page says was measured, by test or command."""
    return dict(re.findall(r"^- `([^`]+)`: (.+)$", PAGE.read_text() if PAGE.exists() else "", flags=re.MULTILINE))


def write_down(told: dict[str, str]) -> None:
    """Put figures on the page, by test or command, with today's date; what was known before stays."""
    dated = {shown: f"{said} ({date.today():%Y-%m-%d})" for shown, said in told.items()}
    PAGE.write_text(page(marked(), known_figures() | dated))


def lost_places() -> list[str]:
    """Return what docs/asvs.md names as proof and is not there: a file, or a test in it."""
    lost = []
    for path, test in sorted(set(re.findall(r"`([\w./-]+\.\w+)(?:::(\w+))?`", STANDARD.read_text()))):
        file = ROOT / path
        if ("/" in path and not file.is_file()) or (test and f"def {test}(" not in file.read_text()):
            lost.append(f"docs/asvs.md names {path}{'::' * bool(test)}{test}, which is gone.")
    return lost


def check() -> list[str]:
    """Return what is wrong with the pages."""
    tests, figures = marked(), known_figures()
    wrong = [f"Promise {number} has no test." for number in PROMISES if not proofs(number, tests)]
    wrong += [
        f"Promise {number} was never measured: no test of it says a figure."
        for number in PROMISES
        if not figures.keys() & {*proofs(number, tests)}
    ]
    wrong += [f"There is no promise {number}." for number in tests if number not in PROMISES]
    wrong += lost_places()
    if not PAGE.exists() or page(tests, figures) != PAGE.read_text():
        wrong.append("docs/promises.md does not name the tests that there are: run `make promises`.")
    return wrong


def main() -> None:
    if "--check" in sys.argv:
        wrong = check()
        print("\n".join(wrong) or "The promises are all shown.")
        sys.exit(bool(wrong))
    with tempfile.TemporaryDirectory(prefix="leerkring-figures-") as own:
        folder = os.environ.get("FIGURES") or own
        if "--page" not in sys.argv:
            play("SQLite", "-m", "promise and not grown", FIGURES=folder)
            grown = {"DATABASE_URL": f"{DATABASE.rsplit('/', 1)[0]}/leerkring_{os.getpid()}", "REDIS_URL": REDIS}
            play("PostgreSQL and Redis", "-m", "promise and not once", FIGURES=folder, **grown)
        told = defaultdict(list)
        for file in sorted(Path(folder).iterdir()):
            test, _tab, said = file.read_text().strip().partition("\t")
            told[test] += [said] if said not in told[test] else []
        write_down({test: "; ".join(said) for test, said in told.items()})


if __name__ == "__main__":
    main()
