"""How gunicorn serves the portal: `gunicorn --config leerkring/gunicorn.py leerkring.wsgi`."""

import gc
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")

from django.conf import settings

bind = f"{settings.BIND}:{settings.PORT}"
# Sync workers, about one per core: threads double the slowest answers, and nothing here waits for other machines.
workers = settings.WEB_CONCURRENCY
# Loaded once, before the workers are made: a quicker start, and they share that memory.
preload_app = True
timeout = 60
# `make run` kills what hasn't stopped after five seconds.
graceful_timeout = 4 if settings.EMBEDDED else 25
# A worker shows that it lives by touching a file; on a slow disk that itself would take too long.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Begin counting anew: the figures of an earlier run would stay for ever."""
    for old in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db"):
        old.unlink(missing_ok=True)


def child_exit(server: Any, worker: Any) -> None:
    """Tell the figures that this process is gone."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def when_ready(server: Any) -> None:
    """Load the map of addresses before the workers are made, and tell people where to look."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    # What is loaded now lives as long as the process: the collector need not walk through it a thousand times, and
    # the workers keep sharing the pages that it would write in.
    gc.collect()
    gc.freeze()
    if settings.EMBEDDED:
        from leerkring.website.welcome import welcome

        print(welcome(), flush=True)  # noqa: T201
