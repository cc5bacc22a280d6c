"""Programmes, organisations, circles and the people in them."""

from .area import Area
from .assignment import Assignment, AssignmentApplication, AssignmentRecord
from .block import ProgrammeBlock, ProgrammeLink
from .cohort import Cohort
from .commitment import Commitment, Partnership
from .community import Community
from .contact_person import ContactMessage, ContactPerson
from .discussion import PER_PAGE, Post, PostVersion, Topic, TopicReader
from .file import Folder, SharedFile, SharedFileVersion
from .follow import Follow, ProgrammeFollow
from .former_name import FormerName
from .glossary import Term
from .handover import Handover
from .health import HealthCheck, HealthReceipt
from .import_job import ImportJob, ImportRow
from .introduction import ContactNote, HelpQuestion, Introduction
from .invitation import Invitation
from .issue import Interest, Issue, IssueStep, IssueVersion
from .join import JoinLink, JoinRequest
from .membership import Membership
from .obstacle import Obstacle, ObstacleStep
from .organisation import Organisation, OrganisationContact
from .phase import PhaseCheck, PhaseMove
from .post_part import PostFile, PostMention, PostReaction, PostReport
from .profile import Profile
from .programme import Programme, ProgrammeMember
from .proposal import Proposal
from .recognition import Recognition
from .rhythm import CommunityRhythm, ProgrammeRhythm, RhythmBreak, RhythmChoice, RhythmSpread
from .story import Story, StoryQuote
from .tally import ProgrammeTally, Tally
from .team_invitation import TeamInvitation
from .theme import Theme
from .weighing import Ballot, Dots, Weighing

__all__ = [
    "PER_PAGE",
    "Area",
    "Assignment",
    "AssignmentApplication",
    "AssignmentRecord",
    "Ballot",
    "Cohort",
    "Commitment",
    "Community",
    "CommunityRhythm",
    "ContactMessage",
    "ContactNote",
    "ContactPerson",
    "Dots",
    "Folder",
    "Follow",
    "FormerName",
    "Handover",
    "HealthCheck",
    "HealthReceipt",
    "HelpQuestion",
    "ImportJob",
    "ImportRow",
    "Interest",
    "Introduction",
    "Invitation",
    "Issue",
    "IssueStep",
    "IssueVersion",
    "JoinLink",
    "JoinRequest",
    "Membership",
    "Obstacle",
    "ObstacleStep",
    "Organisation",
    "OrganisationContact",
    "Partnership",
    "PhaseCheck",
    "PhaseMove",
    "Post",
    "PostFile",
    "PostMention",
    "PostReaction",
    "PostReport",
    "PostVersion",
    "Profile",
    "Programme",
    "ProgrammeBlock",
    "ProgrammeFollow",
    "ProgrammeLink",
    "ProgrammeMember",
    "ProgrammeRhythm",
    "ProgrammeTally",
    "Proposal",
    "Recognition",
    "RhythmBreak",
    "RhythmChoice",
    "RhythmSpread",
    "SharedFile",
    "SharedFileVersion",
    "Story",
    "StoryQuote",
    "Tally",
    "TeamInvitation",
    "Term",
    "Theme",
    "Topic",
    "TopicReader",
    "Weighing",
]
