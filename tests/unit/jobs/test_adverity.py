# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adverity: the list forms of the vendor's page, stop in and out of the fetch stage, several jobs from one request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

STATES = {
    1: "queued",
    2: "running",
    3: "succeeded",
    4: "stopped",
    5: "failed",
    6: "skipped",
    7: "lost",
}
RANGE = {"start": "2026-09-01", "end": "2026-09-02"}
FETCH: dict[str, Any] = {"method": "POST", "path": "datastreams/1/fetch_fixed/", "body": RANGE}


@pytest.mark.parametrize(("filters", "query", "ids"), [
    ({}, "", ["1", "2", "8"]),
    ({"datastream_id": 2}, "datastream_id=2&", ["8"]),
    ({"start": "2026-09-20", "end": "2026-09-22"}, "start=2026-09-20&end=2026-09-22&", list("12345678")),
    ({"start": "2026-09-21T07:00:00Z", "end": "2026-09-21T09:00:00Z"},
     "start=2026-09-21T07:00:00Z&end=2026-09-21T09:00:00Z&", ["3"]),
    ({"start": "2026-09-20", "datastream_id": "1"}, "datastream_id=1&start=2026-09-20&", list("1234567")),
    ({"id": 8, "ordering": "-job_start"}, "ordering=-job_start&id=8&", ["8"]),
])  # fmt: skip
def test_each_form_of_the_list(
    world: Any, filters: dict[str, Any], query: str, ids: list[str]
) -> None:
    result = world.ok("info", "adverity", filters=filters)
    assert sorted(job["id"] for job in result["jobs"]) == ids
    assert (
        world["adverity"].log[0].headers["Authorization"] == f"Token {world['adverity'].user_key}"
    )
    assert world.sent("adverity") == [f"GET /api/jobs/?{query}page_size=100"]
    # Without dates the system tells of running and scheduled jobs only, and we say so.
    assert result["complete"] is ("start" in filters)


def test_the_next_page_is_followed_as_the_system_links_it(world: Any) -> None:
    world["adverity"].add_many(245, status="Running:fetch")
    result = world.ok("info", "adverity", filters={"start": "2026-09-01"})
    assert (result["count"], result["complete"]) == (253, True)
    assert world.sent("adverity") == [
        f"GET /api/jobs/?start=2026-09-01&page_size=100{page}"
        for page in ("", "&page=2", "&page=3")
    ]


@pytest.mark.parametrize(("number", "state"), STATES.items())
def test_every_state_label_in_any_case(world: Any, number: int, state: str) -> None:
    job = world.ok("info", "adverity", job_id=[number])["job"]
    assert (job["state"], job["id"]) == (state, str(number))
    assert world.sent("adverity")[0] == f"GET /api/jobs/{number}/"
    id = world["adverity"].add_job(status="Success", fields={"state_label": job["status"].upper()})
    assert world.ok("info", "adverity", job_id=[id])["job"]["state"] == state


def test_every_field_is_normalised(world: Any) -> None:
    root = world["adverity"].root
    job = world.ok("info", "adverity", job_id=[5])["job"]
    raw = job.pop("raw")
    assert job == {
        "id": "5", "href": f"{root}/api/jobs/5/", "provider": "adverity", "name": None, "type": None, "state": "failed",
        "status": "Failed", "finished": True, "succeeded": False, "progress": 100.0, "submitted_at": "2026-09-21T04:13:20Z",
        "started_at": "2026-09-21T04:13:20Z", "finished_at": "2026-09-21T04:13:26Z", "updated_at": None, "duration": 6.0,
        "reason": "The data source refused the credentials.",
        "messages": [{"level": "error", "text": "The data source refused the credentials.", "source": "Fetch error",
                      "time": None}],
        "outputs": None,
    }  # fmt: skip
    assert raw["datastream_id"] == 1


def test_a_job_is_found_by_its_url_too(world: Any) -> None:
    for url in (f"{world['adverity'].root}/api/jobs/5/", "/api/jobs/5/", "/jobs/5/"):
        job = world.ok("info", "adverity", job_id=[url])["job"]
        assert (job["id"], world.sent("adverity")) == ("5", ["GET /api/jobs/5/"])


def test_messages_are_the_issues(world: Any) -> None:
    id = world["adverity"].add_job(
        status="Failed",
        messages=[{"message": "quota", "type_label": "Fetch", "extraction_state_label": "Warning"}],
    )
    job = world.ok("info", "adverity", job_id=[id], messages=True)["job"]
    assert job["messages"] == [
        {"level": "warning", "text": "quota", "source": "Fetch", "time": None}
    ]


def test_the_progress_of_a_fetch_is_a_plain_request(world: Any) -> None:
    result = world.ok("request", "adverity", path="jobs/3/imported/")
    assert (result["result"]["imported"], result["changed"]) == (3, False)
    assert world.sent("adverity") == ["GET /api/jobs/3/imported/"]


def test_a_fetch_with_json_or_a_form(world: Any) -> None:
    for body_format in ("json", "form"):
        result = world.ok(
            "request", "adverity", **{**FETCH, "body_format": body_format, "wait": False}
        )
        entry = world["adverity"].log[0]
        assert entry.headers["Content-Type"].endswith(
            "json" if body_format == "json" else "form-urlencoded"
        )
        assert (result["job"]["state"], result["job"]["href"], result["result"]) == (
            "queued",
            None,
            None,
        )
        assert world.sent("adverity") == ["POST /api/datastreams/1/fetch_fixed/"]


def test_several_jobs_of_one_fetch_are_waited_for_and_fetched(world: Any, tmp_path: Path) -> None:
    world["adverity"].next_job(count=3, duration=6)
    result = world.ok("request", "adverity", **FETCH, dest=str(tmp_path))
    ids = [job["id"] for job in result["jobs"]]
    assert (ids, result["job"], result["summary"]) == (
        ["1001", "1002", "1003"],
        None,
        {"succeeded": 3},
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        f"extract_10{n}.csv" for n in ("1001", "1002", "1003")
    ]
    assert [file["size"] for file in result["files"]] == [42] * 3
    sent = world.sent("adverity")
    assert sent.count("POST /api/datastreams/1/fetch_fixed/") == 1
    # What there is is known of all before the first byte is fetched.
    assert sent[-6:] == [
        *[f"GET /api/extracts/?job_id={n}&page_size=100" for n in (1001, 1002, 1003)],
        *[f"GET /api/extracts/10{n}/download/" for n in (1001, 1002, 1003)],
    ]


def test_several_results_come_in_the_order_of_the_jobs(world: Any) -> None:
    world["adverity"].next_job(count=2)
    result = world.ok("request", "adverity", **FETCH)
    assert result["result"] == ["date,clicks\r\n2026-09-01,12\r\n2026-09-02,7\r\n"] * 2


def test_extracts_are_the_outputs_of_a_job(world: Any) -> None:
    result = world.ok("request", "adverity", **FETCH)
    assert result["result"].startswith("date,clicks")
    root = world["adverity"].root
    assert result["job"]["outputs"] == [
        {
            "id": "101001",
            "name": "extract_101001.csv",
            "formats": [],
            "href": f"{root}/api/extracts/101001/",
        }
    ]


def test_extracts_are_looked_up_for_one_job_that_succeeded(world: Any) -> None:
    job = world.ok("info", "adverity", job_id=[3])["job"]
    assert [one["name"] for one in job["outputs"]] == ["extract_100003.csv"]
    assert world.sent("adverity") == [
        "GET /api/jobs/3/",
        "GET /api/extracts/?job_id=3&page_size=100",
    ]
    world.ok("info", "adverity", job_id=[3], fields=["id", "state"])
    world.ok("info", "adverity", job_id=[5])
    assert world.sent("adverity") == ["GET /api/jobs/3/", "GET /api/jobs/5/"]
    world["adverity"].fault(path="extracts", status=403, body={"detail": "No permission."})
    assert world.ok("info", "adverity", job_id=[3])["job"]["outputs"] is None
    assert "No permission." in world.warnings[0]


def test_a_fetch_that_failed_says_why(world: Any) -> None:
    world["adverity"].next_job(outcome="failed", reason="The token of the data source has expired.")
    failed = world.fails("request", "adverity", "job_failed", **FETCH)
    assert "job 1001 is failed: The token of the data source has expired." in failed["msg"]
    assert failed["job"]["id"] == "1001" and failed["changed"] is True


def test_a_bad_fetch_is_told_in_the_systems_words(world: Any) -> None:
    failed = world.fails("request", "adverity", "api", **{**FETCH, "body": {"start": "2026-09-01"}})
    assert "This field is required." in failed["msg"] and failed["http_status"] == 400


@pytest.mark.parametrize(
    ("number", "after", "state"),
    [
        (1, None, "stopped"),
        (2, None, "stopped"),
        (2, "Discarded", "stopped"),
        (2, "Cancelled", "stopped"),
    ],
)
def test_stop_accepts_cancelled_and_discarded(
    world: Any, number: int, after: Any, state: str
) -> None:
    id = world["adverity"].add_job(
        status="Scheduled" if number == 1 else "Running:fetch", after_stop=after
    )
    result = world.ok("stop", "adverity", job_id=[id], wait=True)
    assert (result["changed"], result["stopped"]) == (True, [id])
    assert result["jobs"][0]["state"] in (state, "skipped") and result["jobs"][0]["finished"]
    entry = world["adverity"].writes()[0]
    assert (entry.method, entry.target, entry.body) == ("POST", f"/api/jobs/{id}/stop/", b"")
    world.sent("adverity")
    again = world.ok("stop", "adverity", job_id=[id])
    assert (again["changed"], again["stopped"], world["adverity"].writes()) == (False, [], [])


def test_only_the_fetch_stage_can_be_stopped(world: Any) -> None:
    failed = world.fails("stop", "adverity", "conflict", job_id=[8])
    assert "job 8" in failed["msg"] and "not in the fetch stage" in failed["msg"]
    assert (failed["changed"], failed["stopped"]) == (False, [])


def test_without_waiting_a_stop_tells_what_it_saw(world: Any) -> None:
    result = world.ok("stop", "adverity", job_id=[2])
    assert (result["stopped"], result["changed"]) == ([], True)
    assert result["jobs"][0]["state"] == "running"
    (said,) = world.warnings
    assert "job 2 is running" in said and "has not ended the job yet" in said
    assert world.sent("adverity") == [
        "GET /api/jobs/2/",
        "POST /api/jobs/2/stop/",
        "GET /api/jobs/2/",
    ]


def test_delete_is_refused_saying_what_there_is(world: Any) -> None:
    failed = world.fails("delete", "adverity", "unsupported", job_id=[3])
    assert "cannot remove a job" in failed["msg"] and "stop" in failed["msg"]
    assert world.sent("adverity") == []


def test_a_key_of_the_interface_goes_as_bearer(world: Any) -> None:
    key = world["adverity"].ui_key
    world.ok("info", "adverity", job_id=[3], token=key, token_type="Bearer")
    assert world["adverity"].log[0].headers["Authorization"] == f"Bearer {key}"


def test_the_wrong_kind_of_key_names_the_option(world: Any) -> None:
    failed = world.fails("info", "adverity", "auth", token=world["adverity"].ui_key)
    assert "token_type is one of Token, Bearer" in failed["msg"]


def test_an_unknown_token_type_is_refused(world: Any) -> None:
    failed = world.fails("info", "adverity", "config", token_type="Basic")
    assert "Token, Bearer" in failed["msg"] and world.sent("adverity") == []


def test_a_job_that_ended_between_the_look_and_the_stop_is_left_alone(world: Any) -> None:
    world["adverity"].fault(
        path="stop", status=400, body={"detail": "The job has finished and cannot be stopped."}
    )
    id = world["adverity"].add_job(phases=[["Running:fetch", 1]], status="Success", age=0)
    world["adverity"].fault(
        method="GET", path=f"/{id}/", body={"id": int(id), "state_label": "Running"}
    )
    world.clock.advance(2)
    result = world.ok("stop", "adverity", job_id=[id])
    assert (result["changed"], result["stopped"], result["jobs"][0]["state"]) == (
        False,
        [],
        "succeeded",
    )
    assert any("had finished before it could be stopped" in text for text in world.warnings)


@pytest.mark.parametrize("key", ["id", "job_id"])
def test_later_ways_to_name_the_job_of_a_fetch(world: Any, key: str) -> None:
    job = world["adverity"].add_job(duration=3)
    world["adverity"].fault(method="POST", path="fetch_fixed", body={key: int(job)})
    result = world.ok(
        "request", "adverity", method="POST", path="datastreams/7/fetch_fixed/", body={}
    )
    assert result["job"]["id"] == job and result["polls"] > 0


def test_a_fetch_that_was_refused_in_http_200_is_no_success(world: Any) -> None:
    body = {"status": "error", "message": "The datastream is disabled", "jobs": []}
    world["adverity"].fault(method="POST", path="fetch_fixed", body=body)
    failed = world.fails(
        "request", "adverity", "api", method="POST", path="datastreams/7/fetch_fixed/", body={}
    )
    assert "The datastream is disabled" in failed["msg"] and failed["jobs"] == []


def extract(number: int, **more: Any) -> dict[str, Any]:
    """An extract as clients have seen one: without url and name."""
    whole = {"id": number, "created": "2026-09-21T04:13:26Z", "nrows": 2, "ncols": 2}
    whole.update({"filesize": 41, "state_label": "Loaded", "datastream": {"id": 1, "name": "Ads"}})
    return {**whole, "download_url": f"https://x.example/api/extracts/{number}/download/", **more}


def test_extracts_are_taken_once_and_found_by_their_download_url(
    world: Any, tmp_path: Path
) -> None:
    """The list of extracts has held one twice."""
    rows = [extract(100003), extract(100003), extract(100003, nrows=3)]
    page = {"count": 3, "next": None, "previous": None, "results": rows}
    world["adverity"].fault(method="GET", path="/api/extracts/", times=1, body=page)
    job = world.ok("info", "adverity", job_id=[3])["job"]
    assert job["outputs"] == [
        {"id": "100003", "name": None, "formats": [], "href": extract(100003)["download_url"]}
    ]
    world["adverity"].fault(method="GET", path="/api/extracts/", times=1, body=page)
    world.sent("adverity")
    result = world.ok("request", "adverity", **FETCH, dest=str(tmp_path))
    assert [file["size"] for file in result["files"]] == [42]
    downloads = [line for line in world.sent("adverity") if line.endswith("/download/")]
    assert downloads == ["GET /api/extracts/100003/download/"]
