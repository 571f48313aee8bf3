# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State rules: every test of a condition, over JSON values and over the texts that XML has for them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model import rules
from ansible_collections.asyncops.jobs.plugins.module_utils._model.definition import normalise
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._model.rules import View

JSON_RECORD = {
    "code": 0, "done": True, "word": "Done", "text": "it has FAILED: disk", "none": None, "empty": "", "items": [],
    "obj": {},
    "when": "0001-01-01T00:00:00Z", "ratio": 1.0,
}  # fmt: skip
# The same as XML would tell it: texts only, and what is null is absent.
XML_RECORD = {
    "code": "0", "done": "true", "word": "Done", "text": "it has FAILED: disk", "empty": "",
    "when": "0001-01-01T00:00:00Z",
    "ratio": "1",
}  # fmt: skip
HEADERS = {"X-State": "Busy", "location": "/jobs/1"}


def conditions(*given_ones: Any) -> list[dict[str, Any]]:
    """Conditions as the engine gets them: validated, written out."""
    base = {"name": "x", "get": "/j/{id}", "state": {"rules": {"when": list(given_ones), "state": "failed"}}}
    result: list[dict[str, Any]] = normalise(base)["state"]["rules"][0]["when"]
    return result


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
    assert rules.holds(conditions(condition), view(record)) is true
    assert rules.any_holds(conditions(condition), view(record)) is true


def test_all_conditions_must_hold_or_any() -> None:
    both = conditions({"path": "word", "equals": "done"}, {"path": "code", "equals": 1})
    assert not rules.holds(both, view(JSON_RECORD))
    assert rules.any_holds(both, view(JSON_RECORD))
    assert not rules.holds([], view(JSON_RECORD))
    assert not rules.any_holds([], view(JSON_RECORD))


def test_an_answer_without_a_code_meets_no_http_status() -> None:
    assert not rules.holds(conditions({"http_status": 200}), View({}, {}))


@pytest.mark.parametrize(
    ("value", "null"),
    [
        (None, True), ("", True), ("  ", True), ([], True), ({}, True), ("0001-01-01", True),
        ("0000-00-00 00:00:00", True),
        (0, False), (False, False), ("0", False), (0.0, False), ([None], False), ("2026-01-01", False),
    ],
)  # fmt: skip
def test_is_null(value: Any, null: bool) -> None:
    assert rules.is_null(value) is null


def test_header() -> None:
    assert rules.header({"Retry-AFTER": "5"}, "retry-after") == "5"
    assert rules.header({}, "x") is None


def provider(**state: Any) -> Provider:
    return Provider({"name": "x", "get": "/j/{id}", "state": state})


def test_rules_come_before_words_and_in_order() -> None:
    made = provider(
        path="s",
        words={"succeeded": "done", "running": "run"},
        rules=[
            {"when": [{"path": "s", "equals": "done"}, {"path": "r", "is_null": True}], "state": "failed",
             "reason": "no result"},
            {"when": {"path": "s", "equals": "done"}, "state": "partial"},
        ],
    )  # fmt: skip
    assert rules.state_of(made, view({"s": "Done"})) == ("failed", "Done", "no result")
    assert rules.state_of(made, view({"s": "done", "r": 1})) == ("partial", "done", "")
    assert rules.state_of(made, view({"s": " RUN "})) == ("running", "RUN", "")
    assert rules.state_of(made, view({"s": "new word"})) == ("unknown", "new word", "")
    assert rules.state_of(made, view({})) == ("unknown", None, "")
    assert rules.state_of(made, view({"s": {"a": 1}})) == ("unknown", None, "")
    assert rules.state_of(made, view(None)) == ("unknown", None, "")


def test_state_by_rules_alone() -> None:
    made = provider(
        rules=[
            {"when": {"http_status": 304}, "state": "running"},
            {"when": {"path": "error"}, "state": "failed"},
            {"when": {"path": "done", "equals": True}, "state": "succeeded"},
            {"when": {"path": "done", "equals": False}, "state": "running"},
        ]
    )
    assert rules.state_of(made, view({}, 304))[0] == "running"
    assert rules.state_of(made, view({"done": True, "error": {"code": 5}}))[0] == "failed"
    assert rules.state_of(made, view({"done": "true"}))[0] == "succeeded"
    assert rules.state_of(made, view({"done": False}))[0] == "running"


def test_a_code_number_or_a_boolean_is_a_word() -> None:
    made = provider(path=["label.name", "code"], words={"running": [1, True], "succeeded": 2})
    assert rules.state_of(made, view({"code": 2}))[:2] == ("succeeded", "2")
    assert rules.state_of(made, view({"code": "1"}))[:2] == ("running", "1")
    assert rules.state_of(made, view({"label": {"name": True}}))[:2] == ("running", "true")


SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text("aAbB01. ", max_size=4)
TESTS = st.fixed_dictionaries(
    {},
    optional={
        "equals": SCALARS.filter(lambda one: one is not None),
        "in": st.lists(SCALARS.filter(lambda one: one is not None), max_size=3),
        "not_in": st.lists(SCALARS.filter(lambda one: one is not None), max_size=3),
        "matches": st.sampled_from(["", "a", "^0", "b$"]),
        "exists": st.booleans(),
        "is_null": st.booleans(),
    },
)


@given(TESTS, st.dictionaries(st.sampled_from("ab"), SCALARS))
def test_json_and_xml_are_judged_alike(test: Any, record: Any) -> None:
    """What JSON tells as numbers and booleans, XML tells as texts; null is absent there."""
    from ansible_collections.asyncops.jobs.plugins.module_utils._model import paths

    as_xml = {key: paths.text_of(value) for key, value in record.items() if value is not None}
    found = conditions({"path": "a", **test})
    assert rules.holds(found, view(record)) == rules.holds(found, view(as_xml))


@given(st.lists(SCALARS.filter(lambda one: one is not None), max_size=4), SCALARS)
def test_in_and_not_in_exclude_each_other(several: Any, value: Any) -> None:
    inside = rules.holds(conditions({"path": "a", "in": several}), view({"a": value}))
    outside = rules.holds(conditions({"path": "a", "not_in": several}), view({"a": value}))
    assert inside != outside if value is not None else not inside and not outside
