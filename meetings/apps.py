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
        from communities.figures import register_figures
        from communities.phases import register_sight
        from communities.setup import SetupStep, register_step
        from communities.signals import community_copied
        from leerkring.notifications.kinds import Kind, Needed, register_kind
        from leerkring.notifications.schedule import register_finder
        from leerkring.notifications.sections import register_circle_section, register_personal_section

        from .actions.capacity import give_free_places
        from .actions.circle import copy_plan, meetings_to_come
        from .actions.cycle import missing_in_setup, setup_facts
        from .actions.reminder import remind
        from .mails.answer import prepare_answers, prepare_places
        from .mails.change import prepare_cancellations, prepare_changes
        from .mails.digest import collect_meetings
        from .mails.digest_personal import collect_actions, collect_waiting
        from .sights import figures_of_desk, has_meetings_to_come

        register_kind(Kind("meetings.answer", _("Confirmation of your answer"), prepare_answers, needed=Needed.ANSWER))
        register_kind(Kind("meetings.place", _("A place came free for you"), prepare_places, needed=Needed.ANSWER))
        register_kind(Kind("meetings.changed", _("A meeting was changed"), prepare_changes, needed=Needed.CHANGE))
        register_kind(
            Kind("meetings.cancelled", _("A meeting is cancelled"), prepare_cancellations, needed=Needed.CHANGE)
        )
        register_finder("meetings.reminders", remind)
        register_finder("meetings.places", give_free_places)
        register_circle_section("10-meetings", collect_meetings)
        register_personal_section("10-answers", _("What waits for you"), collect_waiting)
        register_personal_section("20-actions", _("Your action items"), collect_actions)
        register_step(SetupStep(2, _("Meetings"), "meetings:cycle_setup", setup_facts, missing_in_setup))
        register_obstacles("meetings.to_come", meetings_to_come)
        register_sight("meetings", has_meetings_to_come)
        register_figures("20-meetings", figures_of_desk)
        community_copied.connect(copy_plan, dispatch_uid="meetings.copy_plan")
        self._keep_rhythm()
        self._receive_guests()
        self._swap_hosts()
        self._answer_by_calendar()
        self._look_for_dates()
        self._announce_events()
        self._make_programmes()
        self._gather_harvest()
        self._agree_actions()
        self._certify()
        self._tell_what_is_there()

    def _tell_what_is_there(self) -> None:
        """Say what is held about people, what is found of meetings, and what stands on the timeline of a circle."""
        from communities.watch import register_look

        from . import circle_timeline, found, holdings, tally_counts, watch

        holdings.register()

        found.register()
        circle_timeline.register()
        tally_counts.register()
        register_look("20-meetings", watch.look_at_meetings)

    def _certify(self) -> None:
        """Tell the app below what people hear of their certificates, and what is taken up and erased."""
        from leerkring.notifications.kinds import Kind, Needed, register_kind
        from leerkring.notifications.schedule import register_finder

        from .actions.certificate_batch import take_up_batches
        from .mails import certificate as mails

        ready, replaced = "meetings.certificate_ready", "meetings.certificate_replaced"
        register_kind(Kind(ready, _("A certificate of participation is ready"), mails.prepare_ready, bulk=True))
        withdrawn = _("A certificate of participation was withdrawn")
        register_kind(Kind(replaced, withdrawn, mails.prepare_replaced, needed=Needed.PAPER))
        register_finder("meetings.certificate_batches", take_up_batches)

    def _keep_rhythm(self) -> None:
        """Tell the apps below which mails go out around a meeting; each can be switched off by who gets it."""
        from communities.rhythm import Planner, register_planner
        from communities.signals import rhythm_changed
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.rhythm import register_rule

        from .actions.reminder import follow_rhythm
        from .actions.rhythm import COPY, copy_of_mail, planned_around_meetings
        from .mails.reminder import prepare_reminders
        from .rhythm import RULES

        for rule in RULES:
            register_rule(rule)
            register_kind(Kind(rule.kind, rule.label, prepare_reminders, bulk=True))
        register_kind(Kind(COPY, _("Example of a mail around a meeting"), prepare_reminders, in_portal=False))
        register_planner("meetings", Planner(planned_around_meetings, copy_of_mail))
        rhythm_changed.connect(follow_rhythm, dispatch_uid="meetings.follow_rhythm")

    def _agree_actions(self) -> None:
        """Tell the app below what owners of action items are told, and when they are reminded."""
        from communities.rhythm import Planner, register_planner
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.schedule import register_finder

        from .actions.action_reminder import planned_reminders, remind_of_actions
        from .mails import action_item as mails

        reminder = _("Reminder of an action item")
        register_kind(Kind("meetings.action", _("An action item for me"), mails.prepare_assigned, bulk=True))
        register_kind(Kind("meetings.action_reminder", reminder, mails.prepare_reminders, bulk=True))
        register_finder("meetings.actions", remind_of_actions)
        register_planner("actions", Planner(planned_reminders))

    def _gather_harvest(self) -> None:
        """Tell the apps below what pictures of a meeting are, and that members hear of its report."""
        from leerkring.files.purposes import IMAGES, Purpose, register_purpose
        from leerkring.notifications.kinds import Kind, Needed, register_kind

        from .actions.photo import PHOTOS
        from .mails.report import prepare_reports
        from .permissions.harvest import view_photo_file

        register_purpose(Purpose(PHOTOS, IMAGES, 15 * 1024 * 1024, may_view=view_photo_file))
        register_kind(Kind("meetings.report", _("The report of a meeting"), prepare_reports, needed=Needed.RECORD))

    def _make_programmes(self) -> None:
        """Tell the app below what members and guests are told of a programme they could see."""
        from leerkring.notifications.kinds import Kind, Needed, register_kind

        from .mails.guest import prepare_programme_changes as prepare_for_guests
        from .mails.programme import prepare_programme_changes

        changed, for_guests = "meetings.programme_changed", "meetings.guest_programme_changed"
        register_kind(Kind(changed, _("A programme was changed"), prepare_programme_changes, needed=Needed.CHANGE))
        register_kind(Kind(for_guests, _("The programme of a guest was changed"), prepare_for_guests))

    def _announce_events(self) -> None:
        """Tell the apps below what who signs up for events is told, what is found each minute, and what is kept."""
        from communities.shelves import register_shelf
        from leerkring.files.purposes import DOCUMENTS, IMAGES, Purpose, register_purpose
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.schedule import register_finder

        from .actions.event_part import MATERIAL
        from .actions.event_places import give_free_event_places
        from .actions.event_reminder import remind_of_events
        from .mails import registration as mails
        from .permissions.event import view_event_file
        from .shown.event_shelf import SHELF

        confirm = _("Is this your address? For an event")
        register_kind(Kind("meetings.registration_confirm", confirm, mails.prepare_confirm))
        register_kind(Kind("meetings.registration", _("Your registration for an event"), mails.prepare_status))
        register_kind(Kind("meetings.event_place", _("A place at an event came free"), mails.prepare_place))
        register_kind(Kind("meetings.event_changed", _("An event was changed"), mails.prepare_changed))
        register_kind(Kind("meetings.event_cancelled", _("An event is cancelled"), mails.prepare_cancelled))
        register_kind(Kind("meetings.event_reminder", _("Reminder before an event"), mails.prepare_reminders))
        register_finder("meetings.event_reminders", remind_of_events)
        register_finder("meetings.event_places", give_free_event_places)
        register_purpose(Purpose(MATERIAL, IMAGES | DOCUMENTS, 20 * 1024 * 1024, may_view=view_event_file))
        register_shelf("events", SHELF)

    def _look_for_dates(self) -> None:
        """Tell the app below what members are asked about dates, and when who did not answer is reminded."""
        from leerkring.notifications.kinds import Kind, Needed, register_kind
        from leerkring.notifications.schedule import register_finder

        from .actions.date_poll_reminder import remind_of_polls
        from .mails import date_poll as mails

        register_kind(Kind("meetings.poll", _("Which dates suit you"), mails.prepare_asked, needed=Needed.QUESTION))
        register_kind(
            Kind(
                "meetings.poll_reminder",
                _("Reminder to say which dates suit you"),
                mails.prepare_reminders,
                needed=Needed.QUESTION,
            )
        )
        register_kind(Kind("meetings.poll_due", _("Time to choose a date"), mails.prepare_due, needed=Needed.QUESTION))
        register_kind(
            Kind("meetings.poll_closed", _("The date of a meeting stays"), mails.prepare_closed, needed=Needed.CHANGE)
        )
        register_finder("meetings.polls", remind_of_polls)

    def _answer_by_calendar(self) -> None:
        """Tell the app below who takes over what calendars answer, and what members are told of it."""
        from leerkring.notifications.inbound import register_receiver
        from leerkring.notifications.kinds import Kind, Needed, register_kind

        from .actions.calendar_reply import receive_reply
        from .mails.calendar_reply import prepare_replies

        register_kind(
            Kind(
                "meetings.reply",
                _("An answer of your calendar was not taken over"),
                prepare_replies,
                needed=Needed.ANSWER,
            )
        )
        register_receiver("m", receive_reply)

    def _swap_hosts(self) -> None:
        """Tell the app below what hosts are told who change turns."""
        from leerkring.notifications.kinds import Kind, Needed, register_kind

        from .mails import host_swap as mails

        register_kind(
            Kind(
                "meetings.swap_offered",
                _("A host offers to change turns"),
                mails.prepare_offers,
                needed=Needed.QUESTION,
            )
        )
        register_kind(
            Kind(
                "meetings.swap_answered",
                _("Answer to an offer to change turns"),
                mails.prepare_answers,
                needed=Needed.ANSWER,
            )
        )

    def _receive_guests(self) -> None:
        """Tell the apps below what guests are told, what they bring, and when what is kept of them goes."""
        from leerkring.files.purposes import IMAGES, PDF, PPTX, Purpose, register_purpose
        from leerkring.notifications.kinds import Kind, Needed, register_kind

        from .actions.guest_visit import SLIDES
        from .mails import guest as mails
        from .permissions.guest import view_guest_file

        register_kind(Kind("meetings.guest_invited", _("Invitation of a guest"), mails.prepare_invited))
        register_kind(Kind("meetings.guest_answer", _("Confirmation of a guest's answer"), mails.prepare_answers))
        register_kind(Kind("meetings.guest_changed", _("A guest's meeting was changed"), mails.prepare_changes))
        register_kind(Kind("meetings.guest_cancelled", _("A guest's meeting is cancelled"), mails.prepare_cancelled))
        register_kind(Kind("meetings.guest_reminder", _("Reminder to a guest"), mails.prepare_reminders))
        register_kind(Kind("meetings.guest_withdrawn", _("A guest is not expected any more"), mails.prepare_withdrawn))
        register_kind(Kind("meetings.guest_news", _("News of a guest"), mails.prepare_news, needed=Needed.CHANGE))
        register_purpose(Purpose(SLIDES, IMAGES | {PDF, PPTX}, 20 * 1024 * 1024, may_view=view_guest_file))
