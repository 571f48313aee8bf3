# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submitting: where the reference of a new job may stand, what counts as accepted, submits of several calls."""

from __future__ import annotations

from typing import Any

import pytest

DONE = {"id": 7, "status": "done"}
BODY = {"reference": {"path": "id"}}


def submit(person: Any, **params: Any) -> dict[str, Any]:
    result: dict[str, Any] = person.ok("request", **{"method": "POST", "path": "run", **params})
    return result


@pytest.mark.parametrize(
    "location",
    [
        "BASE/prefix/api/v1/jobs/7",
        "/prefix/api/v1/jobs/7",
        "/api/v1/jobs/7",
        "/jobs/7",
        "jobs/7",
        "./jobs/7",
        "../v1/jobs/7",
        "/jobs/7?from=submit",
        "/jobs/7/",
    ],
)
def test_a_location_in_any_form(acme: Any, say: Any, location: str) -> None:
    query = "?from=submit" if "?" in location else ""
    slash = "/" if location.endswith("/") else ""
    person = acme(
        {
            "POST /prefix/api/v1/run": say(None, 202, Location=location),
            f"GET /prefix/api/v1/jobs/7{slash}": DONE,
        },
        base="/api/v1",
        get="{href}",
    )
    result = submit(person, base_url=person.fake.base_url + "/prefix")
    assert (result["job"]["id"], result["job"]["state"]) == ("7", "succeeded")
    assert person.fake.lines == [
        "POST /prefix/api/v1/run",
        f"GET /prefix/api/v1/jobs/7{slash}{query}",
    ]


def test_a_location_of_another_origin_is_told_but_not_followed(acme: Any, say: Any) -> None:
    person = acme({"POST /run": say(None, 202, Location="http://127.0.0.2/jobs/7")}, get="{href}")
    result = person.fails("request", "api", method="POST", path="run")
    assert "http://127.0.0.2/jobs/7" in result["msg"] and len(person.fake.log) == 1


@pytest.mark.parametrize(
    ("reference", "answered", "headers"),
    [
        ({"header": "Operation-Location"}, None, {"Operation_Location": "BASE/jobs/7"}),
        ({"header": "X-Job"}, None, {"X_Job": "7"}),
        ({"header": "X-Job", "pattern": "job=(\\w+)"}, None, {"X_Job": "queue=2; job=7"}),
        ({"path": "id"}, {"id": 7}, {}),
        ({"path": "id", "as": "id"}, {"id": "7"}, {}),
        ({"path": "href"}, {"href": "/jobs/7"}, {}),
        ({"path": "data.task.self"}, {"data": {"task": {"self": "jobs/7"}}}, {}),
        (
            {"path": "tasks[?kind=='main'].id"},
            {"tasks": [{"kind": "side", "id": 6}, {"kind": "main", "id": 7}]},
            {},
        ),
        ({"path": "[0].id"}, [{"id": 7}], {}),
        ({"path": ""}, "7", {"Content_Type": "application/json"}),
        ([{"header": "Location"}, {"path": "a"}, {"path": "b"}], {"b": 7}, {}),
    ],
)
def test_where_the_reference_stands(
    acme: Any, say: Any, reference: Any, answered: Any, headers: Any
) -> None:
    person = acme(
        {"POST /run": say(answered, 200, **headers), "GET /jobs/7": DONE},
        submit={"reference": reference},
    )
    job = submit(person)["job"]
    assert (job["id"], job["state"]) == ("7", "succeeded")


@pytest.mark.parametrize("status", [200, 201, 202, 203, 303])
@pytest.mark.parametrize("body", [None, {"id": 7}, "<html><body>See other</body></html>"])
def test_what_counts_as_accepted(acme: Any, say: Any, status: int, body: Any) -> None:
    kind = "text/html" if isinstance(body, str) else "application/json"
    person = acme(
        {"POST /run": say(body, status, Location="/jobs/7", Content_Type=kind), "GET /jobs/7": DONE}
    )
    assert submit(person)["job"]["state"] == "succeeded"
    assert person.fake.lines == ["POST /run", "GET /jobs/7"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirected_post_is_an_error_and_never_a_get(acme: Any, say: Any, status: int) -> None:
    person = acme({"POST /run": say(None, status, Location="/other"), "GET /other": DONE})
    assert str(status) in person.fails("request", "api", method="POST", path="run")["msg"]
    assert person.fake.lines == ["POST /run"]


def test_several_jobs_from_one_answer(acme: Any, say: Any) -> None:
    person = acme(
        {
            "POST /run": {"jobs": [{"id": 7}, {"id": 8}]},
            "GET /jobs/7": DONE,
            "GET /jobs/8": {"id": 8, "status": "done"},
        },
        submit={"reference": {"path": "jobs[].id"}},
    )
    result = submit(person)
    assert [job["id"] for job in result["jobs"]] == ["7", "8"] and result["job"] is None


@pytest.mark.parametrize(
    ("job_id", "segment"),
    [
        ("a b", "a%20b"),
        ("2026/01#3", "2026%2F01%233"),
        ("50%", "50%25"),
        ("é:1", "%C3%A9%3A1"),
        ("x+y", "x%2By"),
    ],
)
def test_ids_are_percent_encoded_once(acme: Any, say: Any, job_id: str, segment: str) -> None:
    person = acme(
        {
            "POST /by-id": {"id": job_id},
            "POST /by-url": say(None, 202, Location=f"/jobs/{segment}"),
            f"GET /jobs/{segment}": {"id": job_id, "status": "done"},
        },
        submit={"reference": [{"header": "Location"}, {"path": "id", "as": "id"}]},
    )
    for path in ("by-id", "by-url"):
        assert submit(person, path=path)["job"]["id"] == job_id
    assert person.job(job_id)["id"] == job_id
    assert person.fake.lines.count(f"GET /jobs/{segment}") == 3


def test_an_answer_at_once_is_a_finished_job(acme: Any, say: Any) -> None:
    accepted = {"accepted": [{"http_status": [201, 202]}], "immediate": {"http_status": 200}}
    person = acme({"POST /run": say({"sum": 3}, 200, Location="/jobs/7")}, submit=accepted)
    result = submit(person)
    assert (result["job"]["state"], result["result"]) == ("succeeded", {"sum": 3})
    assert person.fake.lines == ["POST /run"]


def test_other_methods_may_be_answered_at_once(acme: Any, say: Any) -> None:
    person = acme({"PUT /settings": say({"id": 7}, 200)}, submit={**BODY, "methods": ["POST"]})
    assert submit(person, method="PUT", path="settings")["result"] == {"id": 7}


def test_the_submits_answer_may_hold_the_record(acme: Any) -> None:
    person = acme(
        {"POST /run": {"job": {"id": 7, "status": "running", "title": "t"}}},
        job={"name": "title"},
        submit={"reference": {"path": "job.id"}, "record": "job"},
    )
    job = submit(person, wait=False)["job"]
    assert (job["name"], job["state"], person.fake.lines) == ("t", "running", ["POST /run"])


def test_a_submit_of_three_calls(acme: Any, say: Any) -> None:
    script = {
        "POST /tickets": say({"ticket": {"no": 4}}, 201, X_Lock="abc; ttl=5"),
        "PUT /tickets/4/spec": {"revision": 9},
        "POST /tickets/4/start": {"job": {"id": 7}},
        "GET /jobs/7": DONE,
    }
    person = acme(
        script,
        submit={
            "before": [
                {
                    "method": "POST",
                    "path": "/tickets",
                    "body": {"kind": "batch"},
                    "save": {"no": "ticket.no", "lock": {"header": "X-Lock", "pattern": "^\\w+"}},
                }
            ],
            "method": "PUT",
            "path": "/tickets/{saved.no}/spec",
            "headers": {"X-Lock": "{saved.lock}"},
            "save": {"revision": "revision"},
            "after": [
                {
                    "method": "POST",
                    "path": "/tickets/{saved.no}/start",
                    "body": {"revision": "{saved.revision:int}"},
                }
            ],
            "reference": {"path": "job.id"},
        },
    )
    result = person.ok("request", body={"script": "x"})
    assert result["job"]["id"] == "7" and result["changed"]
    assert person.fake.lines == [
        "POST /tickets",
        "PUT /tickets/4/spec",
        "POST /tickets/4/start",
        "GET /jobs/7",
    ]
    assert (
        person.fake.log[1].json == {"script": "x"} and person.fake.log[1].headers["X-Lock"] == "abc"
    )
    assert person.fake.log[2].json == {"revision": 9}


def test_a_saved_value_can_be_the_reference(acme: Any) -> None:
    person = acme(
        {"POST /reserve": {"id": 7}, "POST /run": {"ok": True}, "GET /jobs/7": DONE},
        submit={
            "before": {"method": "POST", "path": "/reserve", "save": {"id": "id"}},
            "reference": {"saved": "id"},
        },
    )
    assert submit(person)["job"]["id"] == "7"


@pytest.mark.parametrize("lost", ["/one", "/run", "/three"])
def test_a_step_whose_outcome_is_unknown_is_told_and_never_repeated(acme: Any, lost: str) -> None:
    steps = {path: {"method": "POST", "path": path} for path in ("/one", "/three")}
    person = acme(
        {
            "POST /one": {"id": 1},
            "POST /run": {"id": 1},
            "POST /three": {"id": 1},
            f"POST {lost}": "drop",
        },
        submit={**BODY, "before": steps["/one"], "after": steps["/three"]},
    )
    assert (
        "not known whether"
        in person.fails("request", "transport", method="POST", path="run")["msg"]
    )
    assert person.fake.lines.count(f"POST {lost}") == 1 and person.fake.lines[-1] == f"POST {lost}"


def test_a_step_that_answers_without_its_value(acme: Any) -> None:
    before = {"method": "POST", "path": "/one", "save": {"no": "no"}}
    person = acme(
        {"POST /one": {"other": 1}}, submit={"before": before, "reference": {"saved": "no"}}
    )
    assert "/one holds no no" in person.fails("request", "api", method="POST", path="run")["msg"]
    assert person.fake.lines == ["POST /one"]


def test_a_page_for_browsers_beside_a_reference_is_no_obstacle_and_without_one_it_is_an_error(
    acme: Any, say: Any
) -> None:
    page = say("<html><body>Sign in</body></html>", 200, Content_Type="text/html")
    person = acme({"POST /run": page})
    assert "HTML page" in person.fails("request", "decode", method="POST", path="run")["msg"]


def test_a_relative_location_is_relative_to_what_was_asked(acme: Any, say: Any) -> None:
    person = acme({"POST /v1/batch/run": say(None, 202, Location="jobs/7"), "GET /v1/batch/jobs/7": DONE},
                  base="/v1", get="{href}")  # fmt: skip
    assert submit(person, path="batch/run")["job"]["state"] == "succeeded"


def test_null_is_no_job(acme: Any) -> None:
    person = acme({"POST /jobs": {"ids": [None, 7]}}, submit={"reference": {"path": "ids"}})
    result = person.ok("request", method="POST", path="/jobs", wait=False)
    assert [job["id"] for job in result["jobs"]] == ["7"]
