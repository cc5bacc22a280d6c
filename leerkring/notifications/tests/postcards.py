"""An app with one kind of mail, for tests; worker processes of a test install it too."""

import os
from datetime import timedelta

from celery import current_app
from django.apps import AppConfig

from leerkring.notifications.kinds import Kind, Mail, Skip, register_kind

KIND = "tests.postcard"


def prepare_postcards(messages):
    """Say what the context says; ``bad`` breaks, ``skip`` is why there is nothing to say."""
    if any("bad" in message.context for message in messages):
        raise ValueError("A bad row.")
    return {message.pk: _postcard(message.context) for message in messages}


def _postcard(context):
    return Skip(context["skip"]) if "skip" in context else Mail("postcard", {"text": "Hello", **context})


class Postcards(AppConfig):
    """Registers the kind, and shortens the lease so that a test needn't wait for a dead worker's."""

    name = "leerkring.notifications.tests"
    label = "postcards"

    def ready(self):
        from leerkring.notifications import claims

        register_kind(Kind(KIND, "postcards", prepare_postcards))
        claims.LEASE = timedelta(seconds=float(os.environ["PORTAL_LEASE"]))
        claims.WORK = claims.LEASE / 4
        claims.BATCH = 60
        current_app.conf.beat_schedule["tick"]["schedule"] = float(os.environ["PORTAL_TICK"])
