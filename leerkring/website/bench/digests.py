"""What digests cost: written, sent to a sink and marked in the benchmark's own database, beside plain Django.

``serve`` of the benchmark starts it as a process of its own; it leaves no message behind.
"""

import json
import os
import resource
import sys
import time
from datetime import datetime, timedelta
from typing import Any

# So many are timed, and at so many of all members at most is looked for memory.
ENOUGH = 1_000
MOST = 100_000
PLAIN = 300


def measure(port: int) -> dict[str, float]:
    """Return digests per second of this process, queries per batch, the same for plain Django, and memory in MiB.

    ``memory`` is the most that this process held for a thousand digests, ``memory_many`` for those of all members.
    """
    from django.conf import settings
    from django.utils import timezone

    settings.EMAIL_BACKEND = "leerkring.notifications.smtp.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    now = timezone.now()
    try:
        _make_due(now, _members()[:ENOUGH])
        _deliver()
        kept = {"memory": _memory()}
        _make_due(now + timedelta(minutes=10), _members()[:MOST])
        kept["many"] = _deliver()[0]
        kept["memory_many"] = _memory()
        # Without news no digest goes out.
        told = _told()[:ENOUGH]
        _make_due(now + timedelta(minutes=20), told)
        plain = _plain(_example())
        sent, seconds, cpu = _deliver()
        queries = _queries(now + timedelta(minutes=30), told[:500])
    finally:
        _forget()
    return {"sent": sent, "per_second": sent / seconds, "cpu_ms": cpu / max(sent, 1) * 1000} | plain | queries | kept


def _memory() -> float:
    """Return the most that this process held until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _members() -> Any:
    """Return the preferences of everybody in a circle, in order."""
    from leerkring.notifications.models import Preference

    return Preference.objects.filter(user__memberships__isnull=False).order_by("pk").values("pk").distinct()


def _told() -> list[int]:
    """Return the preferences of those to whom a digest went."""
    from leerkring.notifications.models import Message, Preference

    sent = Message.objects.filter(state=Message.State.SENT).values("recipient")
    return list(Preference.objects.filter(user__in=sent).order_by("pk").values_list("pk", flat=True))


def _make_due(now: datetime, members: Any) -> None:
    """Write the digests of these people; each has a window of a week."""
    from leerkring.notifications.digest_schedule import find_due_digests
    from leerkring.notifications.models import Message, Preference

    Message.objects.all().delete()
    Preference.objects.all().update(next_digest_at=None, last_digest_at=now - timedelta(days=7))
    Preference.objects.filter(pk__in=members).update(next_digest_at=now)
    find_due_digests(now)
    Message.objects.all().update(try_after=now - timedelta(days=1), send_after=now - timedelta(days=1))


def _deliver() -> tuple[int, float, float]:
    """Send all that is due; return how many, and how long that took on the clock and of this process."""
    from leerkring.notifications.delivery import deliver_due

    begin, cpu, sent = time.perf_counter(), time.process_time(), 0
    while True:
        counts = deliver_due()
        sent += counts["sent"]
        if not counts["left"]:
            return sent, time.perf_counter() - begin, time.process_time() - cpu


def _queries(now: datetime, members: Any) -> dict[str, float]:
    """Count what one batch asks besides its marks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _make_due(now, members)
    with CaptureQueriesContext(connection) as queries:
        sent, _seconds, _cpu = _deliver()
    return {"queries": len(queries) - sent}


def _example() -> tuple[Any, Any, Any]:
    """Return one message with its mail, for what plain Django sends."""
    from leerkring.notifications.digest import prepare_digests
    from leerkring.notifications.kinds import Mail, get_kind
    from leerkring.notifications.models import Message

    messages = list(Message.objects.select_related("recipient").order_by("pk")[:50])
    answers = prepare_digests(messages)
    message = next(message for message in messages if isinstance(answers[message.pk], Mail))
    return message, answers[message.pk], get_kind(message.kind)


def _plain(example: tuple[Any, Any, Any]) -> dict[str, float]:
    """Send mails of the same words as a Django project usually does: render, inline, build and send each of them."""
    import css_inline
    from django.core.mail import EmailMultiAlternatives, get_connection
    from django.template.loader import render_to_string
    from django.utils.safestring import SafeString

    from leerkring.notifications.render import build_email

    message, mail, kind = example
    ready = build_email(message, mail, kind)
    context = dict(mail.context) | {"recipient": message.recipient, "reason": mail.reason}
    begin, cpu = time.perf_counter(), time.process_time()
    with get_connection("django.core.mail.backends.smtp.EmailBackend") as line:
        for _turn in range(PLAIN):
            own = {name: fill() for name, fill in mail.shared.own.items()}
            texts = context | {"own": {name: text for name, (text, _html) in own.items()}}
            pages = context | {"own": {name: SafeString(html) for name, (_text, html) in own.items()}}
            text = render_to_string(f"emails/{mail.template}.txt", texts)
            html = css_inline.inline(render_to_string(f"emails/{mail.template}.html", pages))
            each = EmailMultiAlternatives(ready.subject, text, to=ready.to, headers=ready.extra_headers)
            each.attach_alternative(html, "text/html")
            line.send_messages([each])
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    length = len(ready.message().as_bytes())
    return {"plain_per_second": PLAIN / seconds, "plain_cpu_ms": cpu / PLAIN * 1000, "bytes": length}


def _forget() -> None:
    from leerkring.notifications.models import Message

    Message.objects.all().delete()


def main() -> None:
    """Measure, and print one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")
    import django

    django.setup()
    from leerkring.website.bench.sink import Sink

    with Sink() as sink:
        sys.stdout.write(json.dumps(measure(sink.port)))


if __name__ == "__main__":
    main()
