"""App configuration."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """What people learn from."""

    name = "casework"
