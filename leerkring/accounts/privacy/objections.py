"""What somebody may object to (art. 21): apps register the uses they make, and what an objection changes at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from ..models import Objection, User
from ..signals import objection_made


@dataclass(frozen=True)
class Use:
    """One use of data: in words, and what ends it; ``end`` is None where a person has to decide."""

    name: str
    label: str | Promise
    words: str | Promise
    end: Callable[[Any], None] | None = None

    @property
    def ends_at_once(self) -> bool:
        """Whether no person has to decide."""
        return self.end is not None


_uses: dict[str, Use] = {}


def register_use(use: Use) -> None:
    """Add a use; a second one of that name is an error."""
    if use.name in _uses:
        raise LookupError(f"The use {use.name} is registered twice.")
    _uses[use.name] = use


def all_uses() -> list[Use]:
    """Return the uses, by name."""
    return sorted(_uses.values(), key=lambda use: use.name)


@transaction.atomic
def object_to(person: User, name: str, *, reason: str, now: datetime) -> Objection:
    """Object to one use: what can end at once ends at once, the rest is told to the privacy contact.

    Again is harmless. ``LookupError`` for a use that nobody registered.
    """
    use = _uses[name]
    facts = {"made_at": now, "reason": reason.strip()}
    objection, is_new = Objection.objects.get_or_create(user=person, about=name, defaults=facts)
    if use.end:
        use.end(person)
    elif is_new:
        objection_made.send(Objection, objection=objection)
    return objection


def take_back(person: User, name: str) -> bool:
    """Take an objection back; what it ended is switched on again by its own setting. Whether there was one."""
    return bool(Objection.objects.filter(user=person, about=name).delete()[0])
