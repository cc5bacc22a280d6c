"""What the pages of the health check show: the newest result, what became of it over time, and what to talk about."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .health_statements import STATEMENTS, Slider, Statement, sliders_of
from .models import Community, HealthCheck, HealthReceipt

# So many rounds stand beside each other.
MOST_ROUNDS = 8
LOW = 3.0
# The picture of what became of it: its own units.
WIDTH, HEIGHT, EDGE = 400, 120, 24


@dataclass(frozen=True)
class Row:
    """One statement in the newest round, and its averages over time; None where too few answered."""

    statement: Statement
    mean: float | None
    differs: bool
    over_time: list[float | None]

    @property
    def percent(self) -> float:
        """How far the bar goes: 1 is nothing, 5 is all of it."""
        return round(100 * ((self.mean or 1) - 1) / 4)

    @property
    def is_low(self) -> bool:
        """Whether it is worth a talk."""
        return self.mean is not None and self.mean < LOW


@dataclass(frozen=True)
class SliderRow:
    """Where the circle stands between two ends, and would like to stand."""

    slider: Slider
    now: float | None
    wanted: float | None

    @property
    def gap(self) -> float:
        """How far it is from one to the other."""
        return round(abs((self.wanted or 0) - (self.now or 0)), 1)

    @property
    def places(self) -> list[float]:
        """Where the two marks stand on a line of 100."""
        return [round(100 * ((value or 1) - 1) / 4) for value in (self.now, self.wanted)]


def shown(community: Community, user: Any) -> dict[str, Any]:
    """Return the open round with whether the reader took part, and the results; two or three queries."""
    rows = HealthCheck.objects.permitted(user, "communities.view_health_check").filter(community=community)
    rows = rows.mark_permissions(
        user, may_answer="communities.answer_health_check", may_change="communities.change_health_check"
    )
    rounds = list(rows[: MOST_ROUNDS + 1])
    running = next((row for row in rounds if row.is_open), None)
    over = [row for row in reversed(rounds) if row.result][-MOST_ROUNDS:]
    context: dict[str, Any] = {"running": running, "rounds": over, "latest": over[-1] if over else None}
    if running:
        people = set(running.receipts.values_list("user", flat=True))
        context |= {"has_answered": user.pk in people, "has_enough": len(people) >= HealthCheck.FEWEST}
    ended = next((row for row in rounds if not row.is_open), None)
    context["had_too_few"] = ended is not None and not ended.result
    return context | (_result(over) if over else {})


def _result(rounds: list[HealthCheck]) -> dict[str, Any]:
    latest = rounds[-1]
    rows = [_row(statement, rounds) for statement in STATEMENTS]
    sliders = [
        SliderRow(slider, *(latest.result.get(key, {}).get("mean") for key in slider.keys))
        for slider in sliders_of(latest)
    ]
    return {
        "rows": rows,
        "finding": _finding(rows),
        "sliders": [row for row in sliders if row.now is not None and row.wanted is not None],
        "picture": picture_of(rounds) if len(rounds) > 1 else None,
    }


def _row(statement: Statement, rounds: list[HealthCheck]) -> Row:
    given = [one.result.get(statement.name, {}) for one in rounds]
    return Row(statement, given[-1].get("mean"), given[-1].get("differs", False), [one.get("mean") for one in given])


def _finding(rows: list[Row]) -> str:
    """Return what stands out, in a sentence."""
    known = sorted((row for row in rows if row.mean is not None), key=lambda row: row.mean or 0)
    words = {"low": known[0].statement.title, "high": known[-1].statement.title}
    return _("Highest: %(high)s. Most to talk about: %(low)s.") % words


def overall(check: HealthCheck) -> float:
    """Return the average over the statements of a round."""
    means = [check.result[one.name]["mean"] for one in STATEMENTS if one.name in check.result]
    return round(sum(means) / len(means), 1) if means else 0.0


def picture_of(rounds: list[HealthCheck]) -> dict[str, Any]:
    """Return the line of the average of all statements, a point for each round, in its own units."""
    step = (WIDTH - 2 * EDGE) / (len(rounds) - 1)
    points: list[dict[str, Any]] = [
        {"x": round(EDGE + step * place, 1), "y": _height(overall(one)), "mean": overall(one), "day": one.closed_at}
        for place, one in enumerate(rounds)
    ]
    line = "M" + "L".join(f"{point['x']} {point['y']}" for point in points)
    first, last = points[0]["mean"], points[-1]["mean"]
    words = {"first": number_format(first, 1), "last": number_format(last, 1)}
    if last == first:
        said = _("The average stayed %(last)s.") % words
    elif last > first:
        said = _("The average rose from %(first)s to %(last)s.") % words
    else:
        said = _("The average fell from %(first)s to %(last)s.") % words
    return {"points": points, "line": line, "finding": said, "levels": [_height(value) for value in (1, 3, 5)]}


def _height(value: float) -> float:
    return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - 1) / 4, 1)


def guide(community: Community, user: Any) -> list[Row]:
    """Return the statements with their questions: what is lowest and what people differ on first; one query."""
    rows = HealthCheck.objects.permitted(user, "communities.view_health_check").filter(community=community)
    latest = next((row for row in rows.filter(closed_at__isnull=False)[:MOST_ROUNDS] if row.result), None)
    found = [_row(statement, [latest] if latest else [HealthCheck()]) for statement in STATEMENTS]
    return sorted(found, key=lambda row: (row.mean is None, (row.mean or 0) - (1 if row.differs else 0)))


def has_answered(check: HealthCheck, user: Any) -> bool:
    """Return whether the reader took part; of nobody else it is told."""
    return HealthReceipt.objects.filter(check_round=check, user=user.pk).exists()
