"""A method as a page and a paper show it, in the language of now."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from ..methods import Group, Hidden, Input, Plan, PlanStep, said

# What holds in every method.
RULES: tuple[Promise, ...] = (
    gettext_lazy("Questions before advice: open, short and without judgement."),
    gettext_lazy("It is about what the case owner thinks and does, not about the client."),
    gettext_lazy("Nobody is the boss at this table. Do not switch to another method half-way."),
    gettext_lazy("What disturbs comes first. What is said here stays here."),
)
ACTIVE: dict[str, Promise] = {
    Group.OWNER: gettext_lazy("Case owner"),
    Group.PARTICIPANTS: gettext_lazy("Participants"),
    Group.ALL: gettext_lazy("Everybody"),
}
SILENT: dict[str, Promise] = {
    Group.OWNER: gettext_lazy("The case owner only listens"),
    Group.PARTICIPANTS: gettext_lazy("The participants only listen"),
    Group.ALL: gettext_lazy("Everybody is silent"),
}
HOW: dict[str, Promise] = {
    Input.TEXT: gettext_lazy("Each writes one text."),
    Input.LIST: gettext_lazy("Each writes one line or more."),
    Input.RATING: gettext_lazy("Each line is rated: warm, neutral or cold."),
    Input.VOTE: gettext_lazy("Each chooses one."),
}


@dataclass(frozen=True)
class ShownStep:
    """One step in words."""

    number: int
    title: str
    instruction: str
    rule: str
    who: str
    silent: str
    minutes: str
    how: str
    optional: bool


@dataclass(frozen=True)
class ShownMethod:
    """A method in words."""

    key: str
    title: str
    about: str
    facts: list[str]
    note: str
    steps: list[ShownStep]


def shown_method(plan: Plan) -> ShownMethod:
    """Return the method in words."""
    return ShownMethod(
        key=plan.key,
        title=said(plan.title),
        about=said(plan.about),
        facts=facts_of(plan),
        note=_note(plan),
        steps=[_shown_step(number, step) for number, step in enumerate(plan.steps, 1)],
    )


def facts_of(plan: Plan) -> list[str]:
    """Return how long it takes, in how many steps, and for how many people."""
    steps = sum(not step.optional for step in plan.steps)
    return [
        minutes_of(plan.minutes),
        ngettext("%(count)s step", "%(count)s steps", steps) % {"count": steps},
        _("%(least)s to %(most)s people") % {"least": plan.people[0], "most": plan.people[1]},
    ]


def minutes_of(minutes: int) -> str:
    """Return *5 minutes*."""
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def _note(plan: Plan) -> str:
    if plan.proposed or any(step.proposed for step in plan.steps):
        return _("The times marked with * are our proposal; authors give none, or differ. You can change all times.")
    return _("You can change all times; they scale to the time you have.")


def _shown_step(number: int, step: PlanStep) -> ShownStep:
    return ShownStep(
        number=number,
        title=said(step.title),
        instruction=said(step.instruction),
        rule=said(step.rule),
        who=", ".join(str(ACTIVE[group]) for group in step.active),
        silent=", ".join(str(SILENT[group]) for group in step.silent),
        minutes=f"{minutes_of(step.minutes)}{' *' if step.proposed else ''}",
        how=how_of(step),
        optional=step.optional,
    )


def how_of(step: PlanStep) -> str:
    """Return what is written or chosen, and until when nobody reads it."""
    parts = [str(HOW[step.input])] if step.input in HOW else []
    if step.most:
        parts.append(ngettext("At most %(count)s each.", "At most %(count)s each.", step.most) % {"count": step.most})
    if step.hidden == Hidden.UNTIL_ALL:
        parts.append(_("Hidden until everybody has handed in."))
    elif step.hidden == Hidden.UNTIL_SHOWN:
        parts.append(_("Hidden until the facilitator shows it."))
    if step.optional:
        parts.append(_("Only when you choose this step."))
    return " ".join(parts)


def paper_facts(plan: Plan) -> dict[str, Any]:
    """Return everything that stands on the paper of a method."""
    shown = shown_method(plan)
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "site": settings.SITE_NAME,
        "kind": _("Peer consultation"),
        "title": shown.title,
        "about": shown.about,
        "facts": shown.facts,
        "steps": [vars(step) | {"number": str(step.number)} for step in shown.steps],
        "rules_title": _("What always holds"),
        "rules": [str(rule) for rule in RULES],
        "note": shown.note,
        "foot": f"{settings.SITE_NAME} · {shown.title}",
    }
