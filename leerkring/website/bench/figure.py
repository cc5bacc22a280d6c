"""One line of the benchmark."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, and whether it stays within its budget."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    def __str__(self) -> str:
        budget = "-" if self.budget is None else f"{self.budget:g}"
        verdict = "-" if self.budget is None else "ok" if self.value <= self.budget else "over"
        return "\t".join(["bench", self.name, f"{self.value:.3g}", self.unit, budget, verdict])
