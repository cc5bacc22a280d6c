"""Who logs in, and with what."""

from .deed import Deed
from .device import KnownDevice
from .policy_report import PolicyReport
from .rights import DataExport, Dormancy, ErasureRequest, Objection
from .user import User, full_name, one_line, sort_name

__all__ = [
    "DataExport",
    "Deed",
    "Dormancy",
    "ErasureRequest",
    "KnownDevice",
    "Objection",
    "PolicyReport",
    "User",
    "full_name",
    "one_line",
    "sort_name",
]
