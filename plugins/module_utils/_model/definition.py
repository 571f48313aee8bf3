# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A definition, checked against the vocabulary and laid over the defaults. Private to
asyncops.jobs.

What comes out has every key of every section; compiled/ makes objects of it. What could have no
effect where it stands is refused: key by key here, and where keys depend on each other in
checks.py.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Container, Iterable, Mapping
from typing import Any, Callable, Optional

from .errors import DefinitionError
from .job import STATES
from .key import LOGIN_NAMES, OPTION_NAMES, SPACES, Key
from .path import LibraryMissing, compile_path
from .template import names_in, space_of
from .values import text_of
from .vocabulary import SECTIONS, SHORT

_SCALARS = (str, int, float, datetime.date)  # what YAML makes of a word


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` laid on ``base``: mappings key by key, null removes, everything else replaces.

    A short form (`get: /jobs/{id}`) is written out where it meets the long one, so that neither
    loses the other. A mapping of another ``type`` replaces the whole: the keys of the old type
    would have no effect.
    """
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(value, Mapping) and key in SHORT and _is_short(old):
            old = {SHORT[key]: old}
        if value is None:
            merged.pop(key, None)
        elif (
            isinstance(value, Mapping) and isinstance(old, Mapping) and not _other_type(old, value)
        ):
            merged[key] = merge(old, value)
        else:
            merged[key] = value
    return merged


def _is_short(value: Any) -> bool:
    """Whether a section is written in its short form: one text, or several."""
    if isinstance(value, list):
        return not any(isinstance(one, Mapping) for one in value)
    return isinstance(value, str)


def _other_type(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return "type" in new and new["type"] != old.get("type")


SectionCheck = Callable[[Mapping[str, Any], set[str], str], None]


def check(
    definition: Any, where: str = "provider_definition", own: Optional[Container[str]] = None
) -> dict[str, Any]:
    """The definition with every default filled in and every short form written out.

    :param own: of a kind, its own keys.
    :raises DefinitionError: one sentence that begins with the path of the wrong key.
    """
    from .checks import CHECKS
    from .checks_whole import check_whole

    checked = _Checker((), CHECKS).section(definition, "definition", where)
    check_whole(checked, definition, where, own)
    return checked


def complete(definition: Any, where: str) -> dict[str, Any]:
    """The same of a definition that ships with the collection: what its keys say about each other
    was checked by our tests, and need not be at each start of a module.
    """
    return _Checker((), {}).section(definition, "definition", where)


class _Checker:
    """Checks values that stand where templates may use ``names`` besides the options.

    :param checks: what is checked of a whole section, by its name.
    """

    def __init__(self, names: tuple[str, ...], checks: Mapping[str, SectionCheck]) -> None:
        self._names = names
        self._checks = checks

    def section(self, value: Any, name: str, where: str) -> dict[str, Any]:
        """One section: a mapping with the keys of the vocabulary."""
        keys = SECTIONS[name]
        if name in SHORT and not isinstance(value, Mapping):
            value = {SHORT[name]: value}
        if not isinstance(value, Mapping):
            known = ", ".join(list(keys)[:4])
            raise DefinitionError(
                where, "must be a mapping with keys such as %s, not %s" % (known, kind_name(value))
            )
        _refuse_unknown_keys(value, keys, where)
        checked = {}
        for key, row in keys.items():
            one = value.get(key)
            if one is not None or row.required or row.default or row.type in SECTIONS:
                checked[key] = self._of_key(one, row, "%s.%s" % (where, key))
            else:  # most keys
                checked[key] = None if row.default is None else type(row.default)()
        given = {key for key in value if value[key] is not None}
        _refuse_keys_of_other_types(checked, given, keys, where)
        if name == "condition" and self._checks:
            from .checks_of_values import refuse_null_test

            refuse_null_test(value, where)
        if name in self._checks:
            self._checks[name](checked, given, where)
        return checked

    def _of_key(self, value: Any, row: Key, where: str) -> Any:
        if value is None:
            if row.required:
                raise DefinitionError(where, "is required: %s" % row.doc)
            value = row.default
        if value is None:
            return None
        inside = self if row.names is None else _Checker(row.names, self._checks)
        return inside._value(value, row.type, row, where)

    def _value(self, value: Any, kind: str, row: Key, where: str) -> Any:
        if kind.startswith("["):
            return self._list(value, kind[1:-1], row, where)
        if kind.startswith("{"):
            return self._mapping(value, kind[1:-1], row, where)
        if kind in SECTIONS:
            return self.section(value, kind, where)
        if kind == "templates":
            self._check_templates(value, kind, where)
            return value
        if kind == "literal":
            _check_literal(value, where)
            return value
        if kind == "partial":
            return _partial(value, where)
        if kind in ("bool", "int", "count", "number", "status"):
            return _number(value, kind, where)
        return self._text(value, kind, row, where)

    def _list(self, value: Any, kind: str, row: Key, where: str) -> list[Any]:
        if not isinstance(value, list):
            return [self._value(value, kind, row, where)]
        return [
            self._value(one, kind, row, "%s[%d]" % (where, number))
            for number, one in enumerate(value)
        ]

    def _mapping(self, value: Any, kind: str, row: Key, where: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise DefinitionError(where, "must be a mapping, not %s" % kind_name(value))
        checked = {}
        for key, one in value.items():
            if kind == "partial":
                one = {} if one is None else one
            if one is not None or kind == "templates":
                checked[text_of(key)] = self._value(one, kind, row, "%s.%s" % (where, key))
        return checked

    def _text(self, value: Any, kind: str, row: Key, where: str) -> str:
        if not isinstance(value, _SCALARS):
            raise DefinitionError(where, "must be a text, not %s" % kind_name(value))
        if isinstance(value, bool) and (kind == "path" or row.type == "text"):
            message = "is %s: YAML reads yes, no, on and off as that; put the text into quotes"
            raise DefinitionError(where, message % text_of(value))
        text = value if isinstance(value, str) else text_of(value)
        choices = STATES if kind == "state_name" else row.choices
        if choices and text not in choices:
            known = ", ".join(map(str, choices))
            raise DefinitionError(where, "must be one of %s, not %r" % (known, text))
        if kind == "template":
            self._check_templates(text, row.type, where)
        elif kind == "path":
            _check_path(text, where)
            if self._checks:
                from .checks_of_values import refuse_constant

                refuse_constant(text, where)
        elif kind == "regex":
            _check_regex(text, where)
        return text

    def _check_templates(self, tree: Any, kind: str, where: str) -> None:
        """Every name in a template is one that has a value there."""
        for name in names_in(tree):
            known = (*OPTION_NAMES, *self._names)
            if space_of(name) not in known:
                raise DefinitionError(where, _why_no_name(name, known))
            try:
                compile_path(name)
            except LibraryMissing as exc:
                raise DefinitionError(where, "uses {%s}: %s" % (name, exc)) from None
            except ValueError as exc:
                message = "uses {%s}, which is not a path (JMESPath): %s"
                raise DefinitionError(where, message % (name, exc)) from None
        if self._checks:
            from .checks_of_values import check_places

            check_places(tree, kind, where)


def _why_no_name(name: str, known: Iterable[str]) -> str:
    """Why a template's name has no value where it stands."""
    if name in LOGIN_NAMES:
        return (
            "uses {%s}; secrets may stand in auth only, which can put them into the headers, the"
            " query and the body of every request" % name
        )
    written = ["%s.NAME" % one if one in SPACES else one for one in known]
    return "uses {%s}, which has no value here; the names are %s" % (name, ", ".join(written))


def kind_name(value: Any) -> str:
    """What YAML made of a value, in words."""
    names: dict[type, str] = {
        dict: "a mapping",
        list: "a list",
        str: "a text",
        bool: "a boolean",
        type(None): "null",
    }
    default = "a number" if isinstance(value, (int, float)) else "a %s" % type(value).__name__
    return names.get(type(value), default)


def _refuse_unknown_keys(value: Mapping[str, Any], keys: Mapping[str, Key], where: str) -> None:
    for key in value:
        if key in keys:
            continue
        import difflib  # here, because most keys are right

        close = difflib.get_close_matches(str(key), keys, 1)
        hint = "did you mean %s?" % close[0] if close else "the keys here are %s" % ", ".join(keys)
        raise DefinitionError("%s.%s" % (where, key), "is not a key of the vocabulary; %s" % hint)


def _refuse_keys_of_other_types(
    checked: Mapping[str, Any], given: set[str], keys: Mapping[str, Key], where: str
) -> None:
    for key in keys:
        only = keys[key].only
        if key in given and only and checked["type"] not in only:
            raise DefinitionError(
                "%s.%s" % (where, key),
                "has no effect with type %s; it is for %s" % (checked["type"], ", ".join(only)),
            )


def _partial(value: Any, where: str) -> dict[str, Any]:
    """A definition within the definition: checked when it is laid over it, since by itself it is
    not whole.
    """
    if not isinstance(value, Mapping):
        raise DefinitionError(where, "must be a mapping, not %s" % kind_name(value))
    return dict(value)


def _check_literal(value: Any, where: str) -> None:
    """A template would be taken for a word of the system: what looks like one is refused."""
    for name in names_in(value):
        message = (
            "holds the template {%s}, but it is a literal value; compare two values by an"
            " expression, as in path: a == b"
        )
        raise DefinitionError(where, message % name)


_NUMBERS = {
    "bool": "true or false",
    "int": "a whole number, 0 or more",
    "count": "a whole number, 1 or more",
    "status": "an HTTP status, 200 to 599",
    "number": "a number, 0 or more",
}


def _number(value: Any, kind: str, where: str) -> Any:
    if not _is_number(value, kind):
        raise DefinitionError(where, "must be %s, not %r" % (_NUMBERS[kind], value))
    return value


def _is_number(value: Any, kind: str) -> bool:
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and value >= 0 and math.isfinite(value)
    if not isinstance(value, int):
        return False
    if kind == "status":
        return 200 <= value <= 599  # interim responses (1xx) are skipped
    return value >= (1 if kind == "count" else 0)


def _check_path(text: str, where: str) -> None:
    try:
        compile_path(text)
    except LibraryMissing as exc:
        raise DefinitionError(where, "is %r: %s" % (text, exc)) from None
    except ValueError as exc:
        message = "must be a path (JMESPath) such as jobs[0].status, not %r: %s" % (text, exc)
        raise DefinitionError(where, message) from None


def _check_regex(text: str, where: str) -> None:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as exc:
        raise DefinitionError(where, "must be a regular expression; %r: %s" % (text, exc)) from None
