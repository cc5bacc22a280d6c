"""Who may do what with cases, reflections and outcomes; one file per concept."""

from . import (
    agreement,
    case,
    finding,
    followup,
    goal,
    incident,
    method,
    opening,
    outcome,
    portfolio,
    record,
    reflection,
    session,
    submission,
    table,
    weighing,
)

__all__ = [
    "agreement",
    "case",
    "finding",
    "followup",
    "goal",
    "incident",
    "method",
    "opening",
    "outcome",
    "portfolio",
    "record",
    "reflection",
    "session",
    "submission",
    "table",
    "weighing",
]
