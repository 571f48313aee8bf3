# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alteryx Server: two axes of state, messages in three forms, workflows, questions, outputs, OAuth2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

DONE, WORKFLOW = "66ebd18d3d6200007e000d8c", "66eb0c1f3d6200007e000a01"
RUN: dict[str, Any] = {"method": "POST", "path": f"workflows/{WORKFLOW}/jobs"}


def test_one_job_with_every_field(world: Any) -> None:
    job = world.ok("info", "alteryx", job_id=[DONE])["job"]
    assert world.sent("alteryx") == [f"GET /webapi/v3/jobs/{DONE}?includeMessages=false"]
    raw = job.pop("raw")
    output = job.pop("outputs")
    assert job == {
        "id": DONE, "href": None, "provider": "alteryx", "name": None, "type": WORKFLOW, "state": "succeeded",
        "status": "Completed", "finished": True, "succeeded": True, "progress": None,
        "submitted_at": "2026-09-21T13:13:20Z", "started_at": None, "finished_at": None, "updated_at": None,
        "duration": None, "reason": None, "messages": None,
    }  # fmt: skip
    assert output == [
        {
            "id": raw["outputs"][0]["id"],
            "name": "output.csv",
            "href": None,
            "formats": ["Raw", "Csv", "Json"],
        }
    ]
    assert raw["disposition"] == "Success"


@pytest.mark.parametrize(("status", "disposition", "state"), [
    ("Created", "None", "queued"), ("Queued", "None", "queued"), ("Running", None, "running"),
    ("Completed", "Success", "succeeded"), ("completed", "SUCCESS", "succeeded"), ("Complete", "Success", "succeeded"),
    ("Completed", "Warning", "partial"), ("Completed", "Error", "failed"), ("Completed", "Strange", "failed"),
    ("Completed", None, "unknown"), ("Completed", "None", "unknown"), ("Completed", "", "unknown"),
    ("Completed", "Cancelled", "stopped"), ("Cancelled", "None", "stopped"), ("Cancelled", "Success", "stopped"),
    ("Error", None, "failed"), ("Running", "Success", "running"), ("Paused", "Success", "unknown"),
])  # fmt: skip
def test_status_and_disposition_make_the_state(
    world: Any, status: str, disposition: Any, state: str
) -> None:
    id = world["alteryx"].add_job(
        status="Completed", fields={"status": status, "disposition": disposition}
    )
    job = world.ok("info", "alteryx", job_id=[id])["job"]
    assert (job["state"], job["status"]) == (state, status)


def test_messages_as_an_array_or_as_one_object(world: Any) -> None:
    for form, texts in (
        ("array", ["Started running the workflow.", "Done."]),
        ("object", ["Started running the workflow."]),
    ):
        world["alteryx"].set(messages_form=form)
        job = world.ok("info", "alteryx", job_id=[DONE], messages=True)["job"]
        assert [message["text"] for message in job["messages"]] == texts
        assert job["messages"][0] == {
            "level": "info",
            "text": texts[0],
            "source": "0",
            "time": None,
        }
        assert world.sent("alteryx")[1:] == [f"GET /webapi/v3/jobs/{DONE}/messages"]
    assert world.warnings == []


def test_who_is_no_curator_gets_what_the_job_itself_holds(world: Any) -> None:
    world["alteryx"].add_job(
        id="66ab", status="Completed", outcome="failed", owner="artisan", reason="Tool 7 is broken."
    )
    mine = world["alteryx"].options_as("artisan")
    job = world.ok("info", "alteryx", **{**mine, "job_id": ["66ab"], "messages": True})["job"]
    assert [(one["level"], one["text"]) for one in job["messages"]][-1] == (
        "error",
        "Tool 7 is broken.",
    )
    assert world.sent("alteryx")[1:] == [
        "GET /webapi/v3/jobs/66ab/messages",
        "GET /webapi/v3/jobs/66ab?includeMessages=true",
    ]
    assert len(world.warnings) == 1 and "Only Curators can use this endpoint" in world.warnings[0]


def test_jobs_are_listed_under_their_workflow_page_by_page(world: Any) -> None:
    world["alteryx"].add_many(130, status="Running", of="66eb0c1f3d6200007e000a02")
    result = world.ok("info", "alteryx", filters={"workflow_id": "66eb0c1f3d6200007e000a02"})
    assert (result["count"], result["complete"]) == (130, True)
    path = "GET /webapi/v3/workflows/66eb0c1f3d6200007e000a02/jobs?limit=100&offset="
    assert world.sent("alteryx")[:2] == [path + "0", path + "100"]


@pytest.mark.parametrize(("filters", "query", "states"), [
    ({"status": "completed"}, "status=Completed&", {"succeeded"}),
    ({"resultCode": "Error"}, "resultCode=Error&", {"succeeded"}),
    ({"sortField": "status", "direction": "desc", "status": "Running"}, "status=Running&sortField=status&direction=desc&",
     {"running"}),
])  # fmt: skip
def test_the_filters_of_the_list(
    world: Any, filters: dict[str, Any], query: str, states: set[str]
) -> None:
    result = world.ok("info", "alteryx", filters={"workflow_id": WORKFLOW, **filters})
    assert (
        world.sent("alteryx")[0]
        == f"GET /webapi/v3/workflows/{WORKFLOW}/jobs?{query}limit=100&offset=0"
    )
    assert result["count"] >= 1


def test_a_list_needs_a_workflow(world: Any) -> None:
    assert "filters.workflow_id is required" in world.fails("info", "alteryx", "config")["msg"]
    assert (
        "not 'Done'"
        in world.fails("info", "alteryx", "config", filters={"workflow_id": "1", "status": "Done"})[
            "msg"
        ]
    )
    assert world["alteryx"].log == []


def test_a_workflow_is_run_with_questions_and_its_output_fetched(world: Any) -> None:
    body = {
        "questions": [{"name": "Year", "value": "2026"}],
        "priority": "High",
        "workerTag": "big",
    }
    result = world.ok("request", "alteryx", **RUN, body=body)
    job, output = result["job"], result["job"]["outputs"][0]["id"]
    assert (job["state"], result["result"]) == ("succeeded", "Year,Sales\r\n2026,100\r\n")
    assert world["alteryx"].writes()[0].json() == body
    sent = world.sent("alteryx")
    assert sent[0] == f"POST /webapi/v3/workflows/{WORKFLOW}/jobs"
    assert sent[1] == f"GET /webapi/v3/jobs/{job['id']}?includeMessages=false"
    assert sent[-1] == f"GET /webapi/v1/jobs/{job['id']}/output/{output}?format=Raw"


def test_an_output_is_saved(world: Any, tmp_path: Path) -> None:
    world.ok("request", "alteryx", **RUN, body={}, dest=f"{tmp_path}/")
    assert (tmp_path / "output.csv").read_bytes() == b"Year,Sales\r\n2026,100\r\n"


def test_an_output_in_another_format_is_a_plain_request(world: Any, tmp_path: Path) -> None:
    output = world.ok("info", "alteryx", job_id=[DONE])["job"]["outputs"][0]["id"]
    path = f"/webapi/v1/jobs/{DONE}/output/{output}"
    url = (
        world["alteryx"].root + path
    )  # v1 is not below the API root, so that the whole URL is given
    result = world.ok(
        "request", "alteryx", path=url, query={"format": "Json"}, dest=str(tmp_path / "out.json")
    )
    assert world.sent("alteryx")[-1] == f"GET {path}?format=Json"
    assert (result["changed"], (tmp_path / "out.json").read_text("utf-8")) == (
        True,
        '[["Year", "Sales"], ["2026", "100"]]',
    )


def test_a_run_that_failed_tells_the_messages(world: Any) -> None:
    world["alteryx"].next_job(outcome="failed", reason="Tool 7: file not found.")
    failed = world.fails("request", "alteryx", "job_failed", **RUN, body={})
    assert failed["job"]["id"] in failed["msg"] and "Tool 7: file not found." in failed["msg"]
    assert failed["job"]["status"] == "Completed" and failed["job"]["state"] == "failed"


def test_a_run_with_warnings_is_partial_and_warns(world: Any) -> None:
    world["alteryx"].next_job(outcome="partial")
    result = world.ok("request", "alteryx", **RUN, body={})
    assert (result["job"]["state"], result["job"]["succeeded"]) == ("partial", True)
    assert any(result["job"]["id"] in text and "partial" in text for text in world.warnings)


def test_an_unknown_question_is_told_in_the_systems_words(world: Any) -> None:
    failed = world.fails(
        "request", "alteryx", "api", **RUN, body={"questions": [{"name": "Colour", "value": "red"}]}
    )
    assert "no question named Colour" in failed["msg"]


def test_questions_are_a_plain_request(world: Any) -> None:
    result = world.ok("request", "alteryx", path=f"workflows/{WORKFLOW}/questions")
    assert [one["name"] for one in result["result"]] == ["Year", "Region"]


def test_client_credentials_are_traded_for_a_token_once(world: Any) -> None:
    world.ok("info", "alteryx", job_id=[DONE, DONE])
    login = world["alteryx"].log[0]
    id, secret = world["alteryx"].clients["curator"]
    assert (login.method, login.target) == ("POST", "/webapi/oauth2/token")
    assert login.form() == {
        "grant_type": "client_credentials",
        "client_id": id,
        "client_secret": secret,
    }
    assert [entry.kind for entry in world["alteryx"].log].count("login") == 1
    assert world["alteryx"].log[1].headers["Authorization"].startswith("Bearer eyJ")


def test_a_base_url_with_the_api_root_reaches_what_is_not_below_it(world: Any) -> None:
    base = world["alteryx"].options["base_url"] + "/v3/"
    result = world.ok(
        "request", "alteryx", base_url=base, path=f"workflows/{WORKFLOW}/jobs", method="POST"
    )
    assert result["result"] and {entry.target.split("/")[2] for entry in world["alteryx"].log} == {
        "oauth2",
        "v3",
        "v1",
    }


def test_a_lower_case_token_type_does_not_matter(world: Any) -> None:
    world["alteryx"].set(token_type="bearer")
    world.ok("info", "alteryx", job_id=[DONE])


def test_a_ready_token_is_used_as_it_is(world: Any) -> None:
    token = world["alteryx"].ready_token()
    world.ok("info", "alteryx", job_id=[DONE], token=token, client_id=None, client_secret=None)
    assert [entry.headers["Authorization"] for entry in world["alteryx"].log] == [f"Bearer {token}"]


def test_a_token_that_dies_during_a_run_is_renewed(world: Any) -> None:
    """expires_in is shorter than the run: a new token is fetched before the old one ends; the submit is sent once."""
    world["alteryx"].set(token_lifetime=60)
    world["alteryx"].next_job(duration=200)
    assert world.ok("request", "alteryx", **RUN, body={})["job"]["state"] == "succeeded"
    log = world["alteryx"].log
    assert 3 < [entry.kind for entry in log].count("login") < 12
    assert {entry.status for entry in log} == {200} and len(world["alteryx"].writes()) == 1


def test_a_token_that_is_revoked_during_a_run_is_renewed_once(world: Any) -> None:
    world["alteryx"].fault(method="GET", path="/jobs/", after=2, expire_token=True)
    assert world.ok("request", "alteryx", **RUN, body={})["job"]["state"] == "succeeded"
    kinds = [(entry.kind, entry.status) for entry in world["alteryx"].log]
    assert (kinds.count(("login", 200)), kinds.count(("read", 401))) == (2, 1)


def test_wrong_client_credentials_fail_before_anything_is_started(world: Any) -> None:
    failed = world.fails("request", "alteryx", "auth", **RUN, body={}, client_secret="wrong-secret")
    assert "login was refused" in failed["msg"] and "invalid_client" in failed["msg"]
    assert [entry.kind for entry in world["alteryx"].log] == ["login"]


@pytest.mark.parametrize(("verb", "word"), [("stop", "cancels"), ("delete", "removes")])
def test_what_the_api_does_not_publish_is_refused(world: Any, verb: str, word: str) -> None:
    failed = world.fails(verb, "alteryx", "unsupported", job_id=[DONE])
    assert f"publishes no endpoint that {word} a job" in failed["msg"] and "list" in failed["msg"]
    assert world["alteryx"].log == []


@pytest.mark.parametrize(
    ("outcome", "state"), [("done", "succeeded"), ("partial", "partial"), ("failed", "failed")]
)
def test_the_reduced_object_may_lack_the_disposition(world: Any, outcome: str, state: str) -> None:
    world["alteryx"].set(reduced_lacks=["messages", "disposition"])
    world["alteryx"].next_job(outcome=outcome)
    result = world.run("request", "alteryx", **RUN, body={})
    assert result["job"]["state"] == state
    assert bool(result.get("failed")) is (state == "failed")
    sent = [line.rpartition("?")[2] for line in world.sent("alteryx") if "/jobs/" in line]
    assert sent.count("includeMessages=true") == 1  # the full object, once
    assert not any("disposition tells" in warning for warning in world.warnings)
    # In a list, too.
    world.ok("info", "alteryx", filters={"workflow_id": WORKFLOW})
    jobs = world.ok("info", "alteryx", filters={"workflow_id": WORKFLOW})["jobs"]
    assert {one["state"] for one in jobs if one["id"] == result["job"]["id"]} == {state}


def test_completed_without_a_disposition_anywhere_is_no_success(world: Any) -> None:
    world["alteryx"].next_job(fields={"disposition": None})
    failed = world.fails("request", "alteryx", "timeout", **RUN, body={}, wait_timeout=20)
    assert failed["job"]["state"] == "unknown"
    assert "no disposition tells how it went" in failed["msg"]
    (warning,) = [one for one in world.warnings if "disposition" in one]
    assert warning.endswith("it counts as not finished")


@pytest.mark.parametrize("slashes", ["/", "//"])
def test_a_host_that_ends_in_slashes(world: Any, slashes: str) -> None:
    """Clients of this API default to https://host/webapi/."""
    base_url = world["alteryx"].options["base_url"] + slashes
    job = world.ok("info", "alteryx", job_id=[DONE], base_url=base_url)["job"]
    assert job["state"] == "succeeded"
    assert world.sent("alteryx") == [f"GET /webapi/v3/jobs/{DONE}?includeMessages=false"]
