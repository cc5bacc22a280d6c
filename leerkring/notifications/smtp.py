"""Sending over one reused connection, and saying precisely how it went.

Whether a mail may be sent again depends on one moment: did the server have all of it before the line went dead?
smtplib does not tell, so its two connection classes are asked here (rule 10).
"""

import re
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from .letter import Letter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    _Smtp = smtplib.SMTP
else:
    _Smtp = object

END_OF_DATA = b"\r\n.\r\n"
# "Message too large", said of one mail already at MAIL FROM; other refusals there hold for every mail.
TOO_LARGE = 552
SERVICE_CLOSES = 421
# What servers write before their words when there is no such mailbox (RFC 3463). A bare 550 may be about us.
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(1|2|3|6|10)\b")


class MailProblem(Exception):
    """A mail that was not surely sent; its message is the reason for the ledger."""


class TryLater(MailProblem):
    """The server refuses this mail for now."""


class Undeliverable(MailProblem):
    """The server refuses this mail for good."""


class NoSuchAddress(Undeliverable):
    """The server says that the address does not exist: nothing will ever arrive there."""


class Uncertain(MailProblem):
    """The server had the whole mail and did not answer."""


class Unreachable(MailProblem):
    """No mail goes out at all now: no server, no access, no room."""


class Unanswered(smtplib.SMTPServerDisconnected):
    """The connection broke between the end of the mail and the answer to it."""


class _TellsWhere(_Smtp):
    """Notes whether the end of the mail went out, for smtplib's connection classes."""

    _handed_over = False

    def send(self, s: "ReadableBuffer | str") -> None:
        super().send(s)
        self._handed_over = isinstance(s, bytes) and s.endswith(END_OF_DATA)

    def data(self, msg: "ReadableBuffer | str") -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except smtplib.SMTPServerDisconnected as error:
            if self._handed_over:
                raise Unanswered(str(error)) from error
            raise


class Connection(_TellsWhere, smtplib.SMTP):
    """SMTP that knows whether the mail was handed over."""


class SecureConnection(_TellsWhere, smtplib.SMTP_SSL):
    """The same over TLS from the start."""


class SmtpBackend(EmailBackend):
    """Django's SMTP over our connection classes."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return SecureConnection if self.use_ssl else Connection

    def _send(self, email_message: EmailMessage) -> bool:
        """Send a letter as it is written; what the server answers is raised, for ``Line`` to understand."""
        if not isinstance(email_message, Letter):
            return bool(super()._send(email_message))  # type: ignore[misc]
        assert self.connection is not None
        self.connection.sendmail(email_message.sender, email_message.readers, email_message.written())
        return True


class Line:
    """One connection for many mails; opened at the first one, opened again when the server hung up."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()
        self._used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, email: Letter) -> None:
        """Send one mail; raise a ``MailProblem`` when it was not surely sent."""
        try:
            self._dial()
            self._backend.send_messages([email])
            self._used = True
        except Unanswered as error:
            self._hang_up()
            raise Uncertain(f"No answer after the mail was handed over: {error}") from error
        except OSError as error:
            was_used = self._used
            self._hang_up()
            if was_used and _hangs_up(error):
                # Servers do so after a number of mails, or when idle; only on a fresh connection it means something.
                self.send(email)
                return
            raise _problem(error) from error

    def _dial(self) -> None:
        try:
            self._backend.open()
        except (OSError, ValueError) as error:
            self._hang_up()
            raise Unreachable(f"The mail server can't be reached: {error}") from error

    def _hang_up(self) -> None:
        self._used = False
        with suppress(OSError):
            self._backend.close()


def _hangs_up(error: OSError) -> bool:
    return isinstance(error, smtplib.SMTPServerDisconnected) or _answer(error)[0] == SERVICE_CLOSES


def _problem(error: OSError) -> MailProblem:
    """Return what an answer of the server means for this mail.

    A line that goes dead halfway counts for this mail only: an address on which a server chokes must not stop all.
    """
    code, text = _answer(error)
    reason = f"{code} {text}" if code else str(error)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return TryLater(reason)
    if not code or (isinstance(error, smtplib.SMTPSenderRefused) and code >= 500 and code != TOO_LARGE):
        return Unreachable(reason)
    if code < 500:
        return TryLater(reason)
    is_gone = isinstance(error, smtplib.SMTPRecipientsRefused) and NO_SUCH_ADDRESS.match(text)
    return NoSuchAddress(reason) if is_gone else Undeliverable(reason)


def _answer(error: OSError) -> tuple[int, str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers: Sequence[tuple[int, bytes | str]] = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return 0, ""
    code, text = answers[0]
    return code, text.decode(errors="replace") if isinstance(text, bytes) else str(text)
