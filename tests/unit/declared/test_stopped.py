# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `stopped` holds: with wait what the system shows as stopped, without it what is at work no
more after the system has taken the stop. Never a job that was refused, and no list that contradicts another."""

from __future__ import annotations

from typing import Any

import pytest

STOP = {"method": "POST", "path": "/jobs/{id}/stop"}
PAGE = "<!DOCTYPE html><html><form>Sign in</form></html>"
HTML = {"Content_Type": "text/html"}
PAGES = {
    "page": PAGE,
    "page after a comment": "<!-- proxy 7 -->\n" + PAGE,
    "page after a prolog": '<?xml version="1.0"?>\n<!-- x -->' + PAGE,
    "page after a mark": "\ufeff" + PAGE,
}
ERROR_RULE = {"rules": {"when": {"path": "errorCode", "matches": "[1-9]"}, "is": "api"}}
WORDS = {
    "queued": "queued",
    "running": "running",
    "stopping": "stopping",
    "succeeded": "done",
    "failed": "error",
    "stopped": "stopped",
    "skipped": "skipped",
}


def stopping(acme: Any, answered: Any, *after: Any, **definition: Any) -> Any:
    """A job that runs, the answer to its stop, and what it shows afterwards."""
    looks = [one if isinstance(one, int) else {"id": "7", "status": one} for one in after]
    script = {
        "GET /jobs/7": [{"id": "7", "status": "running"}, *looks],
        "POST /jobs/7/stop": answered,
    }
    state = {"path": "status", "words": WORDS}
    return acme(script, **{"stop": STOP, "job": {"id": "id"}, "state": state, **definition})


# answer, what the job shows then -> in `stopped` with wait, without; the error with wait, without
ENDS = [
    (202, ["stopped"], (True, True), (None, None)),
    (202, ["skipped"], (True, True), (None, None)),
    (202, [404], (True, True), (None, None)),
    (202, ["done"], (False, True), (None, None)),
    (202, ["error"], (False, True), ("job_failed", None)),
    (202, ["running"], (False, False), ("timeout", None)),
    (202, ["stopping"], (False, True), ("timeout", None)),
    (202, ["stopping", "stopped"], (True, True), (None, None)),
    (202, ["running", "done"], (False, False), (None, None)),
    # refused
    (400, ["running"], (False, False), ("api", "api")),
    (403, ["running"], (False, False), ("auth", "auth")),
    (404, ["running"], (False, False), ("not_found", "not_found")),
    (409, ["running"], (False, False), ("conflict", "conflict")),
    # refused, but there was nothing left to stop
    (400, ["done"], (False, False), (None, None)),
    (404, [404], (False, False), (None, None)),
    (409, ["stopped"], (False, False), (None, None)),
    (409, ["error"], (False, False), (None, None)),
    # nobody knows whether it arrived, until the job shows it
    (503, ["stopped"], (True, True), (None, None)),
    (500, ["running"], (False, False), ("api", "api")),
    (500, ["done"], (False, False), (None, None)),
    ("drop", ["stopped"], (True, True), (None, None)),
    ("drop", ["running"], (False, False), ("transport", "transport")),
    ("page", ["stopped"], (True, True), (None, None)),
    *((page, ["running"], (False, False), ("decode", "decode")) for page in PAGES),
    # an error inside a 200
    ({"errorCode": 5}, ["running"], (False, False), ("api", "api")),
    ({"errorCode": 0}, ["stopped"], (True, True), (None, None)),
]


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize(("answered", "after", "stopped", "errors"), ENDS)
def test_what_stopped_holds(
    acme: Any, say: Any, wait: bool, answered: Any, after: Any, stopped: Any, errors: Any
) -> None:
    if isinstance(answered, str) and answered in PAGES:
        answered = say(PAGES[answered], **HTML)
    person = stopping(acme, answered, *after, error=ERROR_RULE)
    result = person.run("stop", job_id=["7"], wait=wait, wait_timeout=20, request_retries=0)
    place = 0 if wait else 1
    assert result["stopped"] == (["7"] if stopped[place] else [])
    assert result.get("error") == errors[place], result.get("msg")
    was_refused = errors[1] is not None
    assert [one["job_id"] for one in result["refused"]] == (["7"] if was_refused else [])
    assert sum(line.startswith("POST") for line in person.fake.lines) == 1
    took_it = stopped[1] or (answered == 202 and after[0] == "running")
    assert result["changed"] is took_it
    _check_that_nothing_contradicts(result, person.warnings, wait)


def _check_that_nothing_contradicts(result: Any, warnings: list[str], wait: bool) -> None:
    states = {job["id"]: job["state"] for job in result["jobs"]}
    refused = {one["job_id"] for one in result["refused"]}
    assert not refused & set(result["stopped"])
    for id in result["stopped"]:
        assert not wait or states[id] in ("stopped", "skipped")
        assert states[id] not in ("queued", "running", "waiting", "unknown")
        assert not any("before it could be stopped" in text for text in warnings)
    assert set(result["diff"]["after"]) >= set(result["stopped"])


def test_a_job_that_was_quicker_is_told_in_both_ways(acme: Any) -> None:
    person = stopping(acme, 202, "done")
    person.ok("stop", job_id=["7"], wait=True)
    assert person.warnings == [
        "job 7 is succeeded (status done): it had finished before it could be stopped"
    ]
    person = stopping(acme, 202, "done")
    person.ok("stop", job_id=["7"])
    (said,) = person.warnings
    assert "had taken the stop, but the job has finished all the same" in said


def test_a_job_that_runs_on_although_nothing_was_left_to_stop(acme: Any) -> None:
    stop = {**STOP, "already_ended": {"http_status": 410}}
    person = stopping(acme, 410, "running", stop=stop)
    result = person.ok("stop", job_id=["7"])
    assert (result["stopped"], result["changed"]) == ([], False)
    (said,) = person.warnings
    assert "job 7 is running" in said and "there was nothing left to stop" in said


def test_a_look_that_fails_leaves_what_was_known_and_says_so(acme: Any) -> None:
    person = stopping(acme, 202, 500)
    result = person.ok("stop", job_id=["7"])
    assert (result["stopped"], result["jobs"][0]["state"]) == ([], "running")
    (said,) = person.warnings
    assert "what became of job 7 is not known" in said and "500" in said


SEVERAL = {"a": (202, "stopped"), "b": (202, "running"), "c": (400, "running"), "d": (202, "done")}


def several(acme: Any, ends: Any) -> Any:
    script: dict[str, Any] = {}
    for id, (answered, after) in ends.items():
        jobs = [{"id": id, "status": status} for status in ("running", after)]
        script["GET /jobs/%s" % id] = jobs
        script["POST /jobs/%s/stop" % id] = answered
    return acme(script, stop=STOP, job={"id": "id"})


def test_a_timeout_names_the_refused_as_well(acme: Any) -> None:
    person = several(acme, SEVERAL)
    failed = person.fails("stop", "timeout", job_id=list(SEVERAL), wait=True, wait_timeout=5)
    assert (failed["stopped"], failed["changed"], failed["timed_out"]) == (["a"], True, True)
    assert "timed out after 5 s: job b is running" in failed["msg"]
    assert "1 of 4 jobs were not stopped: job c:" in failed["msg"]
    assert [one["job_id"] for one in failed["refused"]] == ["c"]
    assert [job["state"] for job in failed["jobs"]] == [
        "stopped",
        "running",
        "running",
        "succeeded",
    ]


def test_what_is_refused_is_not_waited_for(acme: Any) -> None:
    person = several(acme, {"a": (202, "stopped"), "c": (400, "running")})
    failed = person.fails("stop", "api", job_id=["a", "c"], wait=True, wait_timeout=500)
    assert failed["stopped"] == ["a"] and failed["waited"] < 5 and "job c" in failed["msg"]


def test_a_wait_that_may_return_after_its_time_is_as_honest(acme: Any) -> None:
    person = several(acme, {"a": (202, "stopped"), "b": (202, "running")})
    params = {"wait": True, "wait_timeout": 5, "on_timeout": "return"}
    result = person.ok("stop", job_id=["a", "b"], **params)
    assert (result["stopped"], result["timed_out"], result["changed"]) == (["a"], True, True)


def test_a_stop_that_times_out_is_not_sent_again(acme: Any) -> None:
    person = several(acme, {"b": (202, "running")})
    params = {"wait": True, "wait_timeout": 5, "on_timeout": "stop"}
    failed = person.fails("stop", "timeout", job_id=["b"], **params)
    assert person.fake.lines.count("POST /jobs/b/stop") == 1 and failed["stopped"] == []


@pytest.mark.parametrize("broken", [500, 403])
def test_a_job_that_cannot_be_looked_at_hinders_no_other(acme: Any, broken: int) -> None:
    person = several(acme, {"a": (202, "stopped")})
    person.fake.script["GET /jobs/x"] = broken
    failed = person.run("stop", job_id=["x", "a"], wait=True, request_retries=0)
    assert failed["failed"] and failed["stopped"] == ["a"]
    assert [one["job_id"] for one in failed["refused"]] == ["x"] and str(broken) in failed["msg"]


def test_credentials_that_are_refused_are_shown_once(acme: Any) -> None:
    ids = [str(number) for number in range(30)]
    person = acme({"GET /jobs/%s" % id: 401 for id in ids}, stop=STOP)
    person.fails("stop", "auth", job_id=ids)
    assert person.fake.lines == ["GET /jobs/0"]


# `on_timeout: stop` of a wait.

AFTER = [
    (202, "stopped", True, "; stopped: 7"),
    (202, "running", False, "; asked to stop: job 7 is running"),
    (202, "done", False, "; asked to stop: job 7 is succeeded (status done)"),
    (
        404,
        "running",
        False,
        "; job 7 was not stopped: job 7: HOST/jobs/7/stop answered HTTP 404 Not Found",
    ),
    (400, "done", False, "; nothing was left to stop"),
    ("drop", "stopped", True, "; stopped: 7"),
    (503, "running", False, "see job_info"),
]


@pytest.mark.parametrize(("answered", "after", "stopped", "end"), AFTER)
@pytest.mark.parametrize("verb", ["wait", "request"])
def test_a_timeout_that_stops(
    acme: Any, verb: str, answered: Any, after: str, stopped: bool, end: str
) -> None:
    submit = {"method": "POST", "path": "/jobs", "reference": {"path": "id", "as": "id"}}
    person = stopping(acme, answered, after, submit=submit)
    person.fake.script["POST /jobs"] = {"id": "7"}
    params = {"job_id": ["7"]} if verb == "wait" else {}
    failed = person.fails(verb, "timeout", **params, wait_timeout=0, on_timeout="stop")
    host = person.fake.base_url.partition("//")[2]
    assert failed["msg"].endswith(end.replace("HOST", host))
    assert failed["stopped"] == (["7"] if stopped else [])
    expected = {"error": "failed", "done": "succeeded"}.get(after, after)
    assert failed["jobs"][0]["state"] == expected
    took = answered == 202 or stopped or verb == "request"
    assert failed["changed"] is took


FROM_LIST = {"get": {"from_list": True}, "list": {"path": "/jobs", "items": "jobs[]"}}


def listed(*statuses: str) -> dict[str, Any]:
    jobs = [{"id": str(number), "status": one} for number, one in enumerate(statuses)]
    return {"jobs": jobs}


def test_jobs_that_only_a_list_tells_of_are_seen_by_one(acme: Any) -> None:
    script = {"GET /jobs": [listed(*["running"] * 9), listed(*["stopped"] * 9)]}
    script.update({"POST /jobs/%d/stop" % number: 204 for number in range(9)})
    person = acme(script, stop=STOP, job={"id": "id"}, **FROM_LIST)
    ids = [str(number) for number in range(9)]
    assert person.ok("stop", job_id=ids)["stopped"] == ids
    assert person.fake.lines.count("GET /jobs") == 2


def test_a_list_that_fails_is_not_asked_for_each_job(acme: Any) -> None:
    person = acme({"GET /jobs": 500}, stop=STOP, job={"id": "id"}, **FROM_LIST)
    ids = [str(number) for number in range(9)]
    failed = person.fails("stop", "api", job_id=ids, request_retries=1)
    assert len(failed["refused"]) == 9 and len(person.fake.lines) == 2


def test_an_answer_that_is_the_stopped_job_is_no_refusal(acme: Any, say: Any) -> None:
    """As with Airflow, whose only way to stop a run is to call it failed."""
    script = {
        "GET /jobs/7": [{"id": 7, "status": "running"}, {"id": 7, "status": "error"}],
        "PATCH /jobs/7": {"id": 7, "status": "error"},
    }
    stop = {"method": "PATCH", "path": "/jobs/{id}", "stopped_as": ["failed"]}
    person = acme(script, stop=stop, job={"id": "id"})
    assert person.ok("stop", job_id=["7"], wait=True)["stopped"] == ["7"]
    # Without `stopped_as` the same answer may be a refusal: a look decides.
    person = acme(script, stop={"method": "PATCH", "path": "/jobs/{id}"}, job={"id": "id"})
    assert person.ok("stop", job_id=["7"])["stopped"] == []
