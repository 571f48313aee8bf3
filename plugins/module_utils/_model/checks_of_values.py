# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What single values of a definition can do where they stand: tests, paths, places of templates.
Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .errors import DefinitionError
from .expression import Comparison
from .key import SPACES
from .path import Expression, KeyPath, Path, StepPath, compile_path
from .template import PLACE, names_in, space_of

# The parts of an output in templates.
OUTPUT_NAMES = ("id", "name", "href", "formats", "format")
_READING = ("field", "current", "identity")
_TESTS = ("comparator", "not_expression")


def refuse_null_test(condition: Mapping[str, Any], where: str) -> None:
    """Without its test a condition would ask for something else: whether the value is true."""
    if "equals" in condition and condition["equals"] is None:
        raise DefinitionError(
            where + ".equals",
            "is null, which counts as not given; a missing value is asked for by exists: false",
        )


def refuse_constant(text: str, where: str) -> None:
    """A path reads something of the record.

    :raises DefinitionError: it does not.
    """
    path = compile_path(text)
    if isinstance(path, Expression) and not _reads(path.parsed):
        message = (
            'is %r, a constant that reads nothing; a key in quotes is "a.b", a fixed value of a'
            " field is value"
        )
        raise DefinitionError(where, message % text)


def is_test(text: str) -> bool:
    """Whether a path is a comparison or a negation, whose value is always true or false."""
    path = compile_path(text)
    if isinstance(path, Comparison):
        return True
    return isinstance(path, Expression) and path.parsed["type"] in _TESTS


def check_places(tree: Any, kind: str, where: str) -> None:
    """The places of a template, or of a tree of them, can have a value.

    :param kind: the type of the key: template, {template} (headers) or templates.
    :raises DefinitionError: naming the place.
    """
    for name in names_in(tree):
        _check_parts(compile_path(name), where)
    _check_format_of(tree, kind, where)
    if kind != "templates":
        _check_braces(tree, where)


def _check_parts(path: Path, where: str) -> None:
    """A name has the parts that its values have; what an expression makes of it is its own."""
    space = space_of(path.text)
    if space in SPACES and path.text == space:
        raise DefinitionError(where, "uses {%s}, which needs a name: {%s.NAME}" % (space, space))
    if not isinstance(path, (KeyPath, StepPath)):
        return
    if space not in SPACES and path.text != space:
        raise DefinitionError(where, "uses {%s}, but %s has no parts" % (path.text, space))
    if space == "output" and isinstance(path, KeyPath) and path.keys[1] not in OUTPUT_NAMES:
        message = "uses {%s}, which has no value; an output has %s"
        raise DefinitionError(where, message % (path.text, ", ".join(OUTPUT_NAMES)))


def _check_format_of(tree: Any, kind: str, where: str) -> None:
    """A format can do something: ``path`` in a path, ``int`` for a value that is nothing else."""
    for text, name, form in _formats_in(tree):
        if form == "path" and kind != "template":
            message = "uses {%s:path}, but :path is for a path"
            raise DefinitionError(where, message % name)
        if form == "int" and (kind != "templates" or text != "{%s:int}" % name):
            message = "uses {%s:int}, but :int is for a whole value of a body or a query"
            raise DefinitionError(where, message % name)


def _formats_in(tree: Any) -> Iterator[tuple[str, str, str]]:
    """(the text, the name, the format) of each place in a text or a tree that has a format."""
    if isinstance(tree, str):
        for match in PLACE.finditer(tree):
            if match.group(2):
                yield tree, match.group(1), match.group(2)
    children = [*tree, *tree.values()] if isinstance(tree, Mapping) else tree
    for one in children if isinstance(children, list) else ():
        yield from _formats_in(one)


def _reads(node: dict[str, Any]) -> bool:
    """Whether an expression reads anything of what it is evaluated on."""
    return node["type"] in _READING or any(map(_reads, node["children"]))


def _check_braces(text: str, where: str) -> None:
    """What is no place and no literal brace would be sent as it stands: ``{ id }``, ``{1}``,
    ``{id``.
    """
    rest = PLACE.sub("", text)
    if "{" in rest or "}" in rest:
        raise DefinitionError(
            where, "has a brace that belongs to no {name}: %r ({{ and }} are literal braces)" % text
        )
