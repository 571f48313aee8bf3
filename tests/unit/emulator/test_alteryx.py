# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alteryx Server as its page "Job Endpoints" has it, and the workflow endpoints around it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

SAMPLE = "66ebd18d3d6200007e000d8c"
FIELDS = {
    "id", "appId", "createDateTime", "status", "disposition", "outputs", "messages", "priority", "workerTag",
    "runWithE2",
}  # fmt: skip
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def alteryx(web: Callable[[str], Any]) -> Any:
    return web("alteryx")


@pytest.fixture
def jobs(alteryx: Any) -> str:
    return f"/webapi/v3/workflows/{next(iter(alteryx.face.workflows))}/jobs"


def token(alteryx: Any, body: str, **headers: str) -> Any:
    return alteryx("POST", "/webapi/oauth2/token", body, auth=False, Content_Type=FORM, **headers)


def test_client_credentials(alteryx: Any) -> None:
    id, secret = alteryx.face.clients["curator"]
    made = token(
        alteryx, f"grant_type=client_credentials&client_id={id}&client_secret={secret}"
    ).json()
    assert (made["token_type"], made["expires_in"]) == ("Bearer", 3600)
    for scheme in ("Bearer", "bearer"):
        header = f"{scheme} {made['access_token']}"
        assert (
            alteryx("GET", f"/webapi/v3/jobs/{SAMPLE}", auth=False, Authorization=header).status
            == 200
        )
    alteryx.clock.advance(3600)
    assert (
        alteryx("GET", f"/webapi/v3/jobs/{SAMPLE}", auth=False, Authorization=header).status == 401
    )
    pair = base64.b64encode(f"{id}:{secret}".encode()).decode()
    assert (
        token(alteryx, "grant_type=client_credentials", Authorization=f"Basic {pair}").status == 200
    )
    assert alteryx.face.writes() == []


def test_token_errors(alteryx: Any) -> None:
    assert token(alteryx, "grant_type=client_credentials&client_id=x&client_secret=y").json() == {
        "error": "invalid_client"
    }
    assert token(alteryx, "grant_type=password").json() == {"error": "unsupported_grant_type"}
    assert alteryx("GET", f"/webapi/v3/jobs/{SAMPLE}", auth=False).status == 401


def test_one_job_has_every_documented_field(alteryx: Any) -> None:
    job = alteryx.get(f"/webapi/v3/jobs/{SAMPLE}")
    assert set(job) == FIELDS
    assert set(job["outputs"][0]) == {"id", "availableFormats", "fileName"}
    assert set(job["messages"][0]) == {"status", "text", "toolId"}
    assert job["createDateTime"] == "2026-09-21T13:13:20.000Z"
    answer = alteryx("GET", "/webapi/v3/jobs/nobody")
    assert (answer.status, "message" in answer.json()) == (404, True)


@pytest.mark.parametrize(
    ("query", "there"), [("=true", True), ("=", True), ("", True), ("=false", False)]
)
def test_include_messages(alteryx: Any, query: str, there: bool) -> None:
    assert ("messages" in alteryx.get(f"/webapi/v3/jobs/{SAMPLE}?includeMessages{query}")) is there


def test_include_messages_must_be_a_boolean(alteryx: Any) -> None:
    assert alteryx("GET", f"/webapi/v3/jobs/{SAMPLE}?includeMessages=perhaps").status == 400


def test_messages_as_array_and_as_the_sample_shows_them(alteryx: Any) -> None:
    alteryx.face.set(messages_form="array")
    assert isinstance(alteryx.get(f"/webapi/v3/jobs/{SAMPLE}/messages"), list)
    alteryx.face.set(messages_form="object")  # by itself, as in the page's sample
    assert set(alteryx.get(f"/webapi/v3/jobs/{SAMPLE}/messages")) == {"status", "text", "toolId"}


def test_an_artisan_sees_own_jobs_but_no_messages(alteryx: Any, jobs: str) -> None:
    alteryx.headers = {"Authorization": f"Bearer {alteryx.face.ready_token('artisan')}"}
    assert alteryx("GET", f"/webapi/v3/jobs/{SAMPLE}").status == 404
    id = alteryx("POST", jobs, {}).json()["id"]
    assert alteryx("GET", f"/webapi/v3/jobs/{id}/messages").status == 403
    assert [job["id"] for job in alteryx.get(jobs)] == [id]


def test_submit_and_run(alteryx: Any, jobs: str) -> None:
    body = {
        "questions": [{"name": "Year", "value": "2026"}],
        "priority": "High",
        "workerTag": "big",
    }
    job = alteryx("POST", jobs, body).json()
    assert (job["status"], job["disposition"], job["outputs"], job["priority"]) == (
        "Queued",
        "None",
        [],
        "High",
    )
    alteryx.clock.advance(1)
    assert alteryx.get(f"/webapi/v3/jobs/{job['id']}")["status"] == "Running"
    alteryx.clock.advance(4)
    done = alteryx.get(f"/webapi/v3/jobs/{job['id']}")
    assert (done["status"], done["disposition"], done["workerTag"]) == (
        "Completed",
        "Success",
        "big",
    )
    (output,) = done["outputs"]
    path = f"/webapi/v1/jobs/{job['id']}/output/{output['id']}"
    assert alteryx("GET", f"{path}?format=Csv").text == "Year,Sales\r\n2026,100\r\n"
    assert alteryx("GET", path).status == 400
    assert alteryx("GET", f"{path}?format=Tde").status == 400
    assert alteryx("GET", f"{path}x?format=Csv").status == 404


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("done", "Success"),
        ("partial", "Warning"),
        ("failed", "Error"),
        ("no_result", "Success"),
        ("cancelled", "None"),
    ],
)
def test_status_and_disposition(alteryx: Any, jobs: str, outcome: str, expected: str) -> None:
    alteryx.face.next_job(outcome=outcome, duration=0)
    job = alteryx("POST", jobs, {}).json()
    assert job["status"] == ("Cancelled" if outcome == "cancelled" else "Completed")
    assert job["disposition"] == expected


@pytest.mark.parametrize(
    "body",
    [
        '{"priority": "Urgent"}',
        '{"questions": {"Year": 1}}',
        '{"questions": [{"name": "Nobody"}]}',
        "nonsense",
        "[]",
    ],
)
def test_bad_submission(alteryx: Any, jobs: str, body: str) -> None:
    assert alteryx("POST", jobs, body).status == 400


def test_list_of_a_workflow(alteryx: Any, jobs: str) -> None:
    rows = alteryx.get(jobs)
    assert set(rows[0]) == {"id", "createDate", "status", "priority", "workerTag", "runWithE2"}
    assert {row["status"] for row in alteryx.get(f"{jobs}?status=completed")} == {"Completed"}
    assert len(alteryx.get(f"{jobs}?resultCode=Error")) == 1
    assert alteryx.get(f"{jobs}?limit=2&offset=1") == rows[1:3]
    assert alteryx.get(f"{jobs}?direction=Descending") == rows[::-1]
    assert alteryx("GET", "/webapi/v3/workflows/nobody/jobs").status == 404
    assert alteryx("GET", f"{jobs}?limit=many").status == 400


def test_questions_and_workflows(alteryx: Any, jobs: str) -> None:
    assert [
        each["name"] for each in alteryx.get(jobs.replace("/jobs", "/questions?versionId=1"))
    ] == ["Year", "Region"]
    assert len(alteryx.get("/webapi/v3/workflows")) == 2


def test_v3_can_neither_stop_nor_delete(alteryx: Any) -> None:
    answer = alteryx("DELETE", f"/webapi/v3/jobs/{SAMPLE}")
    assert (answer.status, "Message" in answer.json()) == (405, True)
    assert alteryx("GET", "/webapi/v3/jobs/").status == 404


def test_one_workflow(alteryx: Any) -> None:
    workflow = alteryx.get("/webapi/v3/workflows/66eb0c1f3d6200007e000a01")
    assert workflow["name"] == "Workflow 01" and workflow["versions"][0]["versionNumber"] == 1
    assert alteryx("GET", "/webapi/v3/workflows/66eb0c1f3d6200007e000aff").status == 404


def test_what_the_reduced_object_lacks_can_be_said(alteryx: Any) -> None:
    alteryx.face.set(reduced_lacks=["messages", "disposition"])
    assert "disposition" not in alteryx.get(f"/webapi/v3/jobs/{SAMPLE}?includeMessages=false")
    assert "disposition" in alteryx.get(f"/webapi/v3/jobs/{SAMPLE}")
