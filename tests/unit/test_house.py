# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house as CONTRIBUTING.md draws it: imports go down only, sizes that read well, one place for
each thing."""

from __future__ import annotations

import ast
import functools
import pathlib
import re
from collections.abc import Callable, Iterator

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import threads
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLOORS = {"_model": 0, "_providers": 1, "_wire": 2, "_jobs": 3, "_task": 4}
# What each floor may import of the others (itself always). A Provider is handed to floor 3, never
# imported.
MAY_IMPORT = {0: set(), 1: {0}, 2: {0}, 3: {0, 2}, 4: {0, 1, 2, 3}}
EMULATOR = "plugins/plugin_utils/_emulator/"
SYSTEMS = re.compile("|".join(NAMES), re.IGNORECASE)
LICENCE = "SPDX-License-" + "Identifier: GPL-3.0-or-later"  # in pieces: reuse reads it else
# A file of about 250 lines usually holds two rooms; that is a smell for reviewers. What no file
# may have is more.
FILE_LINES, FUNCTION_LINES, MAIN_LINES = 400, 40, 10
# Files that are documentation for the most part; the texts of the vocabulary are the reference
# page.
DOCUMENTATION = (
    "plugins/modules/",
    "plugins/lookup/",
    "plugins/filter/",
    "plugins/test/",
    "plugins/doc_fragments/",
    "plugins/module_utils/_model/vocabulary.py",
)

Rule = Callable[[str, ast.Module], Iterator[str]]


@functools.cache
def walk(tree: ast.AST) -> list[ast.AST]:
    """Return all nodes; most rules want them."""
    return list(ast.walk(tree))


def floor_of(name: str) -> int | None:
    """Return the floor that a file stands on, None outside of floors 0 to 4."""
    if not name.startswith("plugins/module_utils/"):
        return None
    return FLOORS.get(name.split("/")[2])


def imports(name: str, tree: ast.Module) -> Iterator[str]:
    """Yield each imported module, absolute or as a path from the collection's top
    (plugins.module_utils....)."""
    for node in walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = name.split("/")[: -node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            module = module.replace("ansible_collections.asyncops.jobs.", "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def imports_that_go_up(name: str, tree: ast.Module) -> Iterator[str]:
    """Each floor imports only what MAY_IMPORT says, and nothing of the collection outside of the
    floors."""
    floor = floor_of(name)
    if floor is None:
        return
    for module in imports(name, tree):
        parts = module.split(".")
        if parts[0] != "plugins":
            continue
        other = FLOORS.get(parts[2]) if parts[1] == "module_utils" else None
        if other is None or other not in MAY_IMPORT[floor] | {floor}:
            yield f"floor {floor} imports {module}"


def ansible_below_floor_4(name: str, tree: ast.Module) -> Iterator[str]:
    """Floors 0 to 3 run without ansible: an event source imports them outside of Ansible."""
    if floor_of(name) in (0, 1, 2, 3):
        yield from (
            m for m in imports(name, tree) if m.split(".")[0] in ("ansible", "ansible_collections")
        )


def requests_outside_of_the_wire(name: str, tree: ast.Module) -> Iterator[str]:
    """One place talks to the network. (An action plugin may load it early, before Ansible
    forks.)"""
    if (
        name.startswith("plugins/")
        and floor_of(name) != 2
        and not name.startswith("plugins/action/")
    ):
        yield from (m for m in imports(name, tree) if m.split(".")[0] in ("requests", "urllib3"))


def jmespath_where_nothing_needs_it(name: str, tree: ast.Module) -> Iterator[str]:
    """Most definitions need no jmespath: one file of floor 0 imports it, inside of functions."""
    if not name.startswith(("plugins/", "extensions/")):
        return
    inside = {id(node) for function in functions(tree) for node in ast.walk(function)}
    for node in walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            one = ast.Module(body=[node], type_ignores=[])
            if any(module.split(".")[0] == "jmespath" for module in imports(name, one)):
                if name != "plugins/module_utils/_model/expression.py":
                    yield f"line {node.lineno} imports jmespath"
                elif id(node) not in inside:
                    yield f"line {node.lineno} imports jmespath at once"


# They say how a definition reads an answer, in the definition's own words.
EXPLAINING = {
    "plugins/module_utils/_jobs/%s.py" % name
    for name in ("explain", "reading_steps", "record_steps", "step_texts")
}


def a_definition_read_by_text_keys(name: str, tree: ast.Module) -> Iterator[str]:
    """The engine reads attributes of compiled objects; `checked` is for documentation (explain)."""
    if floor_of(name) in (None, 0) or name in EXPLAINING:
        return
    for node in walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "checked":
            yield f"line {node.lineno} reads {ast.unparse(node)}"
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            owner = ast.unparse(node.value).rsplit(".", maxsplit=1)[-1]
            if isinstance(node.slice.value, str) and owner in (
                "provider",
                "section",
                "spec",
                "_spec",
            ):
                yield f"line {node.lineno} reads {ast.unparse(node)}"


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield each function."""
    yield from (node for node in walk(tree) if isinstance(node, ast.FunctionDef))


def emulator_leans_on_the_client(name: str, tree: ast.Module) -> Iterator[str]:
    """The emulator is written independently of what it tests, on the standard library alone."""
    if name.startswith(EMULATOR):
        for module in imports(name, tree):
            own = module.startswith("plugins.plugin_utils._emulator")
            if not own and module.split(".")[0] in (
                "plugins",
                "ansible",
                "ansible_collections",
                "requests",
                "yaml",
            ):
                yield module


def a_system_named_in_the_engine(name: str, tree: ast.Module) -> Iterator[str]:
    """Systems are data on floor 1: code of the other floors names none. Docstrings and comments
    may."""
    if floor_of(name) not in (0, 2, 3, 4):
        return
    docstrings = {
        id(node.body[0].value)
        for node in walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and ast.get_docstring(node) is not None
        and isinstance(node.body[0], ast.Expr)
    }
    for node in walk(tree):
        words = [str(v) for k, v in ast.iter_fields(node) if isinstance(v, str) and k != "kind"]
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) in docstrings
        ):
            continue
        yield from (
            f"line {getattr(node, 'lineno', '?')}: {w[:60]}" for w in words if SYSTEMS.search(w)
        )


def functions_too_long(name: str, tree: ast.Module) -> Iterator[str]:
    """A function fits on a screen."""
    for node in walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            most = (
                MAIN_LINES
                if node.name == "main" and name.startswith("plugins/modules/")
                else FUNCTION_LINES
            )
            if lines > most:
                yield f"{node.name} has {lines} lines, {most} are allowed"


def catches_everything(name: str, tree: ast.Module) -> Iterator[str]:
    """An exception that nobody foresaw must be seen."""
    for node in walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            if re.search(r"\b(everything|Exception|BaseException)\b", caught):
                yield f"line {node.lineno} catches {caught}"


RULES: list[Rule] = [
    imports_that_go_up,
    ansible_below_floor_4,
    requests_outside_of_the_wire,
    emulator_leans_on_the_client,
    a_system_named_in_the_engine,
    functions_too_long,
    catches_everything,
    jmespath_where_nothing_needs_it,
    a_definition_read_by_text_keys,
]


@functools.cache
def parsed(path: pathlib.Path) -> ast.Module:
    """Return a file as a tree; most rules read the same files."""
    return ast.parse(path.read_text(encoding="utf-8"))


def product_files() -> list[pathlib.Path]:
    """Return every Python file that users run."""
    folders = [ROOT / "plugins", ROOT / "extensions"]
    return sorted(
        p for folder in folders for p in folder.rglob("*.py") if "__pycache__" not in p.parts
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule: Rule) -> None:
    finds = []
    for path in product_files():
        name = path.relative_to(ROOT).as_posix()
        finds += [f"{name}: {find}" for find in rule(name, parsed(path))]
    assert not finds, f"{rule.__doc__}\n" + "\n".join(finds)


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (imports_that_go_up, "plugins/module_utils/_model/x.py", "from .._wire.http import send"),
        (
            imports_that_go_up,
            "plugins/module_utils/_wire/x.py",
            "def f():\n    from .. import _jobs",
        ),
        (
            imports_that_go_up,
            "plugins/module_utils/_jobs/x.py",
            "from .._providers.registry import illumio",
        ),
        (
            imports_that_go_up,
            "plugins/module_utils/_jobs/x.py",
            "from ansible_collections.asyncops.jobs.plugins.module_utils._task.options import"
            " SHARED",
        ),
        (
            ansible_below_floor_4,
            "plugins/module_utils/_jobs/x.py",
            "from ansible.module_utils.basic import x",
        ),
        (ansible_below_floor_4, "plugins/module_utils/_model/x.py", "import ansible"),
        (
            requests_outside_of_the_wire,
            "plugins/module_utils/_jobs/x.py",
            "import requests.adapters",
        ),
        (requests_outside_of_the_wire, "plugins/modules/x.py", "from urllib3 import Retry"),
        (
            emulator_leans_on_the_client,
            EMULATOR + "x.py",
            "from ...module_utils._model.job import Job",
        ),
        (emulator_leans_on_the_client, EMULATOR + "x.py", "import requests"),
        (
            a_system_named_in_the_engine,
            "plugins/module_utils/_wire/x.py",
            "if provider == 'illumio': pass",
        ),
        (
            a_system_named_in_the_engine,
            "plugins/module_utils/_jobs/x.py",
            "def alteryx_token(): pass",
        ),
        (functions_too_long, "plugins/lookup/x.py", "def f():\n" + "    x = 1\n" * FUNCTION_LINES),
        (functions_too_long, "plugins/modules/x.py", "def main():\n" + "    x = 1\n" * MAIN_LINES),
        (
            catches_everything,
            "plugins/modules/x.py",
            "try:\n    f()\nexcept (OSError, Exception):\n    pass",
        ),
        (catches_everything, "plugins/modules/x.py", "try:\n    f()\nexcept:\n    pass"),
        (
            jmespath_where_nothing_needs_it,
            "plugins/module_utils/_model/path.py",
            "def f():\n    import jmespath",
        ),
        (
            jmespath_where_nothing_needs_it,
            "plugins/module_utils/_model/expression.py",
            "import jmespath.parser",
        ),
        (
            a_definition_read_by_text_keys,
            "plugins/module_utils/_jobs/x.py",
            "f(provider.checked['get'])",
        ),
        (
            a_definition_read_by_text_keys,
            "plugins/module_utils/_task/x.py",
            "x = self.provider['get']",
        ),
        (
            a_definition_read_by_text_keys,
            "plugins/module_utils/_wire/x.py",
            "if self._spec['type']: pass",
        ),
    ],
)
def test_rule_can_fail(rule: Rule, name: str, source: str) -> None:
    assert list(rule(name, ast.parse(source)))


@pytest.mark.parametrize("system", NAMES)
@pytest.mark.parametrize("floor", ["_model", "_wire", "_jobs", "_task"])
def test_no_system_may_be_named(system: str, floor: str) -> None:
    for source in (f"x = {system!r}", f"{system}_x = 1", f"f({system.title()}=1)"):
        tree = ast.parse(source)
        assert list(a_system_named_in_the_engine(f"plugins/module_utils/{floor}/x.py", tree))


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (
            imports_that_go_up,
            "plugins/module_utils/_jobs/x.py",
            "from .._wire.http import send\nfrom .waiter import W",
        ),
        (
            ansible_below_floor_4,
            "plugins/module_utils/_task/x.py",
            "from ansible.module_utils.basic import x",
        ),
        (requests_outside_of_the_wire, "plugins/module_utils/_wire/x.py", "import requests"),
        (emulator_leans_on_the_client, EMULATOR + "x.py", "from .clock import Clock\nimport json"),
        (
            a_system_named_in_the_engine,
            "plugins/module_utils/_wire/x.py",
            '"""As Illumio does."""\nx = 1  # log360',
        ),
        (a_system_named_in_the_engine, "plugins/module_utils/_providers/x.py", "name = 'illumio'"),
        (
            jmespath_where_nothing_needs_it,
            "plugins/module_utils/_model/expression.py",
            "def f():\n    import jmespath",
        ),
        (a_definition_read_by_text_keys, "plugins/module_utils/_model/x.py", "spec['type']"),
        (
            a_definition_read_by_text_keys,
            "plugins/module_utils/_jobs/explain.py",
            "x = provider.checked['filters']",
        ),
        (
            a_definition_read_by_text_keys,
            "plugins/module_utils/_jobs/x.py",
            "x = params['provider']",
        ),
    ],
)
def test_rule_lets_the_right_thing_pass(rule: Rule, name: str, source: str) -> None:
    assert not list(rule(name, ast.parse(source)))


def lines_of(text: str) -> int:
    """The lines of a file that say something."""
    return sum(1 for line in text.splitlines() if line.strip())


def test_files_fit() -> None:
    finds = []
    for path in product_files():
        name = path.relative_to(ROOT).as_posix()
        lines = lines_of(path.read_text(encoding="utf-8"))
        if lines > FILE_LINES and not name.startswith(DOCUMENTATION):
            finds.append(f"{name} has {lines} lines, {FILE_LINES} are allowed")
    assert not finds, "\n".join(finds)


def floors() -> dict[str, ast.Module]:
    """Every file of floors 0 to 3, read."""
    names = {path.relative_to(ROOT).as_posix(): path for path in product_files()}
    return {
        name: parsed(path)
        for name, path in names.items() if floor_of(name) in (0, 1, 2, 3)
    }  # fmt: skip


def at_module_level(tree: ast.Module, lazy: bool) -> Iterator[ast.stmt]:
    """Yield each import that runs with the file (and, where ``lazy``, those inside of functions);
    none for types."""
    todo: list[ast.AST] = [*tree.body]
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if lazy or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            todo += ast.iter_child_nodes(node)


def import_graph(files: dict[str, ast.Module], lazy: bool = False) -> dict[str, set[str]]:
    """Which file imports which."""
    graph: dict[str, set[str]] = {}
    for name, tree in files.items():
        statements = ast.Module(body=list(at_module_level(tree, lazy)), type_ignores=[])
        found = set()
        for module in imports(name, statements):
            as_module = module.replace(".", "/") + ".py"
            as_name = module.rpartition(".")[0].replace(".", "/") + ".py"
            found.add(as_module if as_module in files else as_name)
        graph[name] = found & set(files) - {name}
    return graph


def circles(graph: dict[str, set[str]]) -> list[str]:
    """The files that are on a circle: leaves are cut off from below and from above until nothing
    is left to cut."""
    graph = {name: set(others) for name, others in graph.items()}
    while True:
        imported = {other for others in graph.values() for other in others}
        leaves = {name for name, others in graph.items() if not others or name not in imported}
        if not leaves:
            return sorted(graph)
        graph = {name: others - leaves for name, others in graph.items() if name not in leaves}


def test_no_circle_of_files() -> None:
    assert circles(import_graph(floors())) == []


@pytest.mark.gate
def test_no_circle_of_files_through_imports_inside_of_functions() -> None:
    """One that is late for speed is no excuse. (path.py has its expressions evaluated, and the
    error is there.)"""
    model = "plugins/module_utils/_model/"
    assert circles(import_graph(floors(), lazy=True)) == [
        model + "expression.py",
        model + "path.py",
    ]


# Files whose functions run in the main thread only.
OUTSIDE_OF_THREADS = re.compile(
    r"_jobs/(collecting|conclusion|context|fetching|info|once|readiness|request|result|stop)"
    r"|_jobs/(submission|verbs)"
    r"|_model/(definition|compiled/sections|compiled/page/styles)|_wire/auth/schemes"
)


@pytest.mark.gate
def test_threads_import_nothing_for_the_first_time_on_old_pythons() -> None:
    """Until Python 3.10 the import of a file in a zip is not safe between threads."""
    files = {name: tree for name, tree in floors().items() if floor_of(name) in (0, 2, 3)}
    eager, late = import_graph(files), set()
    for name, others in import_graph(files, lazy=True).items():
        if not OUTSIDE_OF_THREADS.search(name):
            late |= others - eager[name]
    rooms = {name.split("/", 2)[2].removesuffix(".py").replace("/", ".") for name in late}
    assert rooms == set(threads.LATE)


def test_circles_are_found() -> None:
    folder = "plugins/module_utils/_jobs/"
    files = {
        "a": "from .b import f", "b": "from . import c", "c": "def f():\n    from .a import g",
        "d": "from .a import x", "e": "if TYPE_CHECKING:\n    from .d import x\nfrom .f import y",
        "f": "if TYPE_CHECKING:\n    from .e import x",
    }  # fmt: skip
    trees = {f"{folder}{name}.py": ast.parse(source) for name, source in files.items()}
    assert circles(import_graph(trees)) == []
    assert circles(import_graph(trees, lazy=True)) == [f"{folder}{name}.py" for name in "abc"]


def slots(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (class, slot) of each class with slots."""
    for kind in (node for node in walk(tree) if isinstance(node, ast.ClassDef)):
        for node in kind.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__slots__":
                yield from ((kind.name, name) for name in ast.literal_eval(node.value))


def attributes_read(trees: dict[str, ast.Module]) -> set[str]:
    """The names of attributes that are read anywhere."""
    return {
        node.attr for tree in trees.values() for node in walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }  # fmt: skip


def test_nothing_is_compiled_for_nobody() -> None:
    trees = floors()
    read = attributes_read(trees)
    compiled = {name: tree for name, tree in trees.items() if "/_model/compiled/" in name}
    found = [(name, *slot) for name, tree in compiled.items() for slot in slots(tree)]
    assert len(found) > 80
    assert [one for one in found if one[-1] not in read] == []


def test_a_slot_that_nobody_reads_is_found() -> None:
    source = (
        "class A:\n    __slots__ = ('x', 'y')\n    def __init__(self):\n        self.x ="
        " self.y = 1\nf(a.x)"
    )
    tree = ast.parse(source)
    assert [slot for _kind, slot in slots(tree) if slot not in attributes_read({"a": tree})] == [
        "y"
    ]


def test_files_name_their_licence() -> None:
    finds = [
        path.relative_to(ROOT).as_posix()
        for path in product_files()
        if path.stat().st_size and LICENCE not in path.read_text(encoding="utf-8")[:400]
    ]
    assert not finds, f"without '{LICENCE}' at the top: {finds}"


def test_packages_of_module_utils_are_empty() -> None:
    """The sanity test empty-init of ansible-core 2.16 wants it: not even a licence line."""
    finds = [
        p for p in (ROOT / "plugins" / "module_utils").rglob("__init__.py") if p.stat().st_size
    ]
    assert not finds, [p.relative_to(ROOT).as_posix() for p in finds]


def test_no_sanity_test_is_switched_off() -> None:
    assert not list((ROOT / "tests" / "sanity").glob("ignore-*.txt"))


@pytest.mark.gate
def test_unit_tests_do_not_sleep() -> None:
    finds = []
    for path in (ROOT / "tests" / "unit").rglob("*.py"):
        if "sleep(" not in path.read_text(encoding="utf-8"):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep"):
                finds.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not finds, f"time is injected in unit tests: {finds}"
