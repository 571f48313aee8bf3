# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of the emulated systems: each one's list, and what its list does not show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.plugins.module_utils._task.event_source import Refused
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.alteryx import WORKFLOW
from ansible_collections.asyncops.jobs.tests.unit.watching import Rulebook


@pytest.fixture
def watched(world: Any) -> Callable[..., Rulebook]:
    """Hand out a rulebook that watches an emulated system."""

    def start(system: str, **options: Any) -> Rulebook:
        base = {**world[system].options, "provider": system, "interval": 10, **options}
        return Rulebook(world.clock.now, world.clock.sleep, **base)

    return start


@pytest.mark.gate
@pytest.mark.parametrize("system", NAMES)
def test_jobs_of_each_system(world: Any, watched: Any, system: str) -> None:
    # Alteryx lists the jobs of a workflow only.
    options = {"filters": {"workflow_id": WORKFLOW}} if system == "alteryx" else {}
    began: list[str] = []
    rulebook = watched(system, **options)

    def begin() -> None:
        began.append(world[system].add_job(duration=60))
        began.append(world[system].add_job(duration=60, outcome="failed"))

    rulebook.run(300, {25: begin})
    ends = {
        event["job"]["id"]: event["job"]["state"]
        for event in rulebook.events
        if event["event"] == "job.finished" and event["job"]["id"] in began
    }
    assert ends == {began[0]: "succeeded", began[1]: "failed"}
    kinds = [(event["job"]["id"], event["event"]) for event in rulebook.events]
    assert kinds.count((began[0], "job.new")) == 1
    assert [kinds.count((one, "job.finished")) for one in began] == [1, 1]
    assert all(event["job"]["provider"] == system for event in rulebook.events)
    assert not rulebook.log


def test_what_the_options_lack_is_said_before_anything_is_sent(world: Any, watched: Any) -> None:
    with pytest.raises(Refused, match=r"filters\.workflow_id is required by provider alteryx"):
        watched("alteryx").run(10)
    with pytest.raises(Refused, match="has no filter colour; it has"):
        watched("commvault", filters={"colour": "red"}).run(10)
    assert not world["alteryx"].log and not world["commvault"].log


@pytest.mark.parametrize("system", ["alteryx", "commvault"])
def test_a_token_that_expires_is_no_outage(world: Any, watched: Any, system: str) -> None:
    jobs = [world[system].add_job(duration=50)]
    rulebook = watched(system, job_id=jobs)
    events = rulebook.run(200, {15: world[system].expire_tokens})
    assert [line.split(" ", 1)[1] for line in events][-1:] == ["job.finished succeeded"]
    assert rulebook.log == []


def test_named_jobs_of_a_system_with_a_list_are_polled_by_it(world: Any, watched: Any) -> None:
    jobs = [world["log360"].add_job(duration=seconds) for seconds in (20, 40, 60, 80, 100, 120)]
    rulebook = watched("log360", job_id=jobs)
    events = rulebook.run(300)
    assert [line for line in events if "finished" in line] == [
        f"{job} job.finished succeeded" for job in jobs
    ]


def test_a_system_that_asks_for_pauses_gets_them(world: Any, watched: Any) -> None:
    job = world["illumio"].add_job(duration=30)
    world["illumio"].fault(status=429, retry_after=33, after=2, times=1)
    rulebook = watched("illumio")
    events = rulebook.run(200)
    assert events[-1] == f"{job} job.finished succeeded"
    at = [entry.at for entry in world["illumio"].log if entry.kind != "login"]
    refused = next(entry.at for entry in world["illumio"].log if entry.status == 429)
    assert not [when for when in at if refused < when < refused + 33]
    assert rulebook.log == []
