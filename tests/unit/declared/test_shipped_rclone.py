# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rclone of the catalogue, in conversations as rclone 1.75 and 1.60 have them (rclone rcd)."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("yaml")

ME = {"username": "me", "password": "rclone-password"}
COPY: dict[str, Any] = {
    "method": "POST",
    "path": "sync/copy",
    "body": {"srcFs": "/a", "dstFs": "remote:b"},
    **ME,
}


def status(finished: bool, error: str = "", **more: Any) -> dict[str, Any]:
    """An answer of job/status."""
    return {
        "duration": 1.5 if finished else 0,
        "endTime": "2026-11-29T08:05:46.3156Z" if finished else "0001-01-01T00:00:00Z",
        "error": error,
        "executeId": "56094a7f-3c68",
        "finished": finished,
        "group": "job/7",
        "id": 7,
        "output": None,
        "startTime": "2026-11-29T08:05:44.8156Z",
        "success": finished and not error,
        **more,
    }


def refusal(command: str, error: str, status: int, **given: Any) -> dict[str, Any]:
    """How rclone says no: it repeats what it was asked."""
    return {"error": error, "input": given, "path": command, "status": status}


def answers(say: Any, *looks: Any, **more: Any) -> dict[str, Any]:
    """A server: a copy, and how it is looked at. rclone's media type is text/plain."""
    return {
        "POST /sync/copy": {"jobid": 7, "executeId": "56094a7f-3c68"},
        "POST /job/status": [say(look, Content_Type="text/plain; charset=utf-8") for look in looks],
        "POST /core/stats": {"bytes": 192512, "totalBytes": 385024, "errors": 0},
        **more,
    }


def test_a_copy_runs_and_ends(shipped: Any, say: Any) -> None:
    looks = [status(False), status(True, output={"copied": 1})]
    person = shipped("rclone", answers(say, *looks))
    result = person.ok("request", **COPY)
    job = result["job"]
    assert (job["id"], job["state"], job["name"], job["reason"]) == (
        "7",
        "succeeded",
        "job/7",
        None,
    )
    assert (job["started_at"], job["finished_at"], job["duration"]) == (
        "2026-11-29T08:05:44.815600Z",
        "2026-11-29T08:05:46.315600Z",
        1.5,
    )
    assert result["result"] == {"copied": 1}
    first, look, stats = person.fake.log[:3]
    assert first.json == {"srcFs": "/a", "dstFs": "remote:b", "_async": True}
    assert (look.json, stats.json) == ({"jobid": 7}, {"group": "job/7"})
    assert first.headers["Authorization"].startswith("Basic ")


def test_progress_comes_from_the_transfers(shipped: Any, say: Any) -> None:
    person = shipped("rclone", answers(say, status(False)))
    job = person.job("7", **ME)
    assert (job["state"], job["progress"], job["finished_at"]) == ("running", 50.0, None)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        ("directory not found", "failed"),
        ('Didn\'t find key "dstFs" in input', "failed"),
        ("context canceled", "stopped"),
        ("failed to copy: context canceled", "stopped"),
    ],
)
def test_an_end_that_is_no_success(shipped: Any, say: Any, error: str, state: str) -> None:
    person = shipped("rclone", answers(say, status(True, error)))
    failed = person.fails("request", "job_failed", **COPY)
    assert (failed["job"]["state"], failed["job"]["reason"]) == (state, error)


def test_an_id_it_does_not_know(shipped: Any, say: Any) -> None:
    answer = say(refusal("job/status", "job not found", 500, jobid=99), 500)
    person = shipped("rclone", {"POST /job/status": answer})
    assert person.ok("info", job_id=["99"], **ME)["missing"] == ["99"]
    assert len(person.fake.log) == 1  # a 500 of rclone's is no outage


@pytest.mark.parametrize(
    ("error", "code"),
    [('couldn\'t find method "sync/copy"', 404), ("bad JSON", 400), ("it is full", 500)],
)
def test_a_submit_it_refuses(shipped: Any, say: Any, error: str, code: int) -> None:
    script = {"POST /sync/copy": say(refusal("sync/copy", error, code, srcFs="/a"), code)}
    person = shipped("rclone", script)
    failed = person.fails("request", "api", **COPY)
    assert error in failed["msg"] and len(person.fake.log) == 1


def test_a_stop(shipped: Any, say: Any) -> None:
    looks = [status(False), status(True, "context canceled")]
    person = shipped("rclone", answers(say, *looks, **{"POST /job/stop": {}}))
    result = person.ok("stop", job_id=["7"], wait=True, **ME)
    assert (result["stopped"], result["jobs"][0]["state"]) == (["7"], "stopped")
    (asked,) = [sent for sent in person.fake.log if sent.target == "/job/stop"]
    assert asked.json == {"jobid": 7}


def test_messages_are_the_transfers(shipped: Any, say: Any) -> None:
    transferred = [
        {"name": "a.bin", "size": 1, "bytes": 1, "error": "", "completed_at": "2026-11-29T08:05:46Z"},
        {"name": "b.bin", "size": 1, "bytes": 0, "error": "permission denied"},
    ]  # fmt: skip
    more = {"POST /core/transferred": {"transferred": transferred}}
    person = shipped("rclone", answers(say, status(True, "permission denied"), **more))
    told = person.job("7", messages=True, **ME)["messages"]
    assert sorted((one["level"], one["source"], one["text"]) for one in told) == [
        ("error", "b.bin", "permission denied"),
        ("info", "a.bin", "transferred"),
    ]


def test_a_list_would_hold_the_looks_too(shipped: Any) -> None:
    person = shipped("rclone", {})
    assert "every call" in person.fails("info", "unsupported", **ME)["msg"]
    assert person.fake.log == []
