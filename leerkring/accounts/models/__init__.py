"""Who logs in, and with what."""

from .user import User, full_name, one_line, sort_name

__all__ = ["User", "full_name", "one_line", "sort_name"]
