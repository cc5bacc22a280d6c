"""Who may do what with cases, reflections and outcomes; one file per concept."""

from . import case, outcome, reflection

__all__ = ["case", "outcome", "reflection"]
