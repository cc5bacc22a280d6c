"""Who may do what with programmes, organisations, circles and the people in them; one file per concept."""

from . import community, invitation, membership, programme
from .base import in_community, is_coordinator, is_open

__all__ = ["community", "in_community", "invitation", "is_coordinator", "is_open", "membership", "programme"]
