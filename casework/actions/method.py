"""Copying, writing and ordering methods of one's own. A session that has begun keeps the plan it began with."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Community, Programme
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..methods import Plan, PlanStep, said
from ..models import Method, MethodStep
from ..models.method import MOST_STEPS

MOST_METHODS = 50


@transaction.atomic
def create_method(place: Community | Programme, *, by: User, title: str, source: Plan | None = None) -> Method:
    """Make a method for a circle or a programme, empty or as a copy; the same title there twice is the same method."""
    whose = {"community": place} if isinstance(place, Community) else {"programme": place}
    methods = Method.objects.filter(**whose)
    known = methods.filter(title=title).first()
    if known:
        return known
    if methods.count() >= MOST_METHODS:
        raise Refused(_("There are %(count)s methods already. Take one away first.") % {"count": MOST_METHODS})
    facts: dict[str, Any] = {}
    if source:
        facts = {
            "origin": source.key,
            "about": said(source.about),
            "least": source.people[0],
            "most": source.people[1],
        }
    method = Method.objects.create(title=title, created_by=by, **whose, **facts)
    made: list[MethodStep] = []
    for position, step in enumerate(source.steps if source else (), 1):
        about = made[step.about - 1] if step.about else None
        made.append(MethodStep.objects.create(method=method, position=position, about=about, **_facts(step)))
    return method


def _facts(step: PlanStep) -> dict[str, Any]:
    """Return a step in the words of now; of lists in columns the heads are lost, and their lines stay."""
    return {
        "title": said(step.title),
        "instruction": said(step.instruction),
        "rule": said(step.rule),
        "active": MethodStep.Who.BOTH if len(step.active) > 1 else step.active[0],
        "silent": step.silent[0] if step.silent else "",
        "minutes": step.minutes,
        "input": step.input,
        "hidden": step.hidden,
    }


@transaction.atomic
def change_method(method: Method, *, by: User, version: int, values: Mapping[str, Any]) -> Method:
    """Change its title and for whom it is."""
    row = _locked(method, version)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def save_step(
    method: Method, *, by: User, version: int, values: Mapping[str, Any], step: MethodStep | None = None
) -> MethodStep:
    """Change a step, or add one at the end."""
    row = _locked(method, version)
    if step is None:
        count = row.steps.count()
        if count >= MOST_STEPS:
            raise Refused(_("A method has at most %(count)s steps.") % {"count": MOST_STEPS})
        step = MethodStep(method=row, position=count + 1)
    for name, value in values.items():
        setattr(step, name, value)
    step.save()
    row.save()
    return step


@transaction.atomic
def move_step(method: Method, *, by: User, version: int, step: int, up: bool) -> Method:
    """Exchange a step with the one before or after it; at the end nothing changes."""
    row = _locked(method, version)
    steps = list(row.steps.order_by("position", "pk"))
    place = next((place for place, known in enumerate(steps) if known.pk == step), None)
    if place is None:
        raise Refused(_("This step has been taken away in the meantime."))
    other = place - 1 if up else place + 1
    if 0 <= other < len(steps):
        steps[place], steps[other] = steps[other], steps[place]
    _number(steps)
    row.save()
    return row


@transaction.atomic
def remove_step(method: Method, *, by: User, version: int, step: int) -> Method:
    """Take a step away; the others close up. Gone already: nothing changes."""
    row = _locked(method, version)
    row.steps.filter(pk=step).delete()
    _number(list(row.steps.order_by("position", "pk")))
    row.save()
    return row


def _number(steps: list[MethodStep]) -> None:
    for position, step in enumerate(steps, 1):
        step.position = position
    MethodStep.objects.bulk_update(steps, ["position"])


@transaction.atomic
def remove_method(method: Method, *, by: User) -> None:
    """Throw a method away; sessions that used it keep their plan. Twice is harmless."""
    Method.objects.filter(pk=method.pk).delete()


def _locked(method: Method, version: int) -> Method:
    """Lock the method and count its next version; refused when somebody else changed it in the meantime."""
    row = Method.objects.select_for_update(of=("self",)).filter(pk=method.pk).first()
    if row is None:
        raise Refused(_("This method has been taken away in the meantime."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this method. Look at what stands there now, and try again."))
    row.version += 1
    return row
