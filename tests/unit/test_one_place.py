# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One place makes a server's text harmless (`_model/text.py`), one knows the secrets (`_wire/secrets.py`), and every
way out leads through both. This reads the code; test_echoes.py lets a server try.
"""

from __future__ import annotations

import ast
import functools
import pathlib
from collections.abc import Iterator
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.gate

PLUGINS = pathlib.Path(__file__).resolve().parents[2] / "plugins"
FILES = [path for path in sorted(PLUGINS.rglob("*.py")) if "_emulator" not in path.parts]
Function = (ast.FunctionDef, ast.ClassDef)

# What says something to a person.
SAYS = {
    "display", "v", "vv", "vvv", "vvvv", "warning", "warn", "_warn", "deprecated", "log", "_log", "fail_json", "exit_json", "print", "say",
}  # fmt: skip
# Where a text leaves the collection, and what it has gone through by then. A new one needs a row.
DOORS: dict[str, tuple[str, ...]] = {
    "module_utils/_jobs/context.py Context.warn": ("sentence",),
    "module_utils/_jobs/verbs.py _shown": ("scrub_tree", "sentence"),
    "module_utils/_task/module.py VerbModule.exit_json": ("_mask_params",),
    "module_utils/_task/module.py VerbModule.fail_json": ("_mask_params", "scrub"),
    "module_utils/_task/module.py _context.started": ("join_ids", "scrub"),
    "module_utils/_task/module.py _note_started": ("join_ids", "scrub"),
    "module_utils/_task/execution.py interrupted_result": ("scrub_tree", "interruption_message"),
    "module_utils/_task/execution.py join_ids": ("label",),
    "module_utils/_wire/http.py HttpTransport._scrub_warn": ("sentence",),
    "module_utils/_wire/http.py HttpTransport._debug": ("sentence",),
    "plugin_utils/_progress.py ProgressLine._format": ("sentence",),
    "plugin_utils/_progress.py ProgressLine.started": ("_format",),
    "plugin_utils/_progress.py ProgressLine.update": ("_format",),
    "plugin_utils/_progress.py ProgressLine._say_last": ("_format",),
    "plugin_utils/_last_word.py told_if_ended": ("clean",),
}
# Says nothing that a server said: results of `run`, and sentences of ours.
OURS = {
    "module_utils/_task/module.py run_module", "module_utils/_task/module.py finish", "plugin_utils/_action.py VerbAction.run",
}  # fmt: skip
# Below, whoever warns was given Context.warn.
LEADS_TO_CONTEXT = ("module_utils/_jobs/", "module_utils/_wire/retry_after.py ")

# What a server has sent, as attributes and calls.
SENT = {"header", "headers", "body", "content", "record", "raw", "text", "reason"}
HOLDERS = {"response", "decoded", "answer", "reply", "page", "view"}
# What may be quoted of it: by the one place, or by what calls it.
QUOTES = {
    "label", "clean", "one_line", "printable", "cut", "words", "as_line", "address_of", "facts_of", "format_origin", "status_in_words",
    "describe", "request_id_of", "scrub", "scrub_message", "len", "type", "_path", "_shown",
}  # fmt: skip
ERRORS = {
    "AsyncopsError", "ConfigError", "Unsupported", "TransportError", "DecodeError", "TooLarge", "SaveError", "ApiError", "AuthError",
    "NotFound", "Conflict", "RateLimited", "JobFailed", "WaitTimeout", "with_message",
}  # fmt: skip


class Place(NamedTuple):
    """A call, and where it stands."""

    where: str  # file and function
    call: ast.Call
    function: ast.AST

    @property
    def name(self) -> str:
        """What is called."""
        return name_of(self.call)


def name_of(call: ast.Call) -> str:
    """The last part of what is called."""
    found = call.func
    return found.attr if isinstance(found, ast.Attribute) else getattr(found, "id", "")


def calls(path: pathlib.Path) -> Iterator[Place]:
    """All calls of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    file = path.relative_to(PLUGINS)
    left: list[tuple[ast.AST, str, ast.AST]] = [(tree, "", tree)]
    while left:
        node, names, function = left.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Function):
                left.append((child, f"{names}.{child.name}".lstrip("."), child))
                continue
            if isinstance(child, ast.Call):
                yield Place(f"{file} {names}", child, function)
            left.append((child, names, function))


@functools.cache
def every_call() -> list[Place]:
    """All calls of all files."""
    return [place for path in FILES for place in calls(path)]


def test_every_door_is_known() -> None:
    """Whatever says something to a person leads to Context.warn, or is a door with a row of its own."""
    saying = {place.where for place in every_call() if place.name in SAYS}
    inside = {where for where in saying if where.startswith(LEADS_TO_CONTEXT)}
    assert saying - inside - set(DOORS) - OURS == set()


@pytest.mark.parametrize("door", DOORS)
def test_a_door_masks_and_cleans(door: str) -> None:
    nodes = (node for place in every_call() if place.where == door for node in ast.walk(place.call))
    found = {getattr(node, "id", getattr(node, "attr", "")) for node in nodes}
    assert set(DOORS[door]) <= found, f"{door} calls {sorted(found)}"


def _is_sent(node: ast.AST) -> bool:
    """Whether an expression is what a server has sent: `response.header(...)`, `decoded.body`."""
    if not isinstance(node, ast.Attribute) or node.attr not in SENT:
        return False
    holder = node.value
    name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
    return name in HOLDERS


def _tainted(function: ast.AST) -> set[str]:
    """Names that are set to it in a function."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(_bare(node.value, set())):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _bare(node: ast.AST, names: set[str]) -> Iterator[str]:
    """What a server has sent, and no call of the one place stands around."""
    if isinstance(node, ast.Call) and name_of(node) in QUOTES:
        return
    if _is_sent(node) or (isinstance(node, ast.Name) and node.id in names):
        yield ast.unparse(node)
        return
    if isinstance(node, ast.Compare):
        return  # true or false
    for child in ast.iter_child_nodes(node):
        yield from _bare(child, names)


def test_no_message_quotes_a_server_by_itself() -> None:
    """Every sentence of an error or a warning: what it quotes of an answer has gone through the one place."""
    wrong = []
    seen = 0
    for place in every_call():
        if place.name not in ERRORS | {"warn", "_warn"} or "/_model/" in place.where:
            continue
        seen += 1
        names = _tainted(place.function)
        arguments = [*place.call.args, *(word.value for word in place.call.keywords)]
        wrong += [
            f"{place.where}: {one}" for argument in arguments for one in _bare(argument, names)
        ]
    assert seen > 100
    assert wrong == []


@pytest.mark.parametrize(
    ("sign", "homes"),
    [
        # partial.py only looks for secrets in what the marks and entities break apart.
        ("\\x1b", {"module_utils/_model/text.py", "module_utils/_wire/broken.py"}),
        ("html.unescape", {"module_utils/_model/text.py", "module_utils/_wire/broken.py"}),
        ("html.escape", {"module_utils/_wire/secrets.py"}),
        ("unicodedata", set()),
        ("********", {"module_utils/_wire/secrets.py"}),
    ],
)
def test_nobody_else_cleans_or_masks(sign: str, homes: set[str]) -> None:
    found = {
        str(path.relative_to(PLUGINS)) for path in FILES if sign in path.read_text(encoding="utf-8")
    }
    assert found == homes


def test_the_walk_finds_what_it_looks_for() -> None:
    planted = ast.parse(
        "def f(response):\n  said = response.header('X')\n  raise ApiError('no: %s' % said)"
    )
    call = next(
        node
        for node in ast.walk(planted)
        if isinstance(node, ast.Call) and name_of(node) == "ApiError"
    )
    assert list(_bare(call.args[0], _tainted(planted))) == ["said"]
    quoted = ast.parse("ApiError('no: %s' % label(response.header('X')))").body[0]
    assert list(_bare(quoted, set())) == []
