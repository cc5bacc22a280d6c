"""Freezing what is being written as a numbered concept, to talk about it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Outcome, OutcomeVersion
from .outcome import locked_outcome
from .version import freeze_text, next_number, wake_pdf
from .version_file import expect_files

SAME_PRESS = timedelta(minutes=1)


def freeze_concept(outcome: Outcome, *, by: User, version: int, number: str, change_note: str) -> OutcomeVersion:
    """Freeze the working text as a concept under the number that was shown; writing goes on beside it.

    Of two people at once one wins: the other hears who, and the number is not given twice. Pressed twice is once.
    Raises ``Conflict`` when the text is not the one that was looked at.
    """
    with transaction.atomic():
        row = locked_outcome(outcome, version)
        last = OutcomeVersion.frozen.filter(outcome=row).order_by("-frozen_at", "-pk").first()
        text = row.working
        is_same = bool(last and all(getattr(last, name) == getattr(text, name) for name in Outcome.TEXTS))
        if last and is_same and last.frozen_by_id == by.pk and timezone.now() - last.frozen_at < SAME_PRESS:
            return last
        if number != next_number(row, is_concept=True):
            raise Overtaken(_overtaken(last))
        if last and is_same:
            raise Refused(_("Nothing has changed since version %(number)s.") % {"number": last.number})
        if not (text.title.strip() and text.body.strip()):
            raise Refused(_("A title and a text are needed before a version can be frozen."))
        frozen = freeze_text(row, number=number, by=by, change_note=change_note, concept=text)
        wake_pdf(frozen)
        expect_files(frozen)
        return frozen


def _overtaken(last: OutcomeVersion | None) -> str:
    if last is None or last.frozen_by is None:
        return _("Another version was frozen in the meantime. Look at it before you freeze one more.")
    words = {"name": last.frozen_by.full_name, "number": last.number}
    return _("%(name)s froze version %(number)s just before you. Look at it before you freeze one more.") % words
