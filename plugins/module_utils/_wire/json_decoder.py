# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON -> Python data that nobody chokes on. Private to asyncops.jobs."""

from __future__ import annotations

import json
import re
from typing import Any, Optional, Union

from .._model.errors import DecodeError
from . import sniff

MAX_DEPTH = 64
# An empty object takes two characters of a body, and 70 bytes of memory.
MAX_CONTAINERS = 1_500_000
MAX_VALUES = 6_000_000
MAX_DIGITS = 400  # of an integer, which takes quadratic time to read and to write
_BLOCK = MAX_DIGITS // 2
_INFINITY = float("inf")
_CONTAINERS = frozenset((dict, list))
# To the end where it is not closed: each character is read once.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def decode_json(text: str, content_type: str) -> Any:
    """The value of a JSON text (RFC 8259).

    NaN, Infinity and numbers too large for a float are None; integers over 400 digits stay text;
    lone surrogates are replaced; control characters in a text are read as they stand; of a key that
    comes twice the last counts.

    :raises DecodeError: not JSON, with what came instead, nested deeper than 64, or of more values
        than memory should hold.
    """
    _check_size(text)
    try:
        value = _loads(text)
    except json.JSONDecodeError as exc:
        if exc.doc.lstrip().startswith(("{", "[")):
            what = "broken JSON (%s at character %d)" % (exc.msg, exc.pos)
        else:
            what = sniff.describe(text, content_type)
        raise _unexpected(what) from None
    except RecursionError:
        raise _too_deep() from None
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(value)
    return _without_surrogates(value) if _SURROGATE.search(text) else value


def _unexpected(what: str) -> DecodeError:
    return DecodeError("JSON was expected, but the response is %s" % what)


def _too_deep() -> DecodeError:
    return DecodeError("the JSON response is nested more than %d levels deep" % MAX_DEPTH)


def _check_size(text: str) -> None:
    """Counts before anything is built; what stands in strings does not count.

    :raises DecodeError: too many objects and lists, or values.
    """
    if _is_small(text) or _is_small(_STRING.sub("", text)):
        return
    message = "the JSON response has more than %d objects and lists, or more than %d values"
    raise DecodeError(message % (MAX_CONTAINERS, MAX_VALUES))


def _is_small(text: str) -> bool:
    if len(text) <= MAX_CONTAINERS:
        return True
    return text.count("{") + text.count("[") <= MAX_CONTAINERS and text.count(",") <= MAX_VALUES


def _loads(text: str) -> Any:
    # A hook for every integer costs time.
    parse_int = _parse_int if _may_have_long_integer(text) else None
    return json.loads(
        text,
        strict=False,  # a line of a log may hold a tab or an escape sequence as it is
        parse_constant=_parse_constant,
        parse_float=_parse_float,
        parse_int=parse_int,
    )


def _may_have_long_integer(text: str) -> bool:
    """Whether so many digits may stand in a row: one of the blocks in such a row is of digits
    only.
    """
    return any(
        text[start : start + _BLOCK].isdigit() for start in range(0, len(text) - _BLOCK + 1, _BLOCK)
    )


def _parse_constant(text: str) -> None:
    """NaN and Infinity are no JSON."""


def _parse_float(text: str) -> Optional[float]:
    number = float(text)
    return number if -_INFINITY < number < _INFINITY else None


def _parse_int(text: str) -> Union[int, str]:
    return int(text) if len(text) <= MAX_DIGITS else text


def _check_depth(value: Any) -> None:
    """Level by level: deep nesting costs no recursion here, nor in whoever walks the value."""
    level = _next_level([[value]])
    for _depth in range(MAX_DEPTH):
        if not level:
            return
        level = _next_level(level)
    if level:
        raise _too_deep()


def _next_level(level: list[Any]) -> list[Any]:
    """The dicts and lists in a list of dicts and lists."""
    found: list[Any] = []
    for node in level:
        for item in node.values() if node.__class__ is dict else node:
            if item.__class__ in _CONTAINERS:  # half the time of isinstance
                found.append(item)
    return found


def _without_surrogates(value: Any) -> Any:
    """Lone surrogates (``\\ud800`` alone is legal JSON) would break whoever encodes the text."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        pairs = value.items()
        return {_without_surrogates(key): _without_surrogates(item) for key, item in pairs}
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    return value
