"""The one door to rows: a permission is declared once, as a function from a user to a ``Q``, and used everywhere.

- list: ``Outcome.objects.permitted(user, "casework.change_outcome")``
- view: ``get_permitted_or_404(Outcome.objects, user, "casework.change_outcome", pk=pk)``
- template: ``{% can "casework.change_outcome" outcome as may_edit %}``
- rows of a list: ``.mark_permissions(user, may_edit="casework.change_outcome")``, in the same query
- create: ask the parent (``communities.add_case`` is a rule on the community).

The path not taken: predicates over one object (django-rules, guardian). They need a second, hand-written query for
each list, and the two drift apart. Rules use subqueries, never joins, so that no row comes twice.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from typing import Any, Self, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet, MultipleObjectsReturned
from django.db import models
from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.expressions import RawSQL
from django.http import Http404

from .vocabulary import speak_of, with_words

Person = AbstractBaseUser | AnonymousUser
Rule = Callable[[Any], Q]
R = TypeVar("R", bound=Rule)
M = TypeVar("M", bound=models.Model)

# Q() alone is "no condition"; these two say so aloud, and may be combined with & and | without surprise.
EVERYBODY = Q(pk__isnull=False)
NOBODY = Q(pk__in=[])

# Where a word begins in the name of a model: ``ContactPerson`` is seen by ``view_contact_person``.
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
# As SQLite is handed a date.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d")

_rules: dict[str, Rule] = {}
# The rows that went through this door, while somebody wants to know.
_met: ContextVar[list[models.Model] | None] = ContextVar("met", default=None)


@contextmanager
def rows_met() -> Iterator[list[models.Model]]:
    """Gather which rows a page is about: what ``get_permitted_or_404`` returns meanwhile, in order."""
    met: list[models.Model] = []
    token = _met.set(met)
    try:
        yield met
    finally:
        _met.reset(token)


def rule(name: str) -> Callable[[R], R]:
    """Declare the function below as the rule called ``app.verb_model``; a second one of that name is an error."""

    def declare(function: R) -> R:
        if name in _rules:
            raise LookupError(f"The permission {name} is declared twice.")
        _rules[name] = function
        return function

    return declare


def declared_rules() -> list[str]:
    """Return the names of all rules, sorted."""
    return sorted(_rules)


def condition(user: Person, name: str) -> Q:
    """Return the condition under which ``user`` has the permission ``name``.

    Raises ``LookupError`` for a name that no app declared, so that a typing error closes the door loudly.
    """
    if name not in _rules:
        raise LookupError(f"No app declares the permission {name}.")
    return _rules[name](user)


# --- Conditions that are asked all the time ---------------------------------------------------------------------

# Stands for whoever asks while the SQL of a condition is made.
SOMEBODY = -1


class _Ids(RawSQL):
    """Ids that the database selects itself; of the row that asks they know nothing, so they group nothing."""

    def get_group_by_cols(self) -> list[Any]:
        """Return no column: as Django's own subquery does."""
        return []


def ids_for(user: Any, rows: Callable[..., models.QuerySet[Any]], *choices: Any) -> RawSQL:
    """Return the ids that ``rows(user.pk, *choices)`` selects, to stand behind ``__in``.

    The same subquery as ever, but its SQL is made once per process: making it anew costs 0.2 ms, of which a page asks
    five or ten. ``rows`` is a function of its arguments alone, and selects one column.
    """
    sql, params = _prepared(rows, *choices)
    return _Ids(sql, [user.pk if param == SOMEBODY else param for param in params])


@cache
def _prepared(rows: Callable[..., models.QuerySet[Any]], *choices: Any) -> tuple[str, tuple[Any, ...]]:
    return rows(SOMEBODY, *choices).query.sql_with_params()


class _Somebody:
    """Whoever asks, of whom nothing is known yet; a rule that wants to know more fails loudly."""

    pk, is_authenticated = SOMEBODY, True


def permitted_sql(user: Any, rows: Callable[[Any], models.QuerySet[Any]]) -> tuple[str, list[Any]] | None:
    """Return the SQL that selects ``pk`` of ``rows(user)``, and its values; None when nobody like them has any.

    The same statement as Django makes, but made once per process for visitors and once for whoever has an account: ten
    kinds of things cost 20 ms of each key that is pressed in the search field. ``rows`` may ask who it is and whether
    they have an account, and nothing about the hour.
    """
    _model, sql, params = _made(rows, bool(user.is_authenticated))
    return (sql, [user.pk if param == SOMEBODY else param for param in params]) if sql else None


@cache
def _made(rows: Callable[[Any], models.QuerySet[Any]], has_account: bool) -> tuple[Any, str, tuple[Any, ...]]:
    asked: Any = _Somebody() if has_account else AnonymousUser()
    found = rows(asked).order_by().values("pk")
    try:
        sql, params = found.query.sql_with_params()
    except EmptyResultSet:
        return found.model, "", ()
    if any(isinstance(param, date) or MOMENT.match(str(param)) for param in params):
        raise TypeError(f"{rows} depends on the hour, and can't be made once.")
    return found.model, sql, params


def permitted_rows(user: Any, rows: Callable[[Any], models.QuerySet[M]]) -> models.QuerySet[M]:
    """Return ``rows(user)`` with the SQL of ``permitted_sql``, to go on from."""
    model, _sql, _params = _made(rows, bool(user.is_authenticated))
    made = permitted_sql(user, rows)
    found: models.QuerySet[M] = model.objects.filter(pk__in=_Ids(*made)) if made else model.objects.none()
    return found


class PermittedQuerySet(models.QuerySet[M]):
    """A queryset that knows who asks."""

    def permitted(self, user: Person, name: str) -> Self:
        """Keep the rows for which ``user`` has the permission ``name``."""
        return self.filter(condition(user, name))

    def mark_permissions(self, user: Person, **flags: str) -> Self:
        """Give each row a boolean per keyword: ``mark_permissions(user, may_edit="casework.change_outcome")``."""
        marks = {
            flag: Case(
                When(condition(user, name), then=Value(True)), default=Value(False), output_field=BooleanField()
            )
            for flag, name in flags.items()
        }
        return self.annotate(**marks)


class NotPermitted(Http404):
    """Missing or forbidden: nobody is told which. Keeps what was asked for (see ``in_sight``)."""

    def __init__(self, model: type[models.Model], lookup: dict[str, Any]) -> None:
        super().__init__("Not found.")
        self.model, self.lookup = model, lookup


def get_permitted_or_404(source: Any, user: Person, name: str, **lookup: Any) -> Any:
    """Return the one row of ``source`` (manager or queryset) that matches ``lookup`` and is permitted.

    Missing and forbidden look the same: ``Http404``, also for a lookup value the database can't hold. From here on the
    request speaks the words of the row's programme: what a page, a form and a message say is about this row.
    """
    queryset: Any = source.all() if isinstance(source, models.Manager) else source
    try:
        row = with_words(queryset.permitted(user, name)).get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, OverflowError) as error:
        raise NotPermitted(queryset.model, lookup) from error
    speak_of(row)
    if (met := _met.get()) is not None:
        met.append(row)
    return row


def in_sight(refusal: NotPermitted, user: Person) -> models.Model | None:
    """Return what ``user`` still sees of what was refused: the row, else what the lookup hangs it on; or None.

    A row that is only hidden and one that is missing lead to the same answer: the rule of sight is asked
    (``app.view_model``; of what a row hangs on ``app.view_inside_model`` where an app declares it), never whether
    there is such a row. The request speaks the words of what is returned.
    """
    for model, lookup, sights in _around(refusal):
        for name in [sight for sight in sights if sight in _rules][:1]:
            try:
                return cast("models.Model", get_permitted_or_404(model._default_manager, user, name, **lookup))
            except (NotPermitted, MultipleObjectsReturned):
                continue
    return None


def _around(refusal: NotPermitted) -> Iterator[tuple[type[models.Model], dict[str, Any], list[str]]]:
    """Yield the model asked for and those its lookup names, each with its lookup and its rules of sight."""
    yield refusal.model, refusal.lookup, [_sight("view", refusal.model)]
    for path, value in refusal.lookup.items():
        field, _, rest = path.partition("__")
        parent: Any = None if field == "pk" else refusal.model._meta.get_field(field).related_model
        if parent is not None:
            yield parent, {rest or "pk": value}, [_sight("view_inside", parent), _sight("view", parent)]


def _sight(verb: str, model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{verb}_{CAPITAL.sub('_', model.__name__).lower()}"


def has_permission(user: Person, name: str, row: models.Model) -> bool:
    """Return whether ``user`` has the permission ``name`` on this row; one query."""
    manager: Any = type(row)._default_manager
    return manager.filter(condition(user, name), pk=row.pk).exists()
