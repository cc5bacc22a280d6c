"""What may stand in the logs."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from django.db import Error

FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"
# The setting: one line per event on the console, without secrets.
LINES = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "leerkring.core.logs.WithoutRows", "format": FORM}},
    "filters": {"secrets": {"()": "leerkring.core.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"leerkring": {"level": "INFO"}},
}

# A part of an address that is a secret: long, and with capitals, which no address of ours has.
SECRET = re.compile(r"(?<=/)(?=[^/\s?]*[A-Z])[\w.:~=-]{20,}(?=[/\s?]|$)")


class WithoutSecrets(logging.Filter):
    """Takes the secret out of the links of invitations, answers and guests: who reads the log may not follow them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; let everything through."""
        message = record.getMessage()
        if (said := SECRET.sub("…", message)) != message:
            record.msg, record.args = said, ()
        return True


class WithoutRows(logging.Formatter):
    """Leaves out of what went wrong in the database the row that it went wrong with: somebody wrote that.

    PostgreSQL says *Failing row contains (…)*, with all of its text, on the second line of its message.
    """

    def formatException(self, ei: Any) -> str:
        """Return the whole trace; of each database error the first line of its message."""
        said, error = super().formatException(ei), ei[1]
        for each in _chain(error):
            words = str(each)
            first = words.partition("\n")[0]
            if isinstance(each, Error) or type(each).__module__.startswith("psycopg"):
                said = said.replace(words, first)
        return said


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
