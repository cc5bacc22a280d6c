"""Pack what a test of upgrading needs of a release: `release.py 0.1.0 COMMIT` writes releases/0.1.0.tar.xz.

In it are the code that runs, its templates and its texts, as they are at that commit, and ``database.sql``: the
database as that code makes it, with its demo. A clone without history can play the release with it. Tests, static
files and what no process reads are left out. It needs PostgreSQL, at TEST_DATABASE_URL or on this machine.
"""

import io
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "leerkring" / "website" / "tests" / "grown" / "releases"
KEPT = ["manage.py", "leerkring", "communities", "meetings", "casework", "templates", "locale"]
# Which icons there are: pages read it.
KEPT += ["static/vendor/icons.json"]
LEFT_OUT = ["*/tests/*", "*.po", "*/bench/*"]
# What newer programs write around the tables, and older ones stop over; none of it changes what is in them.
TOO_NEW = (b"\\restrict ", b"\\unrestrict ", b"SET transaction_timeout ")
SERVER = (os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/leerkring").rsplit("/", 1)[0]


def pack(version: str, commit: str) -> Path:
    """Write the release, and return where."""
    paths = [*KEPT, *(f":!{pattern}" for pattern in LEFT_OUT)]
    archive = subprocess.run(
        ["git", "archive", "--format=tar", commit, "--", *paths], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tempfile.TemporaryDirectory(prefix="leerkring-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            # Python 3.11.2, which Debian has, knows no filters yet.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(folder)
        database = _filled_database(Path(folder))
    path = RELEASES / f"{version}.tar.xz"
    path.write_bytes(lzma.compress(_with_file(archive, "database.sql", database), preset=9 | lzma.PRESET_EXTREME))
    return path


def _filled_database(code: Path) -> bytes:
    """Let that code make its tables and fill them, and return them as SQL that PostgreSQL 15 and newer read."""
    url = f"{SERVER}/leerkring_release_{os.getpid()}"
    environment = {"PATH": os.environ["PATH"], "VAR": str(code / "var"), "DATABASE_URL": url}
    manage = [sys.executable, "manage.py"]
    subprocess.run(["psql", "-qc", f"CREATE DATABASE {url.rsplit('/', 1)[1]}", f"{SERVER}/postgres"], check=True)
    try:
        for words in (["migrate", "--verbosity=0"], ["createcachetable"], ["demo"]):
            subprocess.run([*manage, *words], cwd=code, env=environment, check=True, stdout=subprocess.DEVNULL)
        dump = ["pg_dump", "--no-owner", "--no-privileges", "--no-comments", url]
        said = subprocess.run(dump, check=True, capture_output=True).stdout
        return b"".join(line for line in said.splitlines(keepends=True) if not line.startswith(TOO_NEW))
    finally:
        subprocess.run(["psql", "-qc", f"DROP DATABASE {url.rsplit('/', 1)[1]}", f"{SERVER}/postgres"], check=True)


def _with_file(archive: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO(archive)
    with tarfile.open(fileobj=file, mode="a") as tar:
        facts = tarfile.TarInfo(name)
        facts.size = len(content)
        tar.addfile(facts, io.BytesIO(content))
    return file.getvalue()


if __name__ == "__main__":
    written = pack(*sys.argv[1:])
    print(f"{written.relative_to(ROOT)}: {written.stat().st_size // 1000} kB")
