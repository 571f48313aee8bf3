# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""async_request: what is sent once and never twice, what becomes of drops, tidying up, how a wait may end."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.tests.unit.systems import (
    active_job,
    ended_job,
    having,
    no_login,
)

LABELS: dict[str, Any] = {"path": "orgs/1/labels"}
FETCH: dict[str, Any] = {
    "method": "POST",
    "path": "datastreams/1/fetch_fixed/",
    "body": {"start": "2026-09-01", "end": "2026-09-02"},
}
SEARCH: dict[str, Any] = {"method": "POST", "path": "search/async", "body": {"query": "*"}}
BACKUP: dict[str, Any] = {"method": "POST", "path": "Subclient/5/action/backup"}


# Once and never twice (http_facts rule 4).


@pytest.mark.parametrize("drop", ["before", "after", "headers", "body"])
def test_a_submit_that_may_have_arrived_is_not_sent_again(world: Any, drop: str) -> None:
    world["adverity"].fault(method="POST", drop=drop, times=0)
    failed = world.fails("request", "adverity", "transport", **FETCH)
    assert (
        "it is not known whether the request was carried out, and it was not sent again"
        in failed["msg"]
    )
    assert "job_info" in failed["msg"] and "fetch_fixed" in failed["msg"]
    assert (len(world["adverity"].writes()), failed["tries"]) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        ({"status": 429, "retry_after": 3}, 2),
        ({"status": 503, "retry_after": 3}, 1),
        ({"status": 500}, 1),
        ({"status": 502}, 1),
    ],
)
def test_only_a_429_is_a_reason_to_send_a_submit_again(world: Any, fault: Any, sent: int) -> None:
    world["log360"].fault(method="POST", **fault)
    result = world.run("request", "log360", **SEARCH, wait=False)
    assert bool(result.get("failed")) is (sent == 1)
    assert ("it is not known whether the request was carried out" in result.get("msg", "")) is (
        sent == 1
    )
    assert len(world["log360"].writes()) == sent
    assert world.sleeps == ([3.0] if sent == 2 else [])


def test_a_connection_that_was_never_made_is_tried_again(world: Any) -> None:
    """Nobody listens at first, so nothing can have arrived; then the server is there."""
    world.emulator.stop()
    failed = world.fails("request", "log360", "transport", **SEARCH)
    assert "connection refused" in failed["msg"] and "not known" not in failed["msg"]
    assert failed["tries"] == 5 and len(world.sleeps) == 4


@pytest.mark.parametrize("drop", ["before", "after", "headers"])
def test_a_get_is_repeated_after_a_drop(world: Any, drop: str) -> None:
    world["illumio"].fault(drop=drop, times=2)
    assert world.ok("request", "illumio", **LABELS)["job"]["state"] == "succeeded"
    assert [line.partition("?")[0] for line in world.sent("illumio")][:3] == [
        "GET /api/v2/orgs/1/labels"
    ] * 3


def test_request_retries_bounds_the_repeats(world: Any) -> None:
    world["illumio"].fault(status=503, times=0)
    failed = world.fails("request", "illumio", "api", **LABELS, request_retries=2)
    assert (failed["tries"], failed["http_status"], len(world["illumio"].log)) == (3, 503, 3)


@pytest.mark.parametrize(
    ("verb", "system"), [(verb, name) for verb in ("stop", "delete") for name in having(verb)]
)
def test_a_stop_or_delete_that_may_have_arrived_is_not_sent_again(
    world: Any, verb: str, system: str
) -> None:
    face = world[system]
    id = active_job(face) if verb == "stop" else ended_job(face)
    method = provider_of(system).action(verb).method
    face.fault(method=method, path=no_login(face), drop="body", times=0, status=200, body={})
    failed = world.fails(verb, system, "transport", job_id=[id])
    assert f"it is not known whether job {id} got the {verb}" in failed["msg"]
    assert len(world[system].writes()) == 1


def test_a_renewed_login_does_not_submit_twice(world: Any) -> None:
    world["commvault"].fault(path="backup", expire_token=True)
    assert world.ok("request", "commvault", **BACKUP)["job"]["id"] == "901"
    assert [entry.status for entry in world["commvault"].writes()] == [401, 200] or len(
        world["commvault"].writes()
    ) == 1


# What a request looks like.


@pytest.mark.parametrize(("params", "target", "kind", "body"), [
    ({"body": {"a": 1}}, "/RestAPI/v1/search", "application/json", b'{"a":1}'),
    ({"body": '{"a": 1}'}, "/RestAPI/v1/search", "application/json", b'{"a": 1}'),
    ({"body": {"a": ["1", 2]}, "body_format": "form"}, "/RestAPI/v1/search", "application/x-www-form-urlencoded", b"a=1&a=2"),
    ({"body": "a b", "body_format": "raw"}, "/RestAPI/v1/search", "text/plain; charset=utf-8", b"a b"),
    ({"query": {"q": ["a b", "ü"], "n": 5, "t": True, "none": None}},
     "/RestAPI/v1/search?q=a%20b&q=%C3%BC&n=5&t=true", None, b""),
    ({"path": "search?x=1", "query": {"y": "2"}}, "/RestAPI/v1/search?x=1&y=2", None, b""),
])  # fmt: skip
def test_body_and_query(world: Any, params: Any, target: str, kind: Any, body: bytes) -> None:
    world["log360"].fault(body={"hits": []})
    world.ok("request", "log360", **{"method": "POST", "path": "search", **params})
    entry = world["log360"].log[0]
    assert (entry.target, entry.headers.get("content-type"), entry.body) == (target, kind, body)


@pytest.mark.parametrize(("body", "error"), [({"a": {1, 2}}, "JSON"), (float("nan"), "JSON")])
def test_a_body_that_cannot_be_written(world: Any, body: Any, error: str) -> None:
    assert (
        error
        in world.fails("request", "log360", "config", method="POST", path="search", body=body)[
            "msg"
        ]
    )
    assert world["log360"].log == []


@pytest.mark.parametrize(
    "path", ["../users", "jobs/../users", "jobs/%2e%2e/users", "a#b", "", None, "a\nb"]
)
def test_a_path_that_leads_elsewhere_is_refused(world: Any, path: Any) -> None:
    world.fails("request", "log360", "config", path=path)
    assert world["log360"].log == []


def test_a_whole_url_must_be_of_this_system(world: Any) -> None:
    assert (
        world.ok("request", "log360", path=world["log360"].root + "/RestAPI/v1/jobs")["result"][
            "total"
        ]
        == 4
    )
    for path in (
        "https://elsewhere.example.com/jobs",
        world["log360"].root + "/RestAPI/../v1/jobs",
    ):
        failed = world.fails("request", "log360", "config", path=path)
        assert failed["msg"].startswith("path ") and len(world["log360"].log) == 1


def test_redirects_are_followed_for_get_only(world: Any) -> None:
    assert world.ok("request", "adverity", path="jobs/3")["result"]["id"] == 3
    assert world.sent("adverity") == ["GET /api/jobs/3", "GET /api/jobs/3/"]
    world["adverity"].fault(method="POST", status=301, headers={"Location": "/api/elsewhere/"})
    assert "not followed" in world.fails("request", "adverity", "api", **FETCH)["msg"]
    world["adverity"].fault(status=302, headers={"Location": "http://127.0.0.1:1/api/jobs/3/"})
    assert "only sent to" in world.fails("request", "adverity", "api", path="jobs/3")["msg"]


# How a wait may end.


def test_the_job_is_told_before_the_wait_begins_and_when_it_fails(world: Any) -> None:
    world["log360"].next_job(status="RUNNING")
    failed = world.fails("request", "log360", "timeout", **SEARCH, wait_timeout=30)
    told = [[job.id for job in jobs] for jobs in world.started]
    assert told == [[failed["job"]["id"]]] and failed["job"]["state"] == "running"
    assert failed["timed_out"] is True and failed["changed"] is True
    assert "timed out after 30 s" in failed["msg"] and "the job goes on" in failed["msg"]
    assert [entry.method for entry in world["log360"].writes()] == ["POST"]


def test_on_timeout_return_is_ok(world: Any) -> None:
    world["log360"].next_job(status="RUNNING")
    result = world.ok("request", "log360", **SEARCH, wait_timeout=30, on_timeout="return")
    assert (result["timed_out"], result["result"], result["job"]["state"]) == (
        True,
        None,
        "running",
    )


def test_on_timeout_stop_stops_says_so_and_fails(world: Any) -> None:
    world["commvault"].next_job(duration=600, stop_seconds=0)
    failed = world.fails(
        "request", "commvault", "timeout", **BACKUP, wait_timeout=20, on_timeout="stop"
    )
    assert "stopped: 901" in failed["msg"] and failed["stopped"] == ["901"]
    assert "goes on" not in failed["msg"]
    assert [entry.target.rpartition("/")[2] for entry in world["commvault"].writes()] == [
        "backup",
        "kill",
    ]


def test_on_timeout_stop_where_the_system_cannot(world: Any) -> None:
    world["log360"].next_job(status="RUNNING")
    failed = world.run("request", "log360", **SEARCH, wait_timeout=20, on_timeout="stop")
    assert failed["failed"] and "stop" in failed["msg"]
    assert [entry.method for entry in world["log360"].writes()][1:] == []


def test_without_waiting_the_job_is_told_and_left(world: Any) -> None:
    result = world.ok("request", "log360", **SEARCH, wait=False)
    assert (result["job"]["state"], result["waited"], result["polls"], result["timed_out"]) == (
        "queued",
        0.0,
        0,
        False,
    )
    assert len(world["log360"].log) == 1


def test_fail_on_decides_what_fails(world: Any) -> None:
    world["log360"].next_job(outcome="failed")
    result = world.ok("request", "log360", **SEARCH, fail_on=[])
    assert (result["job"]["state"], result["result"]) == ("failed", None)


def test_a_job_that_vanishes_is_lost(world: Any) -> None:
    world["adverity"].next_job(lost_after=3, duration=60)
    failed = world.fails("request", "adverity", "job_failed", **FETCH)
    assert failed["job"]["state"] == "lost" and "1001" in failed["msg"]


def test_one_of_several_that_failed_fails_the_task(world: Any) -> None:
    world["adverity"].next_job(count=3)
    world["adverity"].fault(
        path="/jobs/1002/",
        times=0,
        body={"id": 1002, "state_label": "Failed", "issues": [{"message": "quota"}]},
    )
    failed = world.fails("request", "adverity", "job_failed", **FETCH)
    assert "1 of 3 jobs did not succeed: job 1002 is failed: quota" in failed["msg"]
    assert failed["summary"] == {"succeeded": 2, "failed": 1} and failed["job"] is None


# Tidying up.


@pytest.mark.parametrize(
    ("outcome", "after", "deleted"),
    [
        ("done", "success", True),
        ("done", "always", True),
        ("done", "never", False),
        ("failed", "success", False),
        ("failed", "always", True),
        ("failed", "never", False),
    ],
)
def test_delete_after(world: Any, outcome: str, after: str, deleted: bool) -> None:
    world["illumio"].next_job(outcome=outcome)
    result = world.run("request", "illumio", **LABELS, delete_after=after)
    assert bool(result.get("failed")) is (outcome == "failed")
    assert [entry.method for entry in world["illumio"].writes()] == (["DELETE"] if deleted else [])
    assert (
        result["changed"] is False and bool(result.get("deleted")) is deleted
    )  # what it deletes it has started itself


@pytest.mark.parametrize("way", ["fail", "return"])
def test_a_job_that_is_still_running_is_never_tidied_away(world: Any, way: str) -> None:
    world["illumio"].next_job(status="running")
    world.run(
        "request", "illumio", **LABELS, delete_after="always", wait_timeout=10, on_timeout=way
    )
    assert world["illumio"].writes() == []


@pytest.mark.parametrize("after", ["success", "always"])
def test_a_result_that_could_not_be_fetched_is_not_tidied_away(world: Any, after: str) -> None:
    world["illumio"].fault(path="datafiles", times=0, status=500)
    world.fails("request", "illumio", "api", **LABELS, delete_after=after)
    assert world["illumio"].writes() == []


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"delete_after": "success"}, "has no delete"),
        ({"wait": False, "dest": "/tmp/x"}, "needs wait"),
        ({"wait": False, "delete_after": "always"}, "delete"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_sent(
    world: Any, params: Any, word: str
) -> None:
    failed = world.run("request", "adverity", **FETCH, **params)
    assert failed["error"] in ("unsupported", "config") and word in failed["msg"]
    assert world["adverity"].log == []
