"""What may stand in the logs."""

import json
import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.db import Error

# Which request, or which task of a worker, is being worked on.
request_id: ContextVar[str] = ContextVar("request_id", default="-")
FORM = "%(asctime)s %(levelname)s %(request)s %(name)s %(message)s"


def lines(*, as_json: bool) -> dict[str, Any]:
    """Return the setting: one line per event on the console, without secrets; for machines each is a JSON object."""
    formatter = {"()": "leerkring.core.logs.AsJson" if as_json else "leerkring.core.logs.WithoutRows", "format": FORM}
    names = {"refusals": "Refusals", "secrets": "WithoutSecrets", "request": "Request"}
    filters = {name: {"()": f"leerkring.core.logs.{each}"} for name, each in names.items()}
    console = {"class": "logging.StreamHandler", "formatter": "line", "filters": list(filters)}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "filters": filters,
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"leerkring": {"level": "INFO"}, "leerkring.requests": {"level": "INFO" if as_json else "WARNING"}},
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


class Refusals(logging.Filter):
    """Makes one plain line of a request that was refused as hostile: no trace, and nothing of what was sent.

    Django says what was wrong with the words of the sender, and adds a page of our own code to each.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; let everything through."""
        if record.exc_info and getattr(record, "status_code", None) == 400:
            kind, path = record.exc_info[0], getattr(getattr(record, "request", None), "path", "")
            record.msg, record.args = "%s refused at %s", (kind.__name__ if kind else "Request", ascii(path)[1:-1])
            record.exc_info = record.exc_text = None
        return True


class Request(logging.Filter):
    """Gives each record the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; let everything through."""
        record.request = request_id.get()
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


class AsJson(WithoutRows):
    """One JSON object per line; ``facts`` of the record stand beside what it says."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request", "-"),
            "message": record.getMessage(),
        }
        said |= getattr(record, "facts", {})
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
