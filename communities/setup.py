"""The steps in which a circle is set up.

Each app registers its own step, so that the summary beside every step and the last check show them all, while this
app knows nothing of what stands above it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from .models import Community

Fact = dict[str, Any]


@dataclass(frozen=True)
class SetupStep:
    """One step: what it says in the summary, and what is still missing (whole sentences; empty when complete)."""

    number: int
    title: str | Promise
    url_name: str
    facts: Callable[[Community], list[Fact]] = field(repr=False)
    missing: Callable[[Community], list[str]] = field(repr=False)

    def url(self, community: Community) -> str:
        """Return where this step is filled in."""
        return reverse(self.url_name, kwargs={"slug": community.slug})


_steps: dict[int, SetupStep] = {}


def register_step(step: SetupStep) -> None:
    """Add a step; a second one of the same number is an error."""
    if step.number in _steps:
        raise LookupError(f"Step {step.number} is registered twice.")
    _steps[step.number] = step


def all_steps() -> list[SetupStep]:
    """Return the steps in their order."""
    return [step for _number, step in sorted(_steps.items())]
