"""Run the whole portal: prepare it, then start the processes of the Procfile, and stop them all together."""

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from honcho.environ import parse_procfile
from honcho.manager import SIGNALS, Manager
from honcho.printer import Printer

PROCESSES = ("web", "worker", "beat")
# Loads what it needs when it is first asked; until then it costs little.
CHECKER = "checker"


class Command(BaseCommand):
    """What `make run` calls: the portal on one machine, in one terminal."""

    help = __doc__
    # The worker and `make lint` look at them; here they would cost a second of each start.
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        _check_port(settings.BIND, settings.PORT)
        try:
            call_command("prepare", stdout=self.stdout)
        except KeyboardInterrupt:
            sys.exit("Stopped before it was ready; nothing is lost.")
        connections.close_all()
        manager = Processes(Printer(Terminal()))
        commands = parse_procfile((settings.BASE_DIR / "Procfile").read_text()).processes
        for name in (*PROCESSES, CHECKER) if settings.THOROUGH_CHECK else PROCESSES:
            manager.add_process(name, commands[name], env=_environment(), cwd=str(settings.BASE_DIR))
        manager.loop()
        sys.exit(_exit_code(manager.returncode))


class Processes(Manager):
    """honcho's manager, which can also be stopped in the moment before all of its processes have started."""

    _stop_when_started = False

    def terminate(self) -> None:
        """Stop all, now or as soon as each one's number is known."""
        self._stop_when_started = True
        if super()._all_started():
            super().terminate()

    def _all_started(self) -> bool:
        """honcho's loop asks this all the time."""
        started = super()._all_started()
        if started and self._stop_when_started:
            super().terminate()
        return started


class Terminal:
    """Standard output without a buffer: honcho also writes from a signal handler, in the middle of another line."""

    def write(self, text: str) -> None:
        os.write(sys.stdout.fileno(), text.encode())

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        return sys.stdout.isatty()


def _check_port(host: str, port: int) -> None:
    """Refuse in words when somebody else listens there; gunicorn would try for five seconds and print a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} can't be used ({error.strerror}). Choose another one: make run PORT={port + 1}"
            ) from error


def _environment() -> dict[str, str]:
    """Return the environment of the processes: the programs of this Python first, and output as it comes."""
    programs = str(Path(sys.executable).parent)
    return os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONUNBUFFERED": "1"}


def _exit_code(code: int | None) -> int:
    """Return 0 when somebody asked it to stop: that is how it is meant to end."""
    asked = {SIGNALS[signum]["rc"] for signum in (signal.SIGINT, signal.SIGTERM)}
    return 0 if code in asked else code or 0
