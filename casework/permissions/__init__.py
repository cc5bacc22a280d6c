"""Who may do what with cases, reflections and outcomes; one file per concept."""

from . import agreement, case, goal, incident, opening, outcome, portfolio, reflection, submission, table

__all__ = [
    "agreement",
    "case",
    "goal",
    "incident",
    "opening",
    "outcome",
    "portfolio",
    "reflection",
    "submission",
    "table",
]
