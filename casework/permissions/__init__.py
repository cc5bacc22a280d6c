"""Who may do what with cases, reflections and outcomes; one file per concept."""

from . import agreement, case, incident, opening, outcome, reflection, table

__all__ = ["agreement", "case", "incident", "opening", "outcome", "reflection", "table"]
