"""Who logs in, and with what."""

from .rights import DataExport, ErasureRequest, Objection
from .user import User, full_name, one_line, sort_name

__all__ = ["DataExport", "ErasureRequest", "Objection", "User", "full_name", "one_line", "sort_name"]
