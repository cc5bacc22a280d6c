"""What `make lint` does: every check, each with its own word, and what it says only when it complains."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
APPS = ["leerkring", "communities", "meetings", "casework"]
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))

CHECKS = {
    "types": ["mypy", "--no-error-summary", *APPS],
    "code": ["ruff", "check", "--quiet", "."],
    "format of code": ["ruff", "format", "--check", "--quiet", "."],
    "layers": ["lint-imports"],
    "format of templates": ["djade", "--check", "--target-version", "5.2", *TEMPLATES],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
    "Django": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "migrations while running": ["python", ".ci/migrations.py"],
    "translations": ["python", ".ci/messages.py", "--check"],
    "promises": ["python", ".ci/promises.py", "--check"],
    "requirements": ["python", ".ci/requirements.py"],
    "parts": ["python", ".ci/parts.py", "--check"],
}


def run(name: str) -> bool:
    """Run one check; return whether it has nothing to say."""
    program, *arguments = CHECKS[name]
    start = time.monotonic()
    # Kept as bytecode, whatever the shell says: else each check compiles all of Django anew.
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [BIN / program, *arguments],
            cwd=ROOT,
            env=clean | {"VAR": folder},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    ok = done.returncode == 0
    said = "" if ok else f"\n{done.stdout.strip()}\n"
    print(f"{'ok    ' if ok else 'FAILED'} {name} ({time.monotonic() - start:.0f} s){said}", flush=True)
    return ok


if __name__ == "__main__":
    # Two at a time: the slow one, types, beside all the others.
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, CHECKS))
    sys.exit(not all(results))
