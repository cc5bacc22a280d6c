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
        """Register what a photo is, and what counts as proof of who you are."""
        from allauth.mfa.signals import authenticator_added

        from leerkring.files.purposes import IMAGES, Purpose, register_purpose

        from .identity import count_as_proof

        register_purpose(Purpose(PHOTO, IMAGES, 5 * 1024 * 1024, people_signed_in))
        authenticator_added.connect(count_as_proof, dispatch_uid="accounts.count_as_proof")
