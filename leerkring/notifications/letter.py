"""A mail, written to bytes once and cheaply.

Python's generator takes longer over a mail than everything else that happens to it: it looks at each header and each
line of a body to find out what is known here beforehand. A mail without attachments, as almost all are, has two
bodies in UTF-8 and headers of one line; it is written here. All others are left to the library.
"""

import re
from binascii import b2a_qp
from email.header import Header
from email.utils import formatdate, parseaddr
from functools import lru_cache
from typing import Any, cast

from django.core.mail import BadHeaderError, EmailMultiAlternatives, SafeMIMEText
from django.core.mail.message import sanitize_address

# Longer lines are folded by the library; so long a header is none of ours.
LONGEST_LINE = 900
CRLF = "\r\n"
# How an address almost always stands: reading it needs no parser.
PLAIN = re.compile(r"(?:[^<>@]*<)?([\w.+-]+@[\w.-]+)>?", re.A)


class Letter(EmailMultiAlternatives):
    """A mail with a text and an HTML body, that knows its bytes and its envelope."""

    @property
    def sender(self) -> str:
        """The bare address that mail comes from."""
        return _bare(self.from_email)

    @property
    def readers(self) -> list[str]:
        """The bare addresses that it goes to."""
        return [_bare(address) for address in self.recipients()]

    def written(self) -> bytes:
        """Return the mail as it goes over the line; ``BadHeaderError`` when a header has more than one line."""
        if self.attachments or len(self.alternatives) != 1 or self.cc or self.reply_to:
            return cast("SafeMIMEText", self.message()).as_bytes(linesep=CRLF)
        mark = f"=={self.extra_headers['Message-ID'].strip('<>').partition('@')[0]}=="
        headers = {
            "Subject": self.subject,
            "To": ", ".join(self.to),
            "Date": formatdate(),
            **self.extra_headers,
            # What readers see; the envelope may have an address of its own.
            "From": _sender(self.extra_headers.get("From", self.from_email)),
            "MIME-Version": "1.0",
            "Content-Type": f'multipart/alternative; boundary="{mark}"',
        }
        html = str(self.alternatives[0][0])
        head = "".join(f"{name}: {_header(name, value)}{CRLF}" for name, value in headers.items())
        parts = [_part(mark, "plain", str(self.body)), _part(mark, "html", html)]
        return b"".join([head.encode("ascii"), b"\r\n", *parts, f"--{mark}--{CRLF}".encode()])


def _header(name: str, value: Any) -> str:
    text = str(value)
    if "\n" in text or "\r" in text:
        raise BadHeaderError(f"The header {name} has more than one line: {text!r}.")
    if text.isascii() and len(text) <= LONGEST_LINE:
        return text
    return Header(text, "utf-8", header_name=name).encode(linesep=CRLF)


def _part(mark: str, kind: str, body: str) -> bytes:
    lines = b2a_qp(body.replace(CRLF, "\n").encode(), istext=True).replace(b"\n", b"\r\n")
    head = f"--{mark}{CRLF}Content-Type: text/{kind}; charset=utf-8{CRLF}Content-Transfer-Encoding: quoted-printable"
    return b"".join([head.encode(), b"\r\n\r\n", lines, b"\r\n"])


@lru_cache(maxsize=16)
def _sender(address: str) -> str:
    return str(sanitize_address(address, "utf-8"))


def _bare(address: str) -> str:
    """Return the address alone; one with other letters than ASCII as the library writes it."""
    if plain := PLAIN.fullmatch(address):
        return plain[1]
    found = parseaddr(address)[1]
    return found if found.isascii() else parseaddr(str(sanitize_address(address, "utf-8")))[1]
