"""From a prepared mail to what goes over the line: in the reader's language and zone, as HTML and as text."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Model
from django.template import Context
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import Words, speaking, spoken, words_of

from .bounce_mail import envelope_from
from .inlining import mail_template
from .kinds import Attachment, Kind, Mail
from .letter import Letter
from .models import Message
from .tokens import Subscription, make_token

# A calendar that wants to be answered, or taken out again; Django adds the character set.
INVITING = re.compile(r"text/calendar; method=(REQUEST|CANCEL)")


def build_email(message: Message, mail: Mail, kind: Kind) -> Letter:
    """Return the mail, with the same Message-ID each time it is built."""
    person = message.recipient
    ways = _ways_out(message, mail, kind)
    context = {"reason": mail.reason} | dict(mail.context)
    with speaking_to(person, message.language), speaking(mail.words or _words_in(mail.context)):
        subject, text, html = _written(mail, context, person, ways)
    reply_to = [mail.reply_to] if mail.reply_to else None
    headers = _headers(message, mail, ways.get("unsubscribe_url", ""))
    # The envelope has an address of its own, to which mail servers report; readers see the portal's.
    sender = envelope_from(message) or None
    email = Letter(subject, text, sender, [address_of(message)], headers=headers, reply_to=reply_to)
    email.attach_alternative(html, "text/html")
    for attachment in mail.attachments:
        email.attach(_part(attachment))
        if asked := INVITING.match(attachment.content_type):
            # Outlook and others show buttons to answer with only for a calendar that is a form of the mail itself.
            email.attach_alternative(attachment.content.decode(), asked[0])
    return email


def _ways_out(message: Message, mail: Mail, kind: Kind) -> dict[str, str]:
    """Return where the foot leads: to the setting of exactly this kind, and to silence for the circle it is about."""
    person = message.recipient
    if person is None:
        return {}
    ways = {}
    if mail.change_url or kind.bulk or kind.needed:
        ways["change_url"] = mail.change_url or _kind_settings_url(settings.SITE_URL, kind.name)
    if kind.bulk:
        ways["unsubscribe_url"] = unsubscribe_url(person, kind)
    if kind.bulk and message.scope:
        ways["mute_url"] = _unsubscribe_url(Subscription(person.pk, scope=message.scope))
    return ways


def _unsubscribe_url(subscription: Subscription) -> str:
    return _unsubscribe_pattern(settings.SITE_URL).replace("TOKEN", make_token(subscription))


@lru_cache(maxsize=4)
def _unsubscribe_pattern(site_url: str) -> str:
    return site_url + reverse("notifications:unsubscribe", kwargs={"token": "TOKEN"})


@lru_cache(maxsize=256)
def _kind_settings_url(site_url: str, name: str) -> str:
    return site_url + reverse("notifications:kind_settings", kwargs={"name": name})


# What differs between readers of a shared mail; nothing that stands in one looks like it.
GAP = re.compile("⟦(\\w+)⟧")


def _written(mail: Mail, context: Mapping[str, Any], person: User | None, ways: Mapping[str, str]) -> list[str]:
    """Return subject, text and HTML; of a shared mail only what fills its gaps is written anew."""
    if mail.shared is None:
        return list(render_mail(mail.template, {**context, **ways}, recipient=person))
    name = person.given_name if person else ""
    pieces: dict[str, tuple[str, str]] = {"name": (name, escape(name))}
    pieces |= {way: (url, escape(url)) for way, url in ways.items()}
    pieces |= {gap: fill() for gap, fill in mail.shared.own.items()}
    key = mail.shared.key, tuple(ways), translation.get_language(), timezone.get_current_timezone_name(), spoken()
    if key not in mail.shared.written:
        gaps = {name: f"⟦{name}⟧" for name in pieces}
        known = {**context, **{way: gaps[way] for way in ways}, "own": gaps}
        frame = render_mail(mail.template, known, recipient=User(given_name=gaps["name"]) if person else None)
        mail.shared.written[key] = [GAP.split(form) for form in frame]
    subject, text, html = mail.shared.written[key]
    return [_fill(subject, pieces, 0), _tidy(_fill(text, pieces, 0)), _fill(html, pieces, 1)]


def _fill(frame: Sequence[str], pieces: Mapping[str, tuple[str, str]], form: int) -> str:
    """Return what is written between the gaps, with the pieces in them; a name is every second part."""
    return "".join(pieces[part][form] if place % 2 else part for place, part in enumerate(frame))


def render_mail(template: str, context: Mapping[str, Any], *, recipient: User | None = None) -> tuple[str, str, str]:
    """Return subject, text and HTML in the language that is active now."""
    known = _surroundings() | {"recipient": recipient} | dict(context)
    known["subject"] = _subject(template, known)
    text = _render(f"emails/{template}.txt", known, escape=False) + _render("emails/foot.txt", known, escape=False)
    html = _render(f"emails/{template}.html", known, escape=True)
    return known["subject"], _tidy(text), html


def render_part(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return text and HTML of a part that many mails share, in the language that is active now."""
    known = _surroundings() | dict(context)
    text, html = (_render(f"emails/{template}.{form}", known, escape=form == "html") for form in ("txt", "html"))
    return text, html


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
    return _unsubscribe_url(Subscription(person.pk, kind.name))


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
    return _surroundings_of(settings.SITE_NAME, settings.SITE_URL)


@lru_cache(maxsize=4)
def _surroundings_of(site_name: str, site_url: str) -> dict[str, Any]:
    return {
        "site_name": site_name,
        "site_url": site_url,
        "settings_url": absolute_url(reverse("notifications:settings")),
        "dashboard_url": absolute_url(reverse("dashboard")),
    }


def _words_in(context: Mapping[str, Any]) -> Words | None:
    """Return the words of the first row that has any; ``prepare`` has read its programme with it."""
    found = (words_of(row) for row in context.values() if isinstance(row, Model))
    return next((words for words in found if words), None)


def _subject(template: str, known: Mapping[str, Any]) -> str:
    """Return the subject on one line, whatever stands in it (rule 6)."""
    return " ".join(_render(f"emails/{template}.subject.txt", known, escape=False).split())


def _render(name: str, context: Mapping[str, Any], *, escape: bool) -> str:
    return mail_template(name).render(Context(dict(context), autoescape=escape))


def _tidy(text: str) -> str:
    """Return the text without the holes that template tags leave."""
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip() + "\n"


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
