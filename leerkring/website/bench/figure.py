"""One line of the benchmark."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, and whether it stays within its budget."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    # Most budgets are a ceiling; of some there must be so much at least.
    at_least: bool = False

    def __str__(self) -> str:
        budget = "-" if self.budget is None else f"{self.budget:g}"
        verdict = "-" if self.budget is None else "ok" if self._is_within(self.budget) else "over"
        return "\t".join(["bench", self.name, f"{self.value:.3g}", self.unit, budget, verdict])

    def _is_within(self, budget: float) -> bool:
        return self.value >= budget if self.at_least else self.value <= budget
