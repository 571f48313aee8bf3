# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the keys of one section say about each other, where it says how answers are read. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from .check_helpers import Checked, no_effect, refuse_request
from .checks_of_values import is_test
from .compiled.filter import Filter
from .errors import ConfigError, DefinitionError
from .job import STATES, TERMINAL

_OF_ALL = ("contains", "contains_other")  # the values that are there
TESTS = ("equals", "in", "not_in", *_OF_ALL, "matches", "exists", "is_null")
_TESTS_OF_A_VALUE = ("equals", "not_in", *_OF_ALL, "matches")


def _rule(checked: Checked, given: set[str], where: str) -> None:
    if not checked["when"]:
        raise DefinitionError(
            where + ".when", "must have at least one condition; without any it would never hold"
        )


def _condition(checked: Checked, given: set[str], where: str) -> None:
    sources = [key for key in ("path", "header") if key in given]
    tests = [key for key in TESTS if key in given]
    if not sources and not given & {"http_status", "request"}:
        raise DefinitionError(where, "must name a path, a header, an http_status or a request")
    if len(sources) > 1 or (tests and not sources):
        message = "must be one path or header with a test: %s" % ", ".join(TESTS)
        raise DefinitionError(where, message)
    for key in ("path", "http_status", "request", "in", "not_in", *_OF_ALL):
        if checked[key] == []:
            raise no_effect(where, key, "while it is empty")
    beside = [key for key in ("equals", "in", "not_in", "matches") if key in given]
    of_all = [key for key in _OF_ALL if key in given]
    if of_all and beside:
        raise no_effect(where, beside[0], "beside %s, which sees all values" % of_all[0])
    if "exists" in given:
        _exists(checked, given, where)


def _exists(checked: Checked, given: set[str], where: str) -> None:
    for key in _TESTS_OF_A_VALUE:
        if key in given and not checked["exists"]:
            message = "can never hold beside exists: false, which asks for a missing value"
            raise DefinitionError("%s.%s" % (where, key), message)
    for path in checked["path"] or ():
        if is_test(path):
            why = "on %s: it is true or false, and always there; leave exists out" % path
            raise no_effect(where, "exists", why)


def _exactly_one_of(*keys: str) -> Callable[[Checked, set[str], str], None]:
    def check(checked: Checked, given: set[str], where: str) -> None:
        if sum(checked[key] is not None for key in keys) != 1:
            raise DefinitionError(where, "must have exactly one of %s" % ", ".join(keys))

    return check


def _poll_after(checked: Checked, given: set[str], where: str) -> None:
    _exactly_one_of("header", "path")(checked, given, where)
    is_retry_after = (checked["header"] or "").lower() == "retry-after"
    if is_retry_after and checked["type"] == "seconds" and checked["when"]:
        raise no_effect(where, "when", "on Retry-After, which counts on every answer")


def _field(checked: Checked, given: set[str], where: str) -> None:
    if "total" in given and "done" not in given:
        raise no_effect(where, "total", "without done")
    ways = [key for key in ("path", "value", "done") if key in given]
    if len(ways) > 1:
        raise no_effect(where, ways[0], "beside %s" % ways[1])
    if not ways:
        raise DefinitionError(where, "must have a path, a value or done")
    if "done" in given and "type" in given:
        raise no_effect(where, "type", "beside done")
    if "nulls" in given and "path" not in given:
        raise no_effect(where, "nulls", "without path")
    _sees_record_only(checked["when"], where + ".when", "in a field")


def _sees_record_only(conditions: Sequence[Checked], where: str, place: str) -> None:
    for condition in conditions:
        for key in ("header", "http_status", "request"):
            if condition[key] is not None:
                raise no_effect(where, key, "%s: it sees the record only" % place)


def _move(checked: Checked, given: set[str], where: str) -> None:
    _exactly_one_of("header", "path")(checked, given, where)
    refuse_request(checked["when"], where + ".when")


def _page(checked: Checked, given: set[str], where: str) -> None:
    if checked["type"] == "cursor" and not checked["next"]:
        raise DefinitionError(
            where + ".next",
            "is required for cursor: where the answer names the next page's token",
        )
    if "size" in given and not checked["limit"]:
        raise no_effect(where, "size", "where limit is empty")
    if checked["short_is_last"] and not checked["limit"]:
        raise no_effect(where, "short_is_last", "where limit is empty: no size is asked for")
    if checked["type"] == "link" and "in" in given and not checked["limit"]:
        raise no_effect(where, "in", "with type link where limit is empty")


def _state(checked: Checked, given: set[str], where: str) -> None:
    seen: dict[str, str] = {}
    for state, words in checked["words"].items():
        here = "%s.words.%s" % (where, state)
        if state not in STATES:
            known = ", ".join(STATES)
            raise DefinitionError(here, "must be one of %s (state: [the system's words])" % known)
        for word in words:
            other = seen.setdefault(word.strip().casefold(), state)
            if other != state:
                raise DefinitionError(here, "has %r, which is also a word of %s" % (word, other))
    if checked["words"] and not checked["path"]:
        raise DefinitionError(where + ".path", "is required where there are words")
    if not checked["words"] and not checked["rules"]:
        raise DefinitionError(
            where, "must have words or rules; otherwise no job would ever be finished"
        )


def _items(checked: Checked, given: set[str], where: str) -> None:
    _sees_record_only(checked["when"], where + ".when", "in an item")
    if "value_to" in given and "as" in given:
        raise no_effect(where, "as", "beside value_to")


def _filter(checked: Checked, given: set[str], where: str) -> None:
    if checked["is_limit"] and checked["type"] != "int":
        raise DefinitionError(where + ".type", "must be int where is_limit is true")
    if checked["required"] and checked["default"] is not None:
        raise no_effect(where, "required", "beside default")
    if checked["in"] == "path" and "name" in given:
        raise no_effect(where, "name", "with in path, which takes the filter's own name")
    if checked["repeat"] and not (checked["type"] == "list" and checked["in"] == "query"):
        raise no_effect(where, "repeat", "unless type is list and in is query")
    if checked["type"] == "bool" and checked["choices"]:
        raise no_effect(where, "choices", "with type bool: its values are true and false")
    name = where.rpartition(".")[2]
    plain = Filter(name, {**checked, "choices": []})
    for choice in checked["choices"]:
        _check_value(plain, choice, where + ".choices")
    if checked["default"] is not None:
        _check_value(Filter(name, checked), checked["default"], where + ".default")


def _check_value(spec: Filter, value: object, where: str) -> None:
    try:
        spec.check(value)
    except ConfigError as exc:
        message = "holds %r, which the filter refuses: %s" % (value, exc.message)
        raise DefinitionError(where, message) from None


def _vanished(checked: Checked, given: set[str], where: str) -> None:
    for key in ("state", "after_stop"):
        if checked[key] not in TERMINAL:
            message = "must be a terminal state (%s): nothing more can be heard of the job"
            raise DefinitionError("%s.%s" % (where, key), message % ", ".join(TERMINAL))


CHECKS: dict[str, Callable[[Checked, set[str], str], None]] = {
    "rule": _rule,
    "error_rule": _rule,
    "condition": _condition,
    "reference": _exactly_one_of("header", "path", "saved"),
    "source": _exactly_one_of("header", "path"),
    "move": _move,
    "poll_after": _poll_after,
    "field": _field,
    "page": _page,
    "state": _state,
    "items": _items,
    "filter": _filter,
    "vanished": _vanished,
}
