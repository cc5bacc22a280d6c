"""Cases, reflections and outcomes."""

from .case import Case, CaseReading
from .outcome import Outcome, OutcomeAuthor, OutcomeRevision
from .reflection import Reflection, ReflectionReading, ReflectionShare
from .version import OutcomeVersion

__all__ = [
    "Case",
    "CaseReading",
    "Outcome",
    "OutcomeAuthor",
    "OutcomeRevision",
    "OutcomeVersion",
    "Reflection",
    "ReflectionReading",
    "ReflectionShare",
]
