"""Where mail goes on a portal without a mail server."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, SafeMIMEText
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class FolderBackend(BaseEmailBackend):
    """Keep each mail as one ``.eml`` file in ``settings.EMAIL_FILE_PATH``, named so that names sort by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; a reader sees a whole file or none."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            content = cast("SafeMIMEText", email.message()).as_bytes(linesep="\r\n")
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.eml"
            unfinished = folder / f"{name}.tmp"
            unfinished.write_bytes(content)
            unfinished.rename(folder / name)
        return len(email_messages)
