"""A whole portal for a test: started by ``make run``, with its web, worker and beat, and stopped by Ctrl-C."""

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
# How long a busy machine may take for what takes a moment; what never comes is noticed then.
PATIENCE = 120


def wait_until(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """Return the first true answer of ``condition``; ``TimeoutError`` naming ``what`` when it takes too long."""
    pause = threading.Event()
    for _attempt in range(int(seconds / 0.1)):
        answer = condition()
        if answer:
            return answer
        pause.wait(0.1)
    raise TimeoutError(f"Waited {seconds} s in vain for {what}.")


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """The mail that left a portal: files in its folder, or what its SMTP server heard."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[EmailMessage]:
        """Return each mail, oldest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]

    def to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """Return the mails to one address whose subject holds the given words."""
        return [mail for mail in self.all() if address in str(mail["To"]) and subject in str(mail["Subject"])]

    def wait_for(self, address: str, subject: str, seconds: float = PATIENCE) -> EmailMessage:
        """Return the newest mail to ``address`` about ``subject``, as soon as there is one."""
        found = wait_until(lambda: self.to(address, subject), seconds, f"a mail to {address} about {subject!r}")
        return found[-1]


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None, "the mail has no text part"
    return body.get_content()


def link_in(mail: EmailMessage, fragment: str) -> str:
    """Return the first address in the text of a mail that holds ``fragment``."""
    links = [link for link in re.findall(r"https?://\S+", text_of(mail)) if fragment in link]
    assert links, f"no link with {fragment!r} in:\n{text_of(mail)}"
    return links[0]


@dataclass
class Portal:
    """A running portal."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    # Of who logged in, by address.
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.folder / "mail")

    def start(self, seconds: float = 2 * PATIENCE) -> "Portal":
        """Run ``make run`` as a newcomer does, and wait until the portal is healthy."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
        log = (self.folder / "run.log").open("wb")
        self.process = subprocess.Popen(
            [shutil.which("make") or "make", "run", f"PORT={self.port}", f"VAR={self.folder}"],
            cwd=ROOT,
            # The checker costs a second of each start, and no journey waits for it; a map asks no other machine.
            env=kept | {"THOROUGH_CHECK": "off", "MAP_TILES": "none"} | self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        try:
            wait_until(self._is_up, seconds, "the portal")
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.log()[-4000:]}") from error
        return self

    def _is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"make run stopped:\n{self.log()[-4000:]}"
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def log(self) -> str:
        """Return what the portal printed."""
        return (self.folder / "run.log").read_text(errors="replace")

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        if self.process is None or self.process.poll() is not None:
            return 0
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    def manage(self, *command: str) -> str:
        """Run a management command beside the portal and return what it printed."""
        run = subprocess.run(
            [str(ROOT / ".venv/bin/python"), "manage.py", *command],
            cwd=ROOT,
            env=os.environ | self.environment | {"VAR": str(self.folder), "PORT": str(self.port)},
            capture_output=True,
            text=True,
            timeout=5 * PATIENCE,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout
