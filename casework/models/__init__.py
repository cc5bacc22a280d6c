"""Cases, reflections and outcomes."""

from .agreement import Agreement, AgreementAcceptance
from .case import Case, CaseReading
from .check import CaseCheck
from .goal import GoalProgress, LearningGoal
from .incident import CaseIncident, IncidentAccess
from .opening import CaseOpening
from .outcome import Outcome, OutcomeAuthor, OutcomeRevision
from .placement import CasePlacement
from .portfolio import Portfolio, PortfolioExport, PortfolioFile, PortfolioItem, PortfolioLink
from .preferred_method import PreferredMethod
from .reflection import Reflection, ReflectionReading, ReflectionShare
from .reflection_opening import ReflectionOpening
from .response import ReflectionResponse
from .retention import CaseRetention
from .submission import Assessment, Submission, SubmissionReading
from .table import TableDivision, TableSeat
from .version import OutcomeVersion

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
    "GoalProgress",
    "IncidentAccess",
    "LearningGoal",
    "Outcome",
    "OutcomeAuthor",
    "OutcomeRevision",
    "OutcomeVersion",
    "Portfolio",
    "PortfolioExport",
    "PortfolioFile",
    "PortfolioItem",
    "PortfolioLink",
    "PreferredMethod",
    "Reflection",
    "ReflectionOpening",
    "ReflectionReading",
    "ReflectionResponse",
    "ReflectionShare",
    "Submission",
    "SubmissionReading",
    "TableDivision",
    "TableSeat",
]
