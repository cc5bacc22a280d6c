"""App configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tells people things: outbox, preferences, digest, delivery."""

    name = "leerkring.notifications"
