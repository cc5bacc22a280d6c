"""The phases of a circle as a stepper."""

from django import template
from django.utils.text import capfirst

from ..models import Community

register = template.Library()


@register.simple_tag
def phase_steps(community: Community) -> list[dict[str, str]]:
    """Return the phases for the stepper; in the last one all are done."""
    phases = list(Community.Phase)
    at = phases.index(Community.Phase(community.phase))
    is_over = at == len(phases) - 1
    return [
        {
            "title": capfirst(str(phase.label)),
            "state": "done" if number < at or is_over else "current" if number == at else "todo",
        }
        for number, phase in enumerate(phases)
    ]
