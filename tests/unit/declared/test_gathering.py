# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results that lie in the looks at a job, whose place moves on with each."""

from __future__ import annotations

import json
from typing import Any

import pytest

CALL = {"method": "POST", "path": "run"}
DEFINITION = {
    "submit": {"reference": {"path": "next", "as": "href"}},
    "get": {"path": "{href}", "moves": {"path": "next"}},
    "result": {"gather": "data"},
}


def look(status: str, after: str | None, *rows: Any) -> dict[str, Any]:
    return {
        "status": status,
        **({"next": after} if after else {}),
        **({"data": [*rows]} if rows else {}),
    }


FIRST = {"POST /run": look("queued", "BASE/q/1")}
WHOLE = {
    **FIRST,
    "GET /q/1": look("queued", "BASE/q/2"),
    "GET /q/2": [503, look("running", "/q/3", [1], [2])],
    "GET /q/3": ["drop", look("running", "BASE/q/4", [3])],
    "GET /q/4": look("done", None),
}


def test_rows_in_the_looks(acme: Any, tmp_path: Any) -> None:
    """A look that failed is made again where it stood; each of the others is made once."""
    person = acme(WHOLE, **DEFINITION)
    assert person.ok("request", **CALL)["result"] == [[1], [2], [3]]
    asked = [line for line in person.fake.lines if line.startswith("GET")]
    assert asked == ["GET /q/1", "GET /q/2", "GET /q/2", "GET /q/3", "GET /q/3", "GET /q/4"]
    person = acme(WHOLE, **DEFINITION)
    person.ok("request", dest=f"{tmp_path}/rows", **CALL)
    assert json.loads((tmp_path / "rows").read_text()) == [[1], [2], [3]]


@pytest.mark.parametrize(("more", "rows"), [
    ({"GET /q/2": look("done", None, 1)}, [1]),
    ({"GET /q/2": look("done", None)}, []),
    # A submit may bring the first rows.
    ({"POST /run": look("running", "BASE/q/1", 0), "GET /q/2": look("done", None, 1)}, [0, 1]),
    # The last state comes before the last rows.
    ({"GET /q/2": look("done", "BASE/q/3", 1), "GET /q/3": look("done", "BASE/q/4", 2), "GET /q/4": look("done", None, 3)}, [1, 2, 3]),
    # One place that is asked several times has its rows once.
    ({"GET /q/2": [look("running", "BASE/q/2", 1), look("running", "BASE/q/2", 1, 2), look("done", None, 1, 2)]}, [1, 2]),
    ({"GET /q/2": [look("running", "BASE/q/2", 1), look("done", "BASE/q/2", 1, 2)]}, [1, 2]),
])  # fmt: skip
def test_where_rows_may_be(acme: Any, more: Any, rows: list[int]) -> None:
    person = acme({**FIRST, "GET /q/1": look("queued", "BASE/q/2"), **more}, **DEFINITION)
    assert person.ok("request", **CALL)["result"] == rows


@pytest.mark.parametrize(("more", "error", "told"), [
    ({"GET /q/2": look("done", "BASE/q/3", 1), "GET /q/3": 404}, "not_found", "result was not fetched"),
    ({"GET /q/2": look("done", "BASE/q/3", 1), "GET /q/3": look("error", None)}, "api", "error"),
    ({"GET /q/2": look("error", None, 1)}, "job_failed", "failed"),
    ({"GET /q/2": look("done", "http://elsewhere.example.com/q/3", 1)}, "api", "elsewhere.example.com"),
    ({"GET /q/2": look("running", "/q/3", "x" * 2000), "GET /q/3": look("done", None, "x" * 2000)}, "decode", "max_size"),
])  # fmt: skip
def test_rows_that_are_not_whole_are_no_result(acme: Any, more: Any, error: str, told: str) -> None:
    person = acme({**FIRST, "GET /q/1": look("queued", "BASE/q/2"), **more}, **DEFINITION)
    failed = person.fails("request", error, max_size="3k", **CALL)
    assert told in failed["msg"] and failed["result"] is None


def test_parts_without_an_end(acme: Any, say: Any) -> None:
    def serve(sent: Any) -> Any:
        number = int(sent.target.rpartition("/")[2])
        return look("done", f"/q/{number + 1}")

    script = {**FIRST, **{f"GET /q/{number}": serve for number in range(1, 40)}}
    assert "no end" in acme(script, **DEFINITION).fails("request", "decode", **CALL)["msg"]


def test_results_of_looks_are_fetched_later_by_their_first_place(acme: Any) -> None:
    person = acme(
        {"GET /q/1": look("done", "/q/2", 1), "GET /q/2": look("done", None, 2)}, **DEFINITION
    )
    assert person.ok("result", job_id=["/q/1"])["result"] == [1, 2]
