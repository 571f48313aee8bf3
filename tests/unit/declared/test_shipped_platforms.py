# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Airflow, Databricks, Elasticsearch tasks and LXD of the catalogue, in conversations as their
documents have them: the OpenAPI document of Airflow 3.3, the Jobs API of Databricks, the task
management API of Elasticsearch, the operations of LXD's REST API.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("yaml")
pytest.importorskip("jmespath")

# Airflow

RUN = "manual__2026-11-29T08:00:00+00:00"
AT = "/api/v2/dags/etl/dagRuns/manual__2026-11-29T08%3A00%3A00%2B00%3A00"
TRIGGER: dict[str, Any] = {
    "method": "POST",
    "path": "dags/etl/dagRuns",
    "body": {"logical_date": None, "conf": {"a": 1}},
}
AIRFLOW = {"token": "airflow-jwt-token"}


def dag_run(state: str, run: str = RUN, **more: Any) -> dict[str, Any]:
    """A run of a DAG."""
    times = {"queued_at": "2026-11-29T08:00:00.1Z", "start_date": "2026-11-29T08:00:01Z"}
    whole = {"dag_id": "etl", "dag_run_id": run, "run_type": "manual", "state": state, **times}
    return {**whole, "end_date": None, **more}


def test_airflow_runs_a_dag(shipped: Any) -> None:
    entries = [
        {"key": "return_value", "task_id": "load", "map_index": -1},
        {"key": "note", "task_id": "load", "map_index": -1},
    ]
    script = {
        "POST /api/v2/dags/etl/dagRuns": dag_run("queued"),
        f"GET {AT}": [dag_run("running"), dag_run("success", end_date="2026-11-29T08:01:00Z")],
        f"GET {AT}/taskInstances/~/xcomEntries": {"xcom_entries": entries, "total_entries": 2},
        f"GET {AT}/taskInstances/load/xcomEntries/return_value": {"key": "return_value", "value": {"rows": 3}},
    }  # fmt: skip
    person = shipped("airflow", script)
    result = person.ok("request", **TRIGGER, **AIRFLOW)
    job = result["job"]
    assert (job["id"], job["state"], job["name"]) == (f"etl/{RUN}", "succeeded", "etl")
    assert job["finished_at"] == "2026-11-29T08:01:00Z" and result["result"] == {"rows": 3}
    assert person.fake.log[0].json == {"logical_date": None, "conf": {"a": 1}}


def test_airflow_logs_in_where_there_is_no_token(shipped: Any, say: Any) -> None:
    script = {"POST /auth/token": say({"access_token": "jwt-1"}, 201), f"GET {AT}": dag_run("running")}  # fmt: skip
    person = shipped("airflow", script)
    assert person.job(f"etl/{RUN}", username="me", password="pw-12345")["state"] == "running"
    assert person.fake.log[-1].headers["Authorization"] == "Bearer jwt-1"


def test_airflow_2_has_basic_authentication(shipped: Any) -> None:
    person = shipped("airflow", {f"GET {AT.replace('v2', 'v1')}": dag_run("failed")})
    job = person.job(f"etl/{RUN}", username="me", password="pw-12345", api_version="v1")
    assert job["state"] == "failed"
    assert person.fake.log[-1].headers["Authorization"].startswith("Basic ")


def test_airflow_fails_and_names_the_task(shipped: Any) -> None:
    tasks = [{"task_id": "load", "state": "failed"}, {"task_id": "extract", "state": "success"}]
    script = {
        "POST /api/v2/dags/etl/dagRuns": dag_run("queued"),
        f"GET {AT}": dag_run("failed"),
        f"GET {AT}/taskInstances": {"task_instances": tasks, "total_entries": 2},
    }
    failed = shipped("airflow", script).fails("request", "job_failed", **TRIGGER, **AIRFLOW)
    assert "task load is failed" in failed["msg"]


def test_airflow_refuses(shipped: Any, say: Any) -> None:
    detail = [{"type": "missing", "loc": ["body", "logical_date"], "msg": "Field required"}]
    script = {"POST /api/v2/dags/etl/dagRuns": say({"detail": detail}, 422)}
    failed = shipped("airflow", script).fails("request", "api", **TRIGGER, **AIRFLOW)
    assert "Field required" in failed["msg"]


def test_airflow_takes_a_key_once(shipped: Any, say: Any) -> None:
    """A run id that there is already is a 409, which does not name the run."""
    taken = say({"detail": {"reason": "Unique constraint violation"}}, 409)
    new = dag_run("queued", "nightly", queued_at=None, start_date=None)
    done = {**new, "state": "success"}
    script = {
        "POST /api/v2/dags/etl/dagRuns": [new, taken],
        "GET /api/v2/dags/etl/dagRuns/nightly": done,
        "GET /api/v2/dags/etl/dagRuns/nightly/taskInstances/~/xcomEntries": {"xcom_entries": []},
    }
    person = shipped("airflow", script)
    once = {**TRIGGER, **AIRFLOW, "once": "nightly"}
    assert person.ok("request", **once)["changed"] is True
    assert person.fake.log[0].json["dag_run_id"] == "nightly"
    again = person.ok("request", **once)
    assert (again["resumed"], again["job"]["id"]) == (True, "etl/nightly")


def test_airflow_lists_stops_deletes_and_does_not_know(shipped: Any, say: Any) -> None:
    script = {
        "GET /api/v2/dags/~/dagRuns": {"dag_runs": [dag_run("running")], "total_entries": 1},
        "GET /api/v2/dags/etl/dagRuns": {"dag_runs": [dag_run("queued")], "total_entries": 1},
        f"GET {AT}": [dag_run("running"), dag_run("failed")],
        f"PATCH {AT}": dag_run("failed"),
        f"DELETE {AT}": say(None, 204),
        "GET /api/v2/dags/etl/dagRuns/no": say({"detail": "The DagRun was not found"}, 404),
    }
    person = shipped("airflow", script)
    assert [job["state"] for job in person.listed(**AIRFLOW)] == ["running"]
    filters = {"dag_id": "etl", "state": ["queued", "running"]}
    assert [job["id"] for job in person.listed(filters=filters, **AIRFLOW)] == [f"etl/{RUN}"]
    assert "state=queued&state=running" in person.fake.lines[-1]
    stopped = person.ok("stop", job_id=[f"etl/{RUN}"], wait=True, **AIRFLOW)
    assert stopped["stopped"] == [f"etl/{RUN}"]
    (asked,) = [sent for sent in person.fake.log if sent.method == "PATCH"]
    assert asked.json == {"state": "failed"}
    assert person.ok("delete", job_id=[f"etl/{RUN}"], **AIRFLOW)["deleted"] == [f"etl/{RUN}"]
    assert person.ok("info", job_id=["etl/no"], **AIRFLOW)["missing"] == ["etl/no"]


# Databricks

BRICKS = {"token": "dapi-databricks"}
RUN_NOW: dict[str, Any] = {"method": "POST", "path": "jobs/run-now", "body": {"job_id": 7}}


def bricks(life: str, result: str | None = None, message: str = "", **more: Any) -> dict[str, Any]:
    """A run."""
    state = {"life_cycle_state": life, "state_message": message}
    if result:
        state["result_state"] = result
    ended = life == "TERMINATED"
    return {
        "run_id": 42,
        "job_id": 7,
        "run_name": "etl",
        "run_type": "JOB_RUN",
        "state": state,
        "start_time": 1_700_000_000_000,
        "end_time": 1_700_000_060_000 if ended else 0,
        "run_duration": 60_000 if ended else 0,
        "tasks": [{"task_key": "load", "run_id": 43}],
        **more,
    }


def test_databricks_runs_a_job(shipped: Any) -> None:
    script = {
        "POST /api/2.2/jobs/run-now": {"run_id": 42, "number_in_job": 42},
        "GET /api/2.2/jobs/runs/get?run_id=42": [
            bricks("PENDING"), bricks("RUNNING"), bricks("TERMINATING", "SUCCESS"), bricks("TERMINATED", "SUCCESS"),
        ],
        "GET /api/2.2/jobs/runs/get-output?run_id=43": {"notebook_output": {"result": "done"}},
    }  # fmt: skip
    person = shipped("databricks", script)
    result = person.ok("request", **RUN_NOW, **BRICKS)
    job = result["job"]
    assert (job["id"], job["state"], job["duration"]) == ("42", "succeeded", 60.0)
    assert job["finished_at"] == "2023-11-14T22:14:20Z"
    assert result["result"] == {"notebook_output": {"result": "done"}}


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (bricks("QUEUED"), "queued"),
        (bricks("BLOCKED"), "queued"),
        (bricks("WAITING_FOR_RETRY"), "queued"),
        (bricks("TERMINATED", "FAILED"), "failed"),
        (bricks("TERMINATED", "TIMEDOUT"), "failed"),
        (bricks("TERMINATED", "UPSTREAM_FAILED"), "failed"),
        (bricks("TERMINATED", "CANCELED"), "stopped"),
        (bricks("TERMINATED", "SUCCESS_WITH_FAILURES"), "partial"),
        (bricks("TERMINATED", "EXCLUDED"), "skipped"),
        (bricks("SKIPPED", message="active already"), "skipped"),
        (bricks("INTERNAL_ERROR", "FAILED"), "failed"),
        (bricks("INTERNAL_ERROR"), "failed"),
        (bricks("TERMINATED"), "unknown"),
        ({"run_id": 42, "status": {"state": "WAITING"}}, "queued"),
        ({"run_id": 42, "status": {"state": "TERMINATING"}}, "running"),
        ({"run_id": 42, "status": {"state": "TERMINATED", "termination_details": {"code": "SUCCESS"}}}, "succeeded"),
        ({"run_id": 42, "status": {"state": "TERMINATED", "termination_details": {"code": "USER_CANCELED"}}}, "stopped"),
        ({"run_id": 42, "status": {"state": "TERMINATED", "termination_details": {"code": "DRIVER_ERROR"}}}, "failed"),
        ({"run_id": 42, "status": {"state": "TERMINATED"}}, "unknown"),
    ],
)  # fmt: skip
def test_databricks_states(shipped: Any, record: Any, state: str) -> None:
    person = shipped("databricks", {"GET /api/2.2/jobs/runs/get?run_id=42": record})
    assert person.job("42", **BRICKS)["state"] == state


def test_databricks_fails_with_its_message(shipped: Any) -> None:
    script = {
        "POST /api/2.2/jobs/run-now": {"run_id": 42},
        "GET /api/2.2/jobs/runs/get?run_id=42": bricks("TERMINATED", "FAILED", "Task load failed"),
    }
    failed = shipped("databricks", script).fails("request", "job_failed", **RUN_NOW, **BRICKS)
    assert "Task load failed" in failed["msg"]


def test_databricks_takes_a_key_once(shipped: Any) -> None:
    script = {
        "POST /api/2.2/jobs/run-now": {"run_id": 42},
        "GET /api/2.2/jobs/runs/get?run_id=42": bricks("TERMINATED", "SUCCESS", tasks=[]),
    }
    person = shipped("databricks", script)
    person.ok("request", once="nightly", **RUN_NOW, **BRICKS)
    assert person.fake.log[0].json == {"job_id": 7, "idempotency_token": "nightly"}


def test_databricks_lists_stops_deletes_and_does_not_know(shipped: Any, say: Any) -> None:
    pages = {
        "GET /api/2.2/jobs/runs/list?limit=25": {"runs": [bricks("RUNNING")], "next_page_token": "t"},
        "GET /api/2.2/jobs/runs/list?limit=25&page_token=t": {"runs": [{**bricks("PENDING"), "run_id": 41}]},
    }  # fmt: skip
    no = {"error_code": "INVALID_PARAMETER_VALUE", "message": "Run 9 does not exist."}
    ended = bricks("TERMINATED", "CANCELED")
    script = {
        **pages,
        "GET /api/2.2/jobs/runs/get?run_id=42": [bricks("RUNNING"), ended],
        "POST /api/2.2/jobs/runs/cancel": {},
        "POST /api/2.2/jobs/runs/delete": {},
        "GET /api/2.2/jobs/runs/get?run_id=9": say(no, 400),
    }
    person = shipped("databricks", script)
    assert [job["id"] for job in person.listed(**BRICKS)] == ["42", "41"]
    result = person.ok("stop", job_id=["42"], wait=True, **BRICKS)
    assert result["jobs"][0]["state"] == "stopped"
    assert person.ok("delete", job_id=["42"], **BRICKS)["deleted"] == ["42"]
    asked = [sent.json for sent in person.fake.log if sent.method == "POST"]
    assert asked == [{"run_id": 42}, {"run_id": 42}]
    assert person.ok("info", job_id=["9"], **BRICKS)["missing"] == ["9"]


# Elasticsearch

ID = "oTUltX4IQMOUUVeiohTt8A:124"
TASK_AT = "/_tasks/oTUltX4IQMOUUVeiohTt8A%3A124"
REINDEX: dict[str, Any] = {"method": "POST", "path": "_reindex", "body": {"source": {"index": "a"}}}
ELASTIC = {"token": "elastic-api-key"}


def es_task(completed: bool, cancelled: bool = False, **more: Any) -> dict[str, Any]:
    """What `_tasks/ID` answers."""
    task = {
        "node": "oTUltX4IQMOUUVeiohTt8A",
        "id": 124,
        "action": "indices:data/write/reindex",
        "description": "reindex from [a] to [b]",
        "start_time_in_millis": 1_700_000_000_000,
        "cancellable": True,
        "cancelled": cancelled,
        "status": {"total": 10, "created": 3, "updated": 1, "deleted": 1},
    }
    return {"completed": completed, "task": task, **more}


DONE = {"took": 5, "timed_out": False, "total": 10, "failures": []}


def test_elasticsearch_reindexes(shipped: Any) -> None:
    script = {
        "POST /_reindex?wait_for_completion=false": {"task": ID},
        f"GET {TASK_AT}": [es_task(False), es_task(True, response=DONE)],
    }
    person = shipped("elasticsearch_tasks", script)
    result = person.ok("request", **REINDEX, **ELASTIC)
    job = result["job"]
    assert (job["id"], job["state"], job["progress"]) == (ID, "succeeded", 50.0)
    assert (job["name"], result["result"]) == ("reindex from [a] to [b]", DONE)
    assert person.fake.log[0].headers["Authorization"] == "ApiKey elastic-api-key"


FAILURE = {"index": "b", "cause": {"type": "mapper", "reason": "failed to parse field"}}


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (es_task(False, cancelled=True), "stopping", None),
        (es_task(True, error={"type": "index_not_found_exception", "reason": "no such index [a]"}), "failed", "no such index [a]"),
        (es_task(True, error={"type": "task_cancelled_exception", "reason": "by user"}), "stopped", "by user"),
        (es_task(True, response={**DONE, "canceled": "by user request"}), "stopped", "by user request"),
        (es_task(True, response={**DONE, "failures": [FAILURE]}), "failed", "failed to parse field"),
        (es_task(True, response={**DONE, "timed_out": True}), "partial", "some of its requests timed out"),
        (es_task(True, response={"_shards": {"total": 2, "failed": 1}}), "partial", "it failed on some shards"),
        (es_task(True, response={"_shards": {"total": 2, "failed": 0}}), "succeeded", None),
        (es_task(True), "unknown", None),
    ],
)  # fmt: skip
def test_elasticsearch_ends(shipped: Any, answer: Any, state: str, reason: str | None) -> None:
    person = shipped("elasticsearch_tasks", {f"GET {TASK_AT}": answer})
    job = person.job(ID, **ELASTIC)
    assert (job["state"], job["reason"]) == (state, reason)


def test_elasticsearch_lists_stops_and_does_not_know(shipped: Any, say: Any) -> None:
    task = es_task(False)["task"]
    no = {"error": {"type": "resource_not_found_exception", "reason": "task isn't running"}}
    script = {
        "GET /_tasks": {"tasks": [task, {**task, "id": 125, "parent_task_id": ID}]},
        f"GET {TASK_AT}": [es_task(False), es_task(True, response={**DONE, "canceled": "by user"})],
        f"POST {TASK_AT}/_cancel": {"nodes": {}},
        "GET /_tasks/n%3A9": say({**no, "status": 404}, 404),
    }
    person = shipped("elasticsearch_tasks", script)
    assert [(job["id"], job["state"]) for job in person.listed(**ELASTIC)] == [(ID, "running")]
    assert person.fake.log[0].query["group_by"] == "none"
    assert "*reindex" in person.fake.log[0].query["actions"]
    result = person.ok("stop", job_id=[ID], wait=True, **ELASTIC)
    assert result["jobs"][0]["state"] == "stopped"
    assert person.ok("info", job_id=["n:9"], **ELASTIC)["missing"] == ["n:9"]


# LXD

OPERATION = "/1.0/operations/a40f5541-5e98"
START: dict[str, Any] = {"method": "PUT", "path": "instances/c1/state", "body": {"action": "start"}}


def operation(status: str, code: int, err: str = "", **more: Any) -> dict[str, Any]:
    """An operation as LXD wraps it."""
    whole = {"id": "a40f5541-5e98", "class": "task", "description": "Starting instance"}
    times = {"created_at": "2026-11-29T08:00:00.5Z", "updated_at": "2026-11-29T08:00:01.5Z"}
    metadata = {**whole, **times, "status": status, "status_code": code, "err": err, **more}
    return {"type": "sync", "status": "Success", "status_code": 200, "metadata": metadata}


def accepted(say: Any) -> Any:
    """The answer of a request that goes on in the background."""
    begun = operation("Running", 103)["metadata"]
    whole = {"type": "async", "status": "Operation created", "status_code": 100}
    return say({**whole, "operation": OPERATION, "metadata": begun}, 202, Location=OPERATION)


def test_lxd_starts_an_instance(shipped: Any, say: Any) -> None:
    """A wait is told of the end; that its time is up is no end."""
    late = say({"type": "error", "error": "context deadline exceeded", "error_code": 500}, 500)
    looks = [late, operation("Running", 103), operation("Success", 200)]
    script = {"PUT /1.0/instances/c1/state": accepted(say), f"GET {OPERATION}/wait": looks}
    script[f"GET {OPERATION}"] = operation("Running", 103)
    person = shipped("lxd", script)
    result = person.ok("request", **START)
    job = result["job"]
    assert (job["state"], job["name"], job["submitted_at"]) == (
        "succeeded",
        "Starting instance",
        "2026-11-29T08:00:00.500000Z",
    )
    assert f"GET {OPERATION}/wait?timeout=15" in person.fake.lines


def test_lxd_does_it_at_once(shipped: Any) -> None:
    answer = {"type": "sync", "status": "Success", "status_code": 200, "metadata": {}}
    person = shipped("lxd", {"PATCH /1.0/instances/c1": answer})
    result = person.ok("request", method="PATCH", path="instances/c1", body={})
    assert result["job"]["state"] == "succeeded"


@pytest.mark.parametrize(
    ("status", "code", "err", "state"),
    [
        ("Failure", 400, "Image not found", "failed"),
        ("Cancelled", 401, "", "stopped"),
        ("Failure", 400, "context canceled", "stopped"),
    ],
)
def test_lxd_ends(shipped: Any, say: Any, status: str, code: int, err: str, state: str) -> None:
    ended = operation(status, code, err)
    script = {"PUT /1.0/instances/c1/state": accepted(say), f"GET {OPERATION}": ended}
    script[f"GET {OPERATION}/wait"] = ended
    failed = shipped("lxd", script).fails("request", "job_failed", **START)
    assert failed["job"]["state"] == state and err in failed["msg"]


def test_lxd_lists_stops_and_does_not_know(shipped: Any, say: Any) -> None:
    running, done = operation("Running", 103)["metadata"], operation("Success", 200)["metadata"]
    no = {"type": "error", "error": "Operation not found", "error_code": 404}
    script = {
        "GET /1.0/operations": {"metadata": {"running": [running], "success": [{**done, "id": "b"}]}},
        f"GET {OPERATION}": [operation("Running", 103), operation("Cancelled", 401)],
        f"GET {OPERATION}/wait": operation("Cancelled", 401),
        f"DELETE {OPERATION}": {"type": "sync", "status": "Success", "status_code": 200},
        "GET /1.0/operations/no": say(no, 404),
    }  # fmt: skip
    person = shipped("lxd", script)
    assert [job["state"] for job in person.listed()] == ["running", "succeeded"]
    result = person.ok("stop", job_id=["a40f5541-5e98"], wait=True)
    assert result["jobs"][0]["state"] == "stopped"
    assert person.ok("info", job_id=["no"])["missing"] == ["no"]
