# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`delete_after`: each job for itself, a refusal is told, and it never hides what else went wrong."""

from __future__ import annotations

from typing import Any

import pytest

SUBMIT = {"method": "POST", "path": "/run", "reference": {"path": "ids", "as": "id"}}
DELETE = {"method": "DELETE", "path": "/jobs/{id}"}
HELD = {"message": "held by a report"}


def runs(acme: Any, say: Any, ends: dict[str, Any], **definition: Any) -> Any:
    """Jobs by id: the status that each ends with, and the answer to its delete."""
    script: dict[str, Any] = {"POST /run": {"ids": list(ends)}}
    for id, (status, answered) in ends.items():
        script["GET /jobs/%s" % id] = {"id": id, "status": status}
        script["DELETE /jobs/%s" % id] = say(HELD, answered) if answered >= 400 else answered
    error = {"message": "message"}
    return acme(script, submit=SUBMIT, delete=DELETE, job={"id": "id"}, error=error, **definition)


@pytest.mark.parametrize(
    ("answered", "error"),
    [(409, "conflict"), (403, "auth"), (400, "api"), (404, "not_found"), (500, "api")],
)
def test_a_refused_delete_fails_the_task_whose_result_is_safe(
    acme: Any, say: Any, tmp_path: Any, answered: int, error: str
) -> None:
    person = runs(acme, say, {"7": ("done", answered)}, result={"path": "/jobs/{id}/out"})
    person.fake.script["GET /jobs/7/out"] = {"sum": 42}
    dest = tmp_path / "sum.json"
    failed = person.fails("request", error, delete_after="success", dest=str(dest))
    assert "job 7" in failed["msg"] and "held by a report" in failed["msg"]
    assert (failed["changed"], failed["deleted"]) == (True, [])
    assert [one["job_id"] for one in failed["refused"]] == ["7"]
    assert "42" in dest.read_text() and failed["job"]["state"] == "succeeded"


@pytest.mark.parametrize("count", [3, 9])
def test_one_refusal_hinders_no_other(acme: Any, say: Any, count: int) -> None:
    ids = [str(number) for number in range(count)]
    person = runs(acme, say, {id: ("done", 409 if id == "1" else 204) for id in ids})
    failed = person.fails("request", "conflict", delete_after="always")
    assert failed["deleted"] == [id for id in ids if id != "1"]
    assert [one["job_id"] for one in failed["refused"]] == ["1"]


def test_the_failure_of_a_job_is_not_hidden_by_a_refusal(acme: Any, say: Any) -> None:
    person = runs(acme, say, {"7": ("error", 409), "8": ("done", 204)})
    failed = person.fails("request", "job_failed", delete_after="always")
    assert "1 of 2 jobs did not succeed" in failed["msg"] and failed["deleted"] == ["8"]
    assert [one["job_id"] for one in failed["refused"]] == ["7"]
    (said,) = person.warnings
    assert said.startswith("not deleted: job 7:") and "held by a report" in said


@pytest.mark.parametrize("answered", [500, 404, 200])
def test_a_result_that_is_not_safe_keeps_its_job(acme: Any, say: Any, answered: int) -> None:
    person = runs(acme, say, {"7": ("done", 204)}, result={"path": "/jobs/{id}/out"})
    page = say("<html>x</html>", answered, Content_Type="text/html")
    person.fake.script["GET /jobs/7/out"] = page
    failed = person.run("request", delete_after="always", request_retries=0)
    assert failed["failed"] and failed["deleted"] == []
    assert not [line for line in person.fake.lines if line.startswith("DELETE")]


def test_a_job_is_deleted_only_in_the_states_that_the_definition_names(acme: Any, say: Any) -> None:
    person = runs(acme, say, {"7": ("error", 204)})
    person.definition["delete"] = {**DELETE, "states": ["succeeded"]}
    person.fails("request", "job_failed", delete_after="always")
    assert "DELETE /jobs/7" not in person.fake.lines
    (said,) = person.warnings
    assert "only while it is succeeded" in said
