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

PROCESSES = ("web", "worker", "beat")


class Command(BaseCommand):
    """What `make run` calls: the portal on one machine, in one terminal."""

    help = __doc__

    def handle(self, **options: Any) -> None:
        _check_port(settings.BIND, settings.PORT)
        call_command("prepare", stdout=self.stdout)
        connections.close_all()
        manager = Manager()
        commands = parse_procfile((settings.BASE_DIR / "Procfile").read_text()).processes
        for name in PROCESSES:
            manager.add_process(name, commands[name], env=_environment(), cwd=str(settings.BASE_DIR))
        manager.loop()
        sys.exit(_exit_code(manager.returncode))


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
