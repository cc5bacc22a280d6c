"""How it stands with the agreement of everybody who stands above a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Outcome, OutcomeAuthor, SignOff, mark_of

AGREES, OBJECTS, ASKED, EARLIER, SILENT = "agrees", "objects", "asked", "earlier", "silent"
LABELS: dict[str, Promise] = {
    AGREES: _("agrees"),
    OBJECTS: _("does not agree yet"),
    ASKED: _("asked"),
    EARLIER: _("agreed to an earlier text"),
    SILENT: _("not asked yet"),
}


@dataclass(frozen=True)
class Signature:
    """One author with an account, and what they said of the text as it stands now."""

    author: OutcomeAuthor
    state: str
    remark: str = ""

    @property
    def label(self) -> Promise:
        """The state in words."""
        return LABELS[self.state]

    @property
    def kind(self) -> str:
        """How a page colours it."""
        return {AGREES: "good", OBJECTS: "danger", ASKED: "warn"}.get(self.state, "neutral")


@dataclass(frozen=True)
class Signed:
    """Who agreed when a version was frozen, and without whom it went out, for which reason."""

    agreed: Sequence[str]
    without: Sequence[str] = ()
    why: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return it as ``OutcomeVersion.signed`` keeps it."""
        return {"agreed": list(self.agreed), "without": list(self.without), "why": self.why}


def signatures_of(outcome: Outcome, *, but: Any = None) -> list[Signature]:
    """Return where each author with an account stands, in order; whoever publishes it agrees by doing so (``but``)."""
    mark = mark_of(outcome)
    said: dict[int | None, SignOff] = {row.user_id: row for row in SignOff.objects.filter(outcome=outcome)}
    left_out = {None, getattr(but, "pk", None)}
    authors = [author for author in outcome.authors.all() if author.user_id not in left_out]
    return [_signature(author, said.get(author.user_id), mark) for author in authors]


def _signature(author: OutcomeAuthor, row: SignOff | None, mark: str) -> Signature:
    if row is None:
        return Signature(author, SILENT)
    if row.mark != mark:
        return Signature(author, EARLIER if row.agrees else SILENT)
    state = ASKED if row.agrees is None else AGREES if row.agrees else OBJECTS
    return Signature(author, state, row.remark)


def names(signatures: Iterable[Signature], *states: str) -> list[str]:
    """Return the names of those who stand in one of ``states``."""
    return [signature.author.name for signature in signatures if signature.state in states]
