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


@pytest.mark.parametrize(("location", "href", "why"), [
    ("http://127.0.0.2/jobs/7", "http://127.0.0.2/jobs/7", "127.0.0.2"),
    ("https://localhost/jobs/7?sig=s3cr3t#t0k3n", "https://localhost/jobs/7", "localhost"),
    ("//127.0.0.2/jobs/7", "//127.0.0.2/jobs/7", "127.0.0.2"),
    ("http://me:pw@127.0.0.1/jobs/7", "http://127.0.0.1/jobs/7", "user info"),
    ("ftp://127.0.0.1/jobs/7", "ftp://127.0.0.1/jobs/7", "http"),
    ("http://[/jobs/7", "http://[/jobs/7", "not valid"),
    ("/jobs/%2E%2E/7", "/jobs/%2E%2E/7", "'..'"),
    ("/jobs/a b/7", "/jobs/a b/7", "not allowed"),
])  # fmt: skip
@pytest.mark.parametrize("where", ["header", "path"])
def test_a_job_that_cannot_be_asked_for_is_told_and_not_followed(
    acme: Any, say: Any, where: str, location: str, href: str, why: str
) -> None:
    """The POST was accepted: something was changed, and what is known of the job is in the result."""
    found = say(None, 202, Location=location) if where == "header" else {"Location": location}
    person = acme({"POST /run": found}, get="{href}", submit={"reference": {where: "Location"}})
    result = person.fails("request", "api", method="POST", path="run")
    assert href in result["msg"] and why in result["msg"] and "s3cr3t" not in str(result)
    assert result["changed"] is True and len(person.fake.log) == 1
    assert (result["job"]["id"], result["job"]["href"], result["job"]["state"]) == (
        "7",
        href,
        "unknown",
    )
    assert result["job_href"] == href


def test_of_several_jobs_those_that_can_be_asked_for_are_told_too(acme: Any) -> None:
    person = acme({"POST /run": {"jobs": ["/jobs/7", "http://127.0.0.2/jobs/8"]}}, get="{href}",
                  submit={"reference": {"path": "jobs"}})  # fmt: skip
    result = person.fails("request", "api", method="POST", path="run")
    assert [(job["id"], job["state"]) for job in result["jobs"]] == [
        ("7", "queued"),
        ("8", "unknown"),
    ]


def test_a_name_of_another_form_is_told(acme: Any) -> None:
    reference = {"path": "name", "pattern": "^operations/(.+)"}
    person = acme({"POST /run": {"name": "queue-7"}}, submit={"reference": reference})
    result = person.fails("request", "api", method="POST", path="run")
    assert (result["changed"], result["job"]["id"]) == (True, "queue-7")
    assert "'queue-7'" in result["msg"]


def test_a_record_in_the_submits_answer_that_cannot_be_read_hides_no_job(acme: Any) -> None:
    person = acme({"POST /run": {"id": 7, "result": "ftp:x"}},
                  submit={"reference": {"path": "id"}, "record": ""}, result={"href": "result"})  # fmt: skip
    result = person.fails("request", "api", method="POST", path="run")
    assert (result["changed"], result["job"]["id"], result["job"]["state"]) == (
        True,
        "7",
        "unknown",
    )


@pytest.mark.parametrize(("step", "found", "jobs"), [
    ({"method": "POST", "path": "/start"}, 500, ["7"]),
    ({"method": "POST", "path": "/start"}, 403, ["7"]),
    ({"method": "POST", "path": "/start"}, "drop", ["7"]),
    ({"method": "POST", "path": "/start", "save": {"no": "no"}, "headers": {"X-No": "{saved.id}"}}, {}, ["7"]),
])  # fmt: skip
def test_what_fails_after_the_submit_keeps_what_it_started(
    acme: Any, step: Any, found: Any, jobs: Any
) -> None:
    submit = {"reference": {"path": "id"}, "after": step}
    if "save" in step:
        submit["save"] = {"id": "id"}
        submit["reference"] = [{"saved": "no"}, {"path": "id"}]
    person = acme({"POST /run": {"id": 7}, "POST /start": found}, submit=submit)
    result = person.run("request", method="POST", path="run")
    assert result["failed"] and result["error"] != "config", result["msg"]
    assert (result["changed"], [job["id"] for job in result["jobs"]]) == (True, jobs)


@pytest.mark.parametrize(("found", "changed"), [
    (400, False), (401, False), (403, False), (404, False), (409, False), (422, False), (501, False),
    (500, True), (502, True), (503, True), (504, True), (524, True), ("drop", True),
])  # fmt: skip
def test_changed_where_the_submit_may_have_been_carried_out(
    acme: Any, found: Any, changed: bool
) -> None:
    person = acme({"POST /run": found}, submit=BODY)
    result = person.run("request", method="POST", path="run")
    assert result["failed"] and result["changed"] is changed
    assert ("not known whether" in result["msg"]) is changed
    assert person.fake.lines == ["POST /run"]


def test_what_a_rule_explains_was_not_carried_out(acme: Any, say: Any) -> None:
    rule = {"when": {"path": "code", "equals": 3}, "is": "conflict"}
    person = acme({"POST /run": say({"code": 3}, 503)}, submit=BODY, error={"rules": [rule]})
    result = person.fails("request", "conflict", method="POST", path="run")
    assert result["changed"] is False and "not known" not in result["msg"]


NO_NAMES: list[Any] = [None, "", "  ", False, True, {}, [], [None], [{}], {"a": 1}, [False]]


@pytest.mark.parametrize("value", NO_NAMES)
@pytest.mark.parametrize("accepted", [None, {"http_status": [200, 202]}])
@pytest.mark.parametrize("path", ["id", "jobs[].id"])
def test_what_stands_there_and_names_no_job(
    acme: Any, value: Any, accepted: Any, path: str
) -> None:
    found = {"id": value} if path == "id" else {"jobs": [{"id": value}]}
    submit = {"reference": {"path": path}, **({"accepted": accepted} if accepted else {})}
    person = acme({"POST /run": found, "GET /jobs/false": DONE}, submit=submit)
    result = person.fails("request", "api", method="POST", path="run")
    assert (result["changed"], result["jobs"], person.fake.lines) == (True, [], ["POST /run"])
    assert "names no job" in result["msg"]


@pytest.mark.parametrize("value", [0, "0", 7.0, "null"])
def test_what_stands_there_and_is_an_id(acme: Any, value: Any) -> None:
    person = acme({"POST /run": {"id": value}}, submit=BODY)
    assert submit(person, wait=False)["job"]["id"] == str(value).replace(".0", "")


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("location", [None, "/run", "BASE/run", "./run", "/run?", "/run#top"])
def test_a_location_that_is_where_the_post_went_names_no_job(
    acme: Any, say: Any, status: int, location: str | None
) -> None:
    headers = {"Location": location} if location else {}
    state = {"rules": [{"when": {"http_status": 200}, "state": "succeeded"}]}
    person = acme({"POST /run": say(None, status, **headers), "GET /run": {"jobs": []}}, get="{href}", state=state,
                  submit={"reference": {"header": "Location"}})  # fmt: skip
    result = person.fails("request", "api", method="POST", path="run", query={"a": 1})
    assert (result["changed"], result["jobs"]) == (True, [])
    assert person.fake.lines == ["POST /run?a=1"]


def test_a_location_that_is_where_a_put_went_is_the_job(acme: Any, say: Any) -> None:
    person = acme({"PUT /jobs/7": say(None, 202, Location="/jobs/7"), "GET /jobs/7": DONE})
    result = submit(person, method="PUT", path="jobs/7")
    assert (result["job"]["id"], result["job"]["state"]) == ("7", "succeeded")


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(("definition", "body", "word"), [
    ({"body": {"name": "job {body.name}"}}, {}, "body.name"),
    ({"path": "/run/{body.name}", "body": {"a": "{body.a}"}}, {"a": 1}, "body.name"),
    ({"body": {"n": "{body.n:int}"}}, {"n": "many"}, "whole number"),
    ({"before": {"method": "POST", "path": "/one/{body.name}"}}, {"a": 1}, "body.name"),
    ({"after": {"method": "POST", "path": "/one/{body.name}"}}, {"a": 1}, "body.name"),
    ({"headers": {"X-Who": "by {username}"}}, {"a": 1}, "username"),
])  # fmt: skip
def test_a_value_that_nobody_gave_is_missed_before_anything_is_sent(
    acme: Any, definition: Any, body: Any, word: str, check_mode: bool
) -> None:
    """Not even a login is sent."""
    login = {"type": "login", "request": {"method": "POST", "path": "/login"}, "token": "t",
             "headers": {"X-Token": "{saved.token}"}}  # fmt: skip
    auth = [{"type": "bearer"}, login]
    person = acme(
        {"POST /login": {"t": "abcdef"}},
        auth=auth,
        submit={"path": "/run", "method": "POST", **BODY, **definition},
    )
    failed = person.fails("request", "config", body=body, check_mode=check_mode)
    assert word in failed["msg"] and person.fake.log == [] and failed["changed"] is False


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


@pytest.mark.parametrize("status", [300, 303, 304, 399])
def test_only_a_2xx_is_the_result_itself(acme: Any, say: Any, status: int) -> None:
    person = acme({"GET /run": say({"rows": 1}, status)})
    result = person.fails("request", "api", path="run")
    assert (result["jobs"], result["result"]) == ([], None)


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
