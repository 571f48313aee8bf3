# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for one job: docs/contract.md, "Waiting", "Retry-After" and "The deadline", sentence by sentence."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest


def looks(world: Any, system: str, job_id: str = "") -> list[float]:
    """The instants of the looks at a job, in seconds from the first request of the log."""
    log = world[system].log
    return [
        round(entry.at - log[0].at, 3)
        for entry in log
        if entry.method == "GET" and job_id in entry.path
    ]


def labels(world: Any, verb: str = "ok", **options: Any) -> Any:
    """Submits an asynchronous collection to the PCE and waits."""
    return getattr(world, verb)("request", "illumio", path="orgs/1/labels", **options)


# Retry-After


def test_the_hint_of_the_202_is_honoured_to_the_second(world: Any) -> None:
    world["illumio"].next_job(duration=6, retry_after=7)
    result = labels(world)
    assert world.sleeps == [7]
    assert (result["polls"], result["waited"]) == (1, 7.0)


def test_the_hint_of_each_poll_is_honoured(world: Any) -> None:
    world["illumio"].next_job(duration=20, retry_after=2, poll_retry_after=9)
    labels(world)
    assert world.sleeps == [2, 9, 9]


def test_a_date_is_measured_against_the_answers_own_clock(world: Any) -> None:
    # The server's clock is an hour slow: what counts is the span between its Date and its Retry-After.
    date = formatdate(world.clock.now() - 3600, usegmt=True)
    until = formatdate(world.clock.now() - 3600 + 11, usegmt=True)
    world["illumio"].next_job(duration=30, retry_after=1)
    world["illumio"].fault(path="/jobs/", headers={"Date": date, "Retry-After": until})
    labels(world, "run", wait_timeout=20, on_timeout="return")
    assert world.sleeps[:2] == [1, pytest.approx(11, abs=1)]


@pytest.mark.parametrize("value", ["0", formatdate(0, usegmt=True)])
def test_at_once_means_soon_with_a_floor(world: Any, value: str) -> None:
    world["illumio"].next_job(duration=1.6, retry_after=1, poll_retry_after=value)
    labels(world)
    assert world.sleeps == [1, 0.5, 0.5]


@pytest.mark.parametrize("value", ["soon", "-5", "1.5s", "5, soon", "9" * 30])
def test_junk_is_ignored_with_one_warning(world: Any, value: str) -> None:
    world["illumio"].next_job(duration=4, retry_after=1)
    world["illumio"].fault(path="/jobs/", times=0, headers={"Retry-After": value})
    labels(world)
    assert len(world.warnings) == 1
    assert "Retry-After" in world.warnings[0]
    assert world.sleeps[1] == pytest.approx(0.53)  # our own pace


def test_a_server_may_not_ask_for_more_than_the_cap(world: Any) -> None:
    world["illumio"].next_job(duration=20, retry_after=3600)
    labels(world, retry_after_max=25)
    assert world.sleeps == [25]


# Our own pace


def test_the_own_pace_starts_short_and_grows_to_the_interval(world: Any) -> None:
    world["log360"].next_job(duration=60)
    world.ok(
        "request",
        "log360",
        method="POST",
        path="search/async",
        body={"query": "*"},
        wait_interval=2,
    )
    assert world.sleeps[0] == 0.5
    assert world.sleeps == sorted(world.sleeps)
    assert world.sleeps[-1] == 2.0


def test_zero_looks_once(world: Any) -> None:
    job = world["log360"].add_job(status="RUNNING")
    result = world.fails("wait", "log360", "timeout", job_id=[job], wait_timeout=0)
    assert result["polls"] == 1
    assert result["jobs"][0]["state"] == "running"
    assert world.sleeps == []


def test_one_last_look_exactly_at_the_deadline(world: Any) -> None:
    job = world["log360"].add_job(status="RUNNING")
    result = world.fails(
        "wait", "log360", "timeout", job_id=[job], wait_timeout=60, wait_interval=45
    )
    assert looks(world, "log360")[-1] == 60.0
    assert result["waited"] == 60.0


def test_a_pace_suggested_by_a_normal_poll_may_be_cut_short(world: Any) -> None:
    world["illumio"].next_job(duration=9, retry_after=300)
    result = labels(world, wait_timeout=10)
    assert world.sleeps == [10]
    assert result["job"]["state"] == "succeeded"


# Failed looks


def test_failed_looks_never_end_a_wait(world: Any) -> None:
    world["illumio"].next_job(duration=5, retry_after=1)
    face = world["illumio"]
    for fault in (
        {"status": 500},
        {"status": 502},
        {"status": 504},
        {"status": 408},
        {"drop": "before"},
        {"drop": "headers"},
    ):
        face.fault(path="/jobs/", **fault)
    assert labels(world)["job"]["state"] == "succeeded"


@pytest.mark.parametrize("status", [429, 503])
def test_a_429_or_503_is_never_undercut(world: Any, status: int) -> None:
    job = world["log360"].add_job(duration=5)
    world["log360"].fault(path="/jobs", status=status, retry_after=30)
    result = world.fails("wait", "log360", "timeout", job_id=[job], wait_timeout=10)
    assert len(world["log360"].log) == 1
    assert "asks for a retry in another 20 s" in result["msg"]
    assert result["waited"] == 10.0


def test_after_a_429_the_wait_goes_on_when_the_server_said(world: Any) -> None:
    job = world["log360"].add_job(duration=5)
    world["log360"].fault(path="/jobs", status=429, retry_after=30)
    world.ok("wait", "log360", job_id=[job], wait_timeout=100)
    assert looks(world, "log360") == [0.0, 30.0]


def test_three_unreadable_answers_in_a_row_end_it(world: Any) -> None:
    job = world["log360"].add_job(status="RUNNING")
    world["log360"].fault(path="/jobs", times=3, html=True)
    result = world.fails("wait", "log360", "decode", job_id=[job])
    assert "HTML" in result["msg"]
    assert result["jobs"][0]["id"] == job


def test_two_unreadable_answers_do_not(world: Any) -> None:
    job = world["log360"].add_job(duration=5)
    world["log360"].fault(path="/jobs", times=2, malformed=True)
    assert world.ok("wait", "log360", job_id=[job])["jobs"][0]["state"] == "succeeded"


@pytest.mark.parametrize(("status", "error"), [(403, "auth"), (400, "api"), (501, "api")])
def test_what_no_further_look_would_mend_ends_it_at_once(
    world: Any, status: int, error: str
) -> None:
    job = world["log360"].add_job(status="RUNNING")
    world["log360"].fault(path="/jobs", times=0, status=status)
    world.fails("wait", "log360", error, job_id=[job])
    assert len(world["log360"].log) == 1


def test_a_dead_token_is_met_with_one_new_login(world: Any) -> None:
    job = world["commvault"].add_job(duration=20)
    world["commvault"].fault(path="/Job/", after=2, expire_token=True)
    world.ok("wait", "commvault", job_id=[job])
    assert sum(entry.path.endswith("/Login") for entry in world["commvault"].log) == 2


# Not found


def test_not_found_right_after_submitting_is_given_grace(world: Any) -> None:
    world["illumio"].next_job(duration=6, hidden_for=3, retry_after=1)
    assert labels(world)["job"]["state"] == "succeeded"


def test_not_found_later_means_lost(world: Any) -> None:
    job = world["illumio"].add_job(duration=50, lost_after=5)
    result = world.fails("wait", "illumio", "job_failed", job_id=[job])
    assert result["jobs"][0]["state"] == "lost"
    assert result["summary"] == {"lost": 1}


def test_an_unknown_id_is_not_found(world: Any) -> None:
    result = world.fails("wait", "illumio", "not_found", job_id=["no-such-job"])
    assert "no-such-job" in result["msg"]
    assert len(world["illumio"].log) == 1


# How it ends


def test_on_timeout_return_is_ok(world: Any) -> None:
    job = world["log360"].add_job(status="RUNNING")
    result = world.ok("wait", "log360", job_id=[job], wait_timeout=3, on_timeout="return")
    assert result["timed_out"] is True


def test_on_timeout_stop_stops_where_the_system_can_and_fails(world: Any) -> None:
    job = world["commvault"].add_job(status="Running", stop_seconds=0)
    result = world.fails(
        "wait", "commvault", "timeout", job_id=[job], wait_timeout=3, on_timeout="stop"
    )
    assert result["stopped"] == [job]
    assert result["changed"] is True
    assert "stopped: %s" % job in result["msg"]


def test_on_timeout_stop_says_where_the_system_cannot(world: Any) -> None:
    job = world["log360"].add_job(status="RUNNING")
    result = world.fails(
        "wait", "log360", "timeout", job_id=[job], wait_timeout=3, on_timeout="stop"
    )
    assert "was not stopped" in result["msg"]
    assert world["log360"].writes() == []


def test_nothing_is_stopped_or_deleted_because_a_wait_ended(world: Any) -> None:
    job = world["commvault"].add_job(status="Running")
    world.fails("wait", "commvault", "timeout", job_id=[job], wait_timeout=30)
    assert world["commvault"].writes() == []


def test_partial_warns_and_does_not_fail(world: Any) -> None:
    job = world["commvault"].add_job(outcome="partial")
    world.ok("wait", "commvault", job_id=[job])
    assert any("partial" in text for text in world.warnings)


def test_fail_on_chooses_what_fails(world: Any) -> None:
    job = world["commvault"].add_job(status="Killed")
    world.ok("wait", "commvault", job_id=[job], fail_on=["failed"])
    world.ok("wait", "commvault", job_id=[job], fail_on=[])
    world.fails("wait", "commvault", "job_failed", job_id=[job])
    partial = world["commvault"].add_job(outcome="partial")
    world.fails("wait", "commvault", "job_failed", job_id=[partial], fail_on=["partial"])


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("wait_timeout", -1),
        ("wait_timeout", float("inf")),
        ("wait_interval", 0),
        ("retry_after_max", 0),
        ("fail_on", ["running"]),
    ],
)
def test_numbers_that_make_no_sense_are_refused_before_anything_is_sent(
    world: Any, option: str, value: Any
) -> None:
    result = world.fails("wait", "log360", "config", job_id=["x"], **{option: value})
    assert option in result["msg"]
    assert world["log360"].log == []


def test_a_waiting_person_is_told(world: Any) -> None:
    world["illumio"].next_job(duration=14, retry_after=5)
    labels(world)
    assert [job.id for job in world.started[0]]
    assert world.progress[0].why == "server's Retry-After"
    assert world.progress[0].next_poll == 5.0
