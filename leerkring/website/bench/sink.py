"""A mail server that takes everything and keeps nothing: what sending costs is then the sender's own."""

import socket
import threading
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

END = b"\r\n.\r\n"


class Sink:
    """Runs in a process of its own, so that it takes no time of the one that is measured; use it in ``with``."""

    def __enter__(self) -> Self:
        context = get_context("spawn")
        here, there = context.Pipe()
        self._process: Any = context.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        self.port: int = here.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join(10)


def _serve(parent: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        parent.send(server.getsockname()[1])
        while True:
            connection, _address = server.accept()
            threading.Thread(target=_talk, args=(connection,), daemon=True).start()


def _talk(connection: socket.socket) -> None:
    with connection:
        connection.sendall(b"220 sink\r\n")
        rest = b""
        while True:
            line, rest = _read(connection, rest, b"\r\n")
            word = line[:4].upper()
            if word == b"DATA":
                connection.sendall(b"354 go on\r\n")
                _mail, rest = _read(connection, rest, END)
            connection.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word in {b"QUIT", b""}:
                return


def _read(connection: socket.socket, rest: bytes, end: bytes) -> tuple[bytes, bytes]:
    while end not in rest:
        more = connection.recv(65536)
        if not more:
            return b"", b""
        rest += more
    found, _end, rest = rest.partition(end)
    return found, rest
