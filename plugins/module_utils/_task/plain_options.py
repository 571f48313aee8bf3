# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options checked against an argument spec without ansible-core, which an event source may lack.
Private to asyncops.jobs.

What passes and what becomes of it is what AnsibleModule says of the same spec (a test compares the
two); the sentences are ours.
"""

from __future__ import annotations

import json
import math
import os
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from .._model.errors import ConfigError
from .option_groups import Option, Options

_TRUE = ("y", "yes", "on", "1", "true", "t")
_FALSE = ("n", "no", "off", "0", "false", "f")


def checked(
    given: Mapping[str, Any], spec: Options, mutually_exclusive: Sequence[Sequence[str]] = ()
) -> dict[str, Any]:
    """Every option of the spec with its value: the given one, that of its environment variable, its
    default, or None.

    :raises ConfigError: an option is not known, missing, or not of its type; no value is quoted
        that may be a secret.
    """
    for name in given:
        if name not in spec:
            raise ConfigError(_unknown(str(name), spec))
    params = {name: _value(name, given.get(name), option) for name, option in spec.items()}
    for group in mutually_exclusive:
        both = [name for name in group if params[name] is not None]
        if len(both) > 1:
            raise ConfigError("%s cannot be used together" % " and ".join(both))
    return params


def _unknown(name: str, spec: Options) -> str:
    import difflib  # here, because most names are right

    near = difflib.get_close_matches(name, spec, 1)
    hint = "did you mean %s?" % near[0] if near else "the options are %s" % ", ".join(sorted(spec))
    return "%s is not an option of the event source; %s" % (name, hint)


def _value(name: str, value: Any, option: Option) -> Any:
    if value is None:
        _function, variables = option.get("fallback", (None, ()))
        texts = (os.environ.get(variable) for variable in variables)
        value = next(filter(None, texts), option.get("default"))
    if value is None:
        if option.get("required"):
            raise ConfigError("%s is required" % name)
        return None
    value = _of_type(name, value, option["type"])
    if option["type"] == "list":
        value = [_of_type(name, one, option.get("elements", "raw")) for one in value]
    _check_choices(name, value if isinstance(value, list) else [value], option)
    return value


def _check_choices(name: str, values: Sequence[Any], option: Option) -> None:
    choices = option.get("choices")
    wrong = [str(value) for value in values if choices and value not in choices]
    if choices and wrong:
        message = "%s must be of %s, not %s"
        raise ConfigError(message % (name, ", ".join(choices), ", ".join(wrong)))


def _of_type(name: str, value: Any, kind: str) -> Any:
    try:
        return _TYPES[kind](value)
    except (TypeError, ValueError, OverflowError):
        pass  # its text may quote a secret
    raise ConfigError("%s must be %s" % (name, _NAMES[kind]))


def _text(value: Any) -> str:
    if isinstance(value, (str, int, float)):
        return str(value)
    raise TypeError


def _path(value: Any) -> str:
    return os.path.expanduser(os.path.expandvars(_text(value)))


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = _text(value).lower().strip()
    if word in _TRUE or value == 1:
        return True
    if word in _FALSE or value == 0:
        return False
    raise ValueError


def _whole(value: Any) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError
    return int(value) if isinstance(value, float) else int(_text(value))


def _number(value: Any) -> float:
    number = float(_text(value))
    if math.isnan(number):
        raise ValueError
    return number


def _mapping(value: Any) -> dict[str, Any]:
    """A mapping, or one as JSON or ``key=value`` text."""
    if isinstance(value, Mapping):
        return dict(value)
    if not isinstance(value, str):
        raise TypeError
    if value.strip().startswith("{"):
        found = json.loads(value)
        if isinstance(found, dict):
            return found
        raise ValueError
    words = shlex.shlex(value, posix=True, punctuation_chars="")
    words.whitespace_split, words.whitespace, words.commenters = True, ", \t\r\n", ""
    pairs = [word.partition("=") for word in words]
    if not pairs or not all(equals for _key, equals, _text in pairs):
        raise ValueError
    return {key: text for key, _equals, text in pairs}


def _several(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return _text(value).split(",")


def _as_it_is(value: Any) -> Any:
    return value


_TYPES: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "path": _path,
    "bool": _flag,
    "int": _whole,
    "float": _number,
    "dict": _mapping,
    "list": _several,
    "raw": _as_it_is,
}
_NAMES = {
    "str": "a text",
    "path": "a path",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "dict": "a mapping, or one as JSON or key=value text",
    "list": "a list",
}
