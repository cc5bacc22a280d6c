"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """When people meet."""

    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Tell the apps below what meetings send, schedule and ask."""
        from communities.setup import SetupStep, register_step
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.schedule import register_finder
        from leerkring.notifications.sections import register_section

        from .actions.cycle import missing_in_setup, setup_facts
        from .actions.reminder import remind
        from .mails.answer import prepare_answers
        from .mails.change import prepare_cancellations, prepare_changes
        from .mails.digest import collect_meetings
        from .mails.reminder import prepare_reminders

        register_kind(Kind("meetings.answer", _("Confirmation of your answer"), prepare_answers))
        register_kind(Kind("meetings.changed", _("A meeting was changed"), prepare_changes))
        register_kind(Kind("meetings.cancelled", _("A meeting is cancelled"), prepare_cancellations))
        register_kind(Kind("meetings.reminder", _("Reminder before a meeting"), prepare_reminders, bulk=True))
        register_finder("meetings.reminders", remind)
        register_section("10-meetings", collect_meetings)
        register_step(SetupStep(2, _("Meetings"), "meetings:cycle_setup", setup_facts, missing_in_setup))
