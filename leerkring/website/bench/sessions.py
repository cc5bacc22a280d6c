"""A hundred tables at once: what a phone's question costs, and how long it waits for its answer."""

import json
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Lock

from .figure import Figure
from .server import Server

PEOPLE_PER_TABLE = 12
# How often a phone asks (`EVERY` in static/js/session.js).
EVERY = 1.7
TABLES = 100
SECONDS = 15
ASKERS = 12


def session_figures(server: Server, tables: Sequence[str], empty: float) -> Iterator[Figure]:
    """Measure the question whose answer is "nothing changed", alone and from a hundred tables at once."""
    asks = [_question(server, json.loads(table)) for table in tables]
    spent = _cost(server, asks[0])
    yield Figure("table: nothing changed", spent, "cpu-ms")
    yield Figure("table: nothing changed", spent / empty, "x empty view")
    yield Figure("table of 12 phones", spent * PEOPLE_PER_TABLE / EVERY / 10, "% of a core", 1)
    waited = _at_once(server, asks)
    yield Figure("100 tables: questions answered", len(waited) / SECONDS, "per s")
    yield Figure("100 tables: median wait", waited[len(waited) // 2] * 1000, "ms")
    yield Figure("100 tables: 95 of 100 wait at most", waited[int(len(waited) * 0.95)] * 1000, "ms", 150)


def _question(server: Server, table: dict[str, str]) -> bytes:
    host = f"127.0.0.1:{server.port}"
    head = f'GET {table["path"]} HTTP/1.1\r\nHost: {host}\r\nIf-None-Match: "{table["version"]}"\r\n'
    return f"{head}Connection: close\r\n\r\n".encode()


def _ask(port: int, question: bytes) -> None:
    """Ask as a phone does, over a connection of its own; anything but "nothing changed" is a fault of the bench."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as phone:
        phone.sendall(question)
        answer = b""
        while piece := phone.recv(4096):
            answer += piece
    if b" 304 " not in answer[:20]:
        raise LookupError(answer[:200].decode(errors="replace"))


def _cost(server: Server, question: bytes) -> float:
    """Return the CPU milliseconds of the workers and the database for one question."""
    for _time in range(50):
        _ask(server.port, question)
    before, asked, end = server.cpu_seconds(), 0, time.monotonic() + 4
    with ThreadPoolExecutor(4) as pool:
        while time.monotonic() < end:
            list(pool.map(lambda _time: _ask(server.port, question), range(100)))
            asked += 100
    return (server.cpu_seconds() - before) / asked * 1000


def _at_once(server: Server, questions: Sequence[bytes]) -> list[float]:
    """Let all phones ask in turn, each at its moment; return how long each waited from that moment, sorted."""
    rate = TABLES * PEOPLE_PER_TABLE / EVERY
    total, begin = int(rate * SECONDS), time.monotonic() + 0.5
    turn, lock, waited = count(), Lock(), []

    def ask_on() -> None:
        while True:
            with lock:
                number = next(turn)
            if number >= total:
                return
            moment = begin + number / rate
            if (early := moment - time.monotonic()) > 0:
                time.sleep(early)
            _ask(server.port, questions[number % len(questions)])
            waited.append(time.monotonic() - moment)

    with ThreadPoolExecutor(ASKERS) as pool:
        for future in [pool.submit(ask_on) for _asker in range(ASKERS)]:
            future.result()
    return sorted(waited)
