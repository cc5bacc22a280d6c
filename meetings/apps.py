"""App configuration."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """When people meet."""

    name = "meetings"
