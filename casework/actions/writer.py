"""Several people on one text: what somebody typed is kept before they save, and who else is writing is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from leerkring.accounts.models import User

from ..models import Outcome, OutcomeWriter, ReplacedText

# An open page is heard each twenty seconds; one that was missed is no goodbye.
HERE = timedelta(seconds=50)
# So many texts that were saved over are kept, to merge with.
MOST_REPLACED = 20


class Kept(StrEnum):
    """What became of what an open page sent by itself."""

    YES = "yes"
    # The page was only heard.
    NOTHING = "nothing"
    # The same person types in another window, and that one counts.
    ELSEWHERE = "elsewhere"
    # The text of this page was saved by its button; this came late, or after going back to it.
    SAVED = "saved"


@dataclass(frozen=True)
class OpenPage:
    """An open page that writes; ``took`` is the page whose kept text it shows."""

    page: UUID
    version: int
    took: UUID | None = None

    @property
    def pages(self) -> list[UUID]:
        """The page and the one that it went on from."""
        return [self.page, *([self.took] if self.took else [])]


def hear_page(outcome: Outcome, sheet: OpenPage, texts: Mapping[str, str] | None, *, by: User) -> Kept:
    """Note that ``by`` is writing, and keep the texts that they typed, if any; nobody else's text is touched.

    The last window counts, and what another one kept is never written over before it was shown. Twice is harmless.
    """
    now = timezone.now()
    with transaction.atomic():
        OutcomeWriter.objects.get_or_create(outcome=outcome, user=by)
        row = OutcomeWriter.objects.select_for_update().get(outcome=outcome, user=by)
        if row.saved_page == sheet.page:
            return Kept.SAVED
        row.seen_at = now
        answer = _keep(row, sheet, texts, now) if texts is not None else Kept.NOTHING
        row.save()
        return answer


def _keep(row: OutcomeWriter, sheet: OpenPage, texts: Mapping[str, str], now: datetime) -> Kept:
    if row.page and row.page not in sheet.pages:
        return Kept.ELSEWHERE
    for name in Outcome.TEXTS:
        setattr(row, name, texts[name])
    row.page, row.began_with, row.kept_at = sheet.page, sheet.version, now
    return Kept.YES


def kept_text(outcome: Outcome, *, by: User) -> OutcomeWriter | None:
    """Return what ``by`` typed and did not save; None when that is nothing else than what is stored."""
    row = OutcomeWriter.objects.filter(outcome=outcome, user=by, kept_at__isnull=False).first()
    working = outcome.working
    if row is None or all(getattr(row, name) == getattr(working, name) for name in Outcome.TEXTS):
        return None
    return row


def drop_kept(outcome: Outcome, *, by: User) -> None:
    """Throw away what ``by`` typed and did not save."""
    _clear(OutcomeWriter.objects.filter(outcome=outcome, user=by))


def close_page(outcome: Outcome, pages: Sequence[UUID], *, by: User) -> None:
    """Forget what these pages kept, now that it is saved; what another window kept is offered again later."""
    if pages:
        OutcomeWriter.objects.update_or_create(
            outcome=outcome, user=by, defaults={"saved_page": pages[0], "seen_at": None}
        )
        _clear(OutcomeWriter.objects.filter(outcome=outcome, user=by, page__in=pages))


def _clear(rows: object) -> None:
    nothing = dict.fromkeys(("page", "began_with", "kept_at"))
    rows.update(**nothing, **dict.fromkeys(Outcome.TEXTS, ""))  # type: ignore[attr-defined]


def others_writing(outcome: Outcome, *, by: User) -> list[str]:
    """Return who else has the text open to write now, by name."""
    rows = OutcomeWriter.objects.filter(outcome=outcome, seen_at__gte=timezone.now() - HERE).exclude(user=by)
    return sorted(row.user.full_name for row in rows.select_related("user").defer(*Outcome.TEXTS))


def keep_replaced(outcome: Outcome) -> None:
    """Keep the working text of a locked row that is about to be saved over, and forget the oldest ones."""
    working = outcome.working
    texts = {name: getattr(working, name) for name in Outcome.TEXTS}
    ReplacedText.objects.update_or_create(
        outcome=outcome, version=outcome.version, defaults=texts | {"at": timezone.now()}
    )
    rows = ReplacedText.objects.filter(outcome=outcome).order_by("-version")
    for old in list(rows.values_list("pk", flat=True)[MOST_REPLACED:]):
        ReplacedText.objects.filter(pk=old).delete()


def text_at(outcome: Outcome, version: int) -> dict[str, str] | None:
    """Return the working text as it was at that version of the row; None when that is no longer known."""
    kept = list(ReplacedText.objects.filter(outcome=outcome).order_by("version"))
    if len(kept) == MOST_REPLACED and version < kept[0].version:
        return None
    # Publishing raises the version without new words: the first text that was saved over since then is the one.
    found = next((row for row in kept if row.version >= version), None)
    return {name: getattr(found or outcome.working, name) for name in Outcome.TEXTS}
