"""Taking over the text of a Word document."""

from django.db import transaction
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.privacy import find
from leerkring.core.word import read_docx

from ..models import Outcome, OutcomeRevision
from .figure import place_pictures
from .outcome import locked_outcome
from .writer import keep_replaced


def take_over_word(outcome: Outcome, content: bytes, *, by: User, version: int) -> dict[str, int]:
    """Put the text of a .docx below what stands there, so that nothing goes; return what did not come along.

    Raises ``Conflict`` when somebody saved in the meantime. The document is read before the row is locked.
    """
    word = read_docx(content)
    if any(found.blocks for found in find(word.markdown)):
        raise Refused(_("A citizen service number (BSN) may not stand here. Take it out."))
    with transaction.atomic():
        row = locked_outcome(outcome, version)
        keep_replaced(row)
        taken = place_pictures(row, word, by=by)
        text = row.working
        body = f"{text.body.rstrip()}\n\n{taken}".lstrip("\n")
        if row.is_published:
            texts = {"title": text.title, "abstract": text.abstract, "body": body}
            OutcomeRevision.objects.update_or_create(outcome=row, defaults=texts)
        else:
            row.body = body
        row.version += 1
        row.save()
    return word.lost
