# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What few paths need: one plain path compared with another, and the library jmespath. Private to
asyncops.jobs.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from operator import ge, gt, le, lt
from typing import Any, Callable, Optional

from .path import LibraryMissing, Path, compile_path, plain_steps
from .values import as_list

_COMPARISON = re.compile(r"\s*([^\s<>=!&|]+)\s*(<=|>=|<|>)\s*([^\s<>=!&|]+)\s*")
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


class Comparison(Path):
    """One plain path above or below another, ``matches > flows``: true or false, and None where
    they are not two numbers or two texts. Texts that are both numbers count as numbers.
    """

    __slots__ = ("left", "right", "holds")

    def __init__(self, text: str, left: Path, holds: Callable[[Any, Any], bool], right: Path):
        super().__init__(text)
        self.left = left
        self.right = right
        self.holds = holds

    def value(self, record: Any) -> Any:
        """See Path."""
        left, right = comparable(self.left.value(record), self.right.value(record))
        for kinds in ((int, float), (str,)):
            if _is_one_of(left, kinds) and _is_one_of(right, kinds):
                return self.holds(left, right)
        return None


def comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Two values as they are compared: as numbers where both are, be it as texts, which is all that
    XML has (as texts, 9 would be more than 10).
    """
    numbers = _number(left), _number(right)
    return (left, right) if None in numbers else numbers


def _number(value: Any) -> Any:
    """A number, also one that stands in a text; None for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value if _is_one_of(value, (int, float)) else None


def _is_one_of(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def comparison(text: str) -> Optional[Path]:
    """``a.b >= c``, both sides plain; None for anything else."""
    match = _COMPARISON.fullmatch(text)
    if match is None:
        return None
    left, operator, right = match.groups()
    if not plain_steps(left) or not plain_steps(right):
        return None
    return Comparison(text, compile_path(left), _ORDERS[operator], compile_path(right))


@cache
def _library() -> Any:
    """The library's modules.

    :raises LibraryMissing: in one sentence that says where it is needed.
    """
    try:
        import jmespath
        import jmespath.exceptions
        import jmespath.parser
        import jmespath.visitor
    except ImportError:
        raise LibraryMissing(
            "the Python library jmespath (1.0 or newer) is needed for this expression on %s for %s"
            % (os.uname().nodename, sys.executable or "this Python")
        ) from None
    return jmespath


def parse(text: str) -> dict[str, Any]:
    """The syntax tree of an expression.

    :raises ValueError: it is none; the text says where.
    """
    library = _library()
    try:
        parsed: dict[str, Any] = library.parser.Parser().parse(text).parsed
    except library.exceptions.JMESPathError as exc:
        raise ValueError(" ".join(str(exc).split())) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return parsed


def error() -> type[Exception]:
    """What the library raises where a value cannot be evaluated."""
    kind: type[Exception] = _library().exceptions.JMESPathError
    return kind


def _ordering(is_xml: bool) -> Any:
    """The library's interpreter, where texts of numbers are compared as numbers: above and below,
    in XML also as equal (a count and what the system says).
    """
    base: Any = _library().visitor.TreeInterpreter

    class Interpreter(base):  # type: ignore[misc]
        """Compares numbers as such."""

        def visit_comparator(self, node: Any, value: Any) -> Any:
            if node["value"] in ("eq", "ne") and not is_xml:
                return super().visit_comparator(node, value)
            sides = (self.visit(side, value) for side in node["children"])
            known = [
                {"type": "literal", "value": one, "children": []} for one in comparable(*sides)
            ]
            return super().visit_comparator({**node, "children": known}, value)

    return Interpreter


@cache
def interpreter() -> Any:
    """Evaluates a syntax tree on a value."""
    return _ordering(is_xml=False)()


@cache
def xml_interpreter() -> Any:
    """The same for records that were XML: a lone value counts as a list of one."""
    base: Any = _ordering(is_xml=True)

    class XmlInterpreter(base):  # type: ignore[misc]
        """Gives list operators a list."""

        def visit_index(self, node: Any, value: Any) -> Any:
            return super().visit_index(node, as_list(value))

        def visit_slice(self, node: Any, value: Any) -> Any:
            return super().visit_slice(node, as_list(value))

        def visit_flatten(self, node: Any, value: Any) -> Any:
            return super().visit_flatten(self._with_list(node, value), value)

        def visit_projection(self, node: Any, value: Any) -> Any:
            return super().visit_projection(self._with_list(node, value), value)

        def visit_filter_projection(self, node: Any, value: Any) -> Any:
            return super().visit_filter_projection(self._with_list(node, value), value)

        def _with_list(self, node: Any, value: Any) -> Any:
            left = self.visit(node["children"][0], value)
            literal = {"type": "literal", "value": as_list(left), "children": []}
            return {**node, "children": [literal, *node["children"][1:]]}

    return XmlInterpreter()
