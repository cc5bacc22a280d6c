"""Celery: the whole beat schedule stands here.

The broker only wakes; what must happen is in the database. So there are no ETA tasks and no results.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, task_prerun
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")

# The folder of the embedded mode, with messages that are never half there.
TRANSPORT_ALIASES["filesystem"] = "leerkring.folder_queue:Transport"

app = Celery("leerkring")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "tick": {
        "task": "leerkring.notifications.tasks.tick",
        "schedule": 60.0,
        # A tick that waited in the queue while another one came is of no use.
        "options": {"expires": 55},
    },
    # Looks into a mailbox where INBOUND_URL names one.
    "fetch": {"task": "leerkring.notifications.tasks.fetch", "schedule": 60.0, "options": {"expires": 55}},
    # Counted from when it last ran, so that a machine that sleeps at night does it in the morning.
    "keep": {"task": "leerkring.website.tasks.keep", "schedule": 86400.0},
    # Numbers of circles that are a day old are counted anew; what is counted beforehand says when it was.
    "tallies": {"task": "communities.tasks.recount", "schedule": 900.0, "options": {"expires": 890}},
    "front": {"task": "leerkring.website.tasks.count_front", "schedule": 600.0, "options": {"expires": 590}},
    "accounts": {"task": "leerkring.accounts.tasks.look_after", "schedule": 3600.0, "options": {"expires": 3500}},
    # Pictures beside links that are shared, of what is new or was changed.
    "pictures": {"task": "leerkring.website.tasks.draw_pictures", "schedule": 300.0, "options": {"expires": 290}},
    "sweep": {"task": "leerkring.notifications.tasks.sweep", "schedule": 3600.0},
}


@beat_init.connect
def tick_at_once(**_signal: Any) -> None:
    """Look at the schedule as soon as the beat runs: what came due while it was away need not wait a minute more."""
    entry = app.conf.beat_schedule["tick"]
    app.send_task(entry["task"], **entry["options"])


@task_prerun.connect
def name_the_task(task_id: str = "", **_signal: Any) -> None:
    """Let what is logged by a task carry its id."""
    from leerkring.core.logs import request_id

    request_id.set(task_id)
