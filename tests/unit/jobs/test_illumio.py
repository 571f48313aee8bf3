# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Illumio PCE: asynchronous GET, Location in every form, Retry-After, data files, lists, deleting."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

DONE, RUNNING = "43f6e9e3-6a68-4481-87c6-18fd096dafbe", "d1775367-1951-4707-aa2e-37a0b9076d31"
JOBS = "/api/v2/orgs/1/jobs"


def test_a_collection_is_fetched_as_a_job(world: Any) -> None:
    world["illumio"].next_job(retry_after=5, duration=9)
    result = world.ok("request", "illumio", path="orgs/1/labels", query={"key": "env"})
    job = result["job"]
    assert [row["key"] for row in result["result"]] == ["env"] * 3
    assert (job["state"], job["href"], job["id"]) == (
        "succeeded",
        f"/orgs/1/jobs/{job['id']}",
        job["id"],
    )
    assert (result["changed"], result["waited"] >= 9, world["illumio"].writes()) == (
        False,
        True,
        [],
    )
    first = world["illumio"].log[0]
    pair = f"{world['illumio'].username}:{world['illumio'].password}"
    assert (
        first.headers["Prefer"] == "respond-async" and first.headers["Accept"] == "application/json"
    )
    assert first.headers["Authorization"] == "Basic " + base64.b64encode(pair.encode()).decode()
    assert all("Prefer" not in entry.headers for entry in world["illumio"].log[1:])
    assert world["illumio"].log[1].at - first.at >= 5
    sent = world.sent("illumio")
    assert sent[0] == "GET /api/v2/orgs/1/labels?key=env"
    assert set(sent[1:-1]) == {f"GET {JOBS}/{job['id']}"} and len(sent) - 2 == result["polls"]
    assert sent[-1] == f"GET /api/v2{job_file(world, job['id'])}"


def job_file(world: Any, id: str) -> str:
    """Where the emulator keeps the rows of a job."""
    return str(world["illumio"].file_href(world["illumio"].jobs[id]))


@pytest.mark.parametrize("path", [
    "orgs/1/labels", "/orgs/1/labels", "/api/v2/orgs/1/labels", "api/v2/orgs/1/labels", "orgs/1/labels?key=env",
    "orgs/1/sec_policy/active/ip_lists", "orgs/1/workloads", "orgs/1/events", "orgs/1/jobs",
])  # fmt: skip
def test_any_collection_in_any_form_of_its_path(world: Any, path: str) -> None:
    assert world.ok("request", "illumio", path=path)["result"]
    assert world.sent("illumio")[0] == "GET /api/v2/" + path.rpartition("api/v2")[2].lstrip("/")


@pytest.mark.parametrize("location", ["api_relative", "relative", "absolute", "{id}"])
def test_location_in_four_forms(world: Any, location: str) -> None:
    # Relative to the request (RFC 3986): .../orgs/1/jobs gives .../orgs/1/ID; the page's forms all begin with a slash.
    location = "jobs/{id}" if location == "{id}" else location
    world["illumio"].next_job(location=location)
    result = world.ok("request", "illumio", path="orgs/1/labels")
    assert (result["job"]["state"], len(result["result"])) == ("succeeded", 12)
    assert set(world.sent("illumio")[1:-1]) == {f"GET {JOBS}/{result['job']['id']}"}


@pytest.mark.parametrize("location", [
    "https://evil.example.com/api/v2/orgs/1/jobs/{id}", "//evil.example.com/orgs/1/jobs/{id}",
    "http://user:pass@127.0.0.1/orgs/1/jobs/{id}", "http://127.0.0.1:1/orgs/1/jobs/{id}", "ftp://127.0.0.1/{id}",
    "/orgs/1/%2E%2E/{id}",
])  # fmt: skip
def test_a_location_elsewhere_is_refused_but_told(world: Any, location: str) -> None:
    world["illumio"].next_job(id="00000000-0000-4000-8000-0000000000aa", location=location)
    failed = world.fails("request", "illumio", "api", path="orgs/1/labels")
    assert "started a job at" in failed["msg"] and "refused" in failed["msg"]
    href = location.replace("{id}", "00000000-0000-4000-8000-0000000000aa")
    assert failed["job_href"] == failed["job"]["href"] == href.replace("user:pass@", "")
    assert len(world.sent("illumio")) == 1


def test_a_location_at_another_system_gets_no_credentials(world: Any) -> None:
    world["illumio"].next_job(location=world["log360"].root + "/orgs/1/jobs/{id}")
    world.fails("request", "illumio", "api", path="orgs/1/labels")
    assert world["log360"].log == []


def test_a_202_without_a_location_is_no_success(world: Any) -> None:
    world["illumio"].next_job(location="none")
    failed = world.fails("request", "illumio", "api", path="orgs/1/labels")
    assert "HTTP 202, but names no job" in failed["msg"] and failed["request_id"]


def test_retry_after_of_the_polls_is_kept_to(world: Any) -> None:
    world["illumio"].next_job(retry_after=2, poll_retry_after=7, duration=20)
    world.ok("request", "illumio", path="orgs/1/labels")
    at = [entry.at for entry in world["illumio"].log]
    assert [round(later - sooner) for sooner, later in zip(at, at[1:])] == [2, 7, 7, 7, 0]


def test_a_synchronous_answer_is_a_job_already_finished(world: Any) -> None:
    world["illumio"].next_job(sync=True)
    result = world.ok("request", "illumio", path="orgs/1/labels")
    assert (result["job"]["state"], result["polls"], result["waited"], len(result["result"])) == (
        "succeeded",
        0,
        0.0,
        12,
    )
    assert len(world.sent("illumio")) == 1


def test_done_without_a_result_is_failed(world: Any) -> None:
    world["illumio"].next_job(outcome="no_result")
    failed = world.fails("request", "illumio", "job_failed", path="orgs/1/labels")
    assert "done, but without a result" in failed["msg"]
    assert (failed["job"]["state"], failed["job"]["status"]) == ("failed", "done")


def test_a_failed_job_says_why(world: Any) -> None:
    world["illumio"].next_job(outcome="failed", reason="Too many labels.")
    failed = world.fails("request", "illumio", "job_failed", path="orgs/1/labels")
    assert f"job {failed['job']['id']} is failed: Too many labels." in failed["msg"]


def test_every_documented_field(world: Any) -> None:
    job = world.ok("info", "illumio", job_id=[DONE])["job"]
    assert world.sent("illumio") == [f"GET {JOBS}/{DONE}"]
    raw = job.pop("raw")
    (output,) = job.pop("outputs")
    assert output == {"id": None, "name": None, "href": raw["result"]["href"], "formats": []}
    assert job == {
        "id": DONE, "href": f"/orgs/1/jobs/{DONE}", "provider": "illumio", "name": "/orgs/1/labels",
        "type": ":illumio/async_requests", "state": "succeeded", "status": "done", "finished": True, "succeeded": True,
        "progress": None, "submitted_at": "2026-09-21T14:03:20Z", "started_at": None,
        "finished_at": "2026-09-21T14:03:25Z", "updated_at": None, "duration": None, "reason": None, "messages": None,
    }  # fmt: skip
    assert raw["requested_by"] == {"href": "/users/1"}


@pytest.mark.parametrize(
    "asked", [DONE, f"/orgs/1/jobs/{DONE}", f"{JOBS}/{DONE}", "ROOT" + f"{JOBS}/{DONE}"]
)
def test_a_job_by_id_or_by_href_in_any_form(world: Any, asked: str) -> None:
    asked = asked.replace("ROOT", world["illumio"].root)
    assert world.ok("info", "illumio", job_id=[asked])["job"]["id"] == DONE
    assert world.sent("illumio") == [f"GET {JOBS}/{DONE}"]


def test_times_of_the_page_are_utc(world: Any) -> None:
    world["illumio"].add_job(
        id="x1",
        status="done",
        fields={
            "requested_at": "2016-01-14 23:16:52.303166",
            "terminated_at": "2016-01-14T23:17:05Z",
        },
    )
    job = world.ok("info", "illumio", job_id=["x1"])["job"]
    assert (job["submitted_at"], job["finished_at"]) == (
        "2016-01-14T23:16:52.303166Z",
        "2016-01-14T23:17:05Z",
    )


@pytest.mark.parametrize(
    ("word", "state"),
    [("pending", "queued"), ("Running", "running"), ("DONE", "succeeded"), ("Failed", "failed")],
)
def test_the_four_words_in_any_case(world: Any, word: str, state: str) -> None:
    id = world["illumio"].add_job(status="done", fields={"status": word})
    assert world.ok("info", "illumio", job_id=[id])["job"]["state"] == state


def test_a_data_file_by_href_and_file_name(world: Any, tmp_path: Path) -> None:
    href = job_file(world, DONE)
    result = world.ok(
        "request",
        "illumio",
        path=href,
        query={"filename": "labels.json"},
        dest=str(tmp_path / "l.json"),
    )
    assert world.sent("illumio") == [f"GET /api/v2{href}?filename=labels.json"]
    assert len(json.loads((tmp_path / "l.json").read_text("utf-8"))) == 12 and result["changed"]


def test_the_result_of_a_job_is_saved_and_the_job_tidied_away(world: Any, tmp_path: Path) -> None:
    result = world.ok(
        "request",
        "illumio",
        path="orgs/1/labels",
        dest=str(tmp_path / "l.json"),
        delete_after="success",
    )
    assert len(json.loads((tmp_path / "l.json").read_text("utf-8"))) == 12
    assert (result["deleted"], result["changed"]) == ([result["job"]["id"]], True)
    assert world.sent("illumio")[-1] == f"DELETE {JOBS}/{result['job']['id']}"


# Lists.


@pytest.mark.parametrize(("filters", "query", "count", "complete"), [
    ({}, "?max_results=10000", 4, True),
    ({"max_results": 2}, "?max_results=2", 2, False),
    ({"max_results": 100}, "?max_results=100", 4, True),
    ({"job_type": ":illumio/async_requests"},
     "?job_type=:illumio/async_requests&max_results=10000", 4, True),
    ({"job_type": "other"}, "?job_type=other&max_results=10000", 0, True),
])  # fmt: skip
def test_the_list_and_its_filters(
    world: Any, filters: Any, query: str, count: int, complete: bool
) -> None:
    result = world.ok("info", "illumio", filters=filters)
    assert (result["count"], result["complete"]) == (count, complete)
    assert world.sent("illumio") == [f"GET {JOBS}{query}"]


@pytest.mark.gate
def test_a_list_that_the_pce_cuts_at_500_is_not_complete(world: Any) -> None:
    world["illumio"].add_many(600, status="done")
    result = world.ok("info", "illumio")
    assert (result["count"], result["complete"]) == (500, False)


def test_another_organisation(world: Any) -> None:
    failed = world.fails("info", "illumio", "auth", org_id=7)
    assert (failed["http_status"], "Forbidden" in failed["msg"]) == (403, True)
    assert failed["request_id"] and failed["code"] == "forbidden_error"
    assert world.sent("illumio") == ["GET /api/v2/orgs/7/jobs?max_results=10000"]


# Deleting.


def test_delete_looks_first_and_once(world: Any) -> None:
    result = world.ok("delete", "illumio", job_id=[DONE])
    assert (result["changed"], result["deleted"], result["jobs"][0]["state"]) == (
        True,
        [DONE],
        "succeeded",
    )
    assert world.sent("illumio") == [f"GET {JOBS}/{DONE}", f"DELETE {JOBS}/{DONE}"]
    again = world.ok("delete", "illumio", job_id=[DONE])
    assert (again["changed"], again["deleted"], world.sent("illumio")) == (
        False,
        [],
        [f"GET {JOBS}/{DONE}"],
    )


def test_stop_is_refused_saying_what_there_is(world: Any) -> None:
    failed = world.fails("stop", "illumio", "unsupported", job_id=[RUNNING])
    assert "only deleted" in failed["msg"] and "delete" in failed["msg"]
    assert world["illumio"].log == []


@pytest.mark.gate
def test_five_hundred_requests_a_minute_are_not_exceeded(world: Any) -> None:
    world["illumio"].set(rate_limit=None)
    ids = world["illumio"].add_many(520, status="done")
    world.ok("info", "illumio", job_id=ids, summary_only=True)
    log = world["illumio"].log
    assert (len(log), log[-1].at - log[0].at) == (520, 60.0)
