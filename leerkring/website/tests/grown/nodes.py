"""Web and worker nodes of a grown portal, each with its own folder and port, as real processes."""

import os
import re
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests

from leerkring.notifications.tests.mail_server import free_port
from leerkring.notifications.tests.processes import BEAT, ROOT, WORKER, wait_until

WEB = ["-m", "gunicorn", "--config", "leerkring/gunicorn.py", "leerkring.wsgi"]
KINDS = {"web": WEB, "worker": WORKER, "beat": BEAT}
PATIENCE = 60


@dataclass
class Node:
    """One machine: ``web``, ``worker`` or ``beat``."""

    kind: str
    folder: Path
    environment: dict[str, str]
    # The longest file that its processes may write; stands for a disk that is full.
    file_limit: int | None = None
    # What it runs: this code, or that of another release.
    code: Path = ROOT
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def start(self) -> "Node":
        """Start it; of a web node wait until it answers."""
        if not self.folder.exists():
            self.folder.mkdir()
            # Collected once for all of them.
            (self.folder / "static").symlink_to(self.folder.parent / "static")
        environment = self.environment | {"VAR": str(self.folder), "PORT": str(self.port), "BIND": "127.0.0.1"}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *KINDS[self.kind]],
                cwd=self.code,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self._limit if self.file_limit else None,
            )
        if self.kind == "web":
            wait_until(self._answers, seconds=PATIENCE, else_say=lambda: self.log)
        return self

    def kill(self) -> None:
        """End it and all its children at once."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask_to_stop(self) -> None:
        """Send SIGTERM to its first process, as systemd and containers do."""
        assert self.process
        self.process.terminate()

    def retire(self) -> None:
        """Let it come to its end, as when a service is restarted."""
        self.ask_to_stop()
        assert self.process and self.process.wait(timeout=90) == 0, self.log
        self.process = None

    @property
    def children(self) -> list[psutil.Process]:
        """The processes under the first one."""
        assert self.process
        return psutil.Process(self.process.pid).children()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it said."""
        return (self.folder / "log").read_text()[-4000:]

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_limit, self.file_limit))

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/robots.txt", timeout=5).ok
        except requests.RequestException:
            return False


def start_all(nodes: list[Node]) -> None:
    """Start nodes side by side, and wait until all do their work."""
    with ThreadPoolExecutor(len(nodes)) as pool:
        list(pool.map(Node.start, nodes))


class Person(requests.Session):
    """Somebody with a browser that keeps cookies, whichever node answers."""

    def __init__(self, session_key: str = "") -> None:
        super().__init__()
        if session_key:
            self.cookies.set("sessionid", session_key)

    def send_form(self, node: Node, path: str, data: dict, **more: object) -> requests.Response:
        """Fetch the form for what it hides, and send it; no redirect is followed."""
        sent = self.hidden(node, path) | data
        return self.post(f"{node.url}{path}", data=sent, allow_redirects=False, timeout=30, **more)

    def hidden(self, node: Node, path: str) -> dict[str, str]:
        """Return what the form at a page hides: its token, and the version that it is about."""
        page = self.get(f"{node.url}{path}", timeout=30)
        found = dict(re.findall(r'<input type="hidden" name="(csrfmiddlewaretoken|version)" value="(\w*)"', page.text))
        assert "csrfmiddlewaretoken" in found, (path, page.status_code)
        return found

    def see(self, node: Node, path: str) -> int:
        """Return the status of a page; 0 when the node hung up."""
        try:
            return self.get(f"{node.url}{path}", timeout=30, allow_redirects=False).status_code
        except requests.ConnectionError:
            return 0
