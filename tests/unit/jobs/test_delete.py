# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_delete: looks first, never too much, never an active job unasked."""

from __future__ import annotations

from typing import Any

import pytest

DONE, RUNNING = "43f6e9e3-6a68-4481-87c6-18fd096dafbe", "d1775367-1951-4707-aa2e-37a0b9076d31"
FAILED = "00000000-0000-4000-8000-000000000002"


def deleted(world: Any, system: str = "illumio") -> list[str]:
    return [entry.target.rpartition("/")[2].rpartition("=")[2] for entry in world[system].writes()]


def test_each_once_in_order_and_as_they_were(world: Any) -> None:
    result = world.ok("delete", "illumio", job_id=[FAILED, DONE, FAILED, "nobody"])
    assert result["deleted"] == [FAILED, DONE] == deleted(world)
    assert [job["state"] for job in result["jobs"]] == ["failed", "succeeded"]
    assert result["diff"] == {"before": {FAILED: "failed", DONE: "succeeded"}, "after": {}}


def test_an_active_one_among_them_hinders_no_other(world: Any) -> None:
    failed = world.fails("delete", "illumio", "conflict", job_id=[RUNNING, DONE])
    assert len(failed["jobs"]) == 2 and failed["deleted"] == [DONE]
    assert f"job {RUNNING} is running" in failed["msg"] and len(deleted(world)) == 1
    (refused,) = failed["refused"]
    assert (refused["job_id"], refused["error"]) == (RUNNING, "conflict")
    again = world.ok("delete", "illumio", job_id=[RUNNING, DONE], force=True)
    assert (again["deleted"], again["refused"]) == ([RUNNING], [])


def test_several_that_are_refused_are_all_named(world: Any) -> None:
    other = world["illumio"].add_job(status="running")
    failed = world.fails("delete", "illumio", "conflict", job_id=[RUNNING, DONE, other])
    assert "2 of 3 jobs were not deleted" in failed["msg"]
    assert RUNNING in failed["msg"] and other in failed["msg"]
    assert (failed["deleted"], failed["changed"]) == ([DONE], True)


def test_a_delete_that_is_refused_is_not_done(world: Any) -> None:
    held = {"status": 409, "body": {"message": "held by a report"}}
    world["illumio"].fault(method="DELETE", times=0, **held)
    failed = world.fails("delete", "illumio", "conflict", job_id=[DONE])
    assert (failed["changed"], failed["deleted"]) == (False, [])
    assert "held by a report" in failed["msg"] and DONE in failed["msg"]


def test_a_delete_that_took_effect_before_the_server_failed(world: Any) -> None:
    world["illumio"].fault(method="DELETE", drop="after", times=0)
    result = world.ok("delete", "illumio", job_id=[DONE])
    assert (result["changed"], result["deleted"], len(deleted(world))) == (True, [DONE], 1)


def test_absent_is_ok_and_unchanged(world: Any) -> None:
    result = world.ok("delete", "illumio", job_id=["nobody"])
    assert (result["changed"], result["deleted"], result["jobs"]) == (False, [], [])


def test_one_that_vanishes_between_the_look_and_the_delete(world: Any) -> None:
    gone = {"status": 404, "body": [{"token": "not_found_error", "message": "Not found"}]}
    world["illumio"].fault(method="DELETE", **gone)
    failed = world.fails("delete", "illumio", "not_found", job_id=[DONE])
    assert (failed["changed"], failed["deleted"]) == (False, [])  # it is there: not that request
    world["illumio"].fault(path=DONE, after=1, times=0, **gone)
    result = world.ok("delete", "illumio", job_id=[DONE])
    assert (result["changed"], result["deleted"], result["refused"]) == (False, [], [])


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ({"states": ["failed"]}, [FAILED]),
        ({"states": ["succeeded", "failed"]}, [DONE, FAILED]),
        ({"older_than": "2m"}, [DONE, FAILED]),
        ({"older_than": "9m"}, [DONE]),
        ({"older_than": "1h"}, []),
        ({"states": ["failed"], "older_than": "9m"}, []),
        ({"states": ["skipped"]}, []),
        ({"older_than": 500}, [DONE]),
        ({"states": ["failed"], "filters": {"job_type": "other"}}, []),
    ],
)
def test_by_state_and_age(world: Any, params: Any, ids: list[str]) -> None:
    result = world.ok("delete", "illumio", **params)
    assert result["deleted"] == deleted(world) and sorted(result["deleted"]) == sorted(ids)
    assert result["changed"] is bool(ids)


def test_by_age_a_job_that_is_active_is_never_meant(world: Any) -> None:
    """The running jobs are older than a minute, too."""
    assert RUNNING not in world.ok("delete", "illumio", older_than="1s")["deleted"]


def test_an_active_state_needs_force(world: Any) -> None:
    world.fails("delete", "illumio", "conflict", states=["running"])
    assert deleted(world) == []
    assert world.ok("delete", "illumio", states=["running"], force=True)["deleted"] == [RUNNING]


def test_a_job_whose_age_is_not_told_is_not_old(world: Any) -> None:
    nothing = {"submitted_at": None, "started_at": None, "last_synced_time": None}
    world["log360"].add_job(id="AYage", status="FAILED", age=80000, fields=nothing)
    assert "AYage" not in world.ok("delete", "log360", older_than="1m")["deleted"]


@pytest.mark.gate
def test_the_ceiling_deletes_nothing_at_all(world: Any) -> None:
    world["illumio"].add_many(101, status="failed")
    failed = world.fails("delete", "illumio", "api", states=["failed"])  # the list was asked
    assert "max_jobs is 100" in failed["msg"] and deleted(world) == []
    assert len(world.ok("delete", "illumio", states=["failed"], max_jobs=200)["deleted"]) == 102


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"job_id": []},
        {"job_id": [""]},
        {"job_id": None},
        {"states": []},
        {"older_than": ""},
        {"older_than": "soon"},
        {"older_than": "7 days"},
        {"older_than": "-1d"},
        {"states": ["failed"], "max_jobs": 0},
    ],
)
def test_what_does_not_say_which_never_reaches_the_wire(world: Any, params: Any) -> None:
    world.fails("delete", "illumio", "config", **params)
    assert world["illumio"].writes() == []
    world.fails("delete", "log360", "config", **params)
    assert world["log360"].writes() == []


@pytest.mark.parametrize("more", [{"states": ["failed"]}, {"older_than": "1d"}])
def test_ids_and_states_together_are_refused(world: Any, more: Any) -> None:
    """Neither may be passed over, or more is deleted than was meant."""
    failed = world.fails("delete", "illumio", "config", job_id=[DONE, FAILED], **more)
    assert "either the one or the others" in failed["msg"] and world["illumio"].log == []


def test_one_that_fails_does_not_hide_those_before(world: Any) -> None:
    world["illumio"].fault(
        method="DELETE", path=FAILED, status=403, body=[{"token": "forbidden", "message": "No."}]
    )
    failed = world.fails("delete", "illumio", "auth", job_id=[DONE, FAILED])
    assert (failed["deleted"], failed["changed"]) == ([DONE], True) and FAILED in failed["msg"]
