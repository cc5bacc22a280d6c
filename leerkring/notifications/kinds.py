"""Kinds of mail: each app registers its own in ``AppConfig.ready()``.

A message in the outbox holds ids; the app that knows them turns a batch of messages into mails just before they
are sent, so that permission, answer and time are looked at again and a mail never says what is no longer true.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from leerkring.core.vocabulary import Words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from .models import Message


@dataclass(frozen=True)
class Attachment:
    """A file that goes along: its name, bytes and full content type (``text/calendar; method=REQUEST``)."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Shared:
    """What many readers of a batch get alike, with gaps for what is theirs: written once per language, zone and words.

    ``key`` says what stands in it; ``written`` belongs to the batch. ``own`` says per gap, ``{{ own.<name> }}`` in the
    template, what fills it: text and HTML, asked in the reader's language. Their name and their links are gaps too.
    """

    key: Hashable
    written: dict[Hashable, Sequence[Sequence[str]]]
    own: Mapping[str, Callable[[], tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mail:
    """What to send: templates ``emails/<template>.{subject.txt,txt,html}``, rendered in the reader's language."""

    template: str
    context: Mapping[str, Any]
    attachments: Sequence[Attachment] = ()
    # Messages about one thing form one thread in the reader's mailbox.
    thread: str = ""
    # Where an answer goes, when not to the portal: a full address, with a name or without.
    reply_to: str = ""
    # The words of the programme it speaks of; a row in the context that hangs on a programme says them too.
    words: Words | None = None
    # "You get this because …", and where the reader changes exactly that. A template with a block of its own says it.
    reason: "str | _StrPromise" = ""
    change_url: str = ""
    # Comes also at night: somebody waits for it now, or would travel in vain today or tomorrow.
    urgent: bool = False
    shared: Shared | None = None


@dataclass(frozen=True)
class Skip:
    """Why a message is not sent after all: *left the circle*, *meeting moved*. Shown in the ledger."""

    reason: str


Prepare = Callable[[Sequence["Message"]], Mapping[int, Mail | Skip]]


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    ``prepare`` gets up to 500 messages (with ``recipient`` loaded) and returns a mail or a reason per message id, in
    a number of queries that does not depend on how many there are.
    """

    name: str
    label: "str | _StrPromise"
    prepare: Prepare = field(repr=False)
    # Bulk mail has a one-click unsubscribe, and can be switched off in the notification settings.
    bulk: bool = False
    # Why it can't be switched off, for who would like to; said of all that is not bulk and comes to members.
    needed: "str | _StrPromise" = ""
    # Whether the bell shows it to members too: its mails have the address of the thing itself as ``url``.
    in_portal: bool = True
    # Whether to send it once more when the mail server took it without an answer: rather twice than never?
    may_repeat: bool = True
    # Its reader asks for it at that moment, as for a code: it also goes to an address that mail came back from.
    asked_for: bool = False


class Needed:
    """Why a kind of mail can't be switched off: the reasons there are."""

    CHANGE = _("Otherwise you would come at the wrong time, or to a closed door.")
    QUESTION = _("Somebody asks you something, and waits for your answer.")
    ANSWER = _("It is the answer to something that you asked or did yourself.")
    PLACE = _("It changes what you can see and do.")
    RECORD = _("It holds what you agreed together.")
    REACH = _("Without you, somebody in your circle would miss everything.")
    PAPER = _("A paper that you may have shown is not valid any more.")
    SAFETY = _("Somebody’s privacy or account is at stake, and that can’t wait.")


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Add a kind; a second one of the same name is an error."""
    if kind.name in _kinds:
        raise LookupError(f"The kind {kind.name} is registered twice.")
    _kinds[kind.name] = kind


def get_kind(name: str) -> Kind:
    """Return the kind called ``name``; ``LookupError`` when no app registered it."""
    try:
        return _kinds[name]
    except KeyError as error:
        raise LookupError(f"No app registers the kind {name}.") from error


def asked_for(name: str) -> bool:
    """Return whether mail of this kind is asked for by its reader, at that moment; an unknown kind is not."""
    return name in _kinds and _kinds[name].asked_for


def all_kinds() -> list[Kind]:
    """Return all kinds, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def optional_kinds() -> list[Kind]:
    """Return the kinds a person may switch off, by name."""
    return [kind for kind in all_kinds() if kind.bulk]


def needed_kinds() -> list[tuple[str, list[Kind]]]:
    """Return the kinds that always reach a member, by why, the reason with the most kinds first."""
    reasons: dict[str, list[Kind]] = {}
    for kind in all_kinds():
        if not kind.bulk and kind.needed:
            reasons.setdefault(str(kind.needed), []).append(kind)
    return sorted(reasons.items(), key=lambda item: -len(item[1]))
