"""Cycles, meetings, their programme, who comes and what it yields; events for more people."""

from .action_item import ActionItem
from .attendance import Attendance
from .calendar import CalendarFeed, CalendarReply
from .certificate import Certificate, CertificateChoices
from .certificate_batch import CertificateBatch, CertificateCopy
from .change import MeetingChange
from .cycle import Cycle
from .date_poll import DateOption, DatePoll, DateVote
from .event import Event, EventFile, EventPart
from .guest import Guest, GuestFile
from .harvest import Insight, Note, Photo, ValueMoment
from .holiday import SchoolHoliday
from .host_swap import HostSwap
from .host_task import HostTask
from .meeting import Meeting
from .needs import Needs
from .news import NewsItem
from .presence import Presence, PresenceCorrection
from .programme import ProgrammeChange, ProgrammeItem
from .registration import Registration
from .report import Report
from .rhythm import MeetingRhythm

__all__ = [
    "ActionItem",
    "Attendance",
    "CalendarFeed",
    "CalendarReply",
    "Certificate",
    "CertificateBatch",
    "CertificateChoices",
    "CertificateCopy",
    "Cycle",
    "DateOption",
    "DatePoll",
    "DateVote",
    "Event",
    "EventFile",
    "EventPart",
    "Guest",
    "GuestFile",
    "HostSwap",
    "HostTask",
    "Insight",
    "Meeting",
    "MeetingChange",
    "MeetingRhythm",
    "Needs",
    "NewsItem",
    "Note",
    "Photo",
    "Presence",
    "PresenceCorrection",
    "ProgrammeChange",
    "ProgrammeItem",
    "Registration",
    "Report",
    "SchoolHoliday",
    "ValueMoment",
]
