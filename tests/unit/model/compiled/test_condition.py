# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every test of a condition, over JSON values and over the texts that XML has for them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.condition import (
    Condition,
    all_hold,
    any_holds,
    compile_conditions,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._model.values import text_of

JSON_RECORD = {
    "code": 0,
    "done": True,
    "word": "Done",
    "text": "it has FAILED: disk",
    "none": None,
    "empty": "",
    "items": [],
    "obj": {},
    "when": "0001-01-01T00:00:00Z",
    "ratio": 1.0,
}
# The same as XML would tell it: texts only, and what is null is absent.
XML_RECORD = {
    "code": "0", "done": "true", "word": "Done", "text": "it has FAILED: disk", "empty": "",
    "when": "0001-01-01T00:00:00Z",
    "ratio": "1",
}  # fmt: skip
HEADERS = {"X-State": "Busy", "location": "/jobs/1"}


def conditions(*given_ones: Any) -> list[Condition]:
    """Conditions as the engine gets them: validated, compiled."""
    base = {
        "name": "x",
        "get": "/j/{id}",
        "state": {"rules": {"when": list(given_ones), "state": "failed"}},
    }
    return Provider(base).state.rules[0].when


def view(record: Any, status: Any = 200) -> View:
    return View(record, HEADERS, status)


@pytest.mark.parametrize("record", [JSON_RECORD, XML_RECORD], ids=["json", "xml"])
@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ({"path": "word", "equals": "done"}, True),
        ({"path": "word", "equals": "do"}, False),
        ({"path": "code", "equals": 0}, True),
        ({"path": "code", "equals": "0"}, True),
        ({"path": "code", "equals": False}, False),
        ({"path": "done", "equals": True}, True),
        ({"path": "done", "equals": "TRUE"}, True),
        ({"path": "done", "equals": 1}, False),
        ({"path": "ratio", "equals": 1}, True),
        ({"path": "nothing", "equals": ""}, False),
        ({"path": ["nothing", "word"], "equals": "done"}, True),
        ({"path": "word", "in": ["x", "DONE"]}, True),
        ({"path": "word", "in": "done"}, True),
        ({"path": "code", "in": [1, 0]}, True),
        ({"path": "code", "in": [1, 2]}, False),
        ({"path": "nothing", "in": ["None", ""]}, False),
        ({"path": "code", "not_in": [0, ""]}, False),
        ({"path": "code", "not_in": [1]}, True),
        ({"path": "empty", "not_in": [0, ""]}, False),
        ({"path": "nothing", "not_in": [0]}, False),
        ({"path": "code", "contains_other": [0, ""]}, False),
        ({"path": "code", "contains_other": [1]}, True),
        ({"path": "items", "contains_other": [0]}, False),
        ({"path": "nothing", "contains_other": [0]}, False),
        ({"path": "word", "contains_other": ["x"]}, True),
        ({"path": "text", "matches": "failed"}, True),
        ({"path": "text", "matches": "^failed"}, False),
        ({"path": "code", "matches": "^0$"}, True),
        ({"path": "nothing", "matches": ""}, False),
        ({"path": "word"}, True),
        ({"path": "word", "exists": True}, True),
        ({"path": "word", "exists": False}, False),
        ({"path": "none"}, False),
        ({"path": "none", "exists": False}, True),
        ({"path": "nothing", "exists": False}, True),
        ({"path": "empty", "exists": True}, True),
        ({"path": "nothing", "is_null": True}, True),
        ({"path": "none", "is_null": True}, True),
        ({"path": "empty", "is_null": True}, True),
        ({"path": "items", "is_null": True}, True),
        ({"path": "obj", "is_null": True}, True),
        ({"path": "when", "is_null": True}, True),
        ({"path": "code", "is_null": True}, False),
        ({"path": "word", "is_null": False}, True),
        ({"path": "none", "is_null": False}, False),
        ({"path": "word", "exists": True, "equals": "done", "matches": "o"}, True),
        ({"path": "word", "equals": "done", "matches": "x"}, False),
        ({"header": "x-state", "equals": "busy"}, True),
        ({"header": "Location"}, True),
        ({"header": "Retry-After", "exists": False}, True),
        ({"http_status": 200}, True),
        ({"http_status": [202, 200]}, True),
        ({"http_status": 202}, False),
        ({"http_status": 200, "path": "word", "equals": "done"}, True),
        ({"http_status": 202, "path": "word", "equals": "done"}, False),
        ({"http_status": 200, "header": "Location", "matches": "^/jobs/"}, True),
    ],
)
def test_condition(record: Any, condition: Any, true: bool) -> None:
    assert all_hold(conditions(condition), view(record)) is true
    assert any_holds(conditions(condition), view(record)) is true


def test_all_conditions_must_hold_or_any() -> None:
    both = conditions({"path": "word", "equals": "done"}, {"path": "code", "equals": 1})
    assert not all_hold(both, view(JSON_RECORD))
    assert any_holds(both, view(JSON_RECORD))
    assert not all_hold([], view(JSON_RECORD))
    assert not any_holds([], view(JSON_RECORD))


def test_an_answer_without_a_code_meets_no_http_status() -> None:
    assert not all_hold(conditions({"http_status": 200}), View({}, {}))


def test_header() -> None:
    assert View({}, {"Retry-AFTER": "5"}).header("retry-after") == "5"
    assert View({}, {}).header("x") is None
    assert View({}).header("x") is None


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False)
    | st.text("aAbB01. ", max_size=4)
)
TESTS = st.fixed_dictionaries(
    {},
    optional={
        "equals": SCALARS.filter(lambda one: one is not None),
        "in": st.lists(SCALARS.filter(lambda one: one is not None), min_size=1, max_size=3),
        "not_in": st.lists(SCALARS.filter(lambda one: one is not None), min_size=1, max_size=3),
        "matches": st.sampled_from(["", "a", "^0", "b$"]),
        "exists": st.booleans(),
        "is_null": st.booleans(),
    },
)


def xml_of(record: dict[str, Any]) -> dict[str, Any]:
    """What JSON tells as numbers and booleans, XML tells as texts; null is absent there."""
    return {key: text_of(value) for key, value in record.items() if value is not None}


def can_hold(test: Any) -> bool:
    """Whether the tests of a condition do not contradict each other, which is refused."""
    return test.get("exists") is not False or test.keys().isdisjoint(
        ("equals", "not_in", "matches")
    )


@given(TESTS.filter(bool).filter(can_hold), st.dictionaries(st.sampled_from("ab"), SCALARS))
def test_json_and_xml_are_judged_alike(test: Any, record: Any) -> None:
    found = conditions({"path": "a", **test})
    assert all_hold(found, view(record)) == all_hold(found, view(xml_of(record)))


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
        ("0", True),
        ([None], True),
        ({"a": None}, True),
        ("no", True),
        (0.0, True),
    ],
)
def test_a_path_without_a_test_must_be_true(value: Any, true: bool) -> None:
    assert all_hold(conditions({"path": "a"}), view({"a": value})) is true
    assert all_hold(conditions({"header": "X-A"}), View({}, {"x-a": "1"}))


def test_false_is_not_true_in_xml_either() -> None:
    found = conditions({"path": "done"})
    assert all_hold(found, view({"done": False})) == all_hold(found, view(xml_of({"done": False})))


@pytest.mark.parametrize("value", [5, 0, "x"])
def test_expressions_compare_what_no_word_of_ours_does(value: Any) -> None:
    pytest.importorskip("jmespath")
    record = {"done": 3, "total": 3, "v": value}
    assert all_hold(conditions({"path": "done >= total"}), view(record))
    assert not all_hold(conditions({"path": "done > total"}), view(record))
    assert not all_hold(conditions({"path": "done >= nothing"}), view(record))


def test_conditions_tell_whether_they_look_at_the_answer_itself() -> None:
    looks = [{"http_status": 200}, {"header": "A"}, {"path": "a"}]
    assert [one.reads_answer for one in conditions(*looks)] == [True, True, False]
    assert compile_conditions([]) == []


@given(st.lists(SCALARS.filter(lambda one: one is not None), min_size=1, max_size=4), SCALARS)
def test_in_and_not_in_exclude_each_other(several: Any, value: Any) -> None:
    inside = all_hold(conditions({"path": "a", "in": several}), view({"a": value}))
    outside = all_hold(conditions({"path": "a", "not_in": several}), view({"a": value}))
    assert inside != outside if value is not None else not inside and not outside
