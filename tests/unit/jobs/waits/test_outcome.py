# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a wait, and what its outcome means for the task: states, sentences, reasons."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.failures import (
    describe,
    summary,
    timeout_error,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.outcome import (
    FAIL_ON,
    Outcome,
    WaitOptions,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ApiError,
    ConfigError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import Job

ERROR, DONE = {"id": 7, "status": "error"}, {"id": 7, "status": "done"}
LOG = {"path": "/jobs/{id}/log", "items": "lines[]", "text": "text", "level": "level"}


# Options


def test_the_defaults_of_a_wait() -> None:
    options = WaitOptions.from_params({})
    assert (options.timeout, options.interval) == (600.0, 30.0)
    assert (options.wait_for, options.on_timeout, options.after_stop) == ("all", "fail", False)
    assert options.fail_on == FAIL_ON == ("failed", "stopped", "skipped", "lost")


def test_what_is_given_is_taken() -> None:
    given = {
        "wait_timeout": 0,
        "wait_interval": "0.25",
        "wait_for": "any",
        "on_timeout": "stop",
        "fail_on": [],
    }
    options = WaitOptions.from_params(given)
    assert (options.timeout, options.interval) == (0.0, 0.25)
    assert (options.wait_for, options.on_timeout, options.fail_on) == ("any", "stop", [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("wait_timeout", value) for value in (-0.001, -1, "inf", "nan")),
        *(("wait_interval", value) for value in (0, -1, "inf", "nan")),
    ],
)
def test_spans_that_make_no_sense(name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=name):
        WaitOptions.from_params({name: value})


def test_states_that_cannot_fail_a_task() -> None:
    with pytest.raises(ConfigError, match="^fail_on .*; not queued, running$"):
        WaitOptions.from_params({"fail_on": ["running", "failed", "queued", "waiting"]})


def test_a_word_that_is_not_known_ends_no_wait() -> None:
    with pytest.raises(ConfigError, match="^wait_until .*; not done, unknown$"):
        WaitOptions.from_params({"wait_until": ["running", "unknown", "done"]})


# Sentences


def job(state: str, **more: Any) -> Job:
    one = Job("7", "acme", state)
    for name, value in more.items():
        setattr(one, name, value)
    return one


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (job("running"), "job 7 is running"),
        (job("running", status="RUNNING"), "job 7 is running"),
        (job("running", status="copying"), "job 7 is running (status copying)"),
        (job("running", progress=0.0), "job 7 is running, 0 %"),
        (job("running", progress=12.5), "job 7 is running, 12.5 %"),
        (job("failed", progress=12.5), "job 7 is failed"),
        (job("failed", status="bad", reason="no disk"), "job 7 is failed (status bad): no disk"),
    ],
)
def test_a_job_in_a_sentence(one: Job, text: str) -> None:
    assert describe(one) == text


def test_how_many_in_each_state() -> None:
    jobs = [job("failed"), job("running"), job("failed")]
    assert summary(jobs) == {"failed": 2, "running": 1}
    assert summary([]) == {}


def outcome(*jobs: Job, **more: Any) -> Outcome:
    facts = {"timed_out": True, "waited": 9.0, "polls": 3, "unseen": []}
    facts.update({"last_failure": None, "retry_after": None, **more})
    facts["reached"] = {place for place, one in enumerate(jobs) if one.finished}
    return Outcome(jobs=list(jobs), refs=[], **facts)


def timeout(*jobs: Job, stopped: str | None = None, **more: Any) -> str:
    return timeout_error(outcome(*jobs, **more), WaitOptions(timeout=9), stopped).message


def test_the_sentence_of_a_timeout() -> None:
    begin, one = "timed out after 9 s: job 7 is running", job("running")
    goes_on = "; the job goes on, and can be waited for again by its id"
    assert timeout(one) == begin + goes_on
    assert timeout(one, job("succeeded")) == begin + goes_on
    assert timeout(one, stopped="stopped: 7") == begin + "; stopped: 7"
    told = "; the server asks for a retry in another 2.5 s"
    refused = ApiError("the server answered HTTP 502")
    assert timeout(one, retry_after=2.5) == begin + told + goes_on
    failure = "; the last status request failed: the server answered HTTP 502"
    assert timeout(one, retry_after=2.5, last_failure=refused) == begin + failure + told + goes_on
    assert timeout(one, last_failure=refused) == begin + failure + goes_on
    many = "; the jobs go on, and can be waited for again by their ids"
    assert timeout(one, one) == begin + "; job 7 is running" + many


@pytest.mark.parametrize(("number", "end"), [(5, ""), (6, " and 1 more"), (9, " and 4 more")])
def test_five_jobs_are_named(number: int, end: str) -> None:
    text = timeout(*[job("running")] * number, stopped="x")
    assert text == "timed out after 9 s: " + "; ".join(["job 7 is running"] * 5) + end + "; x"


# Why a job failed


def failed(scene: Any, lines: Any, **definition: Any) -> tuple[str, list[str]]:
    """The sentence of a failed job whose messages are these, and what was sent."""
    one = scene({"GET /jobs/7": ERROR, "GET /jobs/7/log": lines}, messages=LOG, **definition)
    result = one.run("wait", job_id=["7"])
    assert result["error"] == "job_failed"
    return result["msg"], one.lines


def test_the_reason_is_taken_from_the_messages_of_level_error(scene: Any) -> None:
    texts = ["one", "two", "three", "four"]
    lines = [{"text": text, "level": "error"} for text in texts]
    told = {"lines": [{"text": "hello", "level": "info"}, *lines, {"text": "bye", "level": "info"}]}
    assert failed(scene, told)[0] == "job 7 is failed (status error): one; two; three"


def test_without_one_the_last_message_is_the_reason(scene: Any) -> None:
    told = {"lines": [{"text": "hello", "level": "info"}, {"text": "bye", "level": "info"}]}
    assert failed(scene, told)[0] == "job 7 is failed (status error): bye"


@pytest.mark.parametrize("answer", [{"lines": []}, 403, 500, "drop", 404])
def test_without_any_there_is_no_reason(scene: Any, answer: Any) -> None:
    message, lines = failed(scene, answer)
    assert message == "job 7 is failed (status error)"
    assert lines == ["GET /jobs/7", "GET /jobs/7/log"]  # a courtesy: asked for once


def test_a_reason_in_the_record_is_enough(scene: Any) -> None:
    one = scene(
        {"GET /jobs/7": {**ERROR, "why": "no disk"}, "GET /jobs/7/log": {"lines": []}},
        messages=LOG, job={"id": "id", "reason": "why"},
    )  # fmt: skip
    assert one.run("wait", job_id=["7"])["msg"] == "job 7 is failed (status error): no disk"
    assert one.lines == ["GET /jobs/7"]


def test_nobody_asks_why_a_job_went_well(scene: Any) -> None:
    one = scene({"GET /jobs/7": DONE, "GET /jobs/7/log": {"lines": []}}, messages=LOG)
    result = one.run("wait", job_id=["7"], fail_on=["succeeded"])
    assert (result["error"], one.lines) == ("job_failed", ["GET /jobs/7"])


def test_how_many_of_how_many(scene: Any) -> None:
    one = scene({"GET /jobs/7": ERROR, "GET /jobs/8": {"id": 8, "status": "done"}})
    result = one.run("wait", job_id=["7", "8"])
    assert result["msg"] == "1 of 2 jobs did not succeed: job 7 is failed (status error)"


def test_unknown_among_others_is_a_failure_not_an_unknown_id(scene: Any) -> None:
    one = scene({"GET /jobs/7": ERROR, "GET /jobs/8": 404})
    assert one.run("wait", job_id=["8"])["error"] == "not_found"
    assert one.run("wait", job_id=["8", "9"])["error"] == "not_found"
    assert one.run("wait", job_id=["7", "8"])["error"] == "job_failed"
    assert one.run("wait", job_id=["8"], fail_on=["failed"])["jobs"][0]["state"] == "lost"


def test_a_lost_job_that_was_seen_is_a_failure(scene: Any) -> None:
    one = scene({"GET /jobs/7": [{"id": 7, "status": "running"}, 404]})
    assert one.run("wait", job_id=["7"])["error"] == "job_failed"


def test_partial_warns_unless_it_fails(scene: Any) -> None:
    words = {"partial": "half"}
    one = scene(
        {"GET /jobs/7": {"id": 7, "status": "half"}}, state={"path": "status", "words": words}
    )
    assert "failed" not in one.run("wait", job_id=["7"])
    assert one.warnings == ["job 7 is partial (status half): the system calls it half"]
    one.warnings.clear()
    assert one.run("wait", job_id=["7"], fail_on=["partial"])["error"] == "job_failed"
    assert one.warnings == []


# on_timeout


RUNNING = {"id": 7, "status": "running"}
STOP = {"method": "POST", "path": "/jobs/{id}/stop"}


@pytest.mark.parametrize(
    ("on_timeout", "error", "end"),
    [
        ("return", None, None),
        ("fail", "timeout", "can be waited for again by its id"),
        ("stop", "timeout", "; asked to stop: job 7 is running"),
    ],
)
def test_what_a_timeout_leads_to(scene: Any, on_timeout: str, error: Any, end: Any) -> None:
    one = scene({"GET /jobs/7": RUNNING, "POST /jobs/7/stop": {}}, stop=STOP)
    result = one.run("wait", job_id=["7"], wait_timeout=0, on_timeout=on_timeout)
    assert (result.get("error"), result["timed_out"]) == (error, True)
    assert end is None or result["msg"].endswith(end)
    stopped = on_timeout == "stop"
    assert ("POST /jobs/7/stop" in one.lines, result["changed"]) == (stopped, stopped)


def test_check_mode_stops_nothing(scene: Any) -> None:
    one = scene({"GET /jobs/7": RUNNING, "POST /jobs/7/stop": {}}, stop=STOP)
    one.context.check_mode = True
    result = one.run("wait", job_id=["7"], wait_timeout=0, on_timeout="stop")
    assert result["msg"].endswith("check mode: nothing was stopped")
    assert one.lines == ["GET /jobs/7"] and result["changed"] is False


def test_a_timeout_that_returns_still_tells_of_a_job_that_failed(scene: Any) -> None:
    one = scene({"GET /jobs/7": RUNNING, "GET /jobs/8": {"id": 8, "status": "error"}})
    result = one.run("wait", job_id=["7", "8"], wait_timeout=0, on_timeout="return")
    assert (result["error"], result["timed_out"]) == ("job_failed", True)


def test_a_job_that_ended_before_it_was_stopped(scene: Any) -> None:
    looks = [RUNNING, {**RUNNING, "status": "done"}]
    one = scene({"GET /jobs/7": looks, "POST /jobs/7/stop": 404}, stop=STOP)
    result = one.run("wait", job_id=["7"], wait_timeout=0, on_timeout="stop")
    assert result["msg"].endswith("; nothing was left to stop")
    assert result["jobs"][0]["state"] == "succeeded"
    assert (result["stopped"], result["changed"]) == ([], False)


@pytest.mark.parametrize(("state", "error"), [("running", None), ("queued", "conflict")])
def test_a_stop_is_for_the_states_that_the_definition_names(
    scene: Any, state: str, error: Any
) -> None:
    stop = {**STOP, "states": ["running"]}
    one = scene({"GET /jobs/7": {"id": 7, "status": state}, "POST /jobs/7/stop": {}}, stop=stop)
    assert one.run("stop", job_id=["7"]).get("error") == error
    assert ("POST /jobs/7/stop" in one.lines) is (error is None)


# What an error leaves behind


@pytest.mark.parametrize("status", [403, 400])
def test_a_wait_that_an_error_ends_tells_how_long_it_took(
    scene: Any, say: Any, status: int
) -> None:
    running = {"id": 7, "status": "running"}
    script = {"GET /jobs/7": [running, say(running, Retry_After="4"), status]}
    one = scene(script, submit={"reference": {"path": "id"}}, stop="/jobs/{id}/stop")
    one.script("POST /run", {"id": 7})
    result = one.run("wait", job_id=["7"])
    assert result["failed"] and (result["polls"], result["waited"]) == (3, 4.5)
    one.script("GET /jobs/7", [running, status])
    result = one.run("request", method="POST", path="run")
    assert result["failed"] and (result["polls"], result["waited"]) == (2, 1.015)
    one.script("GET /jobs/7", [running, running, status])
    one.script("GET /jobs/7/stop", {})
    result = one.run("stop", job_id=["7"], wait=True)
    assert result["failed"] and (result["polls"], result["waited"]) == (2, 0.5)
