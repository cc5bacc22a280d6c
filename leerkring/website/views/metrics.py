"""Figures for Prometheus, for who knows the token or asks from this machine itself."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from leerkring.notifications.health import Outbox, outbox

LOOPBACK = {"127.0.0.1", "::1"}


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Hand out the figures; for everybody else there is nothing here."""
    if not _may(request):
        raise Http404
    shared = CollectorRegistry()
    shared.register(Shared())
    return HttpResponse(_of_processes() + generate_latest(shared), content_type=CONTENT_TYPE_LATEST)


def _of_processes() -> bytes:
    """Return what all processes of this machine counted; of this one alone where they share no folder."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)


def _may(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    # A request that a proxy handed on comes from somewhere else, whatever the address says.
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers


class Shared:
    """What all machines have in common, asked of the database: so it is the same whichever of them answers."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures, as prometheus_client asks for them."""
        found: Outbox = outbox()
        yield _gauge("outbox_waiting", "Mails that wait", found.waiting)
        yield _gauge("outbox_late", "Mails that should have gone out two minutes ago", found.late)
        yield _gauge("outbox_oldest_seconds", "How long the oldest due mail waits", found.oldest_seconds)
        yield _gauge("mail_held", "1 while mail is on hold after a restore", int(found.is_held))
        yield _gauge("tick_age_seconds", "How long ago the beat last did its work; -1 when never", found.tick_age)
        text = "Mails done with in 24 hours, by result"
        results = GaugeMetricFamily("leerkring_mail_last_day", text, labels=["result"])
        for state, number in sorted(found.results.items()):
            results.add_metric([state], number)
        yield results


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"leerkring_{name}", text, value=value)
