"""The list of references: filled from BibTeX or from an earlier list, and cleaned up."""

from collections.abc import Sequence
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.markdown import render
from leerkring.core.markdown_paper import written_out
from leerkring.core.markdown_parts import literal

from ..citations.source import Item, listed, reference, sources_of
from ..models import Outcome, OutcomeReference, OutcomeVersion

MOST = 500


def add_references(outcome: Outcome, items: Sequence[Item], *, by: User) -> list[str]:
    """Put works on the list and return the keys they got; what stands there already stays once.

    Another work under a key that is taken gets a key of its own, so that no citation changes its meaning.
    """
    with transaction.atomic():
        row = Outcome.objects.select_for_update().filter(pk=outcome.pk).first()
        if row is None:
            raise Refused(_("This text has been deleted in the meantime."))
        standing = dict(row.references.values_list("key", "item"))
        keys = [_put(row, item, standing) for item in items]
        if len(standing) > MOST:
            raise Refused(_("A list holds at most %(number)s works.") % {"number": MOST})
        return keys


def remove_reference(outcome: Outcome, key: str, *, by: User) -> None:
    """Take a work off the list; refused while the text cites it. Gone already is fine."""
    if key in render(outcome.working.body).cited:
        raise Refused(_("The text cites this work. Take the citation out first."))
    OutcomeReference.objects.filter(outcome=outcome, key=key).delete()


def cited_items(outcome: Outcome, body: str) -> list[Item]:
    """Return the works on the list that a text cites, as a frozen version keeps them."""
    cited = render(body).cited
    return list(outcome.references.filter(key__in=cited).values_list("item", flat=True)) if cited else []


def printed_text(version: OutcomeVersion) -> str:
    """Return the text of a version for print: its citations written out, and the list of references below it."""
    body = written_out(version.body, sources_of(version.references))
    rows = listed(version.references, [item["id"] for item in version.references])
    works = "\n\n".join(literal(words) for _key, words in rows)
    return f"{body}\n\n# {_('References')}\n\n{works}\n" if works else body


def _put(outcome: Outcome, item: Item, standing: dict[str, Item]) -> str:
    wanted = str(item["id"])[:100]
    for number in count(1):
        key = wanted if number == 1 else f"{wanted}-{number}"
        work = item | {"id": key}
        if standing.get(key) == work:
            return key
        if key not in standing:
            break
    standing[key] = work
    words = f"{key} {reference(work)}".casefold()
    OutcomeReference.objects.create(outcome=outcome, key=key, item=work, words=words)
    return key
