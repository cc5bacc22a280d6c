"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Who belongs where."""

    name = "communities"
    verbose_name = _("Circles")

    def ready(self) -> None:
        """Tell the portal about our words, our mail and our steps of setting up."""
        from leerkring.core.vocabulary import register_owner
        from leerkring.notifications.schedule import register_finder
        from leerkring.notifications.scopes import Source, register_scopes
        from leerkring.notifications.sections import register_personal_section

        from . import found, found_inside, lists, shelves, summary, tally_counts, timeline
        from .actions.health import close_due_checks
        from .actions.invitation_reminder import planned_reminders
        from .actions.period import end_periods
        from .actions.rhythm import spread_rhythms
        from .mails.digest import collect_waiting
        from .models import Programme
        from .readership import circles_heard_by, circles_read_by
        from .rhythm import Planner, register_planner
        from .setup import SetupStep, register_step
        from .watch import look_at_circle, register_look

        register_personal_section("15-circles", _("What waits for you"), collect_waiting)
        register_scopes(Source(circles_heard_by, circles_read_by))
        register_owner(Programme, "noun_singular", "noun_plural")
        _tell_of_people()
        _tell_of_mail()
        _tell_of_files()
        _tell_of_matching()
        register_finder("communities.periods", end_periods, every=5)
        register_finder("communities.rhythms", spread_rhythms)
        # A few minutes after midnight is soon enough.
        register_finder("communities.health_checks", close_due_checks, every=5)
        register_planner("communities", Planner(planned_reminders))
        lists.register()
        found.register()
        found_inside.register()
        timeline.register()
        tally_counts.register()
        shelves.register()
        register_look("10-circle", look_at_circle)
        register_step(
            SetupStep(1, _("Circle"), "communities:community_setup", summary.circle_facts, summary.circle_missing)
        )
        register_step(
            SetupStep(3, _("People"), "communities:invitation_setup", summary.people_facts, summary.nothing_missing)
        )


def _tell_of_people() -> None:
    """Say what is held about people, who sees photos, who is responsible for what others entrust to us, and what one
    logs in for."""
    from leerkring.accounts.photos import register_photo_readers
    from leerkring.accounts.reasons import register_reason
    from leerkring.accounts.second_factor import register_responsible
    from leerkring.core.restored import register_settle

    from . import holdings
    from .actions.restored import expire_invitations
    from .permissions.membership import responsible_members, responsible_teams
    from .permissions.profile import view_photo

    holdings.register()
    register_settle("invitations expired", expire_invitations)
    register_photo_readers(view_photo)
    register_responsible("communities.members", responsible_members)
    register_responsible("communities.teams", responsible_teams)
    circle = _("You want to follow this circle by mail. First show that the address is yours.")
    register_reason("communities:follow_create", circle)
    programme = _("You want to follow this programme by mail. First show that the address is yours.")
    register_reason("communities:programme_follow_create", programme)


def _tell_of_matching() -> None:
    """Say what can be matched with a question, and which introductions run out."""
    from leerkring.notifications.schedule import register_finder
    from leerkring.search.sources import register_source

    from .actions.introduction import expire_introductions
    from .actions.matching import SOURCES

    for source in SOURCES:
        register_source(source)
    register_finder("communities.introductions", expire_introductions, every=60)


def _tell_of_mail() -> None:
    """Say which mail there is about programmes, circles and the people in them."""
    from leerkring.notifications.kinds import Kind, Needed, register_kind

    from .actions.contact_message import KIND as CONTACT
    from .mails import (
        assignment,
        contact,
        discussion,
        health,
        introduction,
        issue,
        join,
        life,
        obstacle,
        proposal,
        story,
        team,
        unreachable,
    )

    for name, label, prepare in [
        ("communities.team_invitation", _("Invitations to the team of a programme"), team.prepare_team_invitations),
        (CONTACT, _("Messages to contact persons"), contact.prepare_contact_messages),
    ]:
        register_kind(Kind(name, label, prepare=prepare, needed=Needed.QUESTION))
    assignment.register()
    discussion.register()
    health.register()
    introduction.register()
    issue.register()
    join.register()
    life.register()
    obstacle.register()
    proposal.register()
    story.register()
    unreachable.register()


def _tell_of_files() -> None:
    """Say what people upload here, how large it may be, and who sees it."""
    from leerkring.files.purposes import DOCUMENTS, IMAGES, Purpose, register_purpose

    from .actions.file import KEPT
    from .actions.organisation import LOGO
    from .actions.post import ATTACHED
    from .actions.programme import PICTURE
    from .actions.story import PICTURE as STORY_PICTURE
    from .permissions.discussion import view_attached
    from .permissions.file import view_kept_file
    from .permissions.organisation import view_logo
    from .permissions.programme import view_programme_picture
    from .permissions.story import view_story_picture

    kept = Purpose(KEPT, IMAGES | DOCUMENTS, 40 * 1024 * 1024, view_kept_file, by_person=False)
    register_purpose(kept)
    register_purpose(Purpose(ATTACHED, IMAGES | DOCUMENTS, 20 * 1024 * 1024, view_attached))
    register_purpose(Purpose(PICTURE, IMAGES, 5 * 1024 * 1024, view_programme_picture))
    register_purpose(Purpose(STORY_PICTURE, IMAGES, 5 * 1024 * 1024, view_story_picture))
    register_purpose(Purpose(LOGO, IMAGES, 2 * 1024 * 1024, view_logo))
