"""Who may do what with cycles, meetings and what happens there; one file per concept."""

from . import (
    action_item,
    attendance,
    calendar,
    cycle,
    date_poll,
    event,
    guest,
    harvest,
    host_swap,
    host_task,
    meeting,
    needs,
    news,
    presence,
    programme,
    registration,
    report,
)
from .base import leads

__all__ = [
    "action_item",
    "attendance",
    "calendar",
    "cycle",
    "date_poll",
    "event",
    "guest",
    "harvest",
    "host_swap",
    "host_task",
    "leads",
    "meeting",
    "needs",
    "news",
    "presence",
    "programme",
    "registration",
    "report",
]
