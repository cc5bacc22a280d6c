"""What may stand in the logs."""

import logging
import re

# The setting: one line per event on the console, without secrets.
LINES = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
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
