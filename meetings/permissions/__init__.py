"""Who may do what with cycles, meetings and what happens there; one file per concept."""

from . import attendance, cycle, guest, host_swap, meeting
from .base import leads

__all__ = ["attendance", "cycle", "guest", "host_swap", "leads", "meeting"]
