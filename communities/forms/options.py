"""Choices as they begin a line."""

from collections.abc import Callable

from django.db.models import Choices
from django.utils.text import capfirst


def options(choices: type[Choices]) -> Callable[[], list[tuple[str, str]]]:
    """Return the choices with a capital, made when they are shown, so in the language of the reader."""
    return lambda: [(str(value), capfirst(str(label))) for value, label in choices.choices]
