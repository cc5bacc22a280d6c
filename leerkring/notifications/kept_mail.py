"""Reading the mail that a portal without a mail server keeps."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import cast

from django.conf import settings

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}\.eml")
# A link in the shown mail opens in the window around the frame, as it would from a mailbox.
BASE = '<base target="_top">'


@dataclass(frozen=True)
class Attachment:
    """A file in a kept mail; ``number`` is its place."""

    number: int
    name: str
    content: bytes


@dataclass(frozen=True)
class KeptMail:
    """One mail in the folder."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def at(self) -> datetime:
        """When it was kept; the name begins with it."""
        return datetime.strptime(self.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return _content(self.message.get_body(("plain",)))

    @property
    def html(self) -> str:
        html = _content(self.message.get_body(("html",)))
        return html.replace("<head>", f"<head>{BASE}", 1) if "<head>" in html else BASE + html

    @property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(number, part.get_filename() or "file", cast("bytes", part.get_payload(decode=True)))
            for number, part in enumerate(self.message.iter_attachments())
        ]


def mail_names() -> list[str]:
    """Return the names of all kept mails, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted((name for name in names if NAME.fullmatch(name)), reverse=True)


def read_mail(name: str) -> KeptMail | None:
    """Return one kept mail; None for a name that is no mail in the folder."""
    path = Path(settings.EMAIL_FILE_PATH) / name
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    with path.open("rb") as file:
        message: EmailMessage = message_from_binary_file(file, policy=policy.default)  # type: ignore[assignment]
    return KeptMail(name, message)


def _content(part: MIMEPart | None) -> str:
    return part.get_content() if part else ""
