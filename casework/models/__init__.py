"""Cases, reflections and outcomes."""

from .agreement import Agreement, AgreementAcceptance
from .case import Case, CaseReading
from .incident import CaseIncident, IncidentAccess
from .opening import CaseOpening
from .outcome import Outcome, OutcomeAuthor, OutcomeRevision
from .placement import CasePlacement
from .preferred_method import PreferredMethod
from .reflection import Reflection, ReflectionReading, ReflectionShare
from .retention import CaseRetention
from .table import TableDivision, TableSeat
from .version import OutcomeVersion

__all__ = [
    "Agreement",
    "AgreementAcceptance",
    "Case",
    "CaseIncident",
    "CaseOpening",
    "CasePlacement",
    "CaseReading",
    "CaseRetention",
    "IncidentAccess",
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
