"""What is in a digest: built for a batch of readers at once, and what they share only once."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.vocabulary import Words, speaking

from .kinds import Mail, Shared, Skip
from .models import Message
from .render import render_part, zone_of
from .scopes import Readership, Scope, readership
from .sections import DigestLine, News, SaidOnce, Window, circle_sections, personal_sections

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOTHING_NEW = Skip(gettext_noop("nothing new"))
PART_OF_LATER = Skip(gettext_noop("part of a later digest"))
TEMPLATE = "notifications_digest"
REASON = _(
    "You get this digest because you are in circles, or follow circles or programmes, and want to hear what is new."
)


class CircleNews:
    """The news of one circle over one window, for all who read the same of it; written once per language and zone."""

    def __init__(self, scope: Scope, lines: Sequence[DigestLine]) -> None:
        self.scope, self.lines = scope, lines
        self._written: dict[tuple[str, str], tuple[str, str]] = {}

    @property
    def text(self) -> str:
        """As plain text, in the language and zone that are active now."""
        return self._parts()[0]

    @property
    def html(self) -> SafeString:
        """As HTML, likewise."""
        return SafeString(self._parts()[1])

    def _parts(self) -> tuple[str, str]:
        key = translation.get_language(), timezone.get_current_timezone_name()
        if key not in self._written:
            with speaking(self.scope.words):
                self._written[key] = render_part(f"{TEMPLATE}_circle", {"scope": self.scope, "lines": self.lines})
        return self._written[key]


@dataclass
class ForYou:
    """What is for one reader, under one heading."""

    title: "str | _StrPromise"
    lines: list[DigestLine] = field(default_factory=list)


def prepare_digests(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    """Collect the news of all windows at once: a number of queries that depends on the sections only."""
    windows = _windows(messages)
    readers = {_reader(message): window for message, window in windows.items()}
    book = _Book(readership(readers), readers)
    personal = _personal(readers)
    return {message.pk: _digest(message, windows, book, personal) for message in messages}


def _digest(
    message: Message, windows: Mapping[Message, Window], book: "_Book", personal: Mapping[int, list[ForYou]]
) -> Mail | Skip:
    if message not in windows:
        return PART_OF_LATER
    circles = book.news_for(message, windows[message])
    for_you = personal.get(_reader(message), [])
    if not circles and not any(line.is_new for part in for_you for line in part.lines):
        return NOTHING_NEW
    # What is new stands in gaps of a mail that is otherwise the same for all.
    own = {
        "preview": partial(_both, _preview(circles, for_you)),
        "for_you": partial(render_part, f"{TEMPLATE}_for_you", {"for_you": for_you}),
        "circles": partial(_together, circles),
    }
    context = {"circles": circles, "for_you": for_you}
    words = _shared_words(circles)
    return Mail(TEMPLATE, context, words=words, reason=REASON, shared=Shared(bool(circles), book.written, own))


def _both(line: "str | _StrPromise | SaidOnce") -> tuple[str, str]:
    return str(line), escape(str(line))


def _together(circles: Sequence[CircleNews]) -> tuple[str, str]:
    return "\n".join(news.text for news in circles), "".join(news.html for news in circles)


def _preview(circles: Sequence[CircleNews], for_you: Sequence[ForYou]) -> "str | _StrPromise | SaidOnce":
    """Return the line that a mailbox shows behind the subject: the first that there is."""
    lines = [line for part in for_you for line in part.lines] or [line for news in circles for line in news.lines]
    return lines[0].text


def _shared_words(circles: Iterable[CircleNews]) -> Words | None:
    """Return the words in which the digest as a whole speaks: those that all its circles have in common."""
    words = {news.scope.words for news in circles}
    return words.pop() if len(words) == 1 else None


class _Book:
    """What all circles of a batch have to tell, looked up once, and cut to windows that many readers share."""

    def __init__(self, reading: Readership, windows: Mapping[int, Window]) -> None:
        self._reading, self._windows = reading, windows
        self._cut: dict[tuple[int, Window, bool], CircleNews | None] = {}
        # What of the mails of this batch their readers share.
        self.written: dict[Hashable, Sequence[Sequence[str]]] = {}

    def news_for(self, message: Message, window: Window) -> list[CircleNews]:
        """Return the news of the circles of this reader, each as far as they may hear it."""
        zone = zone_of(message.recipient)
        found = []
        for number, is_inside in self._reading.readers.get(_reader(message), {}).items():
            told = self._reading.scopes[number].window(*window, zone)
            if told and (news := self._news(number, told, is_inside)):
                found.append(news)
        return found

    def _news(self, number: int, window: Window, is_inside: bool) -> CircleNews | None:
        key = number, window, is_inside
        if key not in self._cut:
            lines: dict[str, DigestLine] = {}
            for news in self._by_circle[number]:
                if (is_inside or news.is_public) and (line := news.line_for(window)):
                    # Of what is told twice of one thing, only what comes first is kept.
                    lines.setdefault(line.url, line)
            self._cut[key] = CircleNews(self._reading.scopes[number], [*lines.values()]) if lines else None
        return self._cut[key]

    @cached_property
    def _by_circle(self) -> Mapping[int, list[News]]:
        found: dict[int, list[News]] = defaultdict(list)
        circles, widest = self._reading.scopes.keys(), self._widest()
        for collect in circle_sections():
            for news in collect(circles, widest):
                found[news.circle].append(news)
        return found

    def _widest(self) -> Window:
        """Return a window that holds those of all readers, with the breaks of their circles."""
        since = min(since for since, _until in self._windows.values())
        until = max(until for _since, until in self._windows.values())
        told = [scope.window(since, until, zone_of(None)) for scope in self._reading.scopes.values() if scope.breaks]
        # A day more, for readers whose break begins on an earlier midnight.
        return min([since, *(window[0] - timedelta(days=1) for window in told if window)]), until


def _personal(windows: Mapping[int, Window]) -> Mapping[int, list[ForYou]]:
    """Return what is for each reader alone; sections with the same title share a heading."""
    found: dict[int, dict[str, ForYou]] = defaultdict(dict)
    for title, collect in personal_sections():
        for person, lines in collect(windows).items():
            if lines:
                found[person].setdefault(str(title), ForYou(title)).lines.extend(lines)
    return {person: list(parts.values()) for person, parts in found.items()}


def _windows(messages: Sequence[Message]) -> dict[Message, Window]:
    """Return one window per person; when mail was away for weeks, the last digest covers those before it."""
    merged: dict[int, tuple[Message, Window]] = {}
    for message in messages:
        since, until = (datetime.fromisoformat(message.context[name]) for name in ("since", "until"))
        reader = _reader(message)
        if reader in merged:
            _earlier, (other_since, other_until) = merged[reader]
            since, until = min(since, other_since), max(until, other_until)
        merged[reader] = message, (since, until)
    return dict(merged.values())


def _reader(message: Message) -> int:
    """Return who reads it: a digest always goes to somebody with an account."""
    return cast("int", message.recipient_id)
