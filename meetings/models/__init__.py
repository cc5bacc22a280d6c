"""Cycles, meetings, their programme, and who comes."""

from .attendance import Attendance
from .cycle import Cycle
from .meeting import Meeting
from .programme import ProgrammeItem

__all__ = ["Attendance", "Cycle", "Meeting", "ProgrammeItem"]
