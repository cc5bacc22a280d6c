"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """When people meet."""

    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Tell the apps below what meetings send, schedule and ask."""
        from communities.closing import register_obstacles
        from communities.phases import register_sight
        from communities.setup import SetupStep, register_step
        from communities.signals import community_copied
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.schedule import register_finder
        from leerkring.notifications.sections import register_section

        from .actions.capacity import give_free_places
        from .actions.circle import copy_plan, meetings_to_come
        from .actions.cycle import missing_in_setup, setup_facts
        from .actions.reminder import remind
        from .mails.answer import prepare_answers, prepare_places
        from .mails.change import prepare_cancellations, prepare_changes
        from .mails.digest import collect_meetings
        from .mails.reminder import prepare_reminders
        from .sights import has_meetings_to_come

        register_kind(Kind("meetings.answer", _("Confirmation of your answer"), prepare_answers))
        register_kind(Kind("meetings.place", _("A place came free for you"), prepare_places))
        register_kind(Kind("meetings.changed", _("A meeting was changed"), prepare_changes))
        register_kind(Kind("meetings.cancelled", _("A meeting is cancelled"), prepare_cancellations))
        register_kind(Kind("meetings.reminder", _("Reminder before a meeting"), prepare_reminders, bulk=True))
        register_finder("meetings.reminders", remind)
        register_finder("meetings.places", give_free_places)
        register_section("10-meetings", collect_meetings)
        register_step(SetupStep(2, _("Meetings"), "meetings:cycle_setup", setup_facts, missing_in_setup))
        register_obstacles("meetings.to_come", meetings_to_come)
        register_sight("meetings", has_meetings_to_come)
        community_copied.connect(copy_plan, dispatch_uid="meetings.copy_plan")
        self._receive_guests()
        self._swap_hosts()

    def _swap_hosts(self) -> None:
        """Tell the app below what hosts are told who change turns."""
        from leerkring.notifications.kinds import Kind, register_kind

        from .mails import host_swap as mails

        register_kind(Kind("meetings.swap_offered", _("A host offers to change turns"), mails.prepare_offers))
        register_kind(Kind("meetings.swap_answered", _("Answer to an offer to change turns"), mails.prepare_answers))

    def _receive_guests(self) -> None:
        """Tell the apps below what guests are told, what they bring, and when what is kept of them goes."""
        from leerkring.files.purposes import IMAGES, PDF, PPTX, Purpose, register_purpose
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.schedule import register_finder

        from .actions.guest import erase_guests
        from .actions.guest_visit import SLIDES
        from .mails import guest as mails
        from .permissions.guest import view_guest_file

        register_kind(Kind("meetings.guest_invited", _("Invitation of a guest"), mails.prepare_invited))
        register_kind(Kind("meetings.guest_answer", _("Confirmation of a guest's answer"), mails.prepare_answers))
        register_kind(Kind("meetings.guest_changed", _("A guest's meeting was changed"), mails.prepare_changes))
        register_kind(Kind("meetings.guest_cancelled", _("A guest's meeting is cancelled"), mails.prepare_cancelled))
        register_kind(Kind("meetings.guest_reminder", _("Reminder to a guest"), mails.prepare_reminders))
        register_kind(Kind("meetings.guest_withdrawn", _("A guest is not expected any more"), mails.prepare_withdrawn))
        register_kind(Kind("meetings.guest_news", _("News of a guest"), mails.prepare_news))
        register_finder("meetings.guests", erase_guests)
        register_purpose(Purpose(SLIDES, IMAGES | {PDF, PPTX}, 20 * 1024 * 1024, may_view=view_guest_file))
