"""Small pieces of language that several apps need."""

from django.utils.crypto import get_random_string
from django.utils.text import slugify


def free_slug(text: str, taken: "set[str] | frozenset[str]", *, fallback: str) -> str:
    """Return an address part made from ``text`` that is not among ``taken``.

    Dutch titles are questions, so it is cut at 60 characters; ``fallback`` serves a text without letters.
    """
    base = slugify(text)[:60].strip("-") or fallback
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
        if number > 50:
            return f"{base}-{get_random_string(8).lower()}"
    return slug


def is_storable(text: str) -> bool:
    """Return whether a database can hold the text: no NUL, no half of a surrogate pair (rule 36)."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def by_last_word(name: str) -> str:
    """Return what to sort a name on that was typed in one go, among people who sort on their family name."""
    return " ".join(name.split()[-1:] + name.split()[:-1]).casefold()
