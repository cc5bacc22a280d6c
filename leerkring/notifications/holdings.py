"""What is held about people here: mail, notices, and what they want of both."""

from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.accounts.privacy.registry import (
    Basis,
    Processing,
    held,
    register_impersonal,
    register_processing,
    register_step,
)
from leerkring.core.retention import Fate, Period, swept

from .models import Message, Suppression
from .models.suppression import marks_of
from .notices import erase_notices, old_notices
from .privacy_mail import keep_messages
from .tasks import erase_contexts


def register() -> None:
    """Declare it."""
    register_processing(
        Processing(
            "mail",
            label=_("Mail and notices"),
            purpose=_("to tell you what happens, in the way you want it"),
            holds=_("which mail went to whom and when, notices, your settings, addresses at which mail came back"),
            readers=_("you; coordinators see which mail of their circle arrived; operators"),
            kept=_("what a mail was about seven days, that it was sent a year; notices ninety days"),
            change="notifications:settings",
            basis=Basis.CONTRACT,
            models=(
                held(
                    "notifications.Message",
                    Period(
                        _("what they were about: seven days after they were sent"),
                        Fate.EMPTY,
                        swept(Message.objects.to_erase, erase_contexts),
                        hourly=True,
                    ),
                    Period(_("a year after they were sent"), Fate.DELETE, keep_messages),
                    goes="recipient",
                    goes_at="address",
                    hides="claim context message_id",
                ),
                held(
                    "notifications.Notice",
                    Period(_("ninety days"), Fate.DELETE, swept(old_notices, erase_notices), hourly=True),
                    goes="user",
                    hides="context",
                ),
                held("notifications.Preference", goes="user"),
                held("notifications.Mute", goes="user"),
                # Only a mark of the address; it goes by the step below.
                held("notifications.Suppression"),
            ),
        )
    )
    register_impersonal("notifications.Pulse", _("when the portal last looked at its schedule"))
    register_step("notifications", _forget_address)


def _forget_address(person: User) -> None:
    Suppression.objects.filter(mark__in=marks_of(person.email)).delete()
