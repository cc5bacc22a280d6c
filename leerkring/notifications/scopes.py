"""What can be silent for somebody: the app that knows circles says which are theirs, and what they are called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leerkring.accounts.models import User


@dataclass(frozen=True)
class Scope:
    """A circle as its reader knows it: its number, its name and its page."""

    number: int
    name: str
    url: str


# From a person to the circles whose news they get, by name, through the permission door.
Listed = Callable[[User], Sequence[Scope]]
_listed: list[Listed] = []


def register_scopes(listed: Listed) -> None:
    """Say how to find the circles of a person; one app does."""
    if _listed:
        raise LookupError("The circles of a person are registered twice.")
    _listed.append(listed)


def scopes_of(person: User) -> Sequence[Scope]:
    """Return the circles that can be silent for this person."""
    return _listed[0](person) if _listed else ()


def scope_of(person: User, number: int) -> Scope | None:
    """Return one of their circles; None when it is not theirs."""
    return next((scope for scope in scopes_of(person) if scope.number == number), None)
