# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`once` with the five systems: what their lists tell of a submit that nobody heard the answer of."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.tests.unit.systems import SYSTEMS

RANGE = {"body": {"start": "2026-09-01", "end": "2026-09-02"}}
# Submits of which the list tells that they are others, where it does.
OTHERS: dict[str, dict[str, Any]] = {
    "adverity": {"body": {"start": "2026-09-01", "end": "2026-09-03"}},
    "alteryx": {"path": "workflows/66eb0c1f3d6200007e000a02/jobs"},
    "commvault": {"path": "Subclient/7/action/backup"},
    "illumio": {"path": "orgs/1/workloads"},
}


def params_of(system: str, tmp_path: pathlib.Path) -> dict[str, Any]:
    """A submit with a key."""
    return {
        **SYSTEMS[system].submit, **(RANGE if system == "adverity" else {}),
        "once": "key", "once_dir": str(tmp_path / "once"), "wait": False,
    }  # fmt: skip


def start(world: Any, system: str, params: Any) -> str:
    """A job of somebody else."""
    result = world.ok("request", system, **{**params, "once": None})
    return str(result["job"]["id"])


def cut_off(world: Any, system: str, params: Any, drop: str) -> None:
    """A run that hears no answer."""
    method = params.get("method", "GET")
    world[system].fault(method=method, path=params["path"], drop=drop, times=1)
    failed = world.run("request", system, **params, request_retries=4)
    assert failed["error"] == "transport", failed
    world[system].clear_faults()


@pytest.mark.parametrize("drop", ["after", "headers"])
@pytest.mark.parametrize("system", NAMES)
def test_a_job_that_was_started_is_found(
    world: Any, tmp_path: pathlib.Path, system: str, drop: str
) -> None:
    params = params_of(system, tmp_path)
    former = start(world, system, params)  # the same, a moment before
    before = set(world[system].jobs)
    cut_off(world, system, params, drop)
    ours = set(world[system].jobs) - before
    strangers = {start(world, system, {**params, **OTHERS[system]})} if system in OTHERS else set()
    world.clock.advance(600)
    strangers.add(start(world, system, params))  # the same, when ours must have been sent
    again = world.ok("request", system, **params)
    assert {again["job"]["id"]} == ours and again["job"]["id"] not in {former, *strangers}
    assert (again["resumed"], again["changed"]) == (True, False)
    assert set(world[system].jobs) - before - strangers == ours


@pytest.mark.parametrize("system", NAMES)
def test_a_job_that_was_not_started_is_not_taken_from_others(
    world: Any, tmp_path: pathlib.Path, system: str
) -> None:
    params = params_of(system, tmp_path)
    start(world, system, params)
    cut_off(world, system, params, "before")
    if system in OTHERS:
        start(world, system, {**params, **OTHERS[system]})
    world.clock.advance(600)
    start(world, system, params)
    failed = world.fails("request", system, "api", **params)
    assert "no job that it can have started" in failed["msg"]
    assert "once_unknown: submit" in failed["msg"]
    before = set(world[system].jobs)
    again = world.ok("request", system, **params, once_unknown="submit")
    assert set(world[system].jobs) - before == {again["job"]["id"]}


@pytest.mark.parametrize("system", NAMES)
def test_of_several_none_is_taken(world: Any, tmp_path: pathlib.Path, system: str) -> None:
    params = params_of(system, tmp_path)
    cut_off(world, system, params, "headers")
    other = start(world, system, params)
    failed = world.fails("request", system, "api", **params)
    assert "2 jobs that it may have started" in failed["msg"] and other in failed["msg"]


def test_a_request_of_which_the_list_tells_nothing_is_not_looked_for(
    world: Any, tmp_path: pathlib.Path
) -> None:
    params = {**params_of("commvault", tmp_path), "path": "v2/vsa/vm/abc/backup"}
    cut_off(world, "commvault", params, "body")
    failed = world.fails("request", "commvault", "api", **params)
    assert "cannot find such a job in its list" in failed["msg"]


def task_of(operation: Any, *entities: dict[str, Any]) -> dict[str, Any]:
    """A request to CreateTask as the vendor's own client sends it."""
    sub_task = {"subTask": {"subTaskType": 2, "operationType": operation}}
    info = {"associations": list(entities), "task": {"taskType": 1}, "subTasks": [sub_task]}
    return {"method": "POST", "path": "CreateTask", "body": {"taskInfo": info}}


CLIENT = {"clientId": 4, "subclientId": 9}
NAMED = {"clientName": "ftestvm2"}


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        (task_of(2, CLIENT), task_of(2, {**CLIENT, "clientId": 6})),
        (task_of(2, CLIENT), task_of(2, {**CLIENT, "subclientId": 8})),
        (task_of("BACKUP", CLIENT), task_of("RESTORE", CLIENT)),
        (task_of(1001, CLIENT), task_of(2, CLIENT)),
        (task_of(2, NAMED), task_of(2, {"clientName": "cmadvm2"})),
    ],
)
def test_a_task_of_commvault_is_found_by_its_client_and_type(
    world: Any, tmp_path: pathlib.Path, ours: Any, other: Any
) -> None:
    options = {"once": "key", "once_dir": str(tmp_path / "once"), "wait": False}
    params = {**ours, **options}
    former = start(world, "commvault", params)
    before = set(world["commvault"].jobs)
    cut_off(world, "commvault", params, "headers")
    (job,) = set(world["commvault"].jobs) - before
    start(world, "commvault", {**other, **options})
    again = world.ok("request", "commvault", **params)
    assert again["job"]["id"] == job != former and again["resumed"] is True


@pytest.mark.parametrize(
    "request_",
    [
        task_of(2),
        task_of(2, CLIENT, {"clientId": 6}),
        task_of(2, {"backupsetName": "x"}),
        task_of(None, CLIENT),
        {**task_of(2, CLIENT), "body": "<TMMsg_CreateTaskReq/>", "body_format": "raw"},
    ],
)
def test_a_task_that_says_too_little_or_starts_several_is_left_to_the_user(
    world: Any, tmp_path: pathlib.Path, request_: Any
) -> None:
    params = {**request_, "once": "key", "once_dir": str(tmp_path / "once"), "wait": False}
    cut_off(world, "commvault", params, "headers")
    failed = world.fails("request", "commvault", "api", **params)
    assert "cannot find such a job in its list" in failed["msg"]


@pytest.mark.parametrize(("path", "key"), [("orgs/1/labels", "requested_by"), (None, "created_by")])
def test_a_job_of_illumio_that_somebody_else_asked_for_is_not_taken(
    world: Any, tmp_path: pathlib.Path, path: str | None, key: str
) -> None:
    params = params_of("illumio", tmp_path)
    if path is None:
        query = {"query_name": "q", "start_date": "2026-11-01T00:00:00Z",
                 "end_date": "2026-11-02T00:00:00Z", "sources": {"include": [], "exclude": []},
                 "destinations": {"include": [], "exclude": []},
                 "services": {"include": [], "exclude": []}, "policy_decisions": ["blocked"]}  # fmt: skip
        path = "orgs/1/traffic_flows/async_queries"
        params.update(method="POST", body=query)
    params["path"] = path
    cut_off(world, "illumio", params, "before")
    world["illumio"].next_job(fields={key: {"href": "/users/9"}})
    other = start(world, "illumio", params)
    fresh = {**params, "once": "another"}
    world.clock.advance(3600)
    known = world.ok("request", "illumio", **fresh)["job"]["id"]
    failed = world.fails("request", "illumio", "api", **params)
    assert "no job that it can have started" in failed["msg"], (other, known)
