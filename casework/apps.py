"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """What people learn from."""

    name = "casework"
    verbose_name = _("Cases, reflections and outcomes")

    def ready(self) -> None:
        """Tell the apps below what casework sends, keeps and asks of each tick."""
        from communities.figures import register_figures
        from communities.phases import register_sight

        from . import circle_timeline, holdings, sights, tally_counts
        from .figures import figures_of_desk

        _tell_of_cases()
        _tell_of_reflections()
        _tell_of_outcomes()
        _tell_of_rounds()
        register_sight("outcome", sights.has_outcome)
        register_sight("published", sights.has_published_outcome)
        register_figures("30-casework", figures_of_desk)
        holdings.register()
        circle_timeline.register()
        tally_counts.register()
        self._ask_uptake()
        self._follow_sessions()

    def _ask_uptake(self) -> None:
        """Tell the apps below when authors and coordinators are asked what became of an outcome."""
        from communities.rhythm import Planner, register_planner
        from communities.signals import rhythm_changed
        from leerkring.notifications.kinds import Kind, register_kind
        from leerkring.notifications.rhythm import register_rule
        from leerkring.notifications.schedule import register_finder

        from . import mails, uptake_mails
        from .actions import uptake, uptake_told
        from .rhythm import RULES

        for rule in RULES:
            register_rule(rule)
        register_kind(Kind(uptake.KIND, _("What became of an outcome"), mails.prepare_uptake, bulk=True))
        example = _("Example of a question about an outcome")
        register_kind(Kind(uptake.COPY, example, mails.prepare_uptake, in_portal=False))
        told = _("A reader uses an outcome of mine")
        register_kind(Kind(uptake_told.KIND, told, uptake_mails.prepare_told, bulk=True))
        register_finder("casework.uptake", uptake.ask_uptake)
        register_planner("casework", Planner(uptake.planned_about_outcomes, uptake.copy_of_question))
        rhythm_changed.connect(uptake.follow_rhythm, dispatch_uid="casework.follow_rhythm")

    def _follow_sessions(self) -> None:
        """Tell the apps below what tables count for, how long words are kept, and when owners are asked."""
        from leerkring.notifications.kinds import Kind, Needed, register_kind
        from leerkring.notifications.schedule import register_finder
        from meetings.hours import register_measured

        from . import mails
        from .actions.followup import ask_before_meetings
        from .contact_hours import measured_minutes

        ask = Kind("casework.follow_up", _("What I did with my case"), mails.prepare_follow_up, needed=Needed.QUESTION)
        register_kind(ask)
        register_finder("casework.follow_ups", ask_before_meetings)
        register_measured(measured_minutes)


def _tell_of_cases() -> None:
    """Say what is sent, kept and asked about cases."""
    from leerkring.notifications.kinds import Kind, Needed, register_kind
    from leerkring.notifications.schedule import register_finder
    from meetings.case_counts import register_case_counts
    from meetings.signals import meeting_cancelled
    from meetings.tables import register_tables

    from . import mails
    from .actions.check import wake_checks
    from .actions.placement import cases_ready, clear_tables, highest_table

    # Who is asked to read a case first can't switch that off: a case waits for them. Nor what concerns one's own case.
    for name, label, prepare, needed in [
        ("submitted", _("A case waits for me as second reader"), mails.prepare_submitted, Needed.QUESTION),
        ("returned", _("My case came back with a remark"), mails.prepare_returned, Needed.QUESTION),
        ("opened", _("An administrator opened my case"), mails.prepare_opened, Needed.SAFETY),
        ("expires", _("The text of my case is erased soon"), mails.prepare_expires, Needed.SAFETY),
        ("reported", _("A privacy problem was reported"), mails.prepare_reported, Needed.SAFETY),
    ]:
        register_kind(Kind(f"casework.case_{name}", label, prepare, needed=needed))
    register_kind(Kind("casework.case_released", _("Others can read my case"), mails.prepare_released, bulk=True))
    register_tables(highest_table)
    register_case_counts(cases_ready)
    meeting_cancelled.connect(clear_tables, dispatch_uid="casework.clear_tables")
    register_finder("casework.checks", wake_checks, every=5)


def _tell_of_reflections() -> None:
    """Say what is sent about reflections, and what portfolios are made of."""
    from leerkring.notifications.kinds import Kind, Needed, register_kind
    from leerkring.notifications.schedule import register_finder

    from . import learning_mails as learning
    from . import mails, portfolio_sources
    from .actions.portfolio import wake_waiting_exports

    for name, label, prepare in [
        ("shared", _("A reflection was shared with me"), mails.prepare_shared),
        ("responded", _("Somebody responded to a reflection"), learning.prepare_responded),
    ]:
        register_kind(Kind(f"casework.{name}", label, prepare, bulk=True))
    opened, sealed = learning.prepare_reflection_opened, learning.prepare_sealed_opened
    for name, label, prepare, needed in [
        ("submitted", _("Somebody asks me for an assessment"), learning.prepare_submitted, Needed.QUESTION),
        ("assessed", _("What I handed in was assessed"), learning.prepare_assessed, Needed.ANSWER),
        ("reflection_opened", _("An administrator opened a reflection of mine"), opened, Needed.SAFETY),
        ("text_reported", _("A privacy problem was reported in a text"), learning.prepare_reported, Needed.SAFETY),
        ("sealed_opened", _("An administrator opened something of mine"), sealed, Needed.SAFETY),
    ]:
        register_kind(Kind(f"casework.{name}", label, prepare, needed=needed))
    for source in (portfolio_sources.REFLECTIONS, portfolio_sources.OUTCOMES, portfolio_sources.CERTIFICATES):
        portfolio_sources.register_source(source)
    register_finder("casework.portfolios", wake_waiting_exports, every=5)


def _tell_of_outcomes() -> None:
    """Say what becomes of outcomes by themselves, who reads their files, and how programmes show them."""
    from communities.shelves import register_shelf
    from leerkring.files.purposes import IMAGES, PDF, Purpose, register_purpose
    from leerkring.notifications.kinds import Kind, Needed, register_kind
    from leerkring.notifications.schedule import register_finder
    from leerkring.notifications.sections import register_circle_section
    from leerkring.search.sources import register_source

    from . import editorial_mails as editorial
    from . import mails
    from .actions import doi, figure, version_file
    from .actions.library import LIBRARY
    from .actions.publication import lift_embargoes
    from .actions.version import PURPOSE, wake_missing_pdfs
    from .paper_files import TYPES
    from .permissions.outcome import published_file, published_pdf, shown_figure
    from .shown.outcome_shelf import SHELF

    for name, label, prepare, needed in [
        ("handed_in", _("A text waits for me as editor"), editorial.prepare_handed_in, Needed.QUESTION),
        ("reviewed", _("The editors looked at my text"), editorial.prepare_reviewed, Needed.ANSWER),
    ]:
        register_kind(Kind(f"casework.outcome_{name}", label, prepare, needed=needed))
    for name, label, prepare, needed in [
        ("asked", _("May a text go out with my name on it?"), editorial.prepare_sign_off_asked, Needed.QUESTION),
        ("objected", _("An author does not agree yet"), editorial.prepare_sign_off_objected, Needed.ANSWER),
    ]:
        register_kind(Kind(f"casework.sign_off_{name}", label, prepare, needed=needed))
    register_source(LIBRARY)
    register_shelf("outcomes", SHELF)
    register_circle_section("20-outcomes", mails.collect_outcomes)
    register_finder("casework.version_pdfs", wake_missing_pdfs, every=5)
    register_finder("casework.version_files", version_file.wake_missing_files, every=5)
    register_finder("casework.embargoes", lift_embargoes)
    register_finder("casework.dois", doi.wake_dois, every=5)
    register_purpose(Purpose(PURPOSE, frozenset({PDF}), 20 * 1024 * 1024, may_view=published_pdf))
    register_purpose(Purpose(figure.PURPOSE, IMAGES, 10 * 1024 * 1024, may_view=shown_figure))
    made = frozenset(TYPES.values())
    register_purpose(Purpose(version_file.PURPOSE, made, 20 * 1024 * 1024, may_view=published_file))


def _tell_of_rounds() -> None:
    """Say what is sent about feedback rounds, and what is erased afterwards."""
    from leerkring.notifications.kinds import Kind, Needed, register_kind
    from leerkring.notifications.schedule import register_finder
    from leerkring.notifications.sections import register_personal_section

    from . import round_mails as mails
    from .actions.feedback import ENDED, remind_invitees, tell_ended
    from .round_digest import collect_rounds

    for name, label, prepare, needed in [
        ("invited", _("Somebody asks what I think of a text"), mails.prepare_invited, Needed.QUESTION),
        ("answered", _("My remarks on a text were answered"), mails.prepare_answered, Needed.ANSWER),
    ]:
        register_kind(Kind(f"casework.round_{name}", label, prepare, needed=needed))
    reminder = _("A feedback round that I have not reacted to ends soon")
    register_kind(Kind("casework.round_reminder", reminder, mails.prepare_reminder, bulk=True))
    ended = _("A feedback round on my text has ended")
    register_kind(Kind(ENDED, ended, mails.prepare_ended, bulk=True))
    register_personal_section("16-rounds", _("What waits for you"), collect_rounds)
    register_finder("casework.rounds", remind_invitees)
    register_finder("casework.ended_rounds", tell_ended, every=5)
