"""Who sees somebody's photo. An app that knows more of people than their account says so here."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Readers = Callable[[Any], Q]

_readers: list[Readers] = []


def register_photo_readers(readers: Readers) -> None:
    """Add a condition on ``File`` under which a user (perhaps nobody) sees a photo."""
    _readers.append(readers)


def photo_seen_by(user: Any) -> Q:
    """Return the condition under which ``user`` sees a photo: always one's own, and what the apps above say."""
    seen = Q(owner=user) if user.is_authenticated else Q(pk__in=[])
    for readers in _readers:
        seen |= readers(user)
    return seen
