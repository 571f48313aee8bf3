# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of answers: as texts, as numbers, compared; what is null and what is true."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model import values

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text("ab1", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (7.0, "7"),
        (-0.0, "0"),
        (7.5, "7.5"),
        (" done ", "done"),
        (None, "None"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
    ],
)
def test_text_of(value: Any, text: str) -> None:
    assert values.text_of(value) == text


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Done", "dONE ", True),
        (7, "7", True),
        (7.0, "7", True),
        (True, "TRUE", True),
        (1, True, False),
        (0, "", False),
        ("", "", True),
        (None, None, True),
        (None, "", False),
        ("None", None, False),
        ("stra\u00dfe", "STRASSE", True),
        ([1], [1], True),
        ([1], "1", False),
        ({"a": 1}, {"a": 1}, True),
        ("x", {}, False),
    ],
)
def test_same(one: Any, other: Any, equal: bool) -> None:
    assert values.same(one, other) is equal
    assert values.same(other, one) is equal


def test_as_list() -> None:
    assert values.as_list(None) == []
    assert values.as_list([None]) == [None]
    assert values.as_list({"a": 1}) == [{"a": 1}]
    assert values.as_list("") == [""]


@pytest.mark.parametrize("text", ["5", "-5.5", " 1e3 ", "x7y"])
def test_number(text: str) -> None:
    assert values.number(text) == {"5": 5.0, "-5.5": -5.5, " 1e3 ": 1000.0, "x7y": 7.0}[text]


@pytest.mark.parametrize(
    ("value", "null"),
    [
        (None, True),
        ("", True),
        ("  ", True),
        ([], True),
        ({}, True),
        ("0001-01-01", True),
        ("0000-00-00 00:00:00", True),
        (0, False),
        (False, False),
        ("0", False),
        (0.0, False),
        ([None], False),
        ("2026-01-01", False),
    ],
)
def test_is_null(value: Any, null: bool) -> None:
    assert values.is_null(value) is null


@pytest.mark.parametrize(
    ("value", "true"),
    [
        (None, False),
        (False, False),
        ("", False),
        ([], False),
        ({}, False),
        (True, True),
        (0, True),
        (0.0, True),
        (" ", True),
        ("false", False),  # XML has only texts
        ([False], True),
        ({"a": 0}, True),
    ],
)
def test_is_true_as_jmespath_has_it(value: Any, true: bool) -> None:
    assert values.is_true(value) is true


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (" a b ", "a b"),
        ("a&lt;b", "a&lt;b"),
        (True, None),
        ("", None),
        (None, None),
        ([], None),
        ({}, None),
    ],
)
def test_exact(value: Any, text: Any) -> None:
    assert values.exact(value) == text


@given(JSON, JSON)
def test_same_is_symmetric_and_holds_for_itself(one: Any, other: Any) -> None:
    assert values.same(one, one)
    assert values.same(one, other) == values.same(other, one)
