"""App configuration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app shares; knows no app and has no models."""

    name = "leerkring.core"
