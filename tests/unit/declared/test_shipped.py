# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definitions that ship, each in a conversation as its system's own documents have it.

Slurm: slurm.schedmd.com/rest_api.html (v0.0.40 and later). AWX: the API guide, api/v2 and its
serializers. Azure: the long-running operations of the REST API guidelines. Jenkins: the remote
access API, queue items and builds. Pulp: pulpproject.org, tasks and task groups. Polling in
general: RFC 7240 section 4.1, RFC 9110 sections 15.3.3 and 15.4.4.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("yaml")


# Slurm


def wrapped(number: int, is_set: bool = True) -> dict[str, Any]:
    """A number as v0.0.40 writes it."""
    return {"set": is_set, "infinite": False, "number": number}


def slurm_job(number: int, *states: str, **more: Any) -> dict[str, Any]:
    """A job as v0.0.40 writes it: a base state and flags."""
    ended = "COMPLETING" not in states and not {"PENDING", "RUNNING"} & set(states)
    return {
        "job_id": number,
        "name": "sleep",
        "partition": "debug",
        "job_state": list(states),
        "state_reason": "None",
        "state_description": "",
        "submit_time": wrapped(1_700_000_000),
        "start_time": wrapped(0 if "PENDING" in states else 1_700_000_005),
        "end_time": wrapped(1_700_000_100 if ended else 0),
        "exit_code": {"status": ["SUCCESS"], "return_code": wrapped(0)},
        **more,
    }


def slurm_answer(*jobs: dict[str, Any]) -> dict[str, Any]:
    """What `job/ID` and `jobs` answer."""
    return {"jobs": list(jobs), "last_update": wrapped(1), "errors": [], "warnings": []}


SLURM = {"username": "me", "token": "jwt-0123456789", "api_version": "v0.0.40"}
SLURM_SUBMIT: dict[str, Any] = {"method": "POST", "path": "job/submit", "body": {"script": "#!/bin/sh\n"}}  # fmt: skip
SUBMITTED = {"job_id": 10, "step_id": "batch", "errors": [], "warnings": []}


@pytest.mark.parametrize(
    "submitted", [SUBMITTED, {"result": {"job_id": 10, "error_code": 0}, "errors": []}]
)
def test_slurm_tells_a_list_of_states_and_wrapped_numbers(shipped: Any, submitted: Any) -> None:
    states = [("PENDING",), ("RUNNING",), ("RUNNING", "COMPLETING"), ("COMPLETED",)]
    looks = [slurm_answer(slurm_job(10, *state)) for state in states]
    person = shipped(
        "slurm",
        {"POST /slurm/v0.0.40/job/submit": submitted, "GET /slurm/v0.0.40/job/10": looks},
    )
    result = person.ok("request", **SLURM_SUBMIT, **SLURM)
    job = result["job"]
    assert (job["state"], job["status"], job["id"]) == ("succeeded", "COMPLETED", "10")
    assert (job["submitted_at"], job["started_at"], job["finished_at"]) == (
        "2023-11-14T22:13:20Z",
        "2023-11-14T22:13:25Z",
        "2023-11-14T22:15:00Z",
    )
    assert len(person.fake.log) == 5  # COMPLETING is not the end
    headers = person.fake.log[0].headers
    assert (headers["X-SLURM-USER-NAME"], headers["X-SLURM-USER-TOKEN"]) == ("me", SLURM["token"])


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["PENDING"], "queued"),
        (["PENDING", "REQUEUED"], "queued"),
        (["PENDING", "LAUNCH_FAILED"], "queued"),
        (["RUNNING", "CONFIGURING"], "queued"),
        (["PENDING", "REQUEUE_HOLD"], "waiting"),
        (["PENDING", "SPECIAL_EXIT"], "waiting"),
        (["RUNNING", "STOPPED"], "waiting"),
        (["SUSPENDED"], "waiting"),
        (["RUNNING", "SIGNALING"], "running"),
        (["COMPLETED", "COMPLETING"], "running"),
        (["CANCELLED", "COMPLETING"], "running"),
        (["COMPLETING", "FAILED"], "running"),
        (["COMPLETED", "STAGE_OUT"], "running"),
        (["NODE_FAIL"], "failed"),
        (["COMPLETED", "LAUNCH_FAILED"], "failed"),
        (["OUT_OF_MEMORY"], "failed"),
        (["CANCELLED", "REVOKED"], "stopped"),
        (["PREEMPTED"], "stopped"),
        (["COMPLETED"], "succeeded"),
        (["SOMETHING_NEW"], "unknown"),
        ([], "unknown"),
        # Up to v0.0.39 it is one word.
        ("COMPLETING", "running"),
        ("REQUEUED", "queued"),
        ("COMPLETED", "succeeded"),
        ("TIMEOUT", "failed"),
        (["COMPLETED", "OUT_OF_MEMORY"], "failed"),
        (["COMPLETED", "CANCELLED"], "stopped"),
        (["COMPLETED", "EXPEDITING"], "succeeded"),
    ],
)
def test_slurm_flags_beside_a_base_state(shipped: Any, states: Any, state: str) -> None:
    record = {**slurm_job(10), "job_state": states}
    script = {
        "GET /slurm/v0.0.40/job/10": slurm_answer(record),
        "GET /slurm/v0.0.40/jobs": slurm_answer(record),
    }
    person = shipped("slurm", script)
    assert person.job("10", **SLURM)["state"] == state
    assert [job["state"] for job in person.listed(**SLURM)] == [state]


def test_slurm_of_several_records_takes_the_one_asked_for(shipped: Any) -> None:
    """Of an array `job/10` answers the tasks, too."""
    jobs = slurm_answer(slurm_job(11, "COMPLETED"), slurm_job(10, "FAILED"))
    person = shipped("slurm", {"GET /slurm/v0.0.40/job/10": jobs})
    assert person.job("10", **SLURM)["state"] == "failed"


def test_slurm_does_not_know_a_job(shipped: Any, say: Any) -> None:
    errors = [{"error_number": 2017, "error": "Invalid job id specified", "source": "slurm_load_job()"}]  # fmt: skip
    person = shipped(
        "slurm", {"GET /slurm/v0.0.40/job/9": say({"jobs": [], "errors": errors}, 500)}
    )
    assert person.ok("info", job_id=["9"], **SLURM)["missing"] == ["9"]


def test_slurm_refuses_a_submit_with_its_words(shipped: Any, say: Any) -> None:
    errors = [{"error_number": 2000, "error": "Unspecified error", "description": "Batch job submission failed"}]  # fmt: skip
    answer = {"job_id": 0, "result": {"job_id": 0}, "errors": errors}
    person = shipped("slurm", {"POST /slurm/v0.0.40/job/submit": say(answer, 500)})
    failed = person.run("request", **SLURM_SUBMIT, **SLURM)
    assert failed["failed"] and failed["jobs"] == []


# Azure

LATER = "?api-version=2024-03-01"


def test_azure_moves_its_location(shipped: Any, say: Any) -> None:
    """Each 202 names the next Location; the old one is gone then."""
    gone = say({"error": {"code": "NotFound", "message": "moved on"}}, 404)

    def on(name: str) -> Any:
        return say(None, 202, Location=f"BASE/operations/{name}{LATER}", Retry_After="7")

    script = {
        "POST /vm/start": on("a"),
        "GET /operations/a": [on("b"), gone],
        "GET /operations/b": [on("c"), gone],
        "GET /operations/c": say({"properties": {"value": 42}}),
    }
    person = shipped("azure_lro", script)
    result = person.ok("request", method="POST", path=f"vm/start{LATER}", token="secret-token")
    assert (result["job"]["state"], result["result"]) == ("succeeded", {"value": 42})
    assert person.fake.lines == [
        f"POST /vm/start{LATER}",
        *(f"GET /operations/{name}{LATER}" for name in "abc"),
    ]
    assert person.sleeps == [7.0, 7.0, 7.0]


def test_azure_that_times_out_tells_where_it_moved_to(shipped: Any, say: Any) -> None:
    script = {
        "POST /vm/start": say(None, 202, Location="BASE/operations/a"),
        "GET /operations/a": [say(None, 202, Location="BASE/operations/b"), 404],
        "GET /operations/b": say(None, 202, Retry_After="1"),
    }
    person = shipped("azure_lro", script)
    failed = person.fails(
        "request", "timeout", method="POST", path="vm/start", token="t0ken", wait_timeout=5
    )
    assert failed["job"]["href"].endswith("/operations/b")
    # The old one is gone, the new one is waited for again.
    person.fake.script["GET /operations/b"] = [{"status": "Succeeded"}]
    again = person.ok("wait", job_id=[failed["job"]["href"]], token="t0ken")
    assert again["jobs"][0]["state"] == "succeeded"


@pytest.mark.parametrize(
    ("last", "state"),
    [
        ({"status": "Succeeded", "properties": {"output": 3}}, "succeeded"),
        ({"status": "Failed", "error": {"code": "X", "message": "quota"}}, "failed"),
        ({"status": "Canceled"}, "stopped"),
    ],
)
def test_azure_status_monitor_stays_where_it_is(
    shipped: Any, say: Any, last: Any, state: str
) -> None:
    """Headers of the monitor's own answers name other things: what is asked stays the same."""
    wrong = {"Location": "BASE/result", "Azure-AsyncOperation": "BASE/operations/wrong"}
    script = {
        "DELETE /vm": say(None, 202, Azure_AsyncOperation="BASE/operations/1", Location="BASE/res"),
        "GET /operations/1": [
            say({"status": "InProgress"}, 200, **wrong),
            say({"status": "InProgress"}, 202, **wrong),
            say(last, 200, **wrong),
        ],
    }
    person = shipped("azure_lro", script)
    result = person.run("request", method="DELETE", path="vm", token="secret-token")
    assert result["job"]["state"] == state and bool(result.get("failed")) is (state != "succeeded")
    assert person.fake.lines[1:] == ["GET /operations/1"] * 3


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, {"id": "x", "properties": {"provisioningState": "Succeeded"}}, "succeeded"),
        (200, {"id": "x"}, "succeeded"),
        (204, None, "succeeded"),
        (200, {"id": "x", "properties": {"provisioningState": "Updating"}}, None),
        (201, {"id": "x", "properties": {"provisioningState": "Creating"}}, None),
        (202, None, None),
    ],
)
def test_azure_answers_that_name_no_operation(
    shipped: Any, say: Any, status: int, body: Any, result: str | None
) -> None:
    """A resource that is still being made is no result."""
    person = shipped("azure_lro", {"PUT /vm": say(body, status)})
    got = person.run("request", method="PUT", path="vm", body={}, token="secret-token")
    if result:
        assert got["job"]["state"] == result and not got.get("failed")
    else:
        assert (got["failed"], got["error"], got["jobs"]) == (True, "api", [])


# Jenkins

JENKINS = {"username": "me", "password": "11aa22bb33"}
BUILD: dict[str, Any] = {"method": "POST", "path": "job/APP/build", **JENKINS}


def queue_item(**more: Any) -> dict[str, Any]:
    """A queue item; `executable` names the build that it became."""
    return {
        "_class": "hudson.model.Queue$LeftItem",
        "id": 1942,
        "blocked": False,
        "stuck": False,
        "why": None,
        "cancelled": False,
        "task": {"name": "APP"},
        "url": "queue/item/1942/",
        **more,
    }


def build(**more: Any) -> dict[str, Any]:
    """A build."""
    whole = {"number": 12, "url": "BASE/job/APP/12/", "fullDisplayName": "APP #12"}
    return {**whole, "artifacts": [], "timestamp": 1_700_000_000_000, "duration": 0, **more}


NAMED_BUILD = queue_item(executable={"number": 12, "url": "BASE/job/APP/12/"})


def jenkins_script(say: Any, waits: int, absent: int, result: str = "SUCCESS") -> dict[str, Any]:
    """A build that is so many looks in the queue, and then so many not there although named."""
    quiet = queue_item(why="In the quiet period. Expires in 4.9 sec")
    not_there = say("<html>Error 404 Not Found</html>", 404)
    return {
        "POST /job/APP/build": say(None, 201, Location="BASE/queue/item/1942/"),
        "GET /queue/item/1942/api/json": [*([quiet] * waits), NAMED_BUILD],
        "GET /job/APP/12/api/json": [
            *([not_there] * absent),
            build(building=True, result=None),
            build(building=False, result=result, duration=5000),
        ],
    }


@pytest.mark.parametrize("waits", [1, 3, 30])  # 30: far beyond the grace after the submit
@pytest.mark.parametrize("absent", [0, 1, 2])
def test_jenkins_names_a_build_that_is_not_there_yet(
    shipped: Any, say: Any, waits: int, absent: int
) -> None:
    person = shipped("jenkins", jenkins_script(say, waits, absent))
    result = person.ok("request", **BUILD)
    job = result["job"]
    assert (job["state"], job["status"], job["id"]) == ("succeeded", "SUCCESS", "job/APP/12")
    assert person.fake.lines.count("POST /job/APP/build") == 1


def test_jenkins_names_the_project_instead_of_an_item(shipped: Any, say: Any) -> None:
    person = shipped("jenkins", {"POST /job/a/build": say(None, 201, Location="BASE/job/a/")})
    failed = person.run("request", method="POST", path="job/a/build", **JENKINS)
    assert (failed["error"], failed["changed"]) == ("api", True) and "was expected" in failed["msg"]
    assert person.fake.lines == ["POST /job/a/build"]


def test_jenkins_build_that_never_comes_is_lost(shipped: Any, say: Any) -> None:
    script = jenkins_script(say, 1, 0)
    script["GET /job/APP/12/api/json"] = say("<html>404</html>", 404)
    person = shipped("jenkins", script)
    failed = person.fails("request", "job_failed", **BUILD)
    assert failed["job"]["state"] == "lost" and sum(person.sleeps) > 10


def test_jenkins_item_whose_build_is_not_there_yet_is_told_as_queued(
    shipped: Any, say: Any
) -> None:
    person = shipped("jenkins", jenkins_script(say, 0, 9))
    job = person.job("queue/item/1942", **JENKINS)
    assert (job["state"], job["id"]) == ("queued", "queue/item/1942")


def test_jenkins_unstable_is_partial_and_says_so(shipped: Any, say: Any) -> None:
    person = shipped("jenkins", jenkins_script(say, 1, 0, "UNSTABLE"))
    result = person.ok("request", **BUILD)
    assert (result["job"]["state"], result["job"]["reason"]) == (
        "partial",
        "the system calls it UNSTABLE",
    )
    assert any("UNSTABLE" in warning for warning in person.warnings)


# RFC 7240


def test_a_303_leads_to_the_result(shipped: Any, say: Any) -> None:
    script = {
        "POST /run": say({}, 202, Location="/poll/abc"),
        "GET /poll/abc": [
            say({"status": "queued"}, 202),
            say({"status": "executing"}, 202),
            say(None, 303, Location="/get/abc"),
        ],
        "GET /get/abc": {"query_result": [1, 2, 3]},
    }
    person = shipped("rfc7240", script)
    result = person.ok("request", method="POST", path="run", token="secret-token")
    assert (result["job"]["state"], result["result"]) == (
        "succeeded",
        {"query_result": [1, 2, 3]},
    )


def test_a_303_that_leads_nowhere_is_no_success(shipped: Any, say: Any) -> None:
    script = {
        "POST /run": say({}, 202, Location="/poll/abc"),
        "GET /poll/abc": say(None, 303),
    }
    person = shipped("rfc7240", script)
    failed = person.run("request", method="POST", path="run", token="t0ken", wait_timeout=5)
    assert failed["failed"] and failed["job"]["state"] == "unknown"


@pytest.mark.parametrize(
    ("status", "result"), [(200, {"sum": 3}), (200, [1, 2]), (200, []), (204, None)]
)
def test_the_monitor_answers_the_result_itself(
    shipped: Any, say: Any, status: int, result: Any
) -> None:
    script = {
        "POST /run": say(None, 202, Location="/poll/abc"),
        "GET /poll/abc": [say(None, 202), say(result, status)],
    }
    got = shipped("rfc7240", script).ok("request", method="POST", path="run", token="t0ken")
    assert (got["job"]["state"], got["result"]) == ("succeeded", result)


# AWX

AWX = {"token": "awx-token-1"}
API = "/api/v2"
# path of the launch, status of its answer, the key of the id, the new job's URL
LAUNCHES = [
    ("job_templates/7/launch", 201, "job", "jobs/11"),
    ("workflow_job_templates/8/launch", 201, "workflow_job", "workflow_jobs/12"),
    ("projects/3/update", 202, "project_update", "project_updates/13"),
    ("inventory_sources/4/update", 202, "inventory_update", "inventory_updates/14"),
    ("system_job_templates/2/launch", 201, "system_job", "system_jobs/15"),
    ("ad_hoc_commands", 201, "ad_hoc_command", "ad_hoc_commands/16"),
    ("jobs/10/relaunch", 201, "job", "jobs/17"),
    ("bulk/job_launch", 201, "", "workflow_jobs/18"),
]


def awx_record(url: str, status: str, **more: Any) -> dict[str, Any]:
    """A job of any kind."""
    kind, number = url.split("/")
    whole = {"id": int(number), "type": kind.rstrip("s"), "url": f"{API}/{url}/", "name": "x"}
    return {**whole, "status": status, "job_explanation": "", "result_traceback": "", **more}


def awx_script(say: Any, launch: str, status: int, key: str, url: str, end: str) -> dict[str, Any]:
    """A launch and the looks at what it started; there is nothing below jobs/ but jobs."""
    answer = {**awx_record(url, "pending"), "ignored_fields": {}}
    if key:
        answer[key] = answer["id"]
    record = awx_record(url, end, result_stdout="out", elapsed=2.5)
    return {
        f"POST {API}/{launch}/": say(answer, status, Location=f"{API}/{url}/"),
        f"GET {API}/{url}/": [awx_record(url, "running"), record],
        f"GET {API}/{url}/stdout/": say("out"),
    }


@pytest.mark.parametrize(("launch", "status", "key", "url"), LAUNCHES)
def test_awx_launch_is_followed_at_its_own_url(
    shipped: Any, say: Any, launch: str, status: int, key: str, url: str
) -> None:
    person = shipped("awx", awx_script(say, launch, status, key, url, "successful"))
    result = person.ok("request", method="POST", path=f"{launch}/", **AWX)
    assert (result["job"]["state"], result["job"]["href"]) == ("succeeded", f"{API}/{url}/")
    assert person.fake.lines.count(f"GET {API}/{url}/") == 2
    assert result["result"] == (None if "workflow" in url else "out")


@pytest.mark.parametrize(("launch", "status", "key", "url"), LAUNCHES)
def test_awx_job_of_any_kind_fails_with_a_reason(
    shipped: Any, say: Any, launch: str, status: int, key: str, url: str
) -> None:
    script = awx_script(say, launch, status, key, url, "failed")
    script[f"GET {API}/{url}/"][1]["job_explanation"] = "Previous Task Failed: project_update 1"
    failed = shipped("awx", script).fails("request", "job_failed", method="POST", path=f"{launch}/", **AWX)  # fmt: skip
    assert "Previous Task Failed" in failed["msg"]


def test_awx_updates_all_sources_of_an_inventory(shipped: Any, say: Any) -> None:
    urls = ["inventory_updates/21", "inventory_updates/22"]
    started = [
        {**awx_record(url, "started"), "inventory_source": number} for number, url in enumerate(urls)
    ]  # fmt: skip
    script = {f"POST {API}/inventories/1/update_inventory_sources/": say(started, 202)}
    script.update({f"GET {API}/{url}/": awx_record(url, "successful") for url in urls})
    script.update({f"GET {API}/{url}/stdout/": say("out") for url in urls})
    person = shipped("awx", script)
    path = "inventories/1/update_inventory_sources/"
    result = person.ok("request", method="POST", path=path, **AWX)
    assert [job["href"] for job in result["jobs"]] == [f"{API}/{url}/" for url in urls]


def test_awx_template_is_no_job_although_it_has_a_status(shipped: Any, say: Any) -> None:
    template = {"id": 9, "type": "job_template", "url": f"{API}/job_templates/9/", "status": "successful"}  # fmt: skip
    script = {
        f"POST {API}/job_templates/": say(template, 201),
        f"GET {API}/job_templates/9/": template,
    }
    failed = shipped("awx", script).fails("request", "api", method="POST", path="job_templates/", **AWX)  # fmt: skip
    assert "job_templates/9" in failed["msg"]


# Pulp

PULP = {"username": "admin", "password": "pulp-password"}
TASK = "/pulp/api/v3/tasks/0193/"
GROUP = "/pulp/api/v3/task-groups/0194/"
SYNC: dict[str, Any] = {"method": "POST", "path": "repositories/rpm/rpm/1/sync/", **PULP}


def pulp_task(state: str, **more: Any) -> dict[str, Any]:
    """A task; its progress reports are no reasons."""
    report = {"message": "Downloading Metadata Files", "code": "sync.downloading", "state": state}
    whole = {"pulp_href": TASK, "name": "pulp_rpm.app.tasks.synchronizing.synchronize"}
    return {
        **whole,
        "state": state,
        "error": None,
        "created_resources": [],
        "progress_reports": [{**report, "total": None, "done": 6}],
        **more,
    }


def pulp_script(say: Any, last: dict[str, Any]) -> dict[str, Any]:
    """A sync that is answered with a task."""
    return {
        "POST /pulp/api/v3/repositories/rpm/rpm/1/sync/": say({"task": TASK}, 202),
        f"GET {TASK}": [pulp_task("waiting"), pulp_task("running"), last],
    }


@pytest.mark.parametrize(
    ("state", "error", "ours", "reason"),
    [
        ("failed", {"traceback": "...", "description": "404, message='Not Found'"}, "failed", "404, message='Not Found'"),
        ("failed", {"reason": "Worker has gone missing."}, "failed", "Worker has gone missing."),
        ("canceled", {"reason": "Aborted during worker shutdown."}, "stopped", "Aborted during worker shutdown."),
        ("canceled", None, "stopped", None),
        ("skipped", None, "skipped", None),
    ],
)  # fmt: skip
def test_pulp_reasons(
    shipped: Any, say: Any, state: str, error: Any, ours: str, reason: str | None
) -> None:
    person = shipped("pulp", pulp_script(say, pulp_task(state, error=error)))
    failed = person.fails("request", "job_failed", **SYNC)
    assert (failed["job"]["state"], failed["job"]["reason"]) == (ours, reason)
    assert "Downloading" not in failed["msg"]


def test_pulp_sync_completes(shipped: Any, say: Any) -> None:
    made = ["/pulp/api/v3/repositories/rpm/rpm/1/versions/1/"]
    person = shipped("pulp", pulp_script(say, pulp_task("completed", created_resources=made)))
    result = person.ok("request", **SYNC)
    assert (result["job"]["state"], result["result"]) == ("succeeded", made)


def test_pulp_task_is_found_by_its_id(shipped: Any, say: Any) -> None:
    script = {
        f"GET {TASK}": pulp_task("running"),
        f"PATCH {TASK}": say(pulp_task("canceling"), 202),
    }
    person = shipped("pulp", script)
    assert person.job("0193", **PULP)["state"] == "running"
    person.ok("stop", job_id=["0193"], **PULP)
    (asked,) = [sent for sent in person.fake.log if sent.method == "PATCH"]
    assert asked.json == {"state": "canceled"}


def pulp_group(dispatched: bool = True, **counts: int) -> dict[str, Any]:
    """A group of tasks, told by counts."""
    zero = ("waiting", "skipped", "running", "completed", "canceled", "failed", "canceling")
    whole = {"pulp_href": GROUP, "description": "Import of x", "all_tasks_dispatched": dispatched}
    reports = [{"message": "Importing", "code": "import", "state": "running", "done": 1}]
    return {
        **whole,
        **dict.fromkeys(zero, 0),
        **counts,
        "group_progress_reports": reports,
        "tasks": [],
    }


@pytest.mark.parametrize(
    ("last", "state", "reason"),
    [
        (pulp_group(completed=3), "succeeded", None),
        (pulp_group(completed=2, failed=1), "failed", "a task of the group failed"),
        (pulp_group(completed=2, canceled=1), "stopped", "a task of the group was canceled"),
        (pulp_group(skipped=3), "skipped", None),
    ],
)
def test_pulp_group_of_tasks(
    shipped: Any, say: Any, last: Any, state: str, reason: str | None
) -> None:
    looks = [
        pulp_group(dispatched=False),
        pulp_group(dispatched=False, completed=1),  # more tasks are to come
        pulp_group(waiting=1, completed=1, failed=1),
        pulp_group(running=1, completed=1, failed=1),
        pulp_group(canceling=1, completed=2),
        last,
    ]
    script = {
        "POST /pulp/api/v3/importers/core/pulp/1/imports/": say({"task_group": GROUP}, 202),
        f"GET {GROUP}": looks,
    }
    person = shipped("pulp", script)
    result = person.run("request", method="POST", path="importers/core/pulp/1/imports/", **PULP)
    assert (result["job"]["state"], result["job"]["reason"]) == (state, reason)
    assert (result["job"]["name"], result["job"]["href"]) == ("Import of x", GROUP)
    assert person.fake.lines.count(f"GET {GROUP}") == 6


def test_pulp_group_is_cancelled_at_its_url(shipped: Any, say: Any) -> None:
    script = {
        f"GET {GROUP}": [pulp_group(running=1), pulp_group(canceled=1)],
        f"PATCH {GROUP}": say(pulp_group(canceling=1), 202),
    }
    result = shipped("pulp", script).ok("stop", job_id=[GROUP], wait=True, **PULP)
    assert result["jobs"][0]["state"] == "stopped"


@pytest.mark.parametrize(
    ("name", "body", "id", "state"),
    [
        ("jenkins", {"id": 12, "url": "queue/item/12/", "why": "x"}, "queue/item/12", "queued"),
        ("jenkins", {"url": "http://j/job/a/3/", "result": "SUCCESS"}, "job/a/3", "succeeded"),
        ("awx", {"id": 3, "url": "/api/v2/workflow_jobs/3/", "status": "failed"}, "3", "failed"),
        ("pulp", {"pulp_href": "/pulp/api/v3/tasks/u/", "state": "running"}, "u", "running"),
        ("azure_lro", {"status": "Succeeded"}, "JOB_ID", "succeeded"),
        ("slurm", {"jobs": [{"job_id": 5, "job_state": ["COMPLETED"]}]}, "5", "succeeded"),
    ],
)
def test_a_sample_names_its_job_itself(
    shipped: Any, name: str, body: Any, id: str, state: str
) -> None:
    job = shipped(name, {}).ok("explain", sample={"body": body})["reads_as"]["job"]
    assert (job["id"], job["state"]) == (id, state)
