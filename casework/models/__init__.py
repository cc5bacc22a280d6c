"""Cases, reflections and outcomes."""

from .agreement import Agreement, AgreementAcceptance
from .case import Case, CaseReading
from .check import CaseCheck, OutcomeCheck, TextCheck, mark_of, texts_of
from .doi import DoiRecord, OutcomeDoi, VersionDoi
from .editorial import EditorialReview
from .feedback import FeedbackRound, Remark, RoundInvitee
from .figure import OutcomeFigure
from .finding import Finding, FindingMove
from .followup import FollowUp
from .goal import GoalProgress, LearningGoal
from .incident import CaseIncident, IncidentAccess
from .line import Line, Mark, PrivateText
from .method import Method, MethodStep
from .opening import CaseOpening
from .origin import Origin
from .outcome import Outcome, OutcomeAuthor, OutcomeRevision
from .placement import CasePlacement
from .portfolio import Portfolio, PortfolioExport, PortfolioFile, PortfolioItem, PortfolioLink
from .preferred_method import PreferredMethod
from .record import RecordItem
from .reference import OutcomeReference
from .reflection import Reflection, ReflectionReading, ReflectionShare
from .reflection_opening import ReflectionOpening
from .response import ReflectionResponse
from .retention import CaseRetention
from .sealed_opening import SealedOpening
from .session import Seat, Session, SessionStep
from .sign_off import SignOff
from .submission import Assessment, Submission, SubmissionReading
from .table import TableDivision, TableSeat
from .trace import OutcomeFinding
from .uptake import Uptake
from .version import OutcomeVersion
from .version_file import VersionFile
from .weighing import CaseWeighing
from .writer import OutcomeWriter, ReplacedText

__all__ = [
    "Agreement",
    "AgreementAcceptance",
    "Assessment",
    "Case",
    "CaseCheck",
    "CaseIncident",
    "CaseOpening",
    "CasePlacement",
    "CaseReading",
    "CaseRetention",
    "CaseWeighing",
    "DoiRecord",
    "EditorialReview",
    "FeedbackRound",
    "Finding",
    "FindingMove",
    "FollowUp",
    "GoalProgress",
    "IncidentAccess",
    "LearningGoal",
    "Line",
    "Mark",
    "Method",
    "MethodStep",
    "Origin",
    "Outcome",
    "OutcomeAuthor",
    "OutcomeCheck",
    "OutcomeDoi",
    "OutcomeFigure",
    "OutcomeFinding",
    "OutcomeReference",
    "OutcomeRevision",
    "OutcomeVersion",
    "OutcomeWriter",
    "Portfolio",
    "PortfolioExport",
    "PortfolioFile",
    "PortfolioItem",
    "PortfolioLink",
    "PreferredMethod",
    "PrivateText",
    "RecordItem",
    "Reflection",
    "ReflectionOpening",
    "ReflectionReading",
    "ReflectionResponse",
    "ReflectionShare",
    "Remark",
    "ReplacedText",
    "RoundInvitee",
    "SealedOpening",
    "Seat",
    "Session",
    "SessionStep",
    "SignOff",
    "Submission",
    "SubmissionReading",
    "TableDivision",
    "TableSeat",
    "TextCheck",
    "Uptake",
    "VersionDoi",
    "VersionFile",
    "mark_of",
    "texts_of",
]
