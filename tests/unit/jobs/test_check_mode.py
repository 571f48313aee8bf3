# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode sends nothing that changes anything, for every verb and provider; and it tells what would be done."""

from __future__ import annotations

from typing import Any

import pytest

SYSTEMS = ("adverity", "alteryx", "commvault", "illumio", "log360")
ACTIVE = {"adverity": "2", "alteryx": "66ebd18d3d6200007e000d06", "commvault": "815",
          "illumio": "d1775367-1951-4707-aa2e-37a0b9076d31", "log360": "AYVTrunningJob000001"}  # fmt: skip
DONE = {"adverity": "3", "alteryx": "66ebd18d3d6200007e000d8c", "commvault": "810",
        "illumio": "43f6e9e3-6a68-4481-87c6-18fd096dafbe", "log360": "AYVTeCb0wPH5eWuO5jkC"}  # fmt: skip
SUBMIT: dict[str, dict[str, Any]] = {
    "adverity": {"path": "datastreams/1/fetch_fixed/", "method": "POST", "body": {"start": "2026-09-01"}},
    "alteryx": {"path": "workflows/66eb0c1f3d6200007e000a01/jobs", "method": "POST", "body": {}},
    "commvault": {"path": "Subclient/5/action/backup", "method": "POST"},
    "illumio": {"path": "orgs/1/labels", "dest": "labels.json", "delete_after": "always"},
    "log360": {"path": "search/async", "method": "POST", "body": {}},
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("verb", ["info", "wait", "stop", "delete"])
@pytest.mark.parametrize("ids", [ACTIVE, DONE, {}])
def test_nothing_that_changes_anything_is_sent(world: Any, system: str, verb: str, ids: dict[str, str]) -> None:
    world.run(
        verb,
        system,
        check_mode=True,
        job_id=[ids.get(system, "nobody")],
        wait=True,
        force=True,
        wait_timeout=5,
        on_timeout="stop",
        fail_on=[],
        filters={},
    )
    assert world[system].writes() == []
    for other in SYSTEMS:
        assert other == system or world[other].log == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_request_is_not_sent_at_all(world: Any, system: str, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    result = world.ok("request", system, check_mode=True, **SUBMIT[system])
    assert world[system].log == [] and list(tmp_path.iterdir()) == []
    assert result["changed"] is (system != "illumio")
    assert (result["job"], result["jobs"], result["result"]) == (None, [], None)


@pytest.mark.parametrize(("verb", "system"), [("stop", "commvault"), ("stop", "adverity"), ("delete", "illumio"), ("delete", "log360")])
def test_it_tells_what_would_be_done_and_then_does_that(world: Any, verb: str, system: str) -> None:
    id = ACTIVE[system] if verb == "stop" else DONE[system]
    key = "stopped" if verb == "stop" else "deleted"
    planned = world.ok(verb, system, check_mode=True, job_id=[id])
    done = world.ok(verb, system, job_id=[id])
    for result in (planned, done):
        assert (result["changed"], result[key]) == (True, [id])
    assert planned["diff"] == done["diff"]
    world.clock.advance(60)
    again = world.ok(verb, system, check_mode=True, job_id=[id])
    assert (again["changed"], again[key]) == (False, [])


def test_deleting_by_state_is_only_counted(world: Any) -> None:
    result = world.ok("delete", "illumio", check_mode=True, states=["failed", "succeeded"])
    assert len(result["deleted"]) == 2 and result["changed"] is True and world["illumio"].writes() == []


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
    assert world.ok("wait", "log360", check_mode=True, job_id=[id])["jobs"][0]["state"] == "succeeded"
