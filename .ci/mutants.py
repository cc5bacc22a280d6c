"""Change what keeps people apart, place by place, and see whether a test notices: mutmut's changes, in forks.

mutmut makes the mutants; it runs them by renaming functions, and so passes by each function with a decorator, which
all our rules of permission have. Here a fork of one test process, with the database filled and the tests collected,
gets the changed code into the functions that live in it, and runs the tests that `make coverage` saw on that line.

    .ci/mutants.py [--again] [--every N] [--tests N] AREA or path …

``--again`` runs only what was alive the last time. What is alive stands in ``.mutants/AREA.json``, how many of an area
are noticed in docs/promises.md. A change that nobody could notice is marked ``# pragma: no mutate`` with its reason
beside it.
"""

import argparse
import functools
import gc
import importlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import libcst as cst
import pytest
import sharp
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, OuterFunctionProvider
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import get_ignored_lines
from promises import write_down

ROOT = Path(__file__).resolve().parent.parent
# How many of the tests that run a line are asked about a change in it, for how many seconds of CPU each, and all.
MOST_TESTS, MOST_SECONDS, MOST_IN_ALL = 120, 30, 40
# So few tests are not all that lean on a line.
FEW = 4
# A test of the whole portal says least about a line.
WHOLE = re.compile(r"leerkring/website/tests/")
KEPT = ROOT / ".mutants"
# How a mutant can end; a fork ends with the number of its end.
ENDS = ["survived", "killed", "untested", "broken", "timeout"]
DEAD = ["killed", "timeout"]


class Visitor(MutationVisitor):
    """mutmut's own visitor, which also enters functions with decorators; what runs at definition stays as it is."""

    METADATA_DEPENDENCIES = (PositionProvider, OuterFunctionProvider)

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return False
        if isinstance(node, cst.Param) and node.default:
            return True
        return super()._skip_node_and_children(node)

    def _create_mutations(self, node: cst.CSTNode) -> None:
        before = len(self.mutations)
        super()._create_mutations(node)
        place = self.get_metadata(PositionProvider, node, None)
        for mutation in self.mutations[before:]:
            mutation.line = place.start.line if place else 0


@dataclass
class Mutant:
    """One change: where it is, what it looks like, and the tests that run the line."""

    path: str
    line: int
    before: str
    after: str
    # The whole changed module, made where it is run: of thousands of mutants it costs minutes.
    source: Callable[[], str] = field(repr=False)
    tests: list[str] = field(default_factory=list, repr=False)
    end: str = ""

    @property
    def name(self) -> str:
        return f"{self.path}:{self.line}: {self.before}  →  {self.after}"


def short(node: cst.CSTNode) -> str:
    return " ".join(cst.Module([]).code_for_node(node).split())[:150]


def mutants_of(path: str) -> Iterator[Mutant]:
    """Yield each change that mutmut knows for what stands inside the functions of a module."""
    source = (ROOT / path).read_text()
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = Visitor(mutation_operators, get_ignored_lines(path, source, wrapper))
    module = wrapper.visit(visitor)
    for mutation in visitor.mutations:
        if not isinstance(mutation.contained_by_top_level_function, cst.FunctionDef):
            continue
        nodes = mutation.original_node, mutation.mutated_node
        yield Mutant(path, mutation.line, *map(short, nodes), functools.partial(changed, module, *nodes))


def changed(module: cst.Module, before: cst.CSTNode, after: cst.CSTNode) -> str:
    return module.deep_replace(before, after).code  # type: ignore[union-attr]


def codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes(constant)


def replaced(source: str, path: str, original: str) -> list[tuple[CodeType, CodeType]]:
    """Return which code becomes which: all of a module whose text changed, in the order in which it stands."""
    old = list(codes(compile(original, path, "exec")))
    new = list(codes(compile(source, path, "exec")))
    if len(old) != len(new):
        # A lambda went: only what contains it is paired, by name.
        names = [code.co_qualname for code in new]
        old = [code for code in old if names.count(code.co_qualname) == 1]
        by_name = {code.co_qualname: code for code in new}
        new = [by_name[code.co_qualname] for code in old]
    return [(before, after) for before, after in zip(old, new, strict=True) if before != after]


class Functions:
    """The functions that live in this process, by the place of their code."""

    def __init__(self, paths: list[str]) -> None:
        self.known: dict[tuple[str, str, int], list[FunctionType]] = {}
        # What `conftest.py` hid from the collector when the tests were collected is looked through too.
        gc.unfreeze()
        files = {str(ROOT / path) for path in paths}
        for path in paths:
            # What only a first request would load.
            importlib.import_module(".".join(Path(path).with_suffix("").parts).removesuffix(".__init__"))
        for thing in gc.get_objects():
            # What is lazy answers to ``isinstance`` for what it stands for, and may break on it.
            if type(thing) is FunctionType and thing.__code__.co_filename in files:
                self.known.setdefault(self.key(thing.__code__), []).append(thing)

    @staticmethod
    def key(code: CodeType) -> tuple[str, str, int]:
        return code.co_filename, code.co_qualname, code.co_firstlineno

    def change(self, mutant: Mutant) -> bool:
        """Put the changed code into the functions; return whether any was found."""
        path, found = str(ROOT / mutant.path), False
        for before, after in replaced(mutant.source(), path, (ROOT / mutant.path).read_text()):
            for function in self.known.get(self.key(before), []):
                if len(function.__code__.co_freevars) == len(after.co_freevars):
                    function.__code__ = after
                    found = True
        return found


class Nothing:
    """Comes after a test, so that all is taken down but what lasts for the session."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


class Runner:
    """A plugin for pytest that runs mutants instead of tests."""

    def __init__(self, mutants: list[Mutant]) -> None:
        self.mutants = mutants
        self.failed = False
        self.sound: dict[str, bool] = {}
        self.folder = Path(tempfile.mkdtemp(prefix="mutants-", dir="/dev/shm"))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session, self.items = session, {item.nodeid: item for item in session.items}
        self.make_what_lasts()
        self.functions = Functions(sorted({mutant.path for mutant in self.mutants}))
        self.caches = [thing for thing in gc.get_objects() if type(thing) is functools._lru_cache_wrapper]
        gc.collect()
        gc.freeze()
        start, ends = time.monotonic(), dict.fromkeys(ENDS, 0)
        for number, mutant in enumerate(self.mutants, 1):
            mutant.end = self.end_of(mutant)
            ends[mutant.end] += 1
            if mutant.end not in DEAD:
                say(f"{mutant.end}  {mutant.name}")
            if number % 50 == 0:
                say(f"{number} of {len(self.mutants)} in {time.monotonic() - start:.0f} s: {ends}")
        return True

    def make_what_lasts(self) -> None:
        """Run one test with a database, so that the session's things are there, and keep that database as it is."""
        item = next((item for item in self.session.items if "db" in item.fixturenames), None)
        if item is None:
            return
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=Nothing(self.session))
        if self.failed:
            pytest.exit(f"{item.nodeid} fails unchanged.", 1)
        from django.db import connection

        connection.close()
        shutil.copy(connection.settings_dict["NAME"], self.folder / "whole.sqlite3")

    def end_of(self, mutant: Mutant) -> str:
        """Return how a mutant ends; a test that fails unchanged too, in a fork, notices nothing."""
        tests = [test for test in mutant.tests if self.sound.get(test, True) and test in self.items]
        while tests:
            end, test = self.fork(mutant, tests)
            if end != "killed" or self.sound.get(test):
                return end
            self.sound[test] = self.fork(None, [test])[0] == "survived"
            if self.sound[test]:
                return end
            tests.remove(test)
        return "untested"

    def fork(self, mutant: Mutant | None, tests: list[str]) -> tuple[str, str]:
        """Run tests on the changed code, or the unchanged, in a fork; return how it ended, and at which test."""
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            self.in_fork(mutant, tests, writer)
        os.close(writer)
        with os.fdopen(reader) as told:
            failed = told.read()
        status = os.waitpid(pid, 0)[1]
        (self.folder / f"{pid}.sqlite3").unlink(missing_ok=True)
        if os.WIFSIGNALED(status):
            return "timeout", ""
        return ENDS[os.WEXITSTATUS(status)], failed

    def in_fork(self, mutant: Mutant | None, tests: list[str], writer: int) -> None:
        try:
            self.apart()
            if mutant and not self.functions.change(mutant):
                os._exit(ENDS.index("untested"))
            for cache in self.caches:
                cache.cache_clear()
            self.failed = False
            items = [self.items[test] for test in tests]
            start = time.process_time()
            for item, following in zip(items, [*items[1:], Nothing(self.session)], strict=True):
                # Per test, and of CPU: on a busy machine many sound tests together took "too long".
                signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
                signal.alarm(MOST_SECONDS * 20)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failed:
                    os.write(writer, item.nodeid.encode())
                    os._exit(ENDS.index("killed"))
                if time.process_time() - start > MOST_IN_ALL:
                    break
            os._exit(ENDS.index("survived"))
        except BaseException as error:
            os.write(writer, repr(error).encode())
            os._exit(ENDS.index("broken"))

    def apart(self) -> None:
        """Say nothing, and use a database of one's own."""
        from django.db import connection

        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        self.session.config.pluginmanager.unregister(name="terminalreporter")
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        whole, own = self.folder / "whole.sqlite3", self.folder / f"{os.getpid()}.sqlite3"
        if whole.exists():
            shutil.copy(whole, own)
            connection.settings_dict["NAME"] = str(own)


def say(words: str) -> None:
    print(words, file=sys.__stderr__, flush=True)


class Seen:
    """What `make coverage` saw: which tests ran which line."""

    def __init__(self) -> None:
        self.data = coverage.CoverageData(os.environ.get("COVERAGE_FILE", str(ROOT / ".coverage")))
        self.data.read()
        self.roots = {
            path[: -len("leerkring/settings.py")]
            for path in self.data.measured_files()
            if path.endswith("/leerkring/settings.py")
        }
        self.files: dict[str, dict[int, set[str]]] = {}
        self.weights: dict[str, int] = {}
        for path in self.data.measured_files():
            for tests in self.data.contexts_by_lineno(path).values():
                for test in tests:
                    self.weights[test] = self.weights.get(test, 0) + 1

    def of_file(self, path: str) -> dict[int, set[str]]:
        """Return the tests that ran each line of a module; none for one that ran when the module was read alone."""
        if path not in self.files:
            found = self.files[path] = {}
            for root in self.roots:
                for line, tests in self.data.contexts_by_lineno(root + path).items():
                    found.setdefault(line, set()).update(test for test in tests if test)
        return self.files[path]

    def runs_in_tests(self, path: str, line: int) -> bool:
        """Whether a line is for tests to notice: it runs in one, or never; not before all of them."""
        return self.of_file(path).get(line) != set()

    def tests_of(self, path: str, line: int) -> list[str]:
        """Return the tests that ran a line, in the order in which they are asked."""
        lines = self.of_file(path)
        found = on_line = lines.get(line, set())
        if 0 < len(found) < FEW:
            # What a process remembers ran in its first test alone; others that lean on it ran lines beside it.
            found = set().union(*lines.values())
        parts = [part for part in Path(path).with_suffix("").parts if part not in ("permissions", "models")]
        app = "/".join(parts[:2] if parts[0] == "leerkring" else parts[:1])
        # Of a test with many cases the lightest first; of each file the lightest before the second of any, but some at
        # a time of files of the module's own app, and all of the one that is named after it.
        cases, functions, rank = Counter[str](), Counter[str](), {}
        for test in sorted(found, key=lambda test: self.weights.get(test, 0)):
            file, function = test.partition("::")[0], test.partition("[")[0]
            functions[file] += not cases[function]
            cases[function] += 1
            is_near = file.startswith(f"{app}/tests/")
            at_a_time = 1_000 if is_near and parts[-1] in file else 4 if is_near else 1
            rank[test] = functions[file] // at_a_time + 3 * (cases[function] - 1)

        def place(test: str) -> tuple[bool, bool, int, int]:
            return test not in on_line, bool(WHOLE.match(test)), rank[test], self.weights.get(test, 0)

        return sorted(found, key=place)


def chosen(asked: list[str]) -> list[str]:
    paths = [path for name in asked for path in (sharp.files(name) if name in sharp.AREAS else [name])]
    return list(dict.fromkeys(paths))


def killed(mutants: list[Mutant]) -> str:
    """Return how many of these a test noticed, in words."""
    dead = sum(mutant.end in DEAD for mutant in mutants)
    return f"{dead} of {len(mutants)} killed, {100 * dead / max(len(mutants), 1):.1f} %"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("areas", nargs="*", default=list(sharp.AREAS))
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="only each so manieth mutant")
    parser.add_argument("--tests", type=int, default=MOST_TESTS, help="how many tests are asked about each")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    KEPT.mkdir(exist_ok=True)
    seen, mutants = Seen(), []
    for path in chosen(options.areas):
        mutants += [mutant for mutant in mutants_of(path) if seen.runs_in_tests(path, mutant.line)]
    mutants = mutants[:: options.every]
    record = KEPT / f"{'-'.join(area.replace('/', '.') for area in options.areas)}.json"
    if options.again:
        alive = set(json.loads(record.read_text()))
        mutants = [mutant for mutant in mutants if mutant.name in alive]
    for mutant in mutants:
        mutant.tests = seen.tests_of(mutant.path, mutant.line)[: options.tests]
    tests = sorted({test.partition("::")[0] for mutant in mutants for test in mutant.tests})
    # A file of tests may have gone since.
    tests = [test for test in tests if (ROOT / test).exists()]
    print(f"{len(mutants)} mutants, {len(tests)} files of tests", flush=True)
    runner = Runner(mutants)
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-m", "not grown"]
    code = pytest.main([*quiet, *tests], plugins=[runner])
    if code:
        return int(code)
    alive = [mutant for mutant in mutants if mutant.end not in DEAD]
    record.write_text(json.dumps([mutant.name for mutant in alive], indent=1))
    for path in sorted({mutant.path for mutant in mutants}):
        print(f"{path}: {killed([mutant for mutant in mutants if mutant.path == path])}")
    print(f"mutants: {killed(mutants)}")
    if not options.again:
        part = "" if options.every == 1 else f"; one in {options.every} was tried"
        asked = [area for area in sharp.AREAS if area in options.areas]
        told = {area: killed([mutant for mutant in mutants if mutant.path in sharp.files(area)]) for area in asked}
        write_down({f"make mutants AREA={area}": f"{words}{part}" for area, words in told.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
