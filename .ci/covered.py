"""What `make coverage` does: all tests but those in a browser, and which lines and branches none of them reached.

On SQLite; where PostgreSQL and Redis answer, what is for those alone on them too. What keeps people apart must be
covered branch by branch, the rest nearly; docs/promises.md says how far. Which test ran which line is kept for
`make mutants`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import sharp
from promises import write_down
from test import DATABASE, FOLDERS, LEFT_OUT, REDIS, answers

ROOT = Path(__file__).resolve().parent.parent
LEAST = 95


def coverage(*arguments: str, **variables: str) -> int:
    clean = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    here = {"PYTHONPATH": str(ROOT / ".ci"), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [sys.executable, "-m", "coverage", *arguments], cwd=ROOT, env=clean | here | variables
    ).returncode


def run_tests(marks: str, **variables: str) -> None:
    with tempfile.TemporaryDirectory(prefix="leerkring-") as folder:
        tests = ["-m", "pytest", "-q", "-p", "each_test", "-n", str(os.cpu_count() or 2), "--dist", "loadfile"]
        tests += ["--no-loadscope-reorder", *(sys.argv[1:] or FOLDERS), "-m", marks]
        if coverage("run", *tests, VAR=folder, **variables):
            sys.exit("Coverage says something about tests that pass.")


def main() -> int:
    coverage("erase")
    run_tests("not grown and not e2e")
    if answers(DATABASE, 5432) and answers(REDIS, 6379):
        run_tests("grown", DATABASE_URL=f"{DATABASE.rsplit('/', 1)[0]}/leerkring_{os.getpid()}", REDIS_URL=REDIS)
    else:
        print("Left out: what is for PostgreSQL and Redis alone.")
    coverage("combine", "--quiet")
    failed = 0
    for area in sharp.AREAS:
        print(f"\n=== {area}")
        failed |= coverage(
            "report", "--skip-covered", "-m", f"--include={','.join(sharp.files(area))}", "--fail-under=100"
        )
    print("\n=== everything")
    failed |= coverage("report", "--skip-covered", f"--fail-under={LEAST}")
    if not failed and not sys.argv[1:]:
        total = subprocess.check_output(
            [sys.executable, "-m", "coverage", "report", "--format=total"], cwd=ROOT, text=True
        )
        write_down({"make coverage": f"{', '.join(sharp.AREAS)} 100 % of branches, everything {total.strip()} %"})
    return failed


if __name__ == "__main__":
    sys.exit(main())
