"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.db.models import Q

PHOTO = "accounts.photo"


def people_signed_in(user: Any) -> Q:
    """Whoever is signed in sees the faces of the others; nobody else does."""
    return Q(pk__isnull=False) if user.is_authenticated else Q(pk__in=[])


class AccountsConfig(AppConfig):
    """Who logs in."""

    name = "leerkring.accounts"

    def ready(self) -> None:
        """Register what a photo is."""
        from leerkring.files.purposes import IMAGES, Purpose, register_purpose

        register_purpose(Purpose(PHOTO, IMAGES, 5 * 1024 * 1024, people_signed_in))
