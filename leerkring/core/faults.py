"""Which errors mean that something of the machine is away or full, and not that the portal is wrong."""

import errno

from django.db import InterfaceError, OperationalError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_database_away(error: BaseException | None) -> bool:
    """Return whether the database is away, restarting or too busy: trying again in a moment may well work.

    SQLite says the same of a table or column that is missing; that stays an error of ours.
    """
    return isinstance(error, OperationalError | InterfaceError) and not str(error).startswith("no such")


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether there was no room to write."""
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    return isinstance(error, OperationalError) and "full" in str(error)
