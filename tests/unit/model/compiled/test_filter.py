# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters: what a user may give, what is sent, and what is applied again to the answer."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.filter import Filter
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider


def made(**spec: Any) -> Filter:
    definition = {
        "name": "x",
        "get": "/j/{id}",
        "list": "/j/{filters.f}",
        "state": {"path": "s", "words": {"failed": "f"}},
        "filters": {"f": spec},
    }
    return Provider(definition).filters["f"]


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        ({}, "a", "a"),
        ({}, 7, "7"),
        ({}, True, "true"),
        ({"type": "int"}, 7, "7"),
        ({"type": "int"}, "07", "07"),
        ({"type": "bool"}, "Yes", "Yes"),
        ({"type": "list"}, ["a", 7], "a,7"),
        ({"type": "list"}, "a", "a"),
        ({"choices": ["Active", 5]}, "active", "Active"),
        ({"type": "list", "choices": ["Active", 5]}, ["active", 5], "Active,5"),
        ({"type": "time"}, "2026-11-30", "2026-11-30"),
        ({"type": "time"}, 1796000000, "1796000000"),
        ({"choices": ["Active", 5]}, 5, "5"),
    ],
)
def test_what_is_taken(spec: Any, value: Any, text: str) -> None:
    assert made(**spec).check(value) == text


@pytest.mark.parametrize(
    ("spec", "value", "message"),
    [
        ({}, {}, "filters.f must be one value"),
        (
            {"type": "time"},
            "soon",
            "filters.f must be a time such as 2026-11-30T08:00:00Z, not 'soon'",
        ),
        ({}, ["a"], "filters.f must be one value"),
        ({"type": "int"}, "x", "filters.f must be a whole number, not 'x'"),
        ({"type": "int"}, -1, "filters.f must be a whole number, not '-1'"),
        ({"type": "int"}, "\u0665", "filters.f must be a whole number, not '\u0665'"),
        ({"type": "bool"}, "perhaps", "filters.f must be true or false, not 'perhaps'"),
        ({"choices": ["a", 5]}, "b", "filters.f must be one of a, 5, not 'b'"),
    ],
)
def test_what_is_refused(spec: Any, value: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        made(**spec).check(value)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("bool", "Yes", True), ("bool", "no", False), ("int", "07", 7), ("list", "a,b", ["a", "b"]),
        ("text", "7", "7"), ("time", "2026-01-01", "2026-01-01"),
    ],
)  # fmt: skip
def test_what_json_has_for_it(kind: str, text: str, value: Any) -> None:
    assert made(type=kind).json_value(text) == value


@pytest.mark.parametrize(
    ("record", "matches"),
    [
        ({"o": "Ann"}, True), ({"o": "ann"}, True), ({"o": "bob"}, True), ({"o": "eve"}, False),
        ({"o": None, "p": "eve"}, False), ({}, True),
    ],
)  # fmt: skip
def test_what_a_record_says_of_it(record: Any, matches: bool) -> None:
    assert made(match=["o", "p"]).matches(record, "ann,bob") is matches
    assert made().matches(record, "nobody")


def test_names_and_places() -> None:
    found = made(**{"name": "user_name", "in": "header", "doc": "Of whom.", "default": "ann"})
    assert (found.name, found.wire_name, found.place) == ("f", "user_name", "header")
    assert (found.doc, found.default, found.required) == ("Of whom.", "ann", False)
    assert made().wire_name == "f" and made(type="int", is_limit=True).is_limit
