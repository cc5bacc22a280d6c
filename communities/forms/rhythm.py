"""Which mails go out when: one set of three questions per mail, and the periods in which all is quiet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leerkring.notifications.rhythm import LINE_LENGTH, Anchor, Choice, Choices, Decision, Level, Levels, Rule

from .desk import DeskForm

Names = Mapping[Level, str]


@dataclass(frozen=True)
class Row:
    """One mail on the page: what holds now and who decided it, and the fields to say otherwise."""

    rule: Rule
    decision: Decision
    state: BoundField
    days: BoundField
    line: BoundField
    # Whether it goes out, and when; each with the level that wants it so.
    says: str
    when: str
    # The line of somebody's own that stands in it, and whose it is; empty where nobody wrote one.
    adds: str

    @property
    def has_errors(self) -> bool:
        """Whether something is wrong in it, so that it must stand open."""
        return bool(self.state.errors or self.days.errors or self.line.errors)


class RhythmForm(DeskForm):
    """What one level chooses; what is left empty follows the level above."""

    def __init__(
        self,
        *args: Any,
        rules: Sequence[Rule],
        above: Levels,
        own: Choices,
        here: Level,
        names: Names,
        version: int,
        **kwargs: Any,
    ) -> None:
        self.rules, self.above, self.own, self.here, self.names = rules, above, own, here, names
        kwargs["initial"] = initial_of(own, version)
        super().__init__(*args, **kwargs)
        for rule in rules:
            self._add_fields(rule, above.decide(rule))

    def _add_fields(self, rule: Rule, inherited: Decision) -> None:
        follow = _("As it is: on") if inherited.is_on else _("As it is: off")
        self.fields[f"{rule.name}_state"] = forms.ChoiceField(
            label=_("Does this mail go out?"),
            choices=[("", follow), ("on", _("On")), ("off", _("Off"))],
            required=False,
        )
        self.fields[f"{rule.name}_days"] = forms.IntegerField(
            label=_days_label(rule),
            min_value=1,
            max_value=rule.longest,
            required=False,
            help_text=_("Empty: %(days)s.") % {"days": inherited.distance},
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages=_errors(rule),
        )
        self.fields[f"{rule.name}_line"] = forms.CharField(
            label=_("A line of your own in this mail"),
            max_length=LINE_LENGTH,
            required=False,
            help_text=_("Everybody who gets the mail reads it. Nothing about persons.") + _inherited_line(inherited),
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def rows(self) -> Iterator[Row]:
        """Yield the mails in order."""
        levels = Levels([*self.above.choices, (self.here, self.own)], self.above.breaks)
        for rule in self.rules:
            decision = levels.decide(rule)
            yield Row(
                rule,
                decision,
                state=self[f"{rule.name}_state"],
                days=self[f"{rule.name}_days"],
                line=self[f"{rule.name}_line"],
                says=_state_words(decision, self._by(decision.on_by)),
                when=_when(decision, self._by(decision.days_by)),
                adds=_line_words(decision, self._by(decision.line_by)) if decision.line_by else "",
            )

    def _by(self, level: Level) -> str:
        """Return the name of the level that decided; empty for the portal, "-" for this page."""
        return "-" if level == self.here else self.names.get(level, "")

    def choices(self) -> dict[str, Choice]:
        """Return what was chosen, as the actions take it."""
        return {rule.name: self._choice(rule) for rule in self.rules}

    def _choice(self, rule: Rule) -> Choice:
        state, days, line = (self.cleaned_data[f"{rule.name}_{part}"] for part in ("state", "days", "line"))
        return Choice({"on": True, "off": False}.get(state), days, " ".join(line.split()))

    def differences(self, stored: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what stands there now and not in the form, by the mail and the question."""
        return [
            {"label": f"{self._rule(name).label}: {field.label}", "value": self._shown(name, stored.get(name)) or "–"}
            for name, field in self.fields.items()
            if name != "version" and (stored.get(name) or "") != (self.cleaned_data.get(name) or "")
        ]

    def _rule(self, name: str) -> Rule:
        return next(rule for rule in self.rules if name.startswith(f"{rule.name}_"))


def initial_of(own: Choices, version: int) -> dict[str, Any]:
    """Return what stands in the form."""
    known: dict[str, Any] = {"version": version}
    for name, choice in own.items():
        state = {True: "on", False: "off", None: ""}[choice.is_on]
        known |= {f"{name}_state": state, f"{name}_days": choice.days, f"{name}_line": choice.line}
    return known


def _days_label(rule: Rule) -> str:
    if rule.anchor == Anchor.OUTCOME:
        return _("How many days after publication?")
    return _("How many days before?") if rule.is_before else _("How many days after?")


def _errors(rule: Rule) -> dict[str, str]:
    words = _("Choose a number of days from 1 to %(longest)s.") % {"longest": rule.longest}
    return dict.fromkeys(("invalid", "min_value", "max_value"), words)


def _inherited_line(inherited: Decision) -> str:
    return " " + _("Empty: “%(line)s”") % {"line": inherited.line} if inherited.line else ""


def _state_words(decision: Decision, by: str) -> str:
    """Return whether it goes out, and which level wants that."""
    if by == "-":
        return _("On: chosen here.") if decision.is_on else _("Off: chosen here.")
    if by:
        words = _("On, because %(name)s wants it so.") if decision.is_on else _("Off, because %(name)s wants it so.")
        return words % {"name": by}
    return _("On: this is the default.")


def _line_words(decision: Decision, by: str) -> str:
    words = {"line": decision.line, "name": by}
    return (_("With your line: “%(line)s”") if by == "-" else _("With the line of %(name)s: “%(line)s”")) % words


def when_words(decision: Decision) -> str:
    """Return how long before or after what it goes out."""
    count = decision.distance
    if decision.rule.anchor == Anchor.OUTCOME:
        words = ngettext("%(count)s day after publication", "%(count)s days after publication", count)
    elif decision.rule.is_before:
        words = ngettext("%(count)s day before the meeting", "%(count)s days before the meeting", count)
    else:
        words = ngettext("%(count)s day after the meeting", "%(count)s days after the meeting", count)
    return words % {"count": count}


def _when(decision: Decision, by: str) -> str:
    """Return when it goes out; which level wants that is said only where it is another than wants it at all."""
    if not decision.is_on:
        return ""
    if decision.on_by == decision.days_by:
        return f"{when_words(decision)}."
    words = {"when": when_words(decision), "name": by}
    if by == "-":
        return _("%(when)s: chosen here.") % words
    if by:
        return _("%(when)s: so %(name)s wants it.") % words
    return _("%(when)s: this is the default.") % words


class BreakForm(forms.Form):
    """A period in which nothing of the rhythm goes out."""

    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until and with"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("What would come before a meeting is then not sent. A report or an action item waits."),
    )
