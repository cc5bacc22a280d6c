"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """What every app shares; knows no app and has no models."""

    name = "leerkring.core"

    def ready(self) -> None:
        """Load the rules of every app, so that no door depends on who imported what first; and take up our words."""
        from .vocabulary import install

        install()
        autodiscover_modules("permissions")
