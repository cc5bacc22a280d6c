"""`make run` with its real processes: it starts, says so, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from .migrated import put_migrated

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[3]


def command(port: int, tmp_path: Path) -> dict:
    """Return how to start the portal with nothing but a port and a folder."""
    env = {"PATH": os.environ["PATH"], "VAR": str(tmp_path / "var"), "PORT": str(port), "DEMO": "0"}
    return {"args": [sys.executable, "manage.py", "run"], "cwd": ROOT, "env": env}


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_run_says_which_port_to_try_when_this_one_is_taken(taken_port, tmp_path):
    done = subprocess.run(**command(taken_port, tmp_path), capture_output=True, text=True)

    assert done.returncode == 1
    expected = f"CommandError: Port {taken_port} of 127.0.0.1 can't be used (Address already in use). "
    assert done.stderr == f"{expected}Choose another one: make run PORT={taken_port + 1}\n"
    assert not (tmp_path / "var" / "leerkring.sqlite3").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_run_stops_every_process_and_ends_well_when_asked(how, free_port, tmp_path):
    put_migrated(tmp_path / "var")
    with subprocess.Popen(
        **command(free_port, tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as portal:
        guard = threading.Timer(90, portal.terminate)
        guard.start()
        said = []
        for line in iter(portal.stdout.readline, ""):
            said.append(line)
            if "Stop it with Ctrl-C" in line:
                portal.send_signal(how)
        guard.cancel()

    assert portal.returncode == 0, "".join(said)
    assert any(signal.Signals(how).name in line for line in said), "".join(said)
    assert _left_behind(tmp_path) == []


def _left_behind(tmp_path: Path) -> list[psutil.Process]:
    """Return the processes that still have the folder of this test in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("VAR") == str(tmp_path / "var"):
                found.append(process)
        except psutil.Error:
            continue
    return found
