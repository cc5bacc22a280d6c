"""Cases, reflections and outcomes."""

from .case import Case, CaseReading
from .outcome import Outcome, OutcomeAuthor
from .reflection import Reflection, ReflectionReading, ReflectionShare
from .version import OutcomeVersion

__all__ = [
    "Case",
    "CaseReading",
    "Outcome",
    "OutcomeAuthor",
    "OutcomeVersion",
    "Reflection",
    "ReflectionReading",
    "ReflectionShare",
]
