"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """What every app shares; knows no app and has no models."""

    name = "leerkring.core"

    def ready(self) -> None:
        """Load the rules of every app, so that no door depends on who imported what first; and take up our words."""
        from django.conf import settings
        from django.db.backends.signals import connection_created

        from .metrics import watch_queries
        from .planning import never_compile
        from .vocabulary import install

        install()
        connection_created.connect(never_compile, dispatch_uid="core.never_compile")
        if not settings.TESTING:  # They count queries, and need no clock.
            connection_created.connect(watch_queries, dispatch_uid="core.watch_queries")
        autodiscover_modules("permissions")
