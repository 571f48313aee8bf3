# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adverity as its page "Managing jobs in Management API" has it, on a Django server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

RANGE = {"start": "2026-09-01T00:00:00Z", "end": "2026-09-02T00:00:00Z"}


@pytest.fixture
def adverity(web: Callable[[str], Any]) -> Any:
    return web("adverity")


def ids(answer: Any) -> list[int]:
    return sorted(job["id"] for job in answer["results"])


def submit(adverity: Any, body: Any = None) -> list[int]:
    answer = adverity("POST", "/api/datastreams/1/fetch_fixed/", body or RANGE)
    assert answer.status == 200, answer.text
    return [job["id"] for job in answer.json()["jobs"]]


def test_list_shows_running_and_scheduled_jobs_only(adverity: Any) -> None:
    found = adverity.get("/api/jobs/")
    assert {job["state_label"] for job in found["results"]} == {"Scheduled", "Running"}
    assert (found["count"], found["next"], found["previous"]) == (3, None, None)


@pytest.mark.parametrize("query", ["datastream_id=2", "datastream_id=2/", "id=8"])
def test_list_of_a_datastream_with_and_without_the_stray_slash(adverity: Any, query: str) -> None:
    assert ids(adverity.get(f"/api/jobs/?{query}")) == [8]


def test_past_jobs_by_date_and_by_time(adverity: Any) -> None:
    adverity.face.add_job(id=50, status="Success", age=86400 * 3)  # 2026-09-18T14:13:20Z
    assert ids(adverity.get("/api/jobs/?start=2026-09-18&end=2026-09-19")) == [50]
    assert ids(adverity.get("/api/jobs/?start=2026-09-18T14:13:20Z&end=2026-09-18T14:13:20Z")) == [
        50
    ]
    assert ids(adverity.get("/api/jobs/?start=2026-09-18T14:13:21Z&end=2026-09-19")) == []
    assert ids(adverity.get("/api/jobs/?start=2026-09-18&end=2026-09-18")) == []
    states = {job["state_label"] for job in adverity.get("/api/jobs/?start=2026-01-01")["results"]}
    assert states == {
        "Scheduled",
        "Running",
        "Success",
        "Cancelled",
        "Failed",
        "Discarded",
        "Stale",
    }


def test_junk_dates_are_refused_where_clients_look(adverity: Any) -> None:
    answer = adverity("GET", "/api/jobs/?start=YYYY-MM-DD&end=2026-01-01")
    assert answer.status == 400
    assert answer.json()["start"] and answer.json()["errors"]["start"] and answer.json()["detail"]


def test_pages_with_absolute_links(adverity: Any) -> None:
    adverity.face.add_many(5, status="Running:fetch", of=42)
    seen, link = [], "/api/jobs/?datastream_id=42&page_size=2&ordering=id"
    while link:
        page = adverity.get(link)
        seen += [job["id"] for job in page["results"]]
        assert page["next"] is None or page["next"].startswith(f"http://{adverity.host}/api/jobs/?")
        link = (page["next"] or "").partition(adverity.host)[2]
    assert seen == sorted(seen) and len(seen) == 5
    assert adverity("GET", "/api/jobs/?page=9").json() == {"detail": "Invalid page."}


def test_a_missing_slash_is_mended_for_get_alone(adverity: Any) -> None:
    answer = adverity("GET", "/api/jobs?start=2026-01-01")
    assert (answer.status, answer.headers["Location"]) == (301, "/api/jobs/?start=2026-01-01")
    assert adverity("POST", "/api/jobs/2/stop").status == 404
    assert adverity.get("/api/jobs/2/")["state_label"] == "Running"


def test_fetch_goes_through_its_stages(adverity: Any) -> None:
    (id,) = submit(adverity)
    labels = []
    for _second in range(7):
        labels.append(adverity.get(f"/api/jobs/{id}/")["state_label"])
        adverity.clock.advance(1)
    assert labels == ["Scheduled", *["Running"] * 5, "Success"]
    job = adverity.get(f"/api/jobs/{id}/")
    assert (job["job_start"], job["job_end"]) == ("2026-09-21T14:13:20Z", "2026-09-21T14:13:26Z")
    assert {"url", "progress", "state", "state_color", "issues", "manual"} <= set(job)


def test_one_fetch_may_start_several_jobs(adverity: Any) -> None:
    adverity.face.next_job(count=3)
    assert len(set(submit(adverity))) == 3
    assert len(submit(adverity)) == 1


def test_form_bodies_and_wrong_ones(adverity: Any) -> None:
    path = "/api/datastreams/1/fetch_fixed/"
    assert adverity("POST", path, "start=2026-01-01&end=2026-01-02").status == 200
    assert adverity("POST", path, {"start": "2026-01-01"}).json()["end"] == [
        "This field is required."
    ]
    assert adverity("POST", path, {**RANGE, "priority": "urgent"}).status == 400
    assert adverity("POST", path, {**RANGE, "start": "soon"}).status == 400
    assert adverity("POST", path, '{"start":').status == 400
    assert adverity("POST", "/api/datastreams/99/fetch_fixed/", RANGE).status == 404


def test_retry_after_where_no_page_promises_it(adverity: Any) -> None:
    adverity.face.next_job(retry_after=4, poll_retry_after="date+2")
    answer = adverity("POST", "/api/datastreams/1/fetch_fixed/", RANGE)
    path = f"/api/jobs/{answer.json()['jobs'][0]['id']}/"
    assert answer.headers["Retry-After"] == "4"
    assert adverity("GET", path).headers["Retry-After"] == "Mon, 21 Sep 2026 14:13:22 GMT"
    adverity.clock.advance(6)
    assert adverity("GET", path).headers["Retry-After"] is None


def test_imported_tells_the_progress(adverity: Any) -> None:
    (id,) = submit(adverity)
    adverity.clock.advance(3)
    assert adverity.get(f"/api/jobs/{id}/imported/")["progress"] == 50


def test_stop_in_the_fetch_stage_only(adverity: Any) -> None:
    (id,) = submit(adverity)
    adverity.clock.advance(2)
    assert adverity("POST", f"/api/jobs/{id}/stop/").status == 200
    assert adverity.get(f"/api/jobs/{id}/")["state_label"] == "Running"
    adverity.clock.advance(1)
    assert adverity.get(f"/api/jobs/{id}/")["state_label"] == "Cancelled"
    again = adverity("POST", f"/api/jobs/{id}/stop/")
    assert (again.status, list(again.json())) == (400, ["detail"])
    assert adverity("POST", "/api/jobs/8/stop/").status == 400, "importing"
    assert adverity("POST", "/api/jobs/31337/stop/").json() == {"detail": "Not found."}


def test_a_stopped_job_may_end_as_discarded(adverity: Any) -> None:
    (scheduled,) = submit(adverity)
    adverity("POST", f"/api/jobs/{scheduled}/stop/")
    assert adverity.get(f"/api/jobs/{scheduled}/")["state_label"] == "Discarded"
    adverity.face.next_job(after_stop="Discarded", stop_seconds=0)
    (fetching,) = submit(adverity)
    adverity.clock.advance(2)
    adverity("POST", f"/api/jobs/{fetching}/stop/")
    assert adverity.get(f"/api/jobs/{fetching}/")["state_label"] == "Discarded"


def test_extracts_of_a_job(adverity: Any) -> None:
    adverity.face.next_job(duration=0, rows=[["a", "b"], [1, 2]])
    (id,) = submit(adverity)
    (extract,) = adverity.get(f"/api/extracts/?job_id={id}")["results"]
    assert adverity.get(f"/api/extracts/{extract['id']}/") == extract
    answer = adverity("GET", f"/api/extracts/{extract['id']}/download/")
    assert (answer.text, answer.headers["Content-Type"]) == (
        "a,b\r\n1,2\r\n",
        "text/csv; charset=utf-8",
    )
    adverity.face.next_job(duration=0, outcome="no_result")
    (empty,) = submit(adverity)
    assert adverity.get(f"/api/extracts/?job_id={empty}")["count"] == 0
    assert adverity("GET", "/api/extracts/77/download/").status == 404


def test_a_failed_job_has_issues(adverity: Any) -> None:
    adverity.face.next_job(duration=0, outcome="failed", reason="The key was revoked.")
    (id,) = submit(adverity)
    assert adverity.get(f"/api/jobs/{id}/")["issues"][0]["message"] == "The key was revoked."
    assert "The key was revoked." in json.dumps(adverity.get("/api/errors/"))


def test_keys_and_their_schemes(adverity: Any) -> None:
    face = adverity.face

    def status(header: str) -> int:
        return int(adverity("GET", "/api/jobs/", auth=False, Authorization=header).status)

    assert [status(f"Token {face.user_key}"), status(f"Bearer {face.ui_key}")] == [200, 200]
    assert [
        status(f"Bearer {face.user_key}"),
        status(f"Token {face.ui_key}"),
        status("Token x"),
    ] == [401, 401, 401]
    missing = adverity("GET", "/api/jobs/", auth=False)
    assert (missing.status, missing.json()["detail"]) == (
        401,
        "Authentication credentials were not provided.",
    )
    face.expire_tokens()
    assert status(f"Token {face.user_key}") == 401
    body = f"username={face.username}&password={face.password}"
    made = adverity(
        "POST",
        "/api/auth/token/",
        body,
        auth=False,
        Content_Type="application/x-www-form-urlencoded",
    ).json()
    assert made["expires_in"] is None and status(f"Token {made['token']}") == 200
    assert (
        adverity("POST", "/api/auth/token/", {"username": "x", "password": "y"}, auth=False).status
        == 400
    )
    assert face.writes() == []


def test_other_documented_paths(adverity: Any) -> None:
    assert adverity.get("/api/datastreams/")["count"] == 3
    assert adverity.get("/api/datastreams/1/")["id"] == 1
    assert 3 in ids(adverity.get("/api/datastreams/1/jobs/"))
    choices = adverity("OPTIONS", "/api/jobs/").json()["actions"]["GET"]["state"]["choices"]
    assert {choice["display_name"] for choice in choices} >= {"Stale", "Discarded"}
    assert adverity("DELETE", "/api/jobs/2/").status == 405


def test_what_else_there_is_to_list(adverity: Any) -> None:
    index = adverity.get("/api/")
    assert {"jobs", "datastreams", "datastream-types", "connection-types", "stacks"} <= set(index)
    for name, url in index.items():
        page = adverity.get(url.partition(adverity.host)[2])
        assert {"count", "next", "previous", "results"} == set(page), name
        assert all("id" in row for row in page["results"]), name


def test_an_extract_as_clients_read_it(adverity: Any) -> None:
    (extract,) = adverity.get("/api/extracts/?job_id=3")["results"]
    assert {"created", "nrows", "ncols", "filesize", "state_label", "datastream"} <= set(extract)
    job = adverity.get("/api/jobs/3/")
    assert {"scheduled", "range_start", "range_end"} <= set(job)
