"""Whether the portal works, for machines that watch it: true or false per part, and never a secret."""

import logging
import tempfile
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leerkring.notifications.health import backlog, given_up, last_tick_age
from leerkring.notifications.mailbox import last_fetch_age
from leerkring.notifications.onhold import held_since

from ..health import MOST_GIVEN_UP, MOST_LATE, OLDEST_FETCH, OLDEST_TICK

log = logging.getLogger(__name__)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part works and 503 when one is broken. Touches no session and no template."""
    checks = CHECKS | MAILBOX if settings.INBOUND_URL else CHECKS
    parts = {name: _look(name, check) for name, check in checks.items()}
    ok = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": ok, "parts": parts}, status=200 if ok else 503)


def _look(name: str, check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run one check; whatever it raises means broken, and the log, not the answer, says why."""
    try:
        return check()
    except Exception as error:
        log.warning("Health: %s is broken: %s", name, error)
        return {"ok": False}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return {"ok": cursor.fetchone() == (1,)}


def _cache() -> dict[str, Any]:
    if settings.REDIS_URL and hasattr(cache, "ping"):
        # What is asked of the cache itself is answered without Redis too.
        cache.ping()
    cache.get("health")
    return {"ok": True}


def _broker() -> dict[str, Any]:
    """Reach the broker as a task that is sent would: over the network, or by writing in its folder."""
    if settings.REDIS_URL:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    else:
        folder = str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"health")
    return {"ok": True}


def _beat() -> dict[str, Any]:
    """A portal that never ticked is broken too: it would send no mail."""
    age = last_tick_age(timezone.now())
    seconds = None if age is None else round(age.total_seconds())
    return {"ok": age is not None and age <= OLDEST_TICK, "seconds_since_tick": seconds}


def _outbox() -> dict[str, Any]:
    now = timezone.now()
    late, dead = backlog(now), given_up(now)
    facts = {"late": late, "given_up": dead, "held": held_since() is not None}
    return {"ok": late <= MOST_LATE and dead <= MOST_GIVEN_UP, **facts}


def _mailbox() -> dict[str, Any]:
    age = last_fetch_age(timezone.now())
    seconds = None if age is None else round(age.total_seconds())
    return {"ok": age is not None and age <= OLDEST_FETCH, "seconds_since_fetch": seconds}


CHECKS = {"database": _database, "cache": _cache, "broker": _broker, "beat": _beat, "outbox": _outbox}
# Where there is one.
MAILBOX = {"mailbox": _mailbox}
