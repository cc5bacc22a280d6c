"""What the portal holds about people: each app registers its own in ``AppConfig.ready()``.

A ``Processing`` says in words what is done with data of people and why, as a register of processing names it (art. 30
of the GDPR). Below it stand its models, how a row of each hangs on a person, and how long it is kept. Export, erasure,
the retention run, the register and the table of the privacy statement are made from this;
`website/tests/test_registry.py` fails on a model nobody declared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leerkring.core.retention import Period

Text = str | Promise


class Basis(models.TextChoices):
    """Why it may be held (art. 6 of the GDPR)."""

    CONTRACT = "contract", _("agreement: you use the portal")
    TASK = "task", _("public interest: learning together and research")
    CONSENT = "consent", _("consent, which you can take back")
    DUTY = "duty", _("legal duty")
    INTEREST = "interest", _("legitimate interest: safety")


@dataclass(frozen=True)
class Held:
    """How rows of one model hang on a person. Each field is a path of names, as a filter takes it.

    ``goes``: with the person the row goes. ``stays``: it is theirs, but belongs to the record of a circle, and stays
    without a name. ``acts``: they did something with what is others' (approved, invited); it stays without their name,
    and an export says only that they did. ``under``: part of a row that is theirs, and shares its fate.
    ``goes_at`` and ``stays_at`` hold an e-mail address instead of a person. Of a row that stays, ``clears`` are
    emptied, ``names`` hold a former participant from then on, and ``marks`` the moment. ``hides`` are in no export:
    secrets, and what others wrote. ``keeps`` stays for a reason that the app's own ``on_delete`` takes care of.
    After each of its ``periods`` something of it goes by itself; without one it stays as long as what it is part of.
    """

    model: str
    periods: tuple[Period, ...] = ()
    goes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    goes_at: tuple[str, ...] = ()
    stays_at: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()

    @property
    def model_class(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)

    @property
    def rows(self) -> models.QuerySet[Any]:
        """All its rows, whatever a manager leaves out."""
        return self.model_class._base_manager.all()

    @property
    def mine(self) -> tuple[str, ...]:
        """The paths under which a row is a person's own."""
        return self.goes + self.stays + self.under + self.keeps


@dataclass(frozen=True)
class Processing:
    """One thing that is done with data of people, in words."""

    name: str
    label: Text
    purpose: Text
    holds: Text
    readers: Text
    kept: Text
    basis: Basis
    models: tuple[Held, ...]
    # The name of the page where its owner corrects it.
    change: str = ""
    # Where else it is corrected, whom to ask, or why nobody can.
    correct: Text = ""

    @property
    def ends(self) -> list[str]:
        """What of it goes by itself, when, and how: what the retention run does."""
        return [said(row.model, period) for row in self.models for period in periods_of(row.model)]

    @property
    def change_url(self) -> str:
        """Where its owner corrects it; empty where only others can, such as a coordinator."""
        return reverse(self.change) if self.change else ""


def held(model: str, *periods: Period, **paths: str) -> Held:
    """Return how rows of a model hang on people; of each way the paths are parted by spaces."""
    return Held(model, periods, **{way: tuple(names.split()) for way, names in paths.items()})


def plain(names: str) -> tuple[Held, ...]:
    """Return models that come along in a processing without a person of their own: parts of what is shared."""
    return tuple(Held(name) for name in names.split())


_processings: dict[str, Processing] = {}
_impersonal: dict[str, Text] = {}
# Periods of models that an upper app knows more of, or that hold nothing about people.
_more: dict[str, list[Period]] = {}

# What erasing somebody asks of an app besides its rows: counters, files, text that goes though its row stays.
Step = Callable[[Any], None]
_steps: dict[str, Step] = {}


@dataclass(frozen=True)
class Hindrance:
    """Why somebody can't be erased yet, and the page where that is put right."""

    words: Text
    url: str = ""


Look = Callable[[Any], list[Hindrance]]
_looks: dict[str, Look] = {}


def register_processing(processing: Processing) -> None:
    """Add what an app does with data of people; a second one of that name is an error."""
    if processing.name in _processings:
        raise LookupError(f"The processing {processing.name} is registered twice.")
    _processings[processing.name] = processing


def register_impersonal(names: str, why: Text) -> None:
    """Say of models that they hold nothing about people, and why not."""
    _impersonal.update(dict.fromkeys(names.split(), why))


def add_period(model: str, period: Period) -> None:
    """Say of a model of a lower app, or of one that holds nothing about people, how long its rows are kept."""
    _more.setdefault(model, []).append(period)


def register_step(name: str, step: Step) -> None:
    """Add what an app does first when somebody is erased: a function of the person, in the same transaction."""
    _steps[name] = step


def register_look(name: str, look: Look) -> None:
    """Add what may stand in the way of erasing somebody."""
    _looks[name] = look


def all_processings() -> list[Processing]:
    """Return what is done with data of people, by name."""
    return sorted(_processings.values(), key=lambda processing: processing.name)


def all_held() -> Iterator[Held]:
    """Yield each declared model, those of the upper apps first, so that what hangs on a row goes before it."""
    for processing in reversed(_processings.values()):
        yield from processing.models


def periods_of(model: str) -> list[Period]:
    """Return how long rows of this model are kept; empty: as long as what they are part of."""
    own = [period for row in all_held() if row.model == model for period in row.periods]
    return own + _more.get(model, [])


def said(model: str, period: Period) -> str:
    """Return in words which rows go when, and what becomes of them."""
    words: dict[str, Any] = {"after": period.after, "fate": period.fate.label}
    words["rows"] = apps.get_model(model)._meta.verbose_name_plural
    return gettext("%(rows)s: %(after)s, %(fate)s") % words


def all_periods() -> Iterator[tuple[str, Period]]:
    """Yield each period of each declared model, by name."""
    for model in sorted({*(row.model for row in all_held()), *_impersonal}):
        for period in periods_of(model):
            yield model, period


def impersonal() -> dict[str, Text]:
    """Return the models that hold nothing about people, with the reason."""
    return dict(_impersonal)


def steps() -> list[Step]:
    """Return what the apps do first, the upper apps before the lower ones."""
    return list(reversed(_steps.values()))


def hindrances(person: Any) -> list[Hindrance]:
    """Return all that stands in the way of erasing somebody now."""
    return [hindrance for look in _looks.values() for hindrance in look(person)]
