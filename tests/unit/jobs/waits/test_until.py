# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits that end before the jobs do: `wait_until`, and `waiting` in `fail_on`."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import TERMINAL
from ansible_collections.asyncops.jobs.tests.unit.declared.conftest import answer

WORDS = {
    "queued": "new", "running": "running", "waiting": "held", "stopping": "ending",
    "succeeded": "done", "failed": "error", "stopped": "ended",
}  # fmt: skip
STATE = {"path": "status", "words": WORDS}
LIST = {"path": "/jobs", "items": "jobs[]"}
STOP = {"method": "POST", "path": "/jobs/{id}/stop"}
NEEDED = ["failed", "waiting"]


def record(one: int, status: str) -> dict[str, Any]:
    """What the system says of a job."""
    return {"id": one, "status": status}


def looks(one: int, *statuses: str) -> dict[str, Any]:
    """A job that shows these, one after the other."""
    return {f"GET /jobs/{one}": [record(one, status) for status in statuses]}


def listed(*rounds: dict[int, str]) -> dict[str, Any]:
    """A list that shows these, one after the other."""
    pages = [{"jobs": [record(*item) for item in states.items()]} for states in rounds]
    return {"GET /jobs": pages}


# wait_until


@pytest.mark.parametrize("status", ["new", "running", "held", "ending"])
def test_a_wait_ends_at_the_state_that_is_enough(scene: Any, status: str) -> None:
    before = "running" if status == "new" else "new"
    one = scene(looks(7, before, before, status, "error"), state=STATE)
    state = next(state for state, word in WORDS.items() if word == status)
    result = one.run("wait", job_id=["7"], wait_until=[state])
    assert (result["jobs"][0]["state"], result["timed_out"]) == (state, False)
    assert "failed" not in result
    assert len(one.lines) == 3


@pytest.mark.parametrize("until", [[], ["stopping"], ["succeeded"], list(TERMINAL)])
def test_the_terminal_states_end_a_wait_whatever_is_enough(scene: Any, until: list[str]) -> None:
    one = scene(looks(7, "new", "running", "held", "done"), state=STATE)
    result = one.run("wait", job_id=["7"], wait_until=until)
    assert (result["jobs"][0]["state"], result["timed_out"]) == ("succeeded", False)


def test_a_job_that_failed_before_it_was_seen_to_begin_has_failed(scene: Any) -> None:
    one = scene(looks(7, "new", "error"), state=STATE)
    result = one.run("wait", job_id=["7"], wait_until=["running"])
    assert result["error"] == "job_failed"


def test_each_of_several_jobs_is_waited_for_until_its_own_state(scene: Any) -> None:
    script = {
        **looks(7, "running", "done"),
        **looks(8, "new", "new", "running"),
        **looks(9, "done"),
    }
    one = scene(script, state=STATE)
    result = one.run("wait", job_id=["7", "8", "9"], wait_until=["running"])
    assert [job["state"] for job in result["jobs"]] == ["running", "running", "succeeded"]
    assert one.lines.count("GET /jobs/7") == 1  # it is left alone then


def test_one_list_shows_that_all_have_begun(scene: Any) -> None:
    ids = (1, 2, 3, 4, 5)
    rounds = [dict.fromkeys(ids, "new"), {**dict.fromkeys(ids, "running"), 5: "new"}]
    one = scene({**listed(*rounds), **looks(5, "running")}, state=STATE, list=LIST)
    result = one.run("wait", job_id=[str(number) for number in ids], wait_until=["running"])
    assert result["summary"] == {"running": 5}
    assert one.lines == ["GET /jobs", "GET /jobs", "GET /jobs/5"]


def test_any_is_the_first_that_is_far_enough(scene: Any) -> None:
    one = scene({**looks(7, "new"), **looks(8, "new", "new", "running")}, state=STATE)
    result = one.run("wait", job_id=["7", "8"], wait_until=["running"], wait_for="any")
    assert [job["state"] for job in result["jobs"]] == ["queued", "running"]
    assert result["timed_out"] is False


@pytest.mark.parametrize("on_timeout", ["fail", "stop"])
def test_what_is_far_enough_has_not_timed_out(scene: Any, on_timeout: str) -> None:
    script = {**looks(7, "running"), **looks(8, "new"), "POST /jobs/8/stop": {}}
    one = scene(script, state=STATE, stop=STOP)
    result = one.run(
        "wait", job_id=["7", "8"], wait_until=["running"], wait_timeout=3, on_timeout=on_timeout
    )
    assert result["error"] == "timeout"
    assert "job 8 is queued" in result["msg"] and "job 7" not in result["msg"]
    assert "POST /jobs/7/stop" not in one.lines


def submit(scene: Any, script: dict[str, Any], **params: Any) -> tuple[Any, dict[str, Any]]:
    """A submit of job 7 at a system that keeps a result and deletes jobs."""
    script = {
        "POST /run": answer(record(7, "new"), 202, Location="/jobs/7"),
        "GET /jobs/7/result": {"rows": 3},
        "DELETE /jobs/7": 204,
        **script,
    }
    one = scene(
        script, state=STATE, submit={"reference": {"header": "Location"}},
        result={"path": "/jobs/{id}/result"}, delete={"method": "DELETE", "path": "/jobs/{id}"},
    )  # fmt: skip
    return one, one.run("request", method="POST", path="run", delete_after="always", **params)


def test_a_submit_that_waits_until_its_job_has_begun_fetches_and_deletes_nothing(
    scene: Any, tmp_path: Any
) -> None:
    dest = tmp_path / "out"
    one, result = submit(scene, looks(7, "new", "running"), wait_until=["running"], dest=str(dest))
    assert (result["job"]["state"], result["changed"]) == ("running", True)
    assert "failed" not in result
    assert not dest.exists()
    assert one.lines == ["POST /run", "GET /jobs/7", "GET /jobs/7"]
    assert one.warnings == [
        "there is no result to save: a job has not ended, and was waited for no longer (wait_until)"
    ]


def test_a_submit_whose_job_ends_before_that_is_fetched_and_deleted(scene: Any) -> None:
    one, result = submit(scene, looks(7, "new", "done"), wait_until=["running"])
    assert (result["job"]["state"], result["result"]) == ("succeeded", {"rows": 3})
    assert one.lines[-2:] == ["GET /jobs/7/result", "DELETE /jobs/7"]


def test_a_stop_may_be_waited_for_until_it_has_begun(scene: Any) -> None:
    script = {**looks(7, "running", "ending", "ended"), "POST /jobs/7/stop": {}}
    one = scene(script, state=STATE, stop=STOP)
    result = one.run("stop", job_id=["7"], wait=True, wait_until=["stopping"])
    assert (result["jobs"][0]["state"], result["stopped"]) == ("stopping", [])
    assert "failed" not in result


@pytest.mark.parametrize("params", [{"wait_until": ["running"]}, {"fail_on": ["waiting"]}])
def test_a_stop_is_not_over_while_the_job_is_at_work(scene: Any, params: Any) -> None:
    script = {**looks(7, "running", "running", "held", "ended"), "POST /jobs/7/stop": {}}
    one = scene(script, state=STATE, stop=STOP)
    result = one.run("stop", job_id=["7"], wait=True, **params)
    assert (result["jobs"][0]["state"], result["stopped"]) == ("stopped", ["7"])
    assert "failed" not in result


# fail_on: [waiting]


def test_a_job_that_needs_somebody_fails_the_task_at_once(scene: Any) -> None:
    one = scene(looks(7, "running", "held"), state=STATE)
    result = one.run("wait", job_id=["7"], fail_on=NEEDED)
    assert (result["error"], result["timed_out"]) == ("job_failed", False)
    assert result["msg"] == (
        "job 7 is waiting (status held); the job goes on, and can be waited for again by its id"
    )
    assert result["waited"] == 0.5


@pytest.mark.parametrize("wait_for", ["all", "any"])
@pytest.mark.parametrize("on_timeout", ["fail", "return", "stop"])
def test_one_of_several_is_enough_to_fail(scene: Any, wait_for: str, on_timeout: str) -> None:
    script = {**looks(7, "running"), **looks(8, "new", "held"), **looks(9, "new", "new")}
    one = scene(script, state=STATE, stop=STOP)
    result = one.run(
        "wait", job_id=["7", "8", "9"], fail_on=NEEDED, wait_for=wait_for, on_timeout=on_timeout
    )
    assert result["error"] == "job_failed"
    assert result["msg"].startswith("1 of 3 jobs did not succeed: job 8 is waiting")
    assert not any(line.startswith("POST") for line in one.lines)


def test_one_of_a_list_is_enough_to_fail(scene: Any) -> None:
    ids = (1, 2, 3, 4, 5)
    states = dict.fromkeys(ids, "running")
    one = scene(listed(states, {**states, 3: "held"}), state=STATE, list=LIST)
    result = one.run("wait", job_id=[str(number) for number in ids], fail_on=NEEDED)
    assert result["error"] == "job_failed"
    assert "job 3 is waiting" in result["msg"]
    assert one.lines == ["GET /jobs"] * 2


def test_without_it_a_job_that_waits_is_waited_for(scene: Any) -> None:
    one = scene(looks(7, "held", "held", "done"), state=STATE)
    assert one.run("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"


def test_to_fail_comes_before_enough(scene: Any) -> None:
    one = scene(looks(7, "held"), state=STATE)
    result = one.run("wait", job_id=["7"], fail_on=NEEDED, wait_until=["waiting"])
    assert result["error"] == "job_failed"


def test_a_submitted_job_that_needs_somebody_is_kept(scene: Any) -> None:
    one, result = submit(scene, looks(7, "new", "held"), fail_on=NEEDED)
    assert (result["error"], result["changed"]) == ("job_failed", True)
    assert result["job"]["state"] == "waiting"
    assert one.lines == ["POST /run", "GET /jobs/7", "GET /jobs/7"]
