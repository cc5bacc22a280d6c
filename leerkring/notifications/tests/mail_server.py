"""A mail server that records what it gets, and misbehaves when asked to."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

Answer = Callable[[str], str | None]


def accept(_address: str) -> str | None:
    """Take every mail; another function answers "451 …", "550 …" or "drop" for an address."""
    return None


@dataclass
class Recorder:
    """What arrived, in order; ``on_rcpt`` and ``on_data`` decide per address."""

    mails: list[EmailMessage] = field(default_factory=list)
    on_rcpt: Answer = accept
    on_data: Answer = accept
    connections: int = 0
    # Who stood on the envelope of each mail.
    senders: list[str] = field(default_factory=list)
    # Hang up politely after so many mails on one connection.
    per_connection: int = 10_000
    port: int = 0
    # Seconds between the end of a mail and the answer.
    delay: float = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        session.taken = 0
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if session.taken >= self.per_connection:
            server.transport.close()
            return "421 enough"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.on_rcpt(address)
        if answer == "drop":
            server.transport.abort()
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.on_data(envelope.rcpt_tos[0])
        if answer is None or answer == "drop":
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.senders.append(envelope.mail_from)
            session.taken += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        if answer == "drop":
            server.transport.abort()
        return answer or "250 OK"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs that arrived."""
        return [mail["Message-ID"] for mail in self.mails]


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(recorder: Recorder | None = None) -> Iterator[Recorder]:
    """Run a recording mail server while the block lasts."""
    recorder = recorder or Recorder()
    recorder.port = free_port()
    controller = Controller(recorder, hostname="127.0.0.1", port=recorder.port, ready_timeout=10)
    controller.start()
    try:
        yield recorder
    finally:
        controller.stop()
