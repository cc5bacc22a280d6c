"""App configuration."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Pages that need every app at once; no models."""

    name = "leerkring.website"

    def ready(self) -> None:
        """Say what is gathered of programmes, and what their followers are told."""
        from django.utils.translation import gettext_lazy as _

        from leerkring.notifications.sections import register_personal_section

        from .impact import flow
        from .programme_digest import collect_programmes

        flow.register()
        register_personal_section("40-programmes", _("From programmes you follow"), collect_programmes)
