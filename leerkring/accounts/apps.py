"""App configuration."""

from django.apps import AppConfig

PHOTO = "accounts.photo"
# A copy of somebody's data, for them alone.
EXPORT = "accounts.export"


class AccountsConfig(AppConfig):
    """Who logs in."""

    name = "leerkring.accounts"

    def ready(self) -> None:
        """Register what a photo is, and what counts as proof of who you are."""
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from leerkring.core.permissions import NOBODY
        from leerkring.core.restored import register_settle
        from leerkring.files.purposes import IMAGES, ZIP, Purpose, register_purpose

        from . import sign_in_log
        from .identity import count_as_proof
        from .photos import photo_seen_by
        from .privacy import own
        from .privacy.replay import erase_again
        from .restored import end_sessions, spend_recovery_codes
        from .second_factor import keep_moment

        register_purpose(Purpose(PHOTO, IMAGES, 5 * 1024 * 1024, photo_seen_by))
        # Handed out by a page of its own, that looks who asks and whether it has ended.
        register_purpose(Purpose(EXPORT, frozenset({ZIP}), 0, lambda user: NOBODY, by_person=False))
        own.register()
        sign_in_log.register()
        register_settle("sessions ended", end_sessions)
        register_settle("recovery codes spent", spend_recovery_codes)
        register_settle("people erased again", erase_again)
        authenticator_added.connect(count_as_proof, dispatch_uid="accounts.count_as_proof")
        authenticator_added.connect(keep_moment, dispatch_uid="accounts.keep_moment")
        authenticator_removed.connect(keep_moment, dispatch_uid="accounts.keep_moment")
