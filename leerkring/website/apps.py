"""App configuration."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Pages that need every app at once; no models."""

    name = "leerkring.website"

    def ready(self) -> None:
        """Say what is gathered of programmes."""
        from .impact import flow

        flow.register()
