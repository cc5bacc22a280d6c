"""What a page says about the search for what makes somebody recognisable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from leerkring.core.privacy import Finding, Kind, find, fingerprint, together

from . import thorough
from .actions.check import check_of
from .models import Case, Outcome, TextCheck, texts_of

# After this no worker seems to be there; the tick goes on asking.
PATIENCE = timedelta(seconds=90)


@dataclass(frozen=True)
class ShownCheck:
    """How far it is (off, none, waiting, away, running, done), and what was found."""

    state: str
    found: list[Finding] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Whether it is worth asking again."""
        return self.state in ("waiting", "running")


def shown_check(thing: Case | Outcome, check: TextCheck | None) -> ShownCheck:
    """Return what there is to say of what is known of this very text (``check_of``)."""
    if not settings.THOROUGH_CHECK or not thorough.is_installed():
        return ShownCheck("off")
    if check is None:
        return ShownCheck("none")
    if check.state == TextCheck.State.WAITING:
        return ShownCheck("waiting" if check.asked_at > timezone.now() - PATIENCE else "away")
    texts = texts_of(thing)
    return ShownCheck(check.state, [found for name in texts for found in _placed(name, texts[name], check)])


@dataclass(frozen=True)
class Word:
    """Something that was found, once however often it stands there."""

    finding: Finding
    count: int


@dataclass(frozen=True)
class Looked:
    """What both searches found in a text, and how far the thorough one is."""

    check: ShownCheck
    found: Sequence[Finding]

    @property
    def words(self) -> list[Word]:
        """What was found, each once, what blocks first and then in order of place."""
        counts: dict[tuple[Kind, str], list[Finding]] = {}
        for finding in sorted(self.found, key=lambda finding: not finding.blocks):
            counts.setdefault((finding.kind, finding.text), []).append(finding)
        return [Word(found[0], len(found)) for found in counts.values()]

    @property
    def fingerprint(self) -> str:
        """The mark of exactly what was found."""
        return fingerprint(self.found)

    @property
    def blocks(self) -> bool:
        """Whether the text may not go out with this in it."""
        return any(finding.blocks for finding in self.found)


def look(outcome: Outcome, *, names: Iterable[str]) -> Looked:
    """Look in the text of an outcome as it stands now; what the thorough search found is known once it is done."""
    check, names, found = check_of(outcome), list(names), []
    shown = shown_check(outcome, check)
    for name, text in texts_of(outcome).items():
        more = _placed(name, text, check) if check and shown.state == "done" else []
        found += together(find(text, names=names), more)
    return Looked(shown, found)


def _placed(name: str, text: str, check: TextCheck) -> list[Finding]:
    places = [place for place in check.places if place[0] == name]
    return [Finding(Kind(kind), start, end, text[start:end]) for _name, start, end, kind in places]
