# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log360 as its page "Jobs API" has it, and v2 as far as it is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

V1, V2 = "/RestAPI/v1", "/api/v2"
FIELDS = {
    "running_time_in_millis", "hits_done", "status", "submitted_at", "started_at", "running_time", "last_synced_time",
    "total_pages", "request_id",
}  # fmt: skip


@pytest.fixture
def log360(web: Callable[[str], Any]) -> Any:
    return web("log360")


def test_list_has_every_documented_field(log360: Any) -> None:
    found = log360.get(f"{V1}/jobs")
    assert set(found) == {"total", "requests"}
    assert {"SUCCESS", "FAILED", "RUNNING"} == {job["status"] for job in found["requests"]}
    assert all(set(job) == FIELDS for job in found["requests"])


def test_one_and_unknown(log360: Any) -> None:
    found = log360.get(f"{V1}/jobs?request_id=AYVTeCb0wPH5eWuO5jkC")
    assert [job["request_id"] for job in found["requests"]] == ["AYVTeCb0wPH5eWuO5jkC"]
    assert log360.get(f"{V1}/jobs?request_id=nobody")["requests"] == []


def test_delete_one_as_in_the_sample(log360: Any) -> None:
    answer = log360(
        "DELETE", f"{V1}/jobs?request_id=AX6qJeaDhJby8kAkaqDE", Accept="application/json"
    )
    assert answer.json() == {"message": "deleted hits for for request_id [AX6qJeaDhJby8kAkaqDE]"}
    assert len(log360.get(f"{V1}/jobs")["requests"]) == 3
    assert log360("DELETE", f"{V1}/jobs?request_id=AX6qJeaDhJby8kAkaqDE").status == 200


@pytest.mark.parametrize("query", ["", "?request_id=", "?requestid=AX6qJeaDhJby8kAkaqDE"])
def test_delete_without_an_id_wipes_everything(log360: Any, query: str) -> None:
    log360("DELETE", f"{V1}/jobs{query}")
    assert log360.get(f"{V1}/jobs")["requests"] == []


@pytest.mark.parametrize("what", ["search", "alerts"])
def test_submit_run_and_page_through_the_results(log360: Any, what: str) -> None:
    id = log360("POST", f"{V1}/{what}/async", {"query": "*", "from": 1, "to": 2}).json()[
        "request_id"
    ]
    assert len(id) == 20
    log360.clock.advance(2)
    (job,) = log360.get(f"{V1}/jobs?request_id={id}")["requests"]
    assert (job["status"], job["running_time_in_millis"], job["submitted_at"]) == (
        "RUNNING",
        2000,
        1790000000000,
    )
    log360.clock.advance(2)
    (job,) = log360.get(f"{V1}/jobs?request_id={id}")["requests"]
    assert (job["status"], job["hits_done"], job["total_pages"]) == ("SUCCESS", 25, 3)
    pages = [
        log360.get(f"{V1}/jobs/results?request_id={id}&page_no={number}") for number in (1, 2, 3)
    ]
    assert [page.get("next_page") for page in pages] == [2, 3, None]
    assert [page["results"]["hits_count_in_current_page"] for page in pages] == [10, 10, 5]
    assert len({hit["_id"] for page in pages for hit in page["results"]["hits"]}) == 25


def test_results_are_gone_after_a_day(log360: Any) -> None:
    log360.clock.advance(86400)
    assert [job["status"] for job in log360.get(f"{V1}/jobs")["requests"]] == ["RUNNING"]


def test_synchronous_search_hands_out_a_cursor_that_dies(log360: Any) -> None:
    first = log360("POST", f"{V1}/search", {"query": "*"}).json()
    second = log360("POST", f"{V1}/search", {"cursor": first["cursor"]}).json()
    assert [len(page["hits"]["hits"]) for page in (first, second)] == [10, 10]
    assert set(first["hits"]) == {"hits", "hits_count_in_current_page"}
    assert log360("POST", f"{V1}/search", {"cursor": first["cursor"]}).status == 400
    log360.clock.advance(301)
    assert log360("POST", f"{V1}/search", {"cursor": second["cursor"]}).status == 400
    assert log360.face.writes() == []


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic Zm9v", "Token x"])
def test_wrong_token(log360: Any, header: str) -> None:
    answer = log360("GET", f"{V1}/jobs", auth=False, Authorization=header)
    assert (answer.status, "message" in answer.json()) == (401, True)


def test_a_blank_after_the_token_does_not_matter(log360: Any) -> None:
    header = f"Bearer {log360.face.token} "
    assert log360("GET", f"{V1}/jobs", auth=False, Authorization=header).status == 200
    log360.face.expire_tokens()
    assert log360("GET", f"{V1}/jobs").status == 401


@pytest.mark.parametrize("body", ["{", "[]", '{"from": "yesterday"}'])
def test_bad_query(log360: Any, body: str) -> None:
    assert log360("POST", f"{V1}/search/async", body).status == 400


def test_v2_renames(log360: Any) -> None:
    log360.face.next_job(outcome="failed", duration=0)
    body = {"start_time": "2026-09-01T00:00:00Z", "end_time": "2026-09-02T00:00:00Z"}
    id = log360("POST", f"{V2}/search/async", body).json()["data"]["request_id"]
    (job,) = log360.get(f"{V2}/jobs?request_id={id}")["data"]["jobs"]["requests"]
    assert job["stage"] == "FAILED"
    assert (
        "status" not in job and "running_time_in_millis" not in job and "running_time_millis" in job
    )
    assert job["submitted_at"] == "2026-09-21T14:13:20Z"
    found = log360.get(f"{V2}/jobs/results?request_id=AYVTeCb0wPH5eWuO5jkC")["data"]
    assert (found["next_page"], len(found["results"]["hits"])) == (2, 10)
    assert "deleted" in log360("DELETE", f"{V2}/jobs?request_id={id}").json()["data"]["message"]
    assert log360("GET", f"{V2}/jobs", auth=False).json()["error"]["code"] == "UNAUTHORIZED"


def test_v2_allows_sixty_requests_a_minute(log360: Any) -> None:
    assert {log360("GET", f"{V2}/jobs").status for _number in range(60)} == {200}
    answer = log360("GET", f"{V2}/jobs")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "61")
    assert log360("GET", f"{V1}/jobs").status == 200
    log360.clock.advance(60)
    assert log360("GET", f"{V2}/jobs").status == 200


def test_alert_profiles(log360: Any) -> None:
    profiles = log360("POST", f"{V1}/meta/alert_profiles", {}).json()["alert_profiles"]
    assert [profile["profile_name"] for profile in profiles] == ["Default Threat", "Logon failures"]
    assert log360("POST", f"{V1}/meta/alert_profiles", {}, auth=False).status == 401
