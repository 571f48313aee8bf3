# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Would a test notice? Breaks the engine in small ways and runs the tests that reach the place.

    sh test.sh --co -q >/dev/null                                  # prepares .venv, once
    .venv/bin/python tests/mutation/run.py --sample 100            # another hundred: --seed 2
    .venv/bin/python tests/mutation/run.py --files '*/waiter.py'   # every mutant of one file
    .venv/bin/python tests/mutation/run.py --files '*/pace.py' --list

A mutant is one file with one change: a comparison moved to its neighbour (`<` to `<=`) or turned
round, `and` for `or`, an operand of either left out, a `not` removed, a number plus one, True for
False, `min` for `max`, `all` for `any`, `+` for `-`, the two sides of a conditional expression
swapped, a value returned as None, a call, a `raise` or the assignment of an attribute left out.
Texts, annotations and what `__init__` sets first are left alone.

First all tests run once, unchanged, while each line of the engine that a test reaches is noted.
`--coverage FILE` keeps that: the next time only test files that have changed run again, or all of
them if the engine has. Then every mutant is written to a copy of the tree in a temporary folder,
and the tests that reach its statement run there, the quick ones first, until one fails. A mutant
that no test notices is a survivor: either a test is missing, or the change makes no difference.
A test that hangs, or takes ten times as long as it did, counts as having noticed.

The last line says how many were killed; the exit code is 1 where it was less than `--at-least`
percent. Standard library and pytest only; needs os.fork.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import copy
import fnmatch
import hashlib
import json
import os
import pathlib
import py_compile
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import types
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLOORS = ("plugins/module_utils/_model", "plugins/module_utils/_jobs")
TESTS = ("tests/unit/model", "tests/unit/jobs", "tests/unit/declared")
PACKAGE = "ansible_collections.asyncops.jobs."
SLOWER = 10  # times, and some seconds: what a test may take before it counts as hanging
SPARE_SECONDS = 10.0
MEMORY = 4 << 30  # bytes: a mutant that fills a list for ever ends before the machine does
UNNOTICED = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
FUNCTIONS = {"min": "max", "max": "min", "all": "any", "any": "all"}


class Mutant(NamedTuple):
    """One change of one file."""

    file: str  # below the tree
    node: int  # in the order in which Mutator visits
    variant: int
    line: int
    last_line: int  # of the statement, or of its head
    in_function: bool
    change: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.change}"


# The changes


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may become."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield _with(node, ops=[COMPARISONS[type(node.ops[0])]()])
        if isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            yield ast.UnaryOp(ast.Not(), node)
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for dropped in range(len(node.values)):
            rest = node.values[:dropped] + node.values[dropped + 1 :]
            yield rest[0] if len(rest) == 1 else _with(node, values=rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield _with(node, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, (int, float)):
            yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.IfExp):
        yield _with(node, body=node.orelse, orelse=node.body)
    elif isinstance(node, ast.Name) and node.id in FUNCTIONS:
        yield _with(node, id=FUNCTIONS[node.id])
    elif isinstance(node, ast.stmt):
        yield from _variants_of_statement(node)


def _variants_of_statement(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Return) and not _is_none(node.value):
        yield _with(node, value=ast.Constant(None))
    elif isinstance(node, ast.Raise) or _sets_attribute(node) or _is_call(node):
        yield ast.Pass()


def _with(node: Any, **changes: Any) -> Any:
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _is_none(node: ast.AST | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _is_call(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _sets_attribute(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) for target in node.targets)
    return isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute)


class Mutator(ast.NodeTransformer):
    """Finds all mutants of a file, or makes one of them."""

    def __init__(self, file: str, wanted: tuple[int, int] | None = None) -> None:
        self.file = file
        self.wanted = wanted
        self.mutants: list[Mutant] = []
        self.count = 0
        self.functions: list[str] = []
        self.lines = (0, 0)

    def visit(self, node: ast.AST) -> Any:
        """Notes the mutants of a node and goes on into it, or puts the wanted one in its place."""
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            return node
        number, self.count = self.count, self.count + 1
        if isinstance(node, ast.stmt):
            self.lines = (node.lineno, _last_line_of_head(node))
        if not self._is_first_setting(node):
            for index, changed in enumerate(variants(node)):
                if self.wanted == (number, index):
                    return ast.copy_location(changed, node)
                self._note(number, index, node, changed)
        return super().visit(node)

    def _note(self, number: int, index: int, node: ast.AST, changed: ast.AST) -> None:
        change = f"{_text(node)}  ->  {_text(changed)}"
        line = getattr(node, "lineno", self.lines[0])
        spot = (line, max(line, self.lines[1]), bool(self.functions))
        self.mutants.append(Mutant(self.file, number, index, *spot, change))

    def _is_first_setting(self, node: ast.AST) -> bool:
        """Whether an attribute gets its first value: without it there is only an AttributeError."""
        in_init = self.functions[-1:] == ["__init__"]
        return in_init and isinstance(node, ast.stmt) and _sets_attribute(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Annotations and decorators are left alone."""
        node.args.defaults = [self.visit(default) for default in node.args.defaults]
        node.args.kw_defaults = [one and self.visit(one) for one in node.args.kw_defaults]
        self.functions.append(node.name)
        node.body = [self.visit(statement) for statement in node.body]
        self.functions.pop()
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """The value, not the annotation."""
        node.value = node.value and self.visit(node.value)
        return node


def _last_line_of_head(node: ast.stmt) -> int:
    body = getattr(node, "body", None)
    if not body:
        return node.end_lineno or node.lineno
    return max(node.lineno, body[0].lineno - 1)


def _text(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).replace("\n", " ")[:110]


def mutants_of(file: str) -> list[Mutant]:
    """All mutants of a file of the tree."""
    mutator = Mutator(file)
    mutator.visit(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    return mutator.mutants


def source_of(mutant: Mutant) -> str:
    """The text of the file with the change."""
    mutator = Mutator(mutant.file, (mutant.node, mutant.variant))
    tree = mutator.visit(ast.parse((ROOT / mutant.file).read_text(encoding="utf-8")))
    return ast.unparse(ast.fix_missing_locations(tree))


# The tests, in a forked process: this one imports nothing of the collection


class Tracer:
    """A pytest plugin that notes which lines of the engine each passing test reaches."""

    def __init__(self, tree: pathlib.Path) -> None:
        self.folders = tuple(str(tree / floor) + os.sep for floor in FLOORS)
        self.prefix = len(str(tree)) + 1
        self.lines: set[tuple[str, int]] = set()
        self.passed = False
        self.found: dict[str, Any] = {}

    def _trace(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        return self._line if frame.f_code.co_filename.startswith(self.folders) else None

    def _line(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test."""
        _forget_caches()
        self.lines, self.passed = set(), True
        began = time.perf_counter()
        threading.settrace(self._trace)
        sys.settrace(self._trace)
        yield
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        reached: dict[str, list[int]] = {}
        for name, line in sorted(self.lines.copy()):
            reached.setdefault(name[self.prefix :], []).append(line)
        if self.passed and reached:
            seconds = time.perf_counter() - began
            self.found[item.nodeid] = {"seconds": seconds, "lines": reached}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails or is skipped as things are can notice nothing."""
        self.passed = self.passed and report.passed


def _forget_caches() -> None:
    """What one test has made would hide from the next that it needs the lines, too."""
    for name, module in list(sys.modules.items()):
        if name.startswith(PACKAGE):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


class Selection:
    """A pytest plugin that runs some tests, in an order, each with a limit of time."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The quick ones first."""
        items[:] = [item for item in items if item.nodeid in self.seconds]
        items.sort(key=lambda item: self.seconds[item.nodeid])

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """A test that hangs ends the process."""
        limit = SPARE_SECONDS + SLOWER * self.seconds[item.nodeid]
        signal.setitimer(signal.ITIMER_REAL, limit)
        yield
        signal.setitimer(signal.ITIMER_REAL, 0)


def fork_pytest(tree: pathlib.Path, arguments: list[str], plugin: Any) -> int:
    """Starts pytest in a process of its own on a copy of the tree and returns the process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(silence, number)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.chdir(tree)
        sys.path.insert(0, str(tree.parents[2]))
        sys.dont_write_bytecode = True
        options = ["-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist"]
        code = int(pytest.main([*options, *arguments], plugins=[plugin]))
        if isinstance(plugin, Tracer):
            (tree / "coverage.json").write_text(json.dumps(plugin.found))
    finally:
        os._exit(code)


def make_tree(place: pathlib.Path) -> pathlib.Path:
    """A copy of the tree that is importable as the collection from ``place``."""
    tree = place / "ansible_collections" / "asyncops" / "jobs"
    skipped = shutil.ignore_patterns(".venv", ".git", "__pycache__", "output")
    shutil.copytree(ROOT, tree, ignore=skipped, symlinks=True)
    # Compiled once; told from a mutant by what the file holds, since both may be of one second.
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(tree, quiet=2, invalidation_mode=mode)
    return tree


def coverage_of(tree: pathlib.Path, tests: list[str], keep: pathlib.Path | None) -> dict[str, Any]:
    """test -> the seconds it takes and the lines that it reaches."""
    known: dict[str, Any] = {}
    if keep and keep.exists():
        known = json.loads(keep.read_text())
    engine = _digest([path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))])
    found: dict[str, Any] = {}
    to_run = []
    for file in _test_files(tests):
        digest = _digest([ROOT / file, (ROOT / file).with_name("conftest.py")]) + engine
        found[file] = known.get(file)
        if found[file] is None or found[file]["digest"] != digest:
            found[file] = {"digest": digest, "tests": {}}
            to_run.append(file)
    for test, facts in _trace(tree, to_run).items() if to_run else ():
        found[test.partition("::")[0]]["tests"][test] = facts
    if keep:
        keep.write_text(json.dumps({**known, **found}))
    return {test: facts for one in found.values() for test, facts in one["tests"].items()}


def _test_files(tests: list[str]) -> list[str]:
    paths = [path for test in tests for path in [ROOT / test, *(ROOT / test).rglob("test_*.py")]]
    return sorted({str(path.relative_to(ROOT)) for path in paths if path.is_file()})


def _digest(paths: list[pathlib.Path]) -> str:
    texts = [path.read_bytes() for path in paths if path.exists()]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def _trace(tree: pathlib.Path, files: list[str]) -> dict[str, Any]:
    pid = fork_pytest(tree, ["--continue-on-collection-errors", *files], Tracer(tree))
    os.waitpid(pid, 0)
    noted = tree / "coverage.json"
    if not noted.exists():
        sys.exit("the tests did not run: try `sh test.sh %s`" % " ".join(files))
    found: dict[str, Any] = json.loads(noted.read_text())
    return found


def tests_for(mutant: Mutant, coverage: dict[str, Any]) -> dict[str, float]:
    """The tests that reach a mutant's statement, with their seconds.

    What stands outside functions runs at the import: all tests that reach the file, else all.
    """
    seconds = {}
    for test, facts in coverage.items():
        lines = facts["lines"].get(mutant.file, ())
        if mutant.in_function:
            first = min(mutant.line, mutant.last_line)
            lines = [line for line in lines if first <= line <= mutant.last_line]
        if lines:
            seconds[test] = facts["seconds"]
    if not seconds and not mutant.in_function:
        return {test: facts["seconds"] for test, facts in coverage.items()}
    return seconds


class Run:
    """Mutants under test, as many at a time as there are trees."""

    def __init__(self, coverage: dict[str, Any], trees: list[pathlib.Path]) -> None:
        self.coverage = coverage
        self.free = trees
        self.running: dict[int, tuple[Mutant, pathlib.Path]] = {}
        self.survivors: list[Mutant] = []

    def all(self, mutants: list[Mutant]) -> None:
        """Tries them all and prints the survivors as they are found."""
        for mutant in mutants:
            tests = tests_for(mutant, self.coverage)
            if not tests:
                self._survived(mutant, "no test reaches it")
                continue
            while not self.free:
                self._collect()
            self._start(mutant, self.free.pop(), tests)
        while self.running:
            self._collect()

    def _start(self, mutant: Mutant, tree: pathlib.Path, tests: dict[str, float]) -> None:
        (tree / mutant.file).write_text(source_of(mutant), encoding="utf-8")
        files = sorted({test.partition("::")[0] for test in tests})
        pid = fork_pytest(tree, ["-x", *files], Selection(tests))
        self.running[pid] = (mutant, tree)

    def _collect(self) -> None:
        pid, status = os.wait()
        mutant, tree = self.running.pop(pid)
        shutil.copyfile(ROOT / mutant.file, tree / mutant.file)
        self.free.append(tree)
        if os.waitstatus_to_exitcode(status) in UNNOTICED:
            self._survived(mutant, "%d tests reach it" % len(tests_for(mutant, self.coverage)))

    def _survived(self, mutant: Mutant, why: str) -> None:
        self.survivors.append(mutant)
        print(f"survived: {mutant}  ({why})", flush=True)


def chosen(arguments: argparse.Namespace) -> list[Mutant]:
    """The mutants that were asked for."""
    files = sorted(
        str(path.relative_to(ROOT)) for floor in FLOORS for path in (ROOT / floor).rglob("*.py")
    )
    wanted = [file for file in files if fnmatch.fnmatch(file, arguments.files)]
    mutants = [mutant for file in wanted for mutant in mutants_of(file)]
    if arguments.sample and arguments.sample < len(mutants):
        mutants = random.Random(arguments.seed).sample(mutants, arguments.sample)
    return sorted(mutants)


def main() -> None:
    """Reads the command line and does it all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", default="*", help="pattern of files below the tree")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants, at random")
    parser.add_argument("--seed", type=int, default=1, help="of the choice")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time")
    parser.add_argument("--tests", nargs="+", default=list(TESTS), help="folders or files")
    parser.add_argument("--coverage", type=pathlib.Path, help="keep the lines of each test here")
    parser.add_argument("--at-least", type=float, default=90, help="percent to be killed")
    parser.add_argument("--list", action="store_true", help="print the mutants, try none")
    arguments = parser.parse_args()
    mutants = chosen(arguments)
    if arguments.list:
        print(*mutants, sep="\n")
        return
    os.environ.update(PYTHONDONTWRITEBYTECODE="1", PYTHONUNBUFFERED="1")
    with tempfile.TemporaryDirectory(prefix="mutation-") as place:
        folders = [pathlib.Path(place, str(number)) for number in range(arguments.workers)]
        trees = [make_tree(folder) for folder in folders]
        coverage = coverage_of(trees[0], arguments.tests, arguments.coverage)
        print(f"{len(mutants)} mutants, {len(coverage)} tests", flush=True)
        run = Run(coverage, trees)
        run.all(mutants)
    for floor in FLOORS:
        if any(mutant.file.startswith(floor) for mutant in mutants):
            report(floor, mutants, run.survivors)
    sys.exit(report("", mutants, run.survivors) < arguments.at_least)


def report(folder: str, mutants: list[Mutant], survivors: list[Mutant]) -> float:
    """Prints how many mutants of a folder were killed and returns the percentage."""
    of = sum(mutant.file.startswith(folder) for mutant in mutants)
    killed = of - sum(mutant.file.startswith(folder) for mutant in survivors)
    percent = 100.0 * killed / max(1, of)
    print(f"killed: {killed} of {of} ({percent:.1f} %) in {folder or 'all'}")
    return percent


if __name__ == "__main__":
    main()
