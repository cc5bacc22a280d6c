"""Why somebody has to log in: what the login page says, by the page they were on their way to."""

from typing import TYPE_CHECKING

from leerkring.core.links import page_at

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_reasons: dict[str, "str | _StrPromise"] = {}


def register_reason(name: str, words: "str | _StrPromise") -> None:
    """Say what one logs in for who was on their way to the address of this name."""
    _reasons[name] = words


def reason_for(path: str) -> str:
    """Return what one logs in for who is led to ``path`` afterwards; empty for a page that speaks for itself."""
    return str(_reasons.get(page_at(path), ""))
