"""Cases, reflections and outcomes."""

from .agreement import Agreement, AgreementAcceptance
from .case import Case, CaseReading
from .outcome import Outcome, OutcomeAuthor, OutcomeRevision
from .placement import CasePlacement
from .preferred_method import PreferredMethod
from .reflection import Reflection, ReflectionReading, ReflectionShare
from .table import TableDivision, TableSeat
from .version import OutcomeVersion

__all__ = [
    "Agreement",
    "AgreementAcceptance",
    "Case",
    "CasePlacement",
    "CaseReading",
    "Outcome",
    "OutcomeAuthor",
    "OutcomeRevision",
    "OutcomeVersion",
    "PreferredMethod",
    "Reflection",
    "ReflectionReading",
    "ReflectionShare",
    "TableDivision",
    "TableSeat",
]
