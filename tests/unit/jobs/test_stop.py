# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_stop: looks first, idempotent, never more than was asked, and honest about what came of it."""

from __future__ import annotations

from typing import Any

import pytest


def test_several_jobs_each_asked_once(world: Any) -> None:
    result = world.ok("stop", "commvault", job_id=["815", "681", "815", "817"], wait=True)
    assert result["stopped"] == ["815", "817"] and result["changed"] is True
    assert [job["state"] for job in result["jobs"]] == ["stopped", "stopped", "stopped"]
    assert [entry.path.split("/")[-3] for entry in world["commvault"].writes()] == ["815", "817"]
    assert result["diff"]["before"] == {"815": "running", "817": "queued"}


@pytest.mark.parametrize(
    ("number", "state"),
    [(681, "stopped"), (810, "succeeded"), (811, "partial"), (814, "failed"), (795, "failed")],
)
def test_a_finished_job_is_left_as_it_is(world: Any, number: int, state: str) -> None:
    result = world.ok("stop", "commvault", job_id=[number], wait=True)
    assert (result["changed"], result["stopped"], result["jobs"][0]["state"]) == (False, [], state)
    assert world.sent("commvault") == [f"GET /commandcenter/api/Job/{number}"]


@pytest.mark.parametrize("number", [270, 707, 815, 816, 817])
def test_every_active_state_can_be_stopped(world: Any, number: int) -> None:
    assert (
        world.ok("stop", "commvault", job_id=[number], wait=True)["jobs"][0]["state"] == "stopped"
    )


def test_a_missing_job_fails_before_anything_is_stopped(world: Any) -> None:
    failed = world.fails("stop", "commvault", "not_found", job_id=["815", "nobody"])
    assert "job nobody is not known" in failed["msg"] and "ignore_missing" in failed["msg"]
    assert failed["missing"] == ["nobody"] and world["commvault"].writes() == []


def test_a_missing_job_may_be_accepted(world: Any) -> None:
    result = world.ok("stop", "commvault", job_id=["nobody", "815"], ignore_missing=True)
    assert (result["missing"], result["stopped"]) == (["nobody"], ["815"])
    result = world.ok("stop", "commvault", job_id=["nobody"], ignore_missing=True, wait=True)
    assert (result["changed"], result["stopped"], result["jobs"]) == (False, [], [])


def test_without_waiting_one_look_tells_how_far_it_is(world: Any) -> None:
    result = world.ok("stop", "commvault", job_id=["815"])
    assert (result["jobs"][0]["state"], result["stopped"], world.sleeps) == (
        "stopping",
        ["815"],
        [],
    )


def test_a_stop_that_takes_too_long_times_out(world: Any) -> None:
    id = world["commvault"].add_job(status="Running", stop_seconds=900)
    failed = world.fails("stop", "commvault", "timeout", job_id=[id], wait=True, wait_timeout=30)
    assert (failed["stopped"], failed["changed"], failed["jobs"][0]["state"]) == (
        [],  # asked, but not shown to have ended
        True,
        "stopping",
    )
    assert "the system was asked to stop what has not ended" in failed["msg"]
    assert len(world["commvault"].writes()) == 1


def test_a_job_that_was_quicker_is_ok_and_warns(world: Any) -> None:
    id = world["commvault"].add_job(status="Running", after_stop="Completed")
    result = world.ok("stop", "commvault", job_id=[id], wait=True)
    assert result["jobs"][0]["state"] == "succeeded"
    assert any("had finished before it could be stopped" in text for text in world.warnings)


def test_a_job_that_fails_while_it_is_stopped_fails_the_task(world: Any) -> None:
    id = world["commvault"].add_job(status="Running", after_stop="Failed", reason="Disk full.")
    failed = world.fails("stop", "commvault", "job_failed", job_id=[id], wait=True)
    assert "Disk full." in failed["msg"] and failed["changed"] is True


def test_the_second_of_two_that_is_refused_does_not_hide_the_first(world: Any) -> None:
    failed = world.fails("stop", "adverity", "conflict", job_id=["2", "8"], wait=True)
    assert "job 8" in failed["msg"]
    assert (failed["stopped"], failed["changed"]) == (["2"], True)


def test_two_jobs_are_named_at_once_when_the_system_cannot(world: Any) -> None:
    failed = world.fails(
        "stop", "illumio", "unsupported", job_id=["/orgs/1/traffic_flows/async_queries/q", "j"]
    )
    assert "cannot be stopped" in failed["msg"] and world["illumio"].log == []
