"""Figures for Prometheus of what this process does; ``/metrics/`` adds up those of all on the machine."""

import logging
import time
from collections.abc import Callable
from typing import Any

from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
REQUESTS = Counter("leerkring_requests", "Answers, by address, method and status", ["view", "method", "status"])
SECONDS = Histogram("leerkring_request_seconds", "How long an answer took", ["view"], buckets=BUCKETS)
SLOW = Counter("leerkring_slow_queries", "Queries that took longer than they may", ["database"])
SLOW_SECONDS = 0.5
log = logging.getLogger(__name__)


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """Count one answer."""
    REQUESTS.labels(view, method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(view).observe(seconds)


def watch_queries(connection: Any, **_signal: Any) -> None:
    """Let a new connection tell which queries are slow."""
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a query; count and log it when it is slow: its text, which holds places for values and no values."""
    start = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - start
        if seconds > SLOW_SECONDS:
            SLOW.labels(context["connection"].alias).inc()
            log.warning("A query took %.2f s: %s", seconds, _shortened(str(sql)))


def _shortened(sql: str) -> str:
    words = " ".join(sql.split())
    return words if len(words) <= 500 else f"{words[:500]} …"
