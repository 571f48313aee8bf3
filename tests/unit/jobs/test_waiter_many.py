# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for many jobs: one loop, one deadline, and the cheaper of list and single looks."""

from __future__ import annotations

from typing import Any

import pytest

WORKFLOW_JOBS = "/webapi/v3/jobs/"


@pytest.mark.gate
def test_one_list_request_polls_them_all(world: Any) -> None:
    jobs = [
        world["log360"].add_job(duration=seconds)
        for seconds in range(1, 11)
        for _number in range(100)
    ]
    result = world.ok("wait", "log360", job_id=jobs)
    assert result["summary"] == {"succeeded": 1000}
    assert result["polls"] <= 24
    assert [job["id"] for job in result["jobs"]] == jobs


@pytest.mark.gate
def test_a_list_that_begins_with_the_oldest_is_read_at_its_end(world: Any) -> None:
    world.emulator.add_many("commvault", 1000, status="Completed")
    jobs = [world["commvault"].add_job(duration=8) for _number in range(5)]
    world.ok("wait", "commvault", job_id=jobs)
    lists = [entry for entry in world["commvault"].log if entry.path.endswith("/Job")]
    singles = [entry for entry in world["commvault"].log if "/Job/" in entry.path]
    offsets = [int(entry.params()["offset"]) for entry in lists]
    # The first page tells the order; then one page at a time, of as many as are needed.
    assert offsets[0] == 0 and min(offsets[1:]) >= 900
    assert {entry.params()["limit"] for entry in lists[2:]} <= {"104"}
    assert len(singles) == 1 and len(lists) <= 18  # one looked for a hint when to ask again


def test_jobs_missing_from_a_list_are_looked_up_singly(world: Any) -> None:
    # Adverity lists running and scheduled jobs only: one that has ended is not in the list, and is not lost.
    jobs = [world["adverity"].add_job(duration=seconds, of=1) for seconds in (2, 2, 4, 4, 6, 6)]
    result = world.ok("wait", "adverity", job_id=jobs)
    assert result["summary"] == {"succeeded": 6}
    assert any(entry.path.endswith("/api/jobs/") for entry in world["adverity"].log)


def test_without_a_list_every_job_keeps_its_own_due_time(world: Any) -> None:
    jobs = [world["alteryx"].add_job(duration=seconds) for seconds in (1, 2, 3, 4, 5)]
    result = world.ok("wait", "alteryx", job_id=jobs)
    assert result["summary"] == {"succeeded": 5}
    assert not any(entry.path.endswith("/jobs") for entry in world["alteryx"].log)


def test_any_ends_with_the_first(world: Any) -> None:
    jobs = [world["alteryx"].add_job(duration=seconds) for seconds in (60, 2, 60)]
    result = world.ok("wait", "alteryx", job_id=jobs, wait_for="any")
    assert [job["finished"] for job in result["jobs"]] == [False, True, False]
    assert result["waited"] < 5
    assert result["timed_out"] is False


def test_an_origin_told_to_wait_waits_as_a_whole(world: Any) -> None:
    jobs = [world["alteryx"].add_job(duration=30) for _number in range(3)]
    world["alteryx"].fault(path=WORKFLOW_JOBS, after=3, status=429, retry_after=20)
    world.ok("wait", "alteryx", job_id=jobs)
    at = [entry.at for entry in world["alteryx"].log if entry.path.startswith(WORKFLOW_JOBS)]
    refused = next(entry.at for entry in world["alteryx"].log if entry.status == 429)
    assert not [when for when in at if refused < when < refused + 20]


def test_the_same_job_twice_is_told_twice(world: Any) -> None:
    job = world["alteryx"].add_job(duration=2)
    assert [one["id"] for one in world.ok("wait", "alteryx", job_id=[job, job])["jobs"]] == [
        job,
        job,
    ]


def test_failures_among_many_are_counted_and_named(world: Any) -> None:
    jobs = [world["log360"].add_job(duration=1) for _number in range(4)] + [
        world["log360"].add_job(outcome="failed", duration=1)
    ]
    result = world.fails("wait", "log360", "job_failed", job_id=jobs)
    assert result["msg"].startswith("1 of 5 jobs did not succeed: job %s is failed" % jobs[-1])


@pytest.mark.gate
def test_the_deadline_is_one_for_all(world: Any) -> None:
    jobs = [world["log360"].add_job(status="RUNNING") for _number in range(20)]
    result = world.fails("wait", "log360", "timeout", job_id=jobs, wait_timeout=30)
    assert result["waited"] == 30.0
    assert "and 15 more" in result["msg"]


def test_a_list_that_fails_is_asked_again_and_no_job_is_concluded_from_it(world: Any) -> None:
    jobs = [world["log360"].add_job(duration=6) for _number in range(20)]
    world["log360"].fault(path="/jobs", times=3, status=502)
    world["log360"].fault(path="/jobs", times=1, drop="before")
    assert world.ok("wait", "log360", job_id=jobs)["summary"] == {"succeeded": 20}


@pytest.mark.gate
def test_the_budget_of_requests_a_minute_is_kept(world: Any) -> None:
    world["log360"].set(v2_rate_limit=None)
    jobs = [world["log360"].add_job(duration=200) for _number in range(3)]
    world.ok("wait", "log360", api_version="v2", job_id=jobs, wait_interval=1, wait_timeout=1000)
    at = [entry.at for entry in world["log360"].log]
    assert all(later - earlier >= 60.0 for earlier, later in zip(at, at[60:]))
