# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates a definition against the vocabulary and fills the defaults in. Private to asyncops.jobs."""
from __future__ import annotations

import datetime
import difflib
import math
import re
from collections.abc import Mapping
from typing import Any

from . import paths, template
from .errors import ConfigError
from .job import STATES
from .key import JOB_FIELDS, Key
from .vocabulary import SECTIONS, SHORT

OPTIONS = ("org_id", "api_version", "username")
SECRETS = ("password", "token", "client_id", "client_secret")
NAMES = ("id", "href", *OPTIONS, *SECRETS, "basic")
SPACES = ("saved", "record", "filters", "output", "body", "part")
# Definitions within the definition: looked at when they have been laid over it, since by themselves they are not whole.
_PARTIAL = (("definition", "versions"), ("kind", "definition"))
_IN_AUTH = re.compile(r"\.auth(?:\[\d+\])?\.(?:headers|request|path)\b")
_SCALARS = (str, int, float, datetime.date)  # what YAML makes of a word


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` laid on ``base``: mappings key by key, null removes, everything else replaces.

    A short form (`get: /jobs/{id}`) is written out where it meets the long one, so that neither loses the other.
    """
    merged = dict(base)
    for key, value in over.items():
        if isinstance(value, Mapping) and key in SHORT and isinstance(merged.get(key), (str, list)):
            merged[key] = {SHORT[key]: merged[key]}
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def normalise(definition: Any, where: str = "provider_definition") -> dict[str, Any]:
    """The definition with every default filled in and every short form written out.

    :raises ConfigError: one sentence that begins with the path of the wrong key.
    """
    done = _section(definition, "definition", where)
    _check_whole(done, where)
    return done


def fail(where: str, what: str) -> ConfigError:
    """The one form in which an error of a definition is told."""
    return ConfigError("%s %s" % (where, what))


def _section(value: Any, name: str, where: str) -> dict[str, Any]:
    keys = SECTIONS[name]
    if name in SHORT and not isinstance(value, Mapping):
        value = {SHORT[name]: value}
    if not isinstance(value, Mapping):
        raise fail(where, "must be a mapping with keys such as %s, not %s" % (", ".join(list(keys)[:4]), _kind(value)))
    for key in value:
        if key not in keys:
            close = difflib.get_close_matches(str(key), keys, 1)
            hint = "did you mean %s?" % close[0] if close else "the keys here are %s" % ", ".join(keys)
            raise fail("%s.%s" % (where, key), "is not a key of the vocabulary; %s" % hint)
    done: dict[str, Any] = {}
    for key, spec in keys.items():
        given = value.get(key)
        if given is None:
            if spec.required:
                raise fail("%s.%s" % (where, key), "is required: %s" % spec.doc)
            given = spec.default
        if (name, key) in _PARTIAL:
            done[key] = _partial(given, spec.type, "%s.%s" % (where, key))
        else:
            done[key] = None if given is None else _value(given, spec.type, spec, "%s.%s" % (where, key))
    if name in _CHECKS:
        _CHECKS[name](done, where)
    return done


def _partial(value: Any, kind: str, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise fail(where, "must be a mapping, not %s" % _kind(value))
    if not kind.startswith("{"):
        return dict(value)
    return {paths.text_of(key): _partial({} if one is None else one, kind[1:-1], "%s.%s" % (where, key))
            for key, one in value.items()}


def _value(value: Any, kind: str, spec: Key, where: str) -> Any:
    if kind.startswith("["):
        several = value if isinstance(value, list) else [value]
        return [_value(one, kind[1:-1], spec, "%s[%d]" % (where, n) if isinstance(value, list) else where)
                for n, one in enumerate(several)]
    if kind.startswith("{"):
        if not isinstance(value, Mapping):
            raise fail(where, "must be a mapping, not %s" % _kind(value))
        return {paths.text_of(key): _value(one, kind[1:-1], spec, "%s.%s" % (where, key)) for key, one in value.items()
                if one is not None or kind == "{any}"}
    if kind in SECTIONS:
        return _section(value, kind, where)
    return _scalar(value, kind, spec, where)


def _scalar(value: Any, kind: str, spec: Key, where: str) -> Any:
    if kind == "any":
        _names(value, where)
        return value
    if kind == "bool":
        if not isinstance(value, bool):
            raise fail(where, "must be true or false, not %r" % (value,))
        return value
    if kind in ("int", "number"):
        right = isinstance(value, (int, float) if kind == "number" else int) and not isinstance(value, bool)
        if not right or value < 0 or not math.isfinite(value):
            what = "number" if kind == "number" else "whole number"
            raise fail(where, "must be a %s, 0 or more, not %r" % (what, value))
        return value
    if not isinstance(value, _SCALARS):
        raise fail(where, "must be a text, not %s" % _kind(value))
    text = paths.text_of(value) if not isinstance(value, str) else value
    if kind == "state_name" and text not in STATES:
        raise fail(where, "must be one of %s, not %r" % (", ".join(STATES), text))
    if spec.choices and text not in spec.choices:
        raise fail(where, "must be one of %s, not %r" % (", ".join(map(str, spec.choices)), text))
    if kind == "template":
        _names(text, where)
        _braces(text, where)
    elif kind == "path":
        try:
            paths.parse(text)
        except ValueError as exc:
            raise fail(where, "must be a path such as jobs[0].status; %s" % exc) from None
    elif kind == "regex":
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError) as exc:
            raise fail(where, "must be a regular expression; %r: %s" % (text, exc)) from None
    return text


def _names(tree: Any, where: str) -> None:
    for name in template.names_in(tree):
        if name not in NAMES and name.split(".")[0].split("[")[0] not in SPACES:
            raise fail(where, "uses {%s}, which has no meaning; the names are %s and %s" % (
                name, ", ".join(NAMES), ", ".join(space + ".NAME" for space in SPACES)))
        try:
            paths.parse(name)
        except ValueError as exc:
            raise fail(where, "uses {%s}, but %s" % (name, exc)) from None
        if name in (*SECRETS, "basic") and not _IN_AUTH.search(where):
            raise fail(where, "uses {%s}; secrets may stand in auth only" % name)


def _braces(text: str, where: str) -> None:
    """What is no place and no literal brace would be sent as it stands: ``{ id }``, ``{1}``, ``{id``."""
    rest = template.without_places(text)
    if "{" in rest or "}" in rest:
        raise fail(where, "has a brace that belongs to no {name}: %r ({{ and }} are literal braces)" % text)


def _when(done: Mapping[str, Any], where: str) -> None:
    if not done["when"]:
        raise fail(where + ".when", "must have at least one condition; without any it would never hold")


def _condition(done: dict[str, Any], where: str) -> None:
    sources = [key for key in ("path", "header") if done[key] is not None]
    tests = [key for key in ("equals", "in", "not_in", "matches", "exists", "is_null") if done[key] is not None]
    if not sources and done["http_status"] is None:
        raise fail(where, "must name a path, a header or an http_status")
    if len(sources) > 1 or (tests and not sources):
        raise fail(where, "must be one path or header with a test: equals, in, not_in, matches, exists or is_null")
    if sources and not tests:
        done["exists"] = True


def _one_of(*keys: str) -> Any:
    def check(done: Mapping[str, Any], where: str) -> None:
        if sum(done[key] is not None for key in keys) != 1:
            raise fail(where, "must have exactly one of %s" % ", ".join(keys))
    return check


def _auth(done: Mapping[str, Any], where: str) -> None:
    if done["type"] in ("header", "login") and not done["headers"]:
        raise fail(where + ".headers", "is required for %s" % done["type"])
    if done["type"] == "login" and not (done["request"] and done["request"]["path"]):
        raise fail(where + ".request.path", "is required for login")


def _page(done: Mapping[str, Any], where: str) -> None:
    if done["type"] == "cursor" and not done["next"]:
        raise fail(where + ".next", "is required for cursor: where the answer names the next page's token")


def _state(done: Mapping[str, Any], where: str) -> None:
    for state in done["words"]:
        if state not in STATES:
            raise fail("%s.words.%s" % (where, state), "must be one of %s (state: [the system's words])"
                       % ", ".join(STATES))
    seen: dict[str, str] = {}
    for state, words in done["words"].items():
        for word in words:
            other = seen.setdefault(word.strip().casefold(), state)
            if other != state:
                raise fail("%s.words.%s" % (where, state), "has %r, which is also a word of %s" % (word, other))
    if done["words"] and not done["path"]:
        raise fail(where + ".path", "is required where there are words")
    if not done["words"] and not done["rules"]:
        raise fail(where, "must have words or rules; otherwise no job would ever be finished")


_CHECKS = {
    "rule": _when, "error_rule": _when, "condition": _condition, "reference": _one_of("header", "path", "saved"),
    "source": _one_of("header", "path"),
    "hint": _one_of("header", "path"), "auth": _auth, "page": _page, "state": _state,
}


def _check_whole(done: Mapping[str, Any], where: str) -> None:
    for name in done["job"]:
        if name not in JOB_FIELDS:
            fields = ", ".join(JOB_FIELDS)
            raise fail("%s.job.%s" % (where, name), "is not a field of a job; the fields are %s" % fields)
    if not done["get"]:
        raise fail(where + ".get", "is required: how one job is looked up (or {from_list: true})")
    if done["get"]["from_list"] and not done["list"]:
        raise fail(where + ".list", "is required by get.from_list")
    if not done["get"]["from_list"] and not done["get"]["path"]:
        raise fail(where + ".get.path", "is required, unless get.from_list is true")
    for verb in ("list", "stop", "delete", "outputs"):
        if done[verb] and not done[verb]["path"]:
            raise fail("%s.%s.path" % (where, verb), "is required")


def _kind(value: Any) -> str:
    names: dict[type, str] = {dict: "a mapping", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else "a %s" % type(value).__name__)
