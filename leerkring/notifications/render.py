"""From a prepared mail to what goes over the line: in the reader's language and zone, as HTML and as text."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Model
from django.template import Context, engines
from django.urls import reverse
from django.utils import timezone, translation

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import Words, speaking, words_of

from .bounce_mail import envelope_from
from .kinds import Attachment, Kind, Mail
from .models import Message
from .tokens import Subscription, make_token

# A calendar that wants to be answered, or taken out again; Django adds the character set.
INVITING = re.compile(r"text/calendar; method=(REQUEST|CANCEL)")


def build_email(message: Message, mail: Mail, kind: Kind) -> EmailMultiAlternatives:
    """Return the mail, with the same Message-ID each time it is built."""
    person = message.recipient
    unsubscribe = unsubscribe_url(person, kind) if kind.bulk and person else ""
    context = {"reason": mail.reason, "change_url": mail.change_url} | dict(mail.context)
    with speaking_to(person, message.language), speaking(mail.words or _words_in(mail.context)):
        subject, text, html = render_mail(mail.template, context, recipient=person, unsubscribe_url=unsubscribe)
    reply_to = [mail.reply_to] if mail.reply_to else None
    headers = _headers(message, mail, unsubscribe)
    # The envelope has an address of its own, to which mail servers report; readers see the portal's.
    sender = envelope_from(message) or None
    email = EmailMultiAlternatives(subject, text, sender, [address_of(message)], headers=headers, reply_to=reply_to)
    email.attach_alternative(html, "text/html")
    for attachment in mail.attachments:
        email.attach(_part(attachment))
        if asked := INVITING.match(attachment.content_type):
            # Outlook and others show buttons to answer with only for a calendar that is a form of the mail itself.
            email.attach_alternative(attachment.content.decode(), asked[0])
    return email


def render_mail(
    template: str, context: Mapping[str, Any], *, recipient: User | None = None, unsubscribe_url: str = ""
) -> tuple[str, str, str]:
    """Return subject, text and HTML in the language that is active now."""
    known = _surroundings() | {"recipient": recipient, "unsubscribe_url": unsubscribe_url} | dict(context)
    known["subject"] = _subject(template, known)
    text = _render(f"emails/{template}.txt", known, escape=False) + _render("emails/foot.txt", known, escape=False)
    html = _inliner().inline(_render(f"emails/{template}.html", known, escape=True))
    return known["subject"], _tidy(text), html


def render_subject(mail: Mail) -> str:
    """Return the one line that says what the mail is about, in the language that is active now."""
    with speaking(mail.words or _words_in(mail.context)):
        return _subject(mail.template, _surroundings() | dict(mail.context))


@contextmanager
def speaking_to(person: User | None, language: str = "") -> Iterator[None]:
    """Speak the person's language and tell the time of their zone."""
    tongue = (person.language if person else language) or settings.LANGUAGE_CODE
    with translation.override(tongue), timezone.override(zone_of(person)):
        yield


def zone_of(person: User | None) -> ZoneInfo:
    """Return the person's time zone; the portal's own where theirs is unknown."""
    try:
        return ZoneInfo(person.time_zone if person else settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def unsubscribe_url(person: User, kind: Kind) -> str:
    """Return the link that stops this kind of mail to this person."""
    token = make_token(Subscription(person.pk, kind.name))
    return absolute_url(reverse("notifications:unsubscribe", kwargs={"token": token}))


def address_of(message: Message) -> str:
    """Return where the message goes, with the person's name where there is one."""
    if message.recipient is None:
        return message.address
    return formataddr((" ".join(message.recipient.full_name.split()), message.recipient.email))


def message_id(message: Message) -> str:
    """Return an id that stays the same when the mail is sent again, so that mail servers can fold the two.

    The moment is part of it: after a restore the numbers of rows start again.
    """
    return f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{_host()}>"


def _headers(message: Message, mail: Mail, unsubscribe: str) -> dict[str, str]:
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": message_id(message),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if mail.thread:
        thread = hashlib.sha256(mail.thread.encode()).hexdigest()[:24]
        headers["In-Reply-To"] = headers["References"] = f"<thread.{thread}@{_host()}>"
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _part(attachment: Attachment) -> MIMEBase:
    """Return the attachment with its content type in full: calendars carry their method there."""
    content_type, *parameters = [piece.strip() for piece in attachment.content_type.split(";")]
    part = MIMEBase(*content_type.split("/", 1))
    for parameter in parameters:
        name, _separator, value = parameter.partition("=")
        part.set_param(name, value.strip('"'))
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def _surroundings() -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "settings_url": absolute_url(reverse("notifications:settings")),
    }


def _words_in(context: Mapping[str, Any]) -> Words | None:
    """Return the words of the first row that has any; ``prepare`` has read its programme with it."""
    found = (words_of(row) for row in context.values() if isinstance(row, Model))
    return next((words for words in found if words), None)


def _subject(template: str, known: Mapping[str, Any]) -> str:
    """Return the subject on one line, whatever stands in it (rule 6)."""
    return " ".join(_render(f"emails/{template}.subject.txt", known, escape=False).split())


def _render(name: str, context: Mapping[str, Any], *, escape: bool) -> str:
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]
    return template.render(Context(dict(context), autoescape=escape))


def _tidy(text: str) -> str:
    """Return the text without the holes that template tags leave."""
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip() + "\n"


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    """Return one inliner for all mails: reading the rules once leaves 0.2 ms per mail.

    The path not taken: inlining the templates themselves. An HTML parser mangles template tags, and what it saves is
    a twentieth of the mail.
    """
    css = (settings.BASE_DIR / "templates" / "emails" / "mail.css").read_text()
    return css_inline.CSSInliner(extra_css=css, keep_at_rules=True, load_remote_stylesheets=False)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
