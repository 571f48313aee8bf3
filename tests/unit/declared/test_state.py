# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State: ordered rules before words, over any field, header or HTTP code; a second call for the outcome."""

from __future__ import annotations

from typing import Any

import pytest

FLAGS = {
    "rules": [
        {"when": {"path": "done", "equals": False}, "state": "running"},
        {
            "when": [{"path": "done", "equals": True}, {"path": "error", "is_null": False}],
            "state": "failed",
        },
        {"when": {"path": "done", "equals": True}, "state": "succeeded"},
    ]
}
NOT_STARTED = {
    "path": "status",
    "words": {"stopped": "stopped", "running": "running"},
    "rules": [
        {
            "when": [
                {"path": "status", "equals": "stopped"},
                {"path": "started", "in": [0, None, ""]},
            ],
            "state": "queued",
        }
    ],
}
# Fields that are compared with each other, counted, and put beside each other.
WHOLE = {
    "rules": [
        {"when": {"path": "length(parts[?state=='bad']) > `0`"}, "state": "failed"},
        {"when": {"path": "seen && n >= total"}, "state": "succeeded"},
        {"when": {"path": "n < total"}, "state": "running"},
    ]
}
WHOLE_CASES: list[tuple[dict[str, Any], str]] = [
    ({"seen": True, "n": 3, "total": 3, "parts": []}, "succeeded"),
    ({"seen": True, "n": 2, "total": 3, "parts": []}, "running"),
    ({"seen": False, "n": 3, "total": 3, "parts": []}, "unknown"),
    ({"seen": True, "n": 3, "total": 3, "parts": [{"state": "bad"}]}, "failed"),
    ({"seen": True, "n": 3}, "unknown"),
]
# What a condition without a test takes for true: as JMESPath does.
TRUE: list[Any] = [True, 1, 0, "no", {"a": None}, [0]]
NOT_TRUE: list[Any] = [None, False, "", {}, []]
CODES = {
    "path": "code",
    "words": {"queued": 0, "running": [1, 2], "succeeded": 3, "failed": [-1, 4]},
}


@pytest.mark.parametrize(
    ("state", "record", "expected"),
    [
        (FLAGS, {"done": False, "error": None}, "running"),
        (FLAGS, {"done": True, "error": None}, "succeeded"),
        (FLAGS, {"done": True, "error": ""}, "succeeded"),
        (FLAGS, {"done": True}, "succeeded"),
        (FLAGS, {"done": True, "error": "disk full"}, "failed"),
        (FLAGS, {"error": None}, "unknown"),
        (NOT_STARTED, {"status": "stopped", "started": None}, "queued"),
        (NOT_STARTED, {"status": "stopped", "started": 0}, "queued"),
        (NOT_STARTED, {"status": "Stopped"}, "queued"),
        (NOT_STARTED, {"status": "stopped", "started": 1790000000}, "stopped"),
        (CODES, {"code": 0}, "queued"),
        (CODES, {"code": "2"}, "running"),
        (CODES, {"code": 3.0}, "succeeded"),
        (CODES, {"code": -1}, "failed"),
        (CODES, {"code": 77}, "unknown"),
        (
            {"path": "status.label", "words": {"succeeded": "OK"}},
            {"status": {"label": "ok", "id": 3}},
            "succeeded",
        ),
        (
            {"path": ["status.label", "status"], "words": {"succeeded": "OK"}},
            {"status": "Ok"},
            "succeeded",
        ),
        ({"path": "ok", "words": {"succeeded": True, "failed": False}}, {"ok": False}, "failed"),
        (
            {"rules": [{"when": {"path": "text", "matches": "^error|fatal$"}, "state": "failed"}]},
            {"text": "ERROR 3"},
            "failed",
        ),
        (
            {"rules": [{"when": {"path": "exit", "not_in": [0]}, "state": "failed"}]},
            {"exit": 3},
            "failed",
        ),
        ({"rules": [{"when": {"path": "exit", "not_in": [0]}, "state": "failed"}]}, {}, "unknown"),
        (
            {"rules": [{"when": {"path": "log", "exists": False}, "state": "skipped"}]},
            {},
            "skipped",
        ),
        (
            {"rules": [{"when": {"path": "log", "exists": False}, "state": "skipped"}]},
            {"log": ""},
            "unknown",
        ),
        (
            {"rules": [{"when": {"path": "end", "is_null": True}, "state": "skipped"}]},
            {"end": "0001-01-01T00:00:00Z"},
            "skipped",
        ),
        (
            {"rules": [{"when": {"path": "steps[].result", "equals": "bad"}, "state": "failed"}]},
            {"steps": [{"result": "bad"}]},
            "failed",
        ),
        (
            {"rules": [{"when": {"path": "steps[?result=='bad']"}, "state": "failed"}]},
            {"steps": [{"result": "good"}, {"result": "bad"}]},
            "failed",
        ),
        (
            {"rules": [{"when": {"path": "steps[?result=='bad']"}, "state": "failed"}]},
            {"steps": [{"result": "good"}]},
            "unknown",
        ),
        *[(WHOLE, record, expected) for record, expected in WHOLE_CASES],
        *[
            ({"rules": [{"when": {"path": "x"}, "state": "failed"}]}, {"x": value}, "failed")
            for value in TRUE
        ],
        *[
            ({"rules": [{"when": {"path": "x"}, "state": "failed"}]}, {"x": value}, "unknown")
            for value in NOT_TRUE
        ],
    ],
)
def test_states_from_a_record(acme: Any, state: Any, record: Any, expected: str) -> None:
    person = acme({"GET /jobs/7": record}, state=state)
    assert person.job()["state"] == expected


@pytest.mark.parametrize(
    ("status", "phase", "expected"),
    [
        (200, "final", "succeeded"),
        (200, None, "unknown"),
        (202, None, "running"),
        (206, "Final", "partial"),
        (204, None, "stopped"),
    ],
)
def test_states_from_the_http_code_and_headers(
    acme: Any, say: Any, status: int, phase: Any, expected: str
) -> None:
    person = acme(
        {
            "GET /jobs/7": say(
                None if status in (202, 204) else {},
                status,
                **({"X_Phase": phase} if phase else {}),
            )
        },
        state={
            "rules": [
                {"when": {"http_status": 202}, "state": "running"},
                {
                    "when": {"header": "x-phase", "equals": "final", "http_status": [200]},
                    "state": "succeeded",
                },
                {
                    "when": [{"header": "X-Phase", "exists": True}, {"http_status": 206}],
                    "state": "partial",
                },
                {"when": {"http_status": 204}, "state": "stopped"},
            ]
        },
    )
    assert person.job()["state"] == expected


def test_a_rule_says_why(acme: Any) -> None:
    rule = {
        "when": {"path": "result", "is_null": True},
        "state": "partial",
        "reason": "done, but without a result",
    }
    person = acme(
        {"GET /jobs/7": {"status": "done"}},
        state={"path": "status", "rules": [rule], "words": {"succeeded": "done"}},
    )
    assert (person.job()["state"], person.job()["reason"]) == (
        "partial",
        "done, but without a result",
    )


@pytest.mark.parametrize(
    ("outcome", "expected"), [("good", "succeeded"), ("bad", "failed"), ("", "partial")]
)
@pytest.mark.parametrize("many", [False, True])
def test_an_outcome_that_only_a_second_call_tells(
    acme: Any, outcome: str, expected: str, many: bool
) -> None:
    jobs = [{"id": number, "status": "finished"} for number in range(7, 13 if many else 8)]
    script: dict[str, Any] = {"GET /jobs": {"jobs": [*jobs, {"id": 99, "status": "running"}]}}
    for job in jobs:
        script[f"GET /jobs/{job['id']}"] = job
        script[f"GET /jobs/{job['id']}/outcome"] = {"grade": outcome}
    rules = [
        {"when": {"path": "detail.grade", "equals": "good"}, "state": "succeeded"},
        {"when": {"path": "detail.grade", "equals": "bad"}, "state": "failed"},
    ]
    person = acme(
        script,
        get={"path": "/jobs/{id}", "detail": "/jobs/{id}/outcome"},
        job={"id": "id"},
        list={"path": "/jobs", "items": "jobs[]"},
        state={
            "path": "status",
            "words": {"partial": "finished", "running": "running"},
            "rules": rules,
        },
    )
    result = person.ok("wait", job_id=[str(job["id"]) for job in jobs], fail_on=[])
    assert {job["state"] for job in result["jobs"]} == {expected}
    assert [job["state"] for job in person.listed()] == [*[expected] * len(jobs), "running"]
    assert "GET /jobs/99/outcome" not in person.fake.lines


def test_a_word_nobody_lists_is_unknown_and_warned_of_once(acme: Any) -> None:
    person = acme(
        {"GET /jobs/7": [{"status": "Frobbing"}, {"status": "Frobbing"}, {"status": "done"}]}
    )
    assert person.ok("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"
    assert [text for text in person.warnings if "Frobbing" in text] == person.warnings and len(
        person.warnings
    ) == 1


def test_a_status_that_is_not_where_it_was_looked_for_is_told(acme: Any) -> None:
    person = acme(
        {"GET /jobs/7": {"id": 7, "job": {"status": "done"}}},
        state={"path": ["state.name", "status"], "words": {"succeeded": "done"}},
    )
    assert person.job()["state"] == "unknown"
    assert person.warnings == [
        "provider acme: no rule of state holds, and there is no status at 'state.name' or 'status' in the record; it counts as not finished"
    ]
