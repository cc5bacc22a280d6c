"""Who may do what with cases, reflections and outcomes; one file per concept."""

from . import agreement, case, outcome, reflection, table

__all__ = ["agreement", "case", "outcome", "reflection", "table"]
