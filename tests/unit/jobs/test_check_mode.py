# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode sends nothing that changes anything, for every verb and every system; and it tells
what would be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.tests.unit.systems import (
    SYSTEMS,
    VERBS,
    active_job,
    check_mode_cases,
    ended_job,
    having,
)

JOBS: dict[str, Callable[[Any], str]] = {
    "active": active_job,
    "ended": ended_job,
    "nobody": lambda face: "nobody",
}
CHANGING = [
    (verb, system) for verb, case in VERBS.items() if case.done for system in having(case.needs)
]


@pytest.mark.parametrize(("verb", "system"), check_mode_cases())
@pytest.mark.parametrize("which", JOBS)
def test_nothing_that_changes_anything_is_sent(
    world: Any, verb: str, system: str, which: str, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    params = VERBS[verb].params(system, JOBS[which](world[system]))
    result = world.run(verb, system, check_mode=True, **params)
    if VERBS[verb].needs not in provider_of(system).verbs:
        assert result["error"] == "unsupported" and world[system].log == []
    else:
        assert result.get("error") in {"active": (None, "timeout", "conflict")}.get(
            which, (None, "not_found")
        )
    assert world[system].writes() == [] and list(tmp_path.iterdir()) == []
    assert [name for name in NAMES if name != system and world[name].log] == []


@pytest.mark.parametrize("system", having("submit"))
def test_a_request_is_not_sent_at_all(world: Any, system: str) -> None:
    params = VERBS["request"].params(system, "")
    result = world.ok("request", system, check_mode=True, **params)
    assert world[system].log == []
    assert result["changed"] is (SYSTEMS[system].submit.get("method", "GET") != "GET")
    assert (result["job"], result["jobs"], result["result"]) == (None, [], None)


@pytest.mark.parametrize(("verb", "system"), CHANGING)
def test_it_tells_what_would_be_done_and_then_does_that(world: Any, verb: str, system: str) -> None:
    id = active_job(world[system]) if verb == "stop" else ended_job(world[system])
    key = VERBS[verb].done
    planned = world.ok(verb, system, check_mode=True, job_id=[id])
    done = world.ok(verb, system, job_id=[id])
    assert (planned["changed"], planned[key], done["changed"]) == (True, [id], True)
    # Where a stop takes its time, it is not told as done.
    is_slow = verb == "stop" and done["jobs"][0]["state"] == "running"
    assert done[key] == ([] if is_slow else [id])
    assert planned["diff"] == done["diff"]
    world.clock.advance(60)
    again = world.ok(verb, system, check_mode=True, job_id=[id])
    assert (again["changed"], again[key]) == (False, [])


def test_each_verb_that_changes_jobs_has_a_system() -> None:
    assert {verb for verb, _system in CHANGING} == {verb for verb in VERBS if VERBS[verb].done}


def test_deleting_by_state_is_only_counted(world: Any) -> None:
    result = world.ok("delete", "illumio", check_mode=True, states=["failed", "succeeded"])
    assert (
        len(result["deleted"]) == 2
        and result["changed"] is True
        and world["illumio"].writes() == []
    )


@pytest.mark.parametrize(
    ("verb", "params", "error"),
    [
        ("stop", {"job_id": ["nobody"]}, "not_found"),
        ("delete", {"job_id": ["810"]}, "unsupported"),
        ("request", {"path": "../x"}, "config"),
        ("request", {"path": "x", "delete_after": "always"}, "unsupported"),
    ],
)
def test_what_would_fail_fails(world: Any, verb: str, params: Any, error: str) -> None:
    result = world.run(verb, "commvault", check_mode=True, **params)
    assert result["failed"] and result["error"] == error, result


def test_a_wait_in_check_mode_waits(world: Any) -> None:
    id = world["log360"].add_job(duration=5)
    assert (
        world.ok("wait", "log360", check_mode=True, job_id=[id])["jobs"][0]["state"] == "succeeded"
    )
