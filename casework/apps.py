"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """What people learn from."""

    name = "casework"
    verbose_name = _("Cases, reflections and outcomes")

    def ready(self) -> None:
        """Tell the apps below what casework sends, keeps and asks of each tick."""
        from communities.phases import register_sight
        from leerkring.files.purposes import PDF, Purpose, register_purpose
        from leerkring.notifications.kinds import Kind, Needed, register_kind
        from leerkring.notifications.schedule import register_eraser, register_finder
        from leerkring.notifications.sections import register_circle_section

        from . import learning_mails, mails, portfolio_sources, sights
        from .actions.portfolio import erase_old_exports, wake_waiting_exports
        from .actions.publication import lift_embargoes
        from .actions.version import PURPOSE, wake_missing_pdfs
        from .permissions.outcome import published_pdf

        _tell_of_cases()
        register_kind(Kind("casework.shared", _("A reflection was shared with me"), mails.prepare_shared, bulk=True))
        responded = learning_mails.prepare_responded
        register_kind(Kind("casework.responded", _("Somebody responded to a reflection"), responded, bulk=True))
        register_kind(
            Kind(
                "casework.submitted",
                _("Somebody asks me for an assessment"),
                learning_mails.prepare_submitted,
                needed=Needed.QUESTION,
            )
        )
        register_kind(
            Kind(
                "casework.assessed",
                _("What I handed in was assessed"),
                learning_mails.prepare_assessed,
                needed=Needed.ANSWER,
            )
        )
        opened = learning_mails.prepare_reflection_opened
        register_kind(
            Kind(
                "casework.reflection_opened",
                _("An administrator opened a reflection of mine"),
                opened,
                needed=Needed.SAFETY,
            )
        )
        register_sight("outcome", sights.has_outcome)
        register_sight("published", sights.has_published_outcome)
        register_circle_section("20-outcomes", mails.collect_outcomes)
        register_finder("casework.version_pdfs", wake_missing_pdfs)
        register_finder("casework.embargoes", lift_embargoes)
        register_finder("casework.portfolios", wake_waiting_exports)
        register_eraser("casework.portfolios", erase_old_exports)
        sources = (portfolio_sources.REFLECTIONS, portfolio_sources.OUTCOMES, portfolio_sources.CERTIFICATES)
        for source in sources:
            portfolio_sources.register_source(source)
        self._ask_uptake()
        self._follow_sessions()
        register_purpose(Purpose(PURPOSE, frozenset({PDF}), 20 * 1024 * 1024, may_view=published_pdf))

    def _ask_uptake(self) -> None:
        """Tell the apps below when authors and coordinators are asked what became of an outcome."""
        from communities.rhythm import Planner, register_planner
        from communities.signals import rhythm_changed
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.rhythm import register_rule
        from leerkring.notifications.schedule import register_finder

        from . import mails
        from .actions import uptake
        from .rhythm import RULES

        for rule in RULES:
            register_rule(rule)
        register_kind(Kind(uptake.KIND, _("What became of an outcome"), mails.prepare_uptake, bulk=True))
        example = _("Example of a question about an outcome")
        register_kind(Kind(uptake.COPY, example, mails.prepare_uptake, in_portal=False))
        register_finder("casework.uptake", uptake.ask_uptake)
        register_planner("casework", Planner(uptake.planned_about_outcomes, uptake.copy_of_question))
        rhythm_changed.connect(uptake.follow_rhythm, dispatch_uid="casework.follow_rhythm")

    def _follow_sessions(self) -> None:
        """Tell the apps below how long what was written at a table is kept, and when its owner is asked about it."""
        from leerkring.core.retention import Period, register_period
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.schedule import register_finder

        from . import mails
        from .actions.followup import ask_before_meetings
        from .actions.record import keep_sessions

        register_kind(Kind("casework.follow_up", _("What I did with my case"), mails.prepare_follow_up))
        register_finder("casework.follow_ups", ask_before_meetings)
        register_period(Period("casework.sessions", _("what was written at a consultation"), keep_sessions))


def _tell_of_cases() -> None:
    """Say what is sent, kept and asked about cases."""
    from leerkring.core.retention import Period, register_period
    from leerkring.notifications.kinds import Kind, Needed, register_kind
    from leerkring.notifications.schedule import register_finder
    from meetings.case_counts import register_case_counts
    from meetings.signals import meeting_cancelled
    from meetings.tables import register_tables

    from . import mails
    from .actions.check import wake_checks
    from .actions.placement import cases_ready, clear_tables, highest_table
    from .actions.retention import keep_cases, keep_read_log

    # Who is asked to read a case first can't switch that off: a case waits for them.
    register_kind(
        Kind(
            "casework.case_submitted",
            _("A case waits for me as second reader"),
            mails.prepare_submitted,
            needed=Needed.QUESTION,
        )
    )
    register_kind(
        Kind(
            "casework.case_returned",
            _("My case came back with a remark"),
            mails.prepare_returned,
            needed=Needed.QUESTION,
        )
    )
    register_kind(Kind("casework.case_released", _("Others can read my case"), mails.prepare_released, bulk=True))
    # What concerns somebody's own case can't be switched off.
    register_kind(
        Kind("casework.case_opened", _("An administrator opened my case"), mails.prepare_opened, needed=Needed.SAFETY)
    )
    register_kind(
        Kind(
            "casework.case_expires",
            _("The text of my case is erased soon"),
            mails.prepare_expires,
            needed=Needed.SAFETY,
        )
    )
    register_period(Period("casework.cases", _("text of cases"), keep_cases))
    register_period(Period("casework.read_log", _("who read a case"), keep_read_log))
    register_kind(
        Kind(
            "casework.case_reported", _("A privacy problem was reported"), mails.prepare_reported, needed=Needed.SAFETY
        )
    )
    register_tables(highest_table)
    register_case_counts(cases_ready)
    meeting_cancelled.connect(clear_tables, dispatch_uid="casework.clear_tables")
    register_finder("casework.case_checks", wake_checks)
