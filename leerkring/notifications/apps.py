"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Tells people things: outbox, preferences, digest, delivery."""

    name = "leerkring.notifications"

    def ready(self) -> None:
        """Register the digest, its kind of mail and who is due for one, and the mail about signing in."""
        from leerkring.accounts import signals
        from leerkring.core.restored import register_settle
        from leerkring.files.held import scan_held

        from . import address_check, bounce_mail, expiry_mail, holdings, privacy_mail
        from .digest import prepare_digests
        from .digest_schedule import find_due_digests
        from .inbound import register_receiver
        from .kinds import Kind, register_kind
        from .moments import KIND
        from .notices import collect_notices
        from .onhold import skip_old_mail
        from .preferences import replan_digest
        from .schedule import register_finder
        from .sections import register_personal_section
        from .sign_in_mail import KIND as SIGN_IN_MAIL
        from .sign_in_mail import ask_for_factor, tell_of_lost_factor, tell_of_new_device

        holdings.register()
        privacy_mail.register()
        expiry_mail.register()
        register_kind(SIGN_IN_MAIL)
        register_kind(address_check.KIND)
        register_receiver(bounce_mail.PREFIX, bounce_mail.receive_report)
        # Rather no digest than two: next week's has the news as well.
        register_kind(
            Kind(KIND, _("Digest of your circles"), prepare_digests, bulk=True, may_repeat=False, in_portal=False)
        )
        register_finder(KIND, find_due_digests)
        # Files stand below this app, and know of no tick.
        register_finder("files.held", scan_held, every=5)
        register_personal_section("30-notices", _("Notifications"), collect_notices)
        register_settle("old mail given up", skip_old_mail)
        signals.second_factor_asked.connect(ask_for_factor, dispatch_uid="notifications.ask_for_factor")
        signals.second_factor_taken_away.connect(tell_of_lost_factor, dispatch_uid="notifications.lost_factor")
        signals.new_device_seen.connect(tell_of_new_device, dispatch_uid="notifications.new_device")
        signals.time_zone_changed.connect(
            lambda person, **_signal: replan_digest(person), weak=False, dispatch_uid="notifications.replan_digest"
        )
