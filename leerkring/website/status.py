"""What an operator wants to know at a glance: versions, the tick, the outbox, storage, and what went wrong."""

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import ErasureRequest
from leerkring.core.templatetags.ui import day_time
from leerkring.files.models import File
from leerkring.notifications.claims import KEEP_CONTEXT
from leerkring.notifications.health import DAY, LATE, TICK
from leerkring.notifications.ledger import label_of
from leerkring.notifications.models import Message, Pulse
from leerkring.notifications.onhold import HELD

from .health import MOST_GIVEN_UP, MOST_LATE, OLDEST_TICK
from .pulses import BACKUP, EACH, KEEP, remembered

OLDEST_BACKUP = timedelta(days=2)
# A worker is asked once an hour; what is due for longer broke, or found no worker.
LATEST_ERASURE = timedelta(hours=6)
# Below this, uploads and the database itself are about to fail.
LEAST_FREE = 0.1
SHOWN_FAILURES = 20
State = Message.State


@dataclass(frozen=True)
class Fact:
    """One line: what it is about, how it stands, and whether somebody should look."""

    label: str | Promise
    value: str
    is_wrong: bool = False


@dataclass
class Status:
    """The whole page."""

    held_since: datetime | None
    groups: list[tuple[str | Promise, list[Fact]]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    may_resend: int = 0


def status(now: datetime | None = None) -> Status:
    """Look at everything; nine queries at any size of the outbox."""
    now = now or timezone.now()
    pulses = dict(Pulse.objects.values_list("name", "at"))
    page = Status(pulses.get(HELD))
    page.groups = [
        (_("Regular work"), list(_regular(pulses, now))),
        (_("Retention"), list(_retention(now))),
        (_("Mail"), list(_mail(now))),
        (_("Storage"), list(_storage())),
        (_("Versions"), list(_versions())),
    ]
    page.failures = [_failure(message) for message in _dead()[:SHOWN_FAILURES]]
    page.may_resend = sum(failure["may_resend"] for failure in page.failures)
    return page


def _dead() -> Any:
    return Message.objects.filter(state=State.DEAD).select_related("recipient").order_by("-pk")


def _failure(message: Message) -> dict[str, Any]:
    to = str(message.recipient) if message.recipient else message.address
    facts = {"pk": message.pk, "what": label_of(message.kind), "to": to, "reason": message.reason}
    return facts | {"attempts": message.attempts, "may_resend": message.erase_after is not None}


def _regular(pulses: dict[str, datetime], now: datetime) -> Iterator[Fact]:
    tick, kept, backup = (pulses.get(name) for name in (TICK, KEEP, BACKUP))
    yield Fact(_("Last tick"), _moment(tick), tick is None or now - tick > OLDEST_TICK)
    yield Fact(_("Last retention"), _moment(kept), kept is not None and now - kept > 2 * EACH)
    yield Fact(_("Next retention"), day_time(kept + EACH) if kept else str(_("when the beat runs")))
    yield Fact(_("Last backup"), _moment(backup), settings.GROWN and (backup is None or now - backup > OLDEST_BACKUP))


def _retention(now: datetime) -> Iterator[Fact]:
    """Say what the last run erased, what the next one takes, and for whom it is late."""
    report = remembered()
    for name, (went, comes) in report.items():
        yield Fact(name, _("erased: %(went)s · next: %(comes)s") % {"went": went, "comes": comes})
    if not report:
        yield Fact(_("Last run"), str(_("nothing was due")))
    late = ErasureRequest.objects.filter(due_at__lte=now - LATEST_ERASURE).count()
    yield Fact(_("People whose erasure did not happen when it was due"), str(late), late > 0)


def _mail(now: datetime) -> Iterator[Fact]:
    waiting = Message.objects.filter(try_after__isnull=False).aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(try_after__lte=now, send_after__lte=now - LATE)),
        again=Count("pk", filter=Q(attempts__gt=0)),
    )
    # What was done with in the last day, as ``given_up`` finds it: by an index.
    sent = Message.objects.filter(state=State.SENT, erase_after__gt=now - DAY + KEEP_CONTEXT).count()
    dead = Message.objects.filter(state=State.DEAD).count()
    yield Fact(_("Waiting in the outbox"), str(waiting["waiting"]))
    yield Fact(_("More than two minutes late"), str(waiting["late"]), waiting["late"] > MOST_LATE)
    yield Fact(_("Tried before, waiting to be tried again"), str(waiting["again"]))
    yield Fact(_("Sent in the last 24 hours"), str(sent))
    yield Fact(_("Given up"), str(dead), dead > MOST_GIVEN_UP)


def _storage() -> Iterator[Fact]:
    files = File.objects.aggregate(count=Count("pk"), size=Sum("size"))
    where = _("object storage") if settings.STORAGE_URL else _("folder")
    yield Fact(_("Uploads"), f"{files['count']} · {filesizeformat(files['size'] or 0)} · {where}")
    yield Fact(_("Database"), f"{filesizeformat(_database_size())}")
    disk = shutil.disk_usage(settings.VAR)
    free = f"{filesizeformat(disk.free)} / {filesizeformat(disk.total)}"
    yield Fact(_("Free disk space"), free, disk.free < LEAST_FREE * disk.total)


def _versions() -> Iterator[Fact]:
    # Of each app its last one tells; that takes one query, where Django's own plan looks for the table as well.
    done = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    left = len(set(MigrationLoader(None).graph.leaf_nodes()) - done)
    yield Fact(_("Release"), settings.RELEASE or "–")
    yield Fact("Django · Python", f"{django.get_version()} · {platform.python_version()}")
    yield Fact(connection.display_name, ".".join(map(str, connection.get_database_version())))
    yield Fact(_("Apps with migrations that are not applied"), str(left), left > 0)


def _database_size() -> int:
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return path.stat().st_size if path.exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _moment(at: datetime | None) -> str:
    return day_time(at) if at else str(_("not yet"))
