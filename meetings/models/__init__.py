"""Cycles, meetings, their programme, and who comes."""

from .attendance import Attendance
from .change import MeetingChange
from .cycle import Cycle
from .meeting import Meeting
from .programme import ProgrammeItem

__all__ = ["Attendance", "Cycle", "Meeting", "MeetingChange", "ProgrammeItem"]
