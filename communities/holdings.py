"""What is held about people here: who belongs where, what they bring, and what they say to each other."""

from django.utils.translation import gettext_lazy as _

from leerkring.accounts.privacy.objections import Use, register_use
from leerkring.accounts.privacy.registry import (
    Basis,
    Held,
    Processing,
    held,
    plain,
    register_impersonal,
    register_look,
    register_processing,
    register_step,
)
from leerkring.core.retention import Fate, Period, swept

from .actions import erasure, objection
from .actions.contact_message import erase_contact_messages, old_contact_messages
from .actions.import_job import erase_imports, old_imports
from .actions.invitation_retention import keep_invitations
from .actions.proposal import erase_proposals, old_proposals


def register() -> None:
    """Declare it."""
    _of_circles()
    _of_profiles()
    _of_others()
    _of_work()
    _of_talk()
    _of_health()
    register_impersonal(
        "communities.Area communities.Programme_areas communities.Cohort "
        "communities.ProgrammeLink communities.FormerName communities.Folder communities.Recognition "
        "communities.ProgrammeRhythm communities.CommunityRhythm communities.RhythmBreak communities.RhythmSpread "
        "communities.Tally communities.ProgrammeTally communities.Weighing_issues communities.Partnership",
        _("facts about circles, organisations and areas"),
    )
    register_step("communities", erasure.leave_everything)
    register_look("communities", erasure.look_for_coordinators)
    matching = _("We tell people who look for help that you could be of help to them.")
    register_use(Use("matching", _("Being found by others"), matching, objection.stop_matching))
    showing = _("We show your photo and what you tell about yourself to people of your circles or further.")
    register_use(Use("showing", _("Being shown to others"), showing, objection.stop_showing))


def _of_circles() -> None:
    register_processing(
        Processing(
            "circles",
            label=_("Taking part in circles"),
            purpose=_("to let the right people work together in a circle"),
            holds=_("circles, role, sector, organisation, function, study; invitations and requests to join"),
            readers=_("members of the circle; who began a circle and its coordinators: everybody"),
            kept=_("as long as you have an account; an invitation that was not taken up: a year"),
            correct=_("Your sector, role, function and organisation in a circle: ask a coordinator of that circle."),
            basis=Basis.CONTRACT,
            models=(
                held("communities.Programme", acts="created_by"),
                held("communities.ProgrammeMember", goes="user"),
                held("communities.Theme", stays="lead", clears="lead_name"),
                held("communities.Community", acts="created_by"),
                held("communities.Membership", goes="user", acts="left_by", hides="left_reason"),
                *_ways_in(),
                held("communities.Follow", goes="user"),
                held("communities.ProgrammeFollow", goes="user"),
                held("communities.PhaseCheck", acts="done_by"),
                held("communities.PhaseMove", acts="by"),
            ),
        )
    )


def _ways_in() -> tuple[Held, ...]:
    return (
        held(
            "communities.Invitation",
            Period(_("a year, when nobody took it up"), Fate.DELETE, keep_invitations),
            goes="accepted_by claimed_by",
            acts="invited_by",
            goes_at="email",
            hides="nonce token_hash",
        ),
        held("communities.JoinRequest", goes="user", acts="answered_by"),
        held("communities.JoinLink", acts="created_by", hides="nonce token_hash"),
        held(
            "communities.TeamInvitation",
            goes="accepted_by",
            acts="invited_by",
            goes_at="email",
            hides="nonce token_hash",
        ),
        held("communities.Handover", goes="giver receiver"),
        held(
            "communities.ImportJob",
            Period(
                _("a week after somebody last touched it"),
                Fate.DELETE,
                swept(old_imports, erase_imports),
                hourly=True,
            ),
            goes="by",
        ),
        # Lines of a list that a coordinator reads in; gone with it after a week.
        *plain("communities.ImportRow"),
    )


def _of_profiles() -> None:
    register_processing(
        Processing(
            "profiles",
            label=_("Profiles"),
            purpose=_("to know from each other what you bring and seek"),
            holds=_("function, organisation, themes, what you bring and seek, ORCID"),
            readers=_("whom you choose, for each part"),
            kept=_("as long as you want"),
            change="communities:profile_change",
            basis=Basis.CONSENT,
            models=(
                held("communities.Profile", goes="user"),
                held("communities.Profile_themes", goes="profile__user"),
            ),
        )
    )


def _of_others() -> None:
    register_processing(
        Processing(
            "contacts",
            label=_("Contacts"),
            purpose=_("to find each other, and to bring people and questions together"),
            holds=_("name, function and address of contact persons; messages from visitors; introductions"),
            readers=_("contact persons of a circle: everybody; the rest: coordinators, and who it is about"),
            kept=_("a message of a visitor thirty days, who proposed an issue ninety; the rest as long as the circle"),
            correct=_("Ask a coordinator of the circle, or the privacy contact of the portal."),
            basis=Basis.TASK,
            models=(
                held("communities.Organisation", acts="created_by"),
                held("communities.OrganisationContact", goes_at="email"),
                held("communities.Commitment"),
                held("communities.ContactPerson", goes="user", goes_at="email"),
                held(
                    "communities.ContactMessage",
                    Period(
                        _("thirty days"),
                        Fate.DELETE,
                        swept(old_contact_messages, erase_contact_messages),
                        hourly=True,
                    ),
                    goes_at="sender_email",
                ),
                held(
                    "communities.Proposal",
                    Period(
                        _("who proposed it: ninety days after the answer"),
                        Fate.ANONYMISE,
                        swept(old_proposals, erase_proposals),
                        hourly=True,
                    ),
                    acts="answered_by",
                    goes_at="email",
                    hides="nonce token_hash",
                ),
                held("communities.HelpQuestion", stays="asked_by"),
                held("communities.Introduction", stays="asker person", acts="proposed_by", clears="contact"),
                held("communities.ContactNote", stays="by"),
            ),
        )
    )


def _of_work() -> None:
    register_processing(
        Processing(
            "agenda",
            label=_("Agenda and assignments"),
            purpose=_("to choose together what the circle works on, and to keep what became of it"),
            holds=_("issues, choices, obstacles, assignments, applications, glossary, with who said it"),
            readers=_("members of the circle; what is public: everybody"),
            kept=_("as long as the circle"),
            correct=_(
                "You change what you proposed or wrote on its own page. How you voted counts from when it is "
                "closed: then nobody changes it."
            ),
            basis=Basis.TASK,
            models=(
                held("communities.Issue", stays="proposed_by"),
                held("communities.IssueVersion", stays="by"),
                held("communities.Interest", stays="by"),
                held("communities.IssueStep", stays="by"),
                held("communities.Weighing", acts="opened_by"),
                held("communities.Ballot", stays="user"),
                held("communities.Dots", under="ballot__user"),
                held("communities.Obstacle", stays="reported_by owner"),
                held("communities.ObstacleStep", stays="by", acts="owner"),
                held("communities.Assignment", stays="supervisor"),
                held("communities.AssignmentApplication", goes="applicant"),
                held("communities.AssignmentRecord", stays="author"),
                held("communities.Term", stays="proposed_by"),
            ),
        )
    )


def _of_talk() -> None:
    register_processing(
        Processing(
            "talk",
            label=_("Conversations, files and stories"),
            purpose=_("to talk between meetings, and to share what came of it"),
            holds=_("messages, reactions, reports of messages, shared files, stories and quotes"),
            readers=_("members and former members of the circle; a published story: everybody"),
            kept=_("as long as the circle; a quote as long as you consent"),
            correct=_(
                "You change or remove your own messages, files and stories where they stand. Is something wrong "
                "in those of others? Report it there."
            ),
            basis=Basis.TASK,
            models=(
                held("communities.Topic", stays="started_by"),
                held("communities.TopicReader", goes="user"),
                held("communities.Post", stays="author", acts="hidden_by", hides="key"),
                held("communities.PostVersion", under="post__author"),
                held("communities.PostReaction", goes="user"),
                held("communities.PostMention", goes="user"),
                held("communities.PostFile", under="post__author"),
                held("communities.PostReport", stays="by"),
                held("communities.SharedFile", stays="added_by"),
                held("communities.SharedFileVersion", stays="by"),
                held("communities.Story", stays="author", acts="published_by"),
                held("communities.StoryQuote", goes="person"),
                held("communities.ProgrammeBlock"),
            ),
        )
    )


def _of_health() -> None:
    register_processing(
        Processing(
            "health",
            label=_("Health of circles"),
            purpose=_("to see how a circle is doing"),
            holds=_("that you answered; the answers themselves stand apart, without who gave them"),
            readers=_("that you answered: nobody; the sums: the circle"),
            kept=_("that you answered: until the round closes; the sums as long as the circle"),
            correct=_("Your answers stand apart, without you: nobody can find them back to change them."),
            basis=Basis.CONSENT,
            models=(
                held("communities.HealthCheck", acts="opened_by", hides="box paper"),
                held("communities.HealthReceipt", goes="user"),
            ),
        )
    )
