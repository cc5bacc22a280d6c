"""What `make days` does: all tests that stay within one process, as if it were another day, on SQLite.

Nothing that was right in the week in which it was written may be wrong in another. It ends at the first day on which a
test fails; when all passed, docs/promises.md says so.
"""

from promises import write_down
from test import ROOT, pytest

# In UTC: the year ends, and the clock goes forward, while the tests are played; a day that other years don't have; and
# years on, ten days before the clock goes back.
DAYS = ["2026-12-31 22:58", "2027-03-28 00:58", "2028-02-29 10:00", "2031-10-16 08:00"]
MARKS = ["not grown", "not later", "not e2e", "not processes"]


def main() -> None:
    for day in DAYS:
        pytest(day, MARKS, "-p", "other_day", OTHER_DAY=day, PYTHONPATH=str(ROOT / ".ci"))
    write_down({"make days": f"green as if it were {', '.join(day[:10] for day in DAYS)}"})


if __name__ == "__main__":
    main()
