# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log360: every documented call, API v1 and v2, as it goes over the wire and as it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DONE, RUNNING, FAILED = "AYVTeCb0wPH5eWuO5jkC", "AYVTrunningJob000001", "AYVTfailedJob0000001"
ROOTS = {"v1": "/RestAPI/v1", "v2": "/api/v2"}
versions = pytest.mark.parametrize("version", ROOTS)


@versions
def test_a_list_is_one_request_with_a_bearer_token(world: Any, version: str) -> None:
    result = world.ok("info", "log360", api_version=version)
    assert result["summary"] == {"succeeded": 2, "failed": 1, "running": 1}
    assert (result["count"], result["complete"], result["missing"]) == (4, True, [])
    entry = world["log360"].log[0]
    assert entry.headers["Authorization"] == f"Bearer {world['log360'].token}"
    assert entry.headers["Accept"] == "application/json"
    assert world.sent("log360") == [f"GET {ROOTS[version]}/jobs"]


@versions
def test_every_documented_field_is_normalised(world: Any, version: str) -> None:
    job = world.ok("info", "log360", job_id=[DONE], api_version=version)["job"]
    assert world.sent("log360") == [f"GET {ROOTS[version]}/jobs?request_id={DONE}"]
    raw = job.pop("raw")
    assert job == {
        "id": DONE, "href": None, "provider": "log360", "name": None, "type": None, "state": "succeeded",
        "status": "SUCCESS", "finished": True, "succeeded": True, "progress": None,
        "submitted_at": "2026-09-21T13:13:20Z", "started_at": "2026-09-21T13:13:20Z", "finished_at": None,
        "updated_at": "2026-09-21T13:13:24Z", "duration": 4.0, "reason": None, "messages": None, "outputs": None,
    }  # fmt: skip
    assert (raw["request_id"], raw["hits_done"], raw["total_pages"]) == (DONE, 25, 3)


def test_times_are_read_from_milliseconds(world: Any) -> None:
    world["log360"].add_job(
        id="AYms",
        status="SUCCESS",
        fields={
            "submitted_at": 1700000000123,
            "started_at": 0,
            "last_synced_time": None,
            "running_time_in_millis": 1500,
        },
    )
    job = world.ok("info", "log360", job_id=["AYms"])["job"]
    assert (job["submitted_at"], job["started_at"], job["updated_at"], job["duration"]) == (
        "2023-11-14T22:13:20.123000Z",
        None,
        None,
        1.5,
    )


@versions
def test_an_unknown_id_is_an_empty_list_and_missing(world: Any, version: str) -> None:
    result = world.ok("info", "log360", job_id=["AYnobody", DONE], api_version=version)
    assert result["missing"] == ["AYnobody"]
    assert [job["id"] for job in result["jobs"]] == [DONE]


@versions
def test_one_is_deleted_by_its_id_and_once(world: Any, version: str) -> None:
    result = world.ok("delete", "log360", job_id=[DONE], api_version=version)
    assert (result["changed"], result["deleted"], result["jobs"][0]["state"]) == (
        True,
        [DONE],
        "succeeded",
    )
    assert world.sent("log360") == [
        f"GET {ROOTS[version]}/jobs?request_id={DONE}",
        f"DELETE {ROOTS[version]}/jobs?request_id={DONE}",
    ]
    again = world.ok("delete", "log360", job_id=[DONE], api_version=version)
    assert (again["changed"], again["deleted"], again["jobs"]) == (False, [], [])
    assert world.ok("info", "log360", api_version=version)["count"] == 3


@pytest.mark.parametrize("job_id", [[], [""], [None], ["  "], ["AYVT", ""]])
def test_a_delete_without_an_id_never_reaches_the_wire(world: Any, job_id: list[Any]) -> None:
    world.fails("delete", "log360", "config", job_id=job_id)
    assert world.sent("log360") == []


def test_a_running_job_is_not_deleted_unless_forced(world: Any) -> None:
    failed = world.fails("delete", "log360", "conflict", job_id=[RUNNING])
    assert RUNNING in failed["msg"] and "force: true" in failed["msg"]
    assert world["log360"].writes() == []
    assert world.ok("delete", "log360", job_id=[RUNNING], force=True)["deleted"] == [RUNNING]


@versions
@pytest.mark.parametrize("what", ["search", "alerts"])
def test_a_search_is_submitted_waited_for_and_read_page_by_page(
    world: Any, version: str, what: str
) -> None:
    body = (
        {"query": "*", "from": 1, "to": 2}
        if version == "v1"
        else {"query": "*", "start_time": "2026-09-01T00:00:00Z"}
    )
    result = world.ok(
        "request", "log360", method="POST", path=f"{what}/async", body=body, api_version=version
    )
    root, job = ROOTS[version], result["job"]
    assert (job["state"], result["changed"], result["timed_out"]) == ("succeeded", True, False)
    assert [hit["_id"] for hit in result["result"]] == [f"hit-{number}" for number in range(1, 26)]
    submit = world["log360"].log[0]
    assert (submit.json(), submit.headers["Content-Type"]) == (body, "application/json")
    sent = world.sent("log360")
    assert sent[0] == f"POST {root}/{what}/async"
    assert set(sent[1:-3]) == {f"GET {root}/jobs?request_id={job['id']}"}
    assert len(sent[1:-3]) == result["polls"]
    assert sent[-3:] == [
        f"GET {root}/jobs/results?request_id={job['id']}{page}"
        for page in ("", "&page_no=2", "&page_no=3")
    ]


@versions
def test_the_pages_are_streamed_to_one_file(world: Any, version: str, tmp_path: Path) -> None:
    order: Any = {
        "method": "POST",
        "path": "/search/async",
        "body": {"query": "*"},
        "api_version": version,
    }
    result = world.ok("request", "log360", **order, dest=str(tmp_path / "hits.json"))
    hits = json.loads((tmp_path / "hits.json").read_text(encoding="utf-8"))
    assert [hit["_id"] for hit in hits] == [f"hit-{number}" for number in range(1, 26)]
    assert (result["result"], result["size"]) == (None, (tmp_path / "hits.json").stat().st_size)


def test_a_search_without_hits_gives_an_empty_list(world: Any, tmp_path: Path) -> None:
    world["log360"].next_job(outcome="no_result")
    world["log360"].next_job(outcome="no_result")
    order: Any = {"method": "POST", "path": "search/async", "body": {}}
    assert world.ok("request", "log360", **order)["result"] == []
    world.ok("request", "log360", **order, dest=str(tmp_path / "none.json"))
    assert json.loads((tmp_path / "none.json").read_text(encoding="utf-8")) == []


def test_a_failed_search_fails_the_task_and_is_not_read(world: Any) -> None:
    world["log360"].next_job(outcome="failed")
    failed = world.fails(
        "request", "log360", "job_failed", method="POST", path="search/async", body={}
    )
    assert failed["job"]["id"] in failed["msg"] and "failed" in failed["msg"]
    assert not any("results" in line for line in world.sent("log360"))


def test_the_synchronous_search_is_a_job_already_finished(world: Any) -> None:
    result = world.ok("request", "log360", method="POST", path="search", body={"query": "*"})
    page = result["result"]["hits"]
    assert (result["job"]["state"], result["polls"]) == ("succeeded", 0)
    assert len(page["hits"]) == page["hits_count_in_current_page"] == 10
    assert world.sent("log360") == ["POST /RestAPI/v1/search"]


@pytest.mark.gate
def test_v2_keeps_to_sixty_requests_a_minute(world: Any) -> None:
    """A wait that would look more often than the server allows sleeps instead of being refused."""
    world["log360"].add_job(id="AYslow", duration=120)
    result = world.ok("wait", "log360", job_id=["AYslow"], wait_interval=0.5, api_version="v2")
    log = world["log360"].log
    assert result["jobs"][0]["state"] == "succeeded"
    assert {entry.status for entry in log} == {200}
    assert max(sum(1 for other in log if 0 <= other.at - entry.at < 60) for entry in log) <= 60


def test_an_unknown_version_is_refused_before_anything_is_sent(world: Any) -> None:
    assert "v1, v2" in world.fails("info", "log360", "config", api_version="v9")["msg"]
    assert world.sent("log360") == []


@pytest.mark.parametrize("base", ["", "/", "/RestAPI/v1", "/RestAPI/v1/"])
def test_the_api_root_is_added_once(world: Any, base: str) -> None:
    world.ok("info", "log360", base_url=world["log360"].root + base)
    assert world.sent("log360") == ["GET /RestAPI/v1/jobs"]


def test_stop_is_refused_saying_what_there_is(world: Any) -> None:
    failed = world.fails("stop", "log360", "unsupported", job_id=[RUNNING])
    assert "log360 has no stop" in failed["msg"] and "delete" in failed["msg"]
    assert world.sent("log360") == []


def test_the_token_may_have_blanks_around_it_as_in_the_sample(world: Any) -> None:
    world.ok("info", "log360", token=f" {world['log360'].token} ")


def test_a_dead_token_is_told_without_the_token(world: Any) -> None:
    world["log360"].expire_tokens()
    failed = world.fails("info", "log360", "auth")
    assert failed["http_status"] == 401 and "Invalid or missing AuthToken" in failed["msg"]
    assert len(world.sent("log360")) == 1


REFUSED = {"ERROR_DESCRIPTION": "The licence has ended"}


@pytest.mark.parametrize(
    ("verb", "params"),
    [
        ("info", {}),
        ("info", {"job_id": ["AY11NMLtZ2PezjADgqjn"]}),
        ("wait", {"job_id": ["AY11NMLtZ2PezjADgqjn"]}),
        ("delete", {"job_id": ["AY11NMLtZ2PezjADgqjn"]}),
        ("request", {"method": "POST", "path": "search/async", "body": {}}),
    ],
)
def test_an_error_inside_http_200_is_one(world: Any, verb: str, params: Any) -> None:
    world["log360"].fault(times=0, body=REFUSED)
    failed = world.fails(verb, "log360", "api", **params)
    assert "The licence has ended" in failed["msg"] and failed["http_status"] == 200


@pytest.mark.parametrize("body", [{"status": "RUNNING"}, {}, ""])
def test_a_search_that_names_no_job_is_no_success(world: Any, body: Any) -> None:
    world["log360"].fault(method="POST", body=body)
    failed = world.fails("request", "log360", "api", method="POST", path="search/async", body={})
    assert (failed["changed"], failed["jobs"]) == (True, [])
    assert "names no job" in failed["msg"]


def test_a_search_that_failed_at_once_is_refused(world: Any) -> None:
    world["log360"].fault(method="POST", body={"status": "FAILED"})
    failed = world.fails("request", "log360", "api", method="POST", path="search/async", body={})
    assert (failed["changed"], failed["jobs"]) == (False, []) and "FAILED" in failed["msg"]


HITS = [{"_id": "1"}, {"_id": "2"}]


@pytest.mark.parametrize(
    "answer",
    [
        {"cursor": "c", "hits": {"hits": HITS, "hits_count_in_current_page": 2}},  # the page
        {"cursor": "c", "results": {"hits": HITS, "total_hits": 2}},  # as a connector reads it
        {"hits": {"hits": [], "hits_count_in_current_page": 0}},
        {"data": {"hits": HITS}},
    ],
)
@pytest.mark.parametrize("path", ["search", "alerts"])
def test_a_synchronous_search_is_its_own_result(world: Any, path: str, answer: Any) -> None:
    world["log360"].fault(method="POST", body=answer)
    result = world.ok("request", "log360", method="POST", path=path, body={})
    assert (result["result"], result["job"]["state"]) == (answer, "succeeded")
    assert (result["polls"], len(world.sent("log360"))) == (0, 1)


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("path", ["search", "alerts"])
def test_the_emulators_synchronous_search(world: Any, version: str, path: str) -> None:
    order = {"method": "POST", "path": path, "body": {}, "api_version": version}
    found = world.ok("request", "log360", **order)["result"]
    page = found["data"][path] if version == "v2" else found
    assert page["cursor"] and page["hits"]["hits_count_in_current_page"] == 10


@pytest.mark.parametrize("body", [{"hits": None}, {"results": None, "status": "FAILED"}])
def test_a_search_without_hits_is_no_result(world: Any, body: Any) -> None:
    world["log360"].fault(method="POST", body=body)
    failed = world.fails("request", "log360", "api", method="POST", path="search", body={})
    assert failed["jobs"] == []
