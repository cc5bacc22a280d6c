"""Who may do what with cycles, meetings and what happens there; one file per concept."""

from . import attendance, cycle, event, guest, host_swap, meeting, registration
from .base import leads

__all__ = ["attendance", "cycle", "event", "guest", "host_swap", "leads", "meeting", "registration"]
