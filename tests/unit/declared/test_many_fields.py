# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What real servers forced: ids of several fields, states that fields tell together, second calls
that answer a text."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

# Ids made of several fields, or that are a URL

AIRFLOW = {
    "submit": {"reference": {"path": "join('/', [dag_id, dag_run_id])", "as": "id"}},
    "parts": "^(?P<dag>[^/]+)/(?P<run>.+)$",
    "get": "/dags/{part.dag}/dagRuns/{part.run}",
    "list": {"path": "/dags/~/dagRuns", "items": "dag_runs[]"},
    "stop": {
        "method": "PATCH",
        "path": "/dags/{part.dag}/dagRuns/{part.run}",
        "body": {"state": "failed"},
        "stopped_as": ["failed"],
    },
    "state": {
        "path": "state",
        "words": {"running": "running", "succeeded": "success", "failed": "failed"},
    },
    "job": {"id": "join('/', [dag_id, dag_run_id])"},
}
RUN = "manual__2026-11-29T02:03:04+00:00"
AT = "/dags/etl/dagRuns/manual__2026-11-29T02%3A03%3A04%2B00%3A00"


def run_of(state: str) -> dict[str, str]:
    """A run of a DAG as its own record."""
    return {"dag_id": "etl", "dag_run_id": RUN, "state": state}


def test_an_id_of_two_fields_goes_all_the_way(acme: Any) -> None:
    person = acme(
        {
            "POST /dags/etl/dagRuns": run_of("queued"),
            f"GET {AT}": [run_of("running"), run_of("success"), run_of("running")],
            f"PATCH {AT}": run_of("failed"),
            "GET /dags/~/dagRuns": {"dag_runs": [run_of("running"), {**run_of("success"), "dag_id": "b"}]},
        },
        **AIRFLOW,
    )  # fmt: skip
    job = person.ok("request", method="POST", path="dags/etl/dagRuns", body={})["job"]
    assert (job["id"], job["state"]) == (f"etl/{RUN}", "succeeded")
    assert [one["id"] for one in person.listed()] == [f"etl/{RUN}", f"b/{RUN}"]
    person.fake.script[f"GET {AT}"] = [run_of("running"), run_of("failed")]
    assert person.ok("stop", job_id=[job["id"]], wait=True)["stopped"] == [job["id"]]
    assert person.ok("info", job_id=["etl"])["missing"] == ["etl"]  # no id of this form


GID = "gid://shop/BulkOperation/7"


def test_an_id_that_is_a_url(acme: Any) -> None:
    """GraphQL: the id goes into the variables, as it is; its braces are doubled."""
    operation = {"id": GID, "status": "done"}
    query = "query($id: ID!) {{ node(id: $id) {{ id status }} }}"
    person = acme(
        {
            "POST /graphql": lambda sent: (
                {"data": {"node": operation}}
                if sent.json.get("variables") == {"id": GID}
                else {"data": {"run": {"operation": {**operation, "status": "queued"}}}}
            )
        },
        submit={"path": "/graphql", "reference": {"path": "data.run.operation.id", "as": "id"}},
        get={
            "method": "POST",
            "path": "/graphql",
            "body": {"query": query, "variables": {"id": "{id}"}},
            "record": "data.node",
        },
        job={"id": "id"},
    )
    mutation = {"query": "mutation { run { operation { id status } } }"}
    job = person.ok("request", method="POST", body=mutation)["job"]
    assert (job["id"], job["state"]) == (GID, "succeeded")
    assert person.fake.log[-1].json["query"] == "query($id: ID!) { node(id: $id) { id status } }"


# The order of lists is not assumed


@pytest.mark.parametrize("order", [(1, 3, 2), (3, 2, 1), (1, 2, 3)])
def test_the_latest_of_a_history_in_any_order(acme: Any, order: tuple[int, ...]) -> None:
    words = {1: "queued", 2: "running", 3: "done"}
    history = [{"seq": number, "status": words[number]} for number in order]
    person = acme(
        {"GET /jobs/7": {"history": history}},
        state={
            "path": "max_by(history, &seq).status",
            "words": {"queued": "queued", "running": "running", "succeeded": "done"},
        },
    )
    assert person.job()["state"] == "succeeded"


# Fields that tell the state together

COUNTS = [
    {"when": {"path": "length(tasks[?state=='error']) > `1`"}, "state": "failed", "reason": "two"},
    {"when": {"path": "length(tasks[?state=='error']) == `1`"}, "state": "partial"},
    {"when": {"path": "tasks && length(tasks) == length(tasks[?ended])"}, "state": "succeeded"},
    {"when": {"path": "done < total"}, "state": "running"},
    {"when": {"path": "done >= total"}, "state": "succeeded"},
]


def task(state: str) -> dict[str, Any]:
    """A child of a job."""
    return {"state": state, "ended": state != "active"}


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ({"done": 3, "total": 7}, "running"),
        ({"done": 7, "total": 7}, "succeeded"),
        ({"tasks": [task("ok"), task("active")], "done": 1, "total": 2}, "running"),
        ({"tasks": [task("ok"), task("ok")]}, "succeeded"),
        ({"tasks": [task("ok"), task("error")]}, "partial"),
        ({"tasks": [task("error"), task("error"), task("active")]}, "failed"),
        ({"tasks": [], "done": 0, "total": 0}, "succeeded"),
        ({}, "unknown"),
    ],
)
def test_rules_that_compare_fields_and_count_children(acme: Any, record: Any, state: str) -> None:
    person = acme({"GET /jobs/7": record}, state={"rules": COUNTS})
    assert person.job()["state"] == state


@pytest.mark.parametrize("fail_on", [None, ["failed", "partial"]])
def test_a_job_that_has_ended_without_telling_how(acme: Any, fail_on: Any) -> None:
    """scrapyd: a process that is over is over; `partial` ends the wait and says why."""
    rule = {
        "when": {"path": "currstate", "equals": "finished"},
        "state": "partial",
        "reason": "it has ended; the system does not tell how",
    }
    person = acme(
        {"GET /jobs/7": [{"currstate": "running"}, {"currstate": "finished"}]},
        state={"path": "currstate", "rules": [rule], "words": {"running": "running"}},
    )
    options = {} if fail_on is None else {"fail_on": fail_on}
    result = person.run("wait", job_id=["7"], **options)
    assert bool(result.get("failed")) is (fail_on is not None)
    assert result["jobs"][0]["state"] == "partial"
    told = result.get("msg") or " ".join(person.warnings)
    assert "it has ended; the system does not tell how" in told


# Second calls

LOG = {"path": "/jobs/{id}/log", "headers": {"Accept": "text/plain"}}


@pytest.mark.parametrize(
    ("log", "state"),
    [
        ("Building\nFinished: SUCCESS\n", "succeeded"),
        ("Building\nFinished: FAILURE\n", "failed"),
        ("x" * 9000 + "\nFinished: SUCCESS\n", "succeeded"),
        ("Building\n", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_text_as_detail_with_rules_on_it(acme: Any, log: str, state: str) -> None:
    rules = [
        {"when": {"path": "ends_with(detail || '', 'Finished: SUCCESS\n')"}, "state": "succeeded"},
        {"when": {"path": "detail", "matches": "finished: fail"}, "state": "failed"},
    ]
    person = acme(
        {"GET /jobs/7": {"id": 7, "over": True}, "GET /jobs/7/log": log},
        get={"path": "/jobs/{id}", "detail": {**LOG, "when": {"path": "over"}}},
        state={"rules": rules},
    )
    assert person.job()["state"] == state


def test_progress_from_another_call_while_the_job_runs(acme: Any) -> None:
    person = acme(
        {
            "GET /jobs/7": [{"status": "queued"}, {"status": "running"}, {"status": "done"}],
            "GET /jobs/7/progress": {"percent": 40},
        },
        get={
            "path": "/jobs/{id}",
            "detail": {"path": "/jobs/{id}/progress", "when": {"path": "status", "equals": "running"}},
        },
        job={"progress": "detail.percent"},
    )  # fmt: skip
    assert [person.job()["progress"] for _look in range(3)] == [None, 40.0, None]
    assert person.fake.lines.count("GET /jobs/7/progress") == 1


@pytest.mark.parametrize("ok", [[], [200, 404]])
@pytest.mark.parametrize("verb", ["info", "wait"])
def test_a_detail_that_is_not_there_says_nothing_of_the_job(acme: Any, ok: Any, verb: str) -> None:
    """The job has just been found: it is neither missing nor lost."""
    person = acme(
        {"GET /jobs/7": {"status": "done"}},
        get={"path": "/jobs/{id}", "detail": {"path": "/jobs/{id}/report", "ok": ok}},
    )
    result = person.run(verb, job_id=["7"])
    if ok:
        assert result["jobs"][0]["state"] == "succeeded"
        return
    assert result["failed"] and result["error"] == "api"
    assert "job 7 is there, but what get.detail asks for is not" in result["msg"]
    assert not result.get("missing") and "lost" not in result["msg"]


def test_an_id_with_a_slash_in_a_path_of_its_own(acme: Any) -> None:
    """Without `parts` the id is one segment, slash and all."""
    person = acme({}, job={"id": "join('/', [a, b])"})
    person.fake.script["GET /jobs/x%2Fy"] = {"a": "x", "b": "y", "status": "done"}
    assert person.job("x/y")["id"] == unquote("x%2Fy")
