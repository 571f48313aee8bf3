# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Corners of the verbs that no document leads to, each of them met by somebody some day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest


def test_a_reason_that_cannot_be_fetched_does_not_hide_the_failure(world: Any) -> None:
    job = world["alteryx"].add_job(outcome="failed")
    world["alteryx"].fault(path="messages", times=0, status=500)
    world["alteryx"].fault(path="includeMessages=true", times=0, status=500)
    result = world.fails("wait", "alteryx", "job_failed", job_id=[job])
    assert job in result["msg"]


def test_a_timeout_tells_the_last_failure(world: Any) -> None:
    job = world["log360"].add_job(status="RUNNING")
    world["log360"].fault(path="/jobs", times=0, status=502)
    result = world.fails("wait", "log360", "timeout", job_id=[job], wait_timeout=5)
    assert "the last status request failed" in result["msg"] and "502" in result["msg"]


def test_on_timeout_stop_leaves_what_has_ended(world: Any) -> None:
    jobs = [
        world["commvault"].add_job(status="Completed"),
        world["commvault"].add_job(status="Running"),
    ]
    result = world.fails(
        "wait", "commvault", "timeout", job_id=jobs, wait_timeout=2, on_timeout="stop"
    )
    assert result["stopped"] == [] and result["changed"] is True
    assert "asked to stop: job %s is stopping" % jobs[1] in result["msg"]
    assert len(world["commvault"].writes()) == 1


def test_a_list_that_is_refused_is_not_asked_again(world: Any) -> None:
    jobs = [world["adverity"].add_job(duration=3, of=1) for _number in range(6)]
    world["adverity"].fault(path=r"/api/jobs/\?", times=0, status=400)
    assert world.ok("wait", "adverity", job_id=jobs)["summary"] == {"succeeded": 6}
    assert sum(entry.status == 400 for entry in world["adverity"].log) == 1


def test_a_list_that_fails_at_the_deadline_is_told(world: Any) -> None:
    jobs = [world["log360"].add_job(status="RUNNING") for _number in range(10)]
    world["log360"].fault(path="/jobs", times=0, status=502)
    result = world.fails("wait", "log360", "timeout", job_id=jobs, wait_timeout=5)
    assert "502" in result["msg"]


def test_many_jobs_missing_from_a_list_are_looked_up_by_more_than_one_thread(world: Any) -> None:
    jobs = [world["adverity"].add_job(status="Success", of=1) for _number in range(40)]
    result = world.ok("wait", "adverity", job_id=jobs)
    assert result["summary"] == {"succeeded": 40}
    assert [job["id"] for job in result["jobs"]] == jobs


def test_a_job_that_goes_while_it_is_being_stopped_has_ended(world: Any) -> None:
    job = world["commvault"].add_job(status="Running")
    world["commvault"].fault(path="action/kill", status=409, body={"errorMessage": "busy"})
    world["commvault"].fault(
        path="/Job/%s$" % job, after=1, times=0, body={"totalRecordsWithoutPaging": 0}
    )
    result = world.ok("stop", "commvault", job_id=[job])
    assert (result["changed"], result["stopped"]) == (False, [])


def test_an_html_result_is_kept_where_html_is_wanted(world: Any, tmp_path: Path) -> None:
    world["illumio"].next_job(duration=1, retry_after=1)
    world["illumio"].fault(path="/datafiles/", html=True)
    dest = tmp_path / "page.html"
    result = world.ok("request", "illumio", path="orgs/1/labels", dest=str(dest))
    assert result["changed"] and "<html>" in dest.read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_refused_before_anything_is_sent(
    world: Any, tmp_path: Path
) -> None:
    tmp_path.chmod(0o500)
    world.fails("request", "illumio", "config", path="orgs/1/labels", dest=str(tmp_path / "x"))
    assert world["illumio"].log == []


def test_a_wrong_certificate_ends_a_wait_at_once(world: Any) -> None:
    plain = world["log360"].base_url.replace("http://", "https://")
    result = world.fails("wait", "log360", "transport", base_url=plain, job_id=["x"])
    assert "TLS" in result["msg"]
    assert world.sleeps == []
