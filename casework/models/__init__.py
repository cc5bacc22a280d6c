"""Cases, reflections and outcomes."""

from .case import Case, CaseReading
from .outcome import Outcome, OutcomeAuthor, OutcomeRevision
from .placement import CasePlacement
from .reflection import Reflection, ReflectionReading, ReflectionShare
from .version import OutcomeVersion

__all__ = [
    "Case",
    "CasePlacement",
    "CaseReading",
    "Outcome",
    "OutcomeAuthor",
    "OutcomeRevision",
    "OutcomeVersion",
    "Reflection",
    "ReflectionReading",
    "ReflectionShare",
]
