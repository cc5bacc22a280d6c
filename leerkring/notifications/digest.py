"""What is in a digest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.utils.translation import gettext_noop

from leerkring.core.vocabulary import Words

from .kinds import Mail, Skip
from .models import Message
from .sections import DigestLine, all_sections

Window = tuple[datetime, datetime]


@dataclass
class CircleNews:
    """The news of one circle for one reader."""

    community: str
    lines: list[DigestLine] = field(default_factory=list)

    @property
    def words(self) -> Words | None:
        """What the programme of this circle calls one."""
        return self.lines[0].words


def prepare_digests(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    """Collect the news of all windows at once, each section in its own constant number of queries."""
    windows = _windows(messages)
    news = _collect({_reader(message): window for message, window in windows.items()})
    answers: dict[int, Mail | Skip] = {}
    for message in messages:
        if message not in windows:
            answers[message.pk] = Skip(gettext_noop("part of a later digest"))
        elif circles := news.get(_reader(message)):
            answers[message.pk] = Mail("notifications_digest", {"circles": circles}, words=_shared_words(circles))
        else:
            answers[message.pk] = Skip(gettext_noop("nothing new"))
    return answers


def _shared_words(circles: Sequence[CircleNews]) -> Words | None:
    """Return the words in which the digest as a whole speaks: those that all its circles have in common."""
    words = {circle.words for circle in circles}
    return words.pop() if len(words) == 1 else None


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


def _collect(windows: Mapping[int, Window]) -> dict[int, list[CircleNews]]:
    news: dict[int, dict[str, CircleNews]] = defaultdict(dict)
    for collect in all_sections().values():
        for user_id, lines in collect(windows).items():
            circles = news[user_id]
            for line in lines:
                circles.setdefault(line.community, CircleNews(line.community)).lines.append(line)
    return {user_id: list(circles.values()) for user_id, circles in news.items()}
