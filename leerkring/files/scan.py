"""Asking a virus scanner of the operator's choice; off unless ``VIRUS_SCAN`` says where it is.

``clamd://host:port`` speaks to ClamAV's daemon; ``command:///path/to/scanner -`` runs a program that reads the file
from its standard input and answers as ``clamscan`` does: 0 is clean, 1 is infected, all else is no answer.
"""

import logging
import shlex
import socket
import struct
import subprocess
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings

logger = logging.getLogger(__name__)
SECONDS = 20
CHUNK = 64 * 1024


class Verdict(Enum):
    """What the scanner says; without an answer a file is held until there is one."""

    CLEAN = "clean"
    INFECTED = "infected"
    NO_ANSWER = "no answer"


def scan(content: bytes) -> Verdict:
    """Return what the scanner says of these bytes; where there is none all is clean."""
    where = settings.VIRUS_SCAN
    if not where:
        return Verdict.CLEAN
    try:
        return _ask_clamd(where, content) if where.startswith("clamd://") else _run(where, content)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        logger.error("The virus scanner does not answer: %s", type(error).__name__)
        return Verdict.NO_ANSWER


def _ask_clamd(where: str, content: bytes) -> Verdict:
    address = urlsplit(where)
    with socket.create_connection((address.hostname or "localhost", address.port or 3310), timeout=SECONDS) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            daemon.sendall(struct.pack("!L", len(part)) + part)
        daemon.sendall(struct.pack("!L", 0))
        answer = b""
        while part := daemon.recv(4096):
            answer += part
    said = answer.rstrip(b"\0\n ")
    if said.endswith(b" FOUND"):
        return Verdict.INFECTED
    return Verdict.CLEAN if said.endswith(b" OK") else Verdict.NO_ANSWER


def _run(where: str, content: bytes) -> Verdict:
    command = shlex.split(where.removeprefix("command://"))
    # Chosen by the operator, and given no word of whoever uploads.
    done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    return {0: Verdict.CLEAN, 1: Verdict.INFECTED}.get(done.returncode, Verdict.NO_ANSWER)
