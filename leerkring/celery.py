"""Celery: the whole beat schedule stands here.

The broker only wakes; what must happen is in the database. So there are no ETA tasks and no results.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")

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
    "sweep": {"task": "leerkring.notifications.tasks.sweep", "schedule": 3600.0},
}
