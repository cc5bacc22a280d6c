"""A kind of mail of our own, to try the outbox with."""

from pathlib import Path

import pytest
from django.utils import timezone

from leerkring.notifications import kinds
from leerkring.notifications.actions import notify
from leerkring.notifications.kinds import Kind, register_kind
from leerkring.notifications.models import Message
from leerkring.notifications.signals import address_suppressed

from .mail_server import running
from .postcards import KIND, prepare_postcards

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def mail_templates(settings):
    """Our test templates beside the real ones."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], TEMPLATES]}]


@pytest.fixture
def add_kind(monkeypatch, mail_templates):
    """Return a function that registers a kind for this test only; the kinds of the apps above are away."""
    ours = {name: kind for name, kind in kinds._kinds.items() if name.startswith("notifications.")}
    monkeypatch.setattr(kinds, "_kinds", ours)

    def add(name=KIND, prepare=prepare_postcards, **fields):
        register_kind(Kind(name, "postcards", prepare, **fields))

    return add


@pytest.fixture
def postcard(add_kind):
    """The kind *tests.postcard*."""
    add_kind()


@pytest.fixture
def write(postcard, db):
    """Return a function that puts a postcard in the outbox and returns its row."""
    numbers = iter(range(1000))

    def write_one(recipient, *, kind=KIND, send_after=None, **context) -> Message:
        key = f"card:{next(numbers)}"
        notify(recipient, kind, key=key, context=context, send_after=send_after or timezone.now())
        return Message.objects.get(key=key)

    return write_one


@pytest.fixture
def mail_server(settings):
    """A recording mail server to which this portal sends."""
    with running() as recorder:
        settings.EMAIL_BACKEND = "leerkring.notifications.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", recorder.port
        settings.EMAIL_TIMEOUT = 5
        yield recorder


@pytest.fixture
def told():
    """What the apps above are told."""
    heard = []

    def hear(sender, **facts):
        heard.append((facts["address"], facts["person"], facts["cause"]))

    address_suppressed.connect(hear)
    yield heard
    address_suppressed.disconnect(hear)
