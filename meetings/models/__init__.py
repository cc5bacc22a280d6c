"""Cycles, meetings, their programme, and who comes."""

from .attendance import Attendance
from .change import MeetingChange
from .cycle import Cycle
from .guest import Guest, GuestFile
from .host_swap import HostSwap
from .meeting import Meeting
from .programme import ProgrammeItem

__all__ = ["Attendance", "Cycle", "Guest", "GuestFile", "HostSwap", "Meeting", "MeetingChange", "ProgrammeItem"]
