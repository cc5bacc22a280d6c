"""See that what is asked for is pinned, and what is pinned has hashes."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==\S+(.*(?:\n {4}--hash=\S+.*)*)", re.MULTILINE)


def name(text: str) -> str:
    """Return the name of a package as pip compares it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ]", text.strip())[0]).lower()


def asked(path: Path) -> set[str]:
    lines = path.read_text().splitlines()
    return {name(line) for line in lines if line.strip() and not line.startswith(("#", "-"))}


def problems(kind: str) -> list[str]:
    pinned = {name(match[1]): match[0] for match in PINNED.finditer((ROOT / f"{kind}.txt").read_text())}
    missing = asked(ROOT / f"{kind}.in") - pinned.keys()
    bare = [package for package, text in pinned.items() if "--hash=sha256:" not in text]
    return [f"{kind}.txt lacks {package}: run `make requirements`" for package in sorted(missing)] + [
        f"{kind}.txt has no hash for {package}" for package in bare
    ]


if __name__ == "__main__":
    found = problems("requirements") + problems("requirements-dev") + problems("requirements-attack")
    uv = re.search(r"^uv==\S+", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    if not uv or uv[0] not in (ROOT / ".ci" / "uv.txt").read_text():
        found.append(".ci/uv.txt and requirements-dev.txt name different versions of uv")
    print("\n".join(found) or "What is asked for is pinned.")
    sys.exit(bool(found))
