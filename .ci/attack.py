"""What `make attack` does: start a portal with the demo, and let three programs look for holes in it.

wapiti3 walks over the pages, as a visitor and as a coordinator, and tries forms and parameters; sqlmap tries what is
asked of the database; schemathesis tries the open data by its description. All of it stays on the loopback address, is
bounded in time, and ends by itself. Whatever is found stands explained in docs/attack.md, or this ends with an error.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from leerkring.website.tests.e2e.portal import Portal  # noqa: E402

TOOLS = ROOT / ".venv-attack" / "bin"
EXPLAINED = ROOT / "docs" / "attack.md"
COORDINATOR = "marit.hoekstra@example.nl"
# Those that ask no other machine: what a module would fetch or call elsewhere is left out.
MODULES = "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,sql,"
MODULES += "timesql,upload,xss"
SECONDS = 900
# Pages that take something from their address; sqlmap tries each parameter.
ASKED = [
    "/zoeken/?q=eenzaam&soort=outcome",
    "/zoeken/aanvullen/?q=een",
    "/leerkringen/?q=lingewaard&thema=1",
    "/opbrengsten/?q=eenzaam&soort=paper&sorteer=new",
    "/evenementen/?q=cafe&soort=cafe",
    "/kaart/?programma=1&thema=1",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01",
    "/api/v1/outcomes/?limit=5&kind=paper&access=open&language=nl&since=2026-01-01",
    "/api/v1/circles/?programme=zorgalliantie&theme=1&area=1&phase=start&cursor=x",
]
SIGN_IN = """
from django.test import Client
from leerkring.accounts.models import User
client = Client()
client.force_login(User.objects.get(email="{}"))
print(client.session.session_key)
"""


class Finding(NamedTuple):
    """What one of the programs complains about."""

    tool: str
    what: str
    where: str
    detail: str


def run(title: str, command: list[str], folder: Path, seconds: int) -> int:
    """Run a program with its output in a file; return its exit code, or 124 when it was stopped."""
    print(f"=== {title}", flush=True)
    with (folder / f"{title}.log").open("wb") as log:
        try:
            return subprocess.run(command, cwd=folder, stdout=log, stderr=log, timeout=seconds, check=False).returncode
        except subprocess.TimeoutExpired:
            return 124


def wapiti(portal: Portal, folder: Path, who: str, cookie: str) -> Iterator[Finding]:
    """Walk over the portal as a visitor, or with the cookie of somebody."""
    report = folder / f"{who}.json"
    command = [
        str(TOOLS / "wapiti"),
        "-u",
        f"{portal.url}/",
        "-m",
        MODULES,
        "-d",
        "6",
        "-f",
        "json",
        "-o",
        str(report),
    ]
    command += ["--max-scan-time", str(SECONDS // 2), "--max-attack-time", "60", "--max-links-per-page", "60"]
    # Nothing is sent elsewhere, also not to ask whether a hole let something out.
    command += ["--endpoint", f"{portal.url}/", "--dns-endpoint", "localhost"]
    command += ["--store-session", str(folder / f"{who}-session"), "--no-bugreport", "--flush-session"]
    for path in ("account/uitloggen", "taal"):
        command += ["-x", f"{portal.url}/{path}/*"]
    if cookie:
        command += ["-C", f"sessionid={cookie}", "-s", f"{portal.url}/dashboard/"]
    run(f"wapiti as {who}", command, folder, 4 * SECONDS)
    found = json.loads(report.read_text())
    for kind in ("vulnerabilities", "anomalies"):
        for what, rows in found[kind].items():
            for row in rows:
                yield Finding("wapiti", what, f"{row['method']} {row['path']}", row["info"])
    print(f"    {found['infos'].get('crawled_pages_nbr', '?')} pages", flush=True)


def sqlmap(portal: Portal, folder: Path) -> Iterator[Finding]:
    """Try to reach the database through what pages take from their address."""
    targets, results = folder / "targets.txt", folder / "sqlmap.csv"
    targets.write_text("".join(f"{portal.url}{path}\n" for path in ASKED))
    command = [str(TOOLS / "sqlmap"), "-m", str(targets), "--batch", "--level", "1", "--risk", "2", "--threads", "2"]
    command += [
        "--dbms",
        "sqlite",
        "--technique",
        "BEU",
        "--smart",
        "--timeout",
        "20",
        "--results-file",
        str(results),
        "--output-dir",
        str(folder),
    ]
    run("sqlmap", command, folder, 2 * SECONDS)
    with results.open() as rows:
        for row in csv.DictReader(rows):
            if row.get("Parameter"):
                yield Finding("sqlmap", "injection", urlsplit(row["Target URL"]).path, row["Parameter"])


def schemathesis(portal: Portal, folder: Path) -> Iterator[Finding]:
    """Ask the open data for everything that its description allows, and what it does not."""
    command = [
        str(ROOT / ".venv/bin/schemathesis"),
        "run",
        f"{portal.url}/api/v1/openapi.json",
        "--max-examples",
        "50",
    ]
    if run("schemathesis", command, folder, SECONDS):
        yield Finding("schemathesis", "failure", "/api/v1/", (folder / "schemathesis.log").read_text()[-3000:])


def explained() -> list[tuple[str, str, str]]:
    """Return program, kind and pattern of place of what docs/attack.md explains, from its table."""
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \| `([^`]+)` \|", EXPLAINED.read_text(), flags=re.MULTILINE)
    return [(tool, what.strip(), where) for tool, what, where in rows]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="leerkring-attack-") as name:
        folder = Path(sys.argv[1] if sys.argv[1:] else name)
        portal = Portal(folder / "var")
        portal.folder.mkdir(parents=True, exist_ok=True)
        portal.start()
        try:
            cookie = portal.manage("shell", "--no-imports", "-c", SIGN_IN.format(COORDINATOR)).split()[-1]
            found = [
                *wapiti(portal, folder, "visitor", ""),
                *sqlmap(portal, folder),
                *schemathesis(portal, folder),
                *wapiti(portal, folder, "coordinator", cookie),
            ]
            faults = re.findall(r"^.*Internal Server Error.*$", portal.log(), flags=re.MULTILINE)
        finally:
            portal.stop()
    known = explained()
    new = [
        finding
        for finding in dict.fromkeys(found)
        if not any((finding.tool, finding.what) == (t, w) and re.search(p, finding.where) for t, w, p in known)
    ]
    print(f"{len(set(found))} findings, of which {len(set(found)) - len(new)} stand explained in docs/attack.md.")
    for finding in new:
        print(*finding, sep="\t")
    print(*faults[:20], sep="\n")
    if new or faults:
        sys.exit("There is something to mend, or to explain in docs/attack.md.")


if __name__ == "__main__":
    if not (TOOLS / "wapiti").exists() or not shutil.which("make"):
        sys.exit("Run this as: make attack")
    main()
