"""What `make shuffle` does: all tests, TIMES times (5) in a row, each time in another random order.

It ends at the first that fails; pytest says with which seed. When all passed, docs/promises.md says so.
"""

import os
import time

from promises import write_down
from test import whole

TIMES = int(os.environ.get("TIMES") or "5")


def main() -> None:
    for number in range(1, TIMES + 1):
        start = time.monotonic()
        summaries = whole("-p", "randomly")
        print(f"=== {number} of {TIMES}, in {time.monotonic() - start:.0f} s", *summaries, sep="\n", flush=True)
    write_down({"make shuffle": f"{TIMES} times in random order, all green; the last: {'; '.join(summaries)}"})


if __name__ == "__main__":
    main()
