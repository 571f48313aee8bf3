# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library jmespath, imported only where a path needs it. Private to asyncops.jobs."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

from .path import LibraryMissing
from .values import as_list


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


@cache
def interpreter() -> Any:
    """Evaluates a syntax tree on a value."""
    return _library().visitor.TreeInterpreter()


@cache
def xml_interpreter() -> Any:
    """The same for records that were XML: a lone value counts as a list of one."""
    base: Any = _library().visitor.TreeInterpreter

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
