# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a job: rules before words, words in any case, a word that nobody lists."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.state import StateReader
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider


def view(record: Any, status: Any = 200) -> View:
    return View(record, {"X-State": "Busy", "location": "/jobs/1"}, status)


def reader(**state: Any) -> StateReader:
    return Provider({"name": "x", "get": "/j/{id}", "state": state}).state


def test_rules_come_before_words_and_in_order() -> None:
    made = reader(
        path="s",
        words={"succeeded": "done", "running": "run"},
        rules=[
            {
                "when": [{"path": "s", "equals": "done"}, {"path": "r", "is_null": True}],
                "state": "failed",
                "reason": "no result",
            },
            {"when": {"path": "s", "equals": "done"}, "state": "partial"},
        ],
    )
    assert made.read(view({"s": "Done"})) == ("failed", "Done", "no result")
    assert made.read(view({"s": "done", "r": 1})) == ("partial", "done", "")
    assert made.read(view({"s": " RUN "})) == ("running", "RUN", "")
    assert made.read(view({"s": "new word"})) == ("unknown", "new word", "")
    assert made.read(view({})) == ("unknown", None, "")
    assert made.read(view({"s": {"a": 1}})) == ("unknown", None, "")
    assert made.read(view(None)) == ("unknown", None, "")


def test_state_by_rules_alone() -> None:
    made = reader(
        rules=[
            {"when": {"http_status": 202}, "state": "running"},
            {"when": {"path": "error"}, "state": "failed"},
            {"when": {"path": "done", "equals": True}, "state": "succeeded"},
            {"when": {"path": "done", "equals": False}, "state": "running"},
        ]
    )
    assert made.read(view({}, 202))[0] == "running"
    assert made.read(view({"done": True, "error": {"code": 5}}))[0] == "failed"
    assert made.read(view({"done": "true"}))[0] == "succeeded"
    assert made.read(view({"done": False}))[0] == "running"


def test_a_code_number_or_a_boolean_is_a_word() -> None:
    made = reader(path=["label.name", "code"], words={"running": [1, True], "succeeded": 2})
    assert made.read(view({"code": 2}))[:2] == ("succeeded", "2")
    assert made.read(view({"code": "1"}))[:2] == ("running", "1")
    assert made.read(view({"label": {"name": True}}))[:2] == ("running", "true")


@pytest.mark.parametrize(
    ("spec", "reads"),
    [
        ({"rules": [{"when": {"path": "a"}, "state": "failed"}]}, False),
        ({"rules": [{"when": [{"path": "a"}, {"http_status": 202}], "state": "stopped"}]}, True),
        ({"rules": [{"when": {"header": "A"}, "state": "stopped"}]}, True),
        ({"path": "s", "words": {"failed": "x"}}, False),
    ],
)
def test_it_tells_whether_it_looks_at_the_answer_itself(spec: Any, reads: bool) -> None:
    assert reader(**spec).reads_answer is reads


def test_why_a_state_is_unknown() -> None:
    made = reader(path=["a", "b"], words={"failed": "x"})
    assert made.why_unknown("slurm", "new") == (
        "provider slurm does not list the status 'new'; it counts as not finished"
    )
    assert made.why_unknown("slurm", "") == (
        "provider slurm: no rule of state holds, and there is no status at 'a' or 'b' in the"
        " record; it counts as"
        " not finished"
    )
    made = reader(rules=[{"when": {"path": "a"}, "state": "failed"}])
    assert "state has no path and words in the record" in made.why_unknown("slurm", "")
