# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""provider_info of a definition: the requests it would send, and how a sample would be read."""

from __future__ import annotations

from typing import Any

import pytest

WHOLE = {
    "list": {"path": "/jobs", "items": "jobs[]"},
    "job": {"id": "id"},
    "submit": {"reference": {"path": "id"}},
    "stop": {"method": "POST", "path": "{record.links.stop}"},
    "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    "messages": {"path": "/jobs/{id}/log", "items": "lines[]", "text": "text"},
    "outputs": {
        "path": "/jobs/{id}/files",
        "items": "files[]",
        "fields": {"id": "no", "formats": "kinds"},
    },
    "result": {"path": "/jobs/{id}/files/{output.id}.{output.format}", "each_output": True},
}


def requests(acme: Any, **definition: Any) -> dict[str, Any]:
    """The first request of each verb."""
    person = acme({}, **{**WHOLE, **definition})
    found: dict[str, Any] = person.ok("explain")["requests"]
    assert person.fake.log == []
    return found


def test_each_verb(acme: Any) -> None:
    shown = requests(acme)
    assert (shown["stop"]["method"], shown["stop"]["path"]) == ("POST", "{record.links.stop}")
    assert shown["stop"]["note"] == "needs record.links.stop"
    assert shown["get"]["url"].endswith("/jobs/JOB_ID")
    assert shown["submit"]["url"].endswith("/PATH")
    assert shown["result"]["url"].endswith("/jobs/JOB_ID/files/OUTPUT_ID.FORMAT")
    assert shown["delete"]["body"] is None


def test_a_verb_that_sends_nothing(acme: Any) -> None:
    shown = requests(acme, messages=None, outputs=None, result={"inline": "sum"}, job={"id": "id"})
    assert shown["result"] == {"note": "no request of its own: it is in the job's record"}


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        ("none", {}),
        ("basic", {"Authorization": "(basic)"}),
        ("bearer", {"Authorization": "(bearer)"}),
        ({"type": "bearer", "header": "X-Auth-Token", "schemes": []}, {"X-Auth-Token": "(bearer)"}),
        ({"type": "header", "headers": {"X-A": "{token}", "X-B": "{username}"}},
         {"X-A": "(header)", "X-B": "(header)"}),
        (["bearer", "none"], {"Authorization": "(bearer)"}),
    ],
)  # fmt: skip
def test_what_proves_who_we_are_is_named_not_shown(acme: Any, auth: Any, headers: Any) -> None:
    sent = requests(acme, auth=auth)["get"]["headers"]
    names = ("authorization", "x-auth-token", "x-a", "x-b")
    assert {name: value for name, value in sent.items() if name.lower() in names} == headers


def test_filters_that_are_required(acme: Any) -> None:
    filters = {"folder": {"in": "query", "required": True}, "owner": {"in": "query"}}
    assert requests(acme, filters=filters)["list"]["query"] == [["folder", "FILTER"]]


def test_bodies_and_queries(acme: Any) -> None:
    submit = {
        "path": "/run",
        "method": "POST",
        "query": {"who": "{username}", "org": "{org_id}"},
        "body": {"now": True},
        "reference": {"path": "id"},
    }
    person = acme({}, **{**WHOLE, "submit": submit})
    shown = person.ok("explain")["requests"]["submit"]
    assert shown["query"] == [["who", "USERNAME"], ["org", "1"]]
    assert shown["body"].replace(" ", "") == '{"now":true}'
    shown = person.ok("explain", username="ada", org_id=3)["requests"]["submit"]
    assert shown["query"] == [["who", "ada"], ["org", "3"]]


@pytest.mark.parametrize(
    ("verb", "sample", "reads_as"),
    [
        ("get", {"body": {"id": "JOB_ID", "status": "running"}, "headers": {"Retry-After": "9"}},
         {"retry_after": 9.0}),
        ("list", {"body": {"jobs": []}}, {"jobs": [], "complete": True}),
        ("list", {"body": {"jobs": None, "x": 1}}, {"jobs": [], "complete": True}),
        ("submit", {"body": {"sum": 3}}, {"jobs": [], "retry_after": None}),
        ("submit", {"status": 500, "body": "down"}, {"error": "api"}),
        ("messages", {"body": {"lines": []}}, {"messages": []}),
        ("outputs", {"body": {"files": []}}, {"outputs": []}),
        ("result", {"body": {"sum": 3}}, {"result": [{"sum": 3}]}),
        ("result", {"body": "plain", "headers": {"Content-Type": "text/plain"}},
         {"result": ["plain"]}),
        ("delete", {"status": 204}, {"deleted": True}),
        ("delete", [{"status": 404}, {"status": 404}], {"deleted": False}),
        ("get", {"body": None, "status": 200}, {"error": "decode"}),
    ],
)  # fmt: skip
def test_samples(acme: Any, verb: str, sample: Any, reads_as: Any) -> None:
    person = acme({}, **WHOLE)
    result = person.ok("explain", sample=sample, sample_of=verb)
    assert {key: result["reads_as"].get(key) for key in reads_as} == reads_as
    assert len(result["sent"]) == (len(sample) if isinstance(sample, list) else 1)


def test_a_sample_is_one_of_a_look_up_unless_it_says_so(acme: Any) -> None:
    sample = {"body": {"id": 7, "status": "error"}}
    result = acme({}, **WHOLE).ok("explain", sample=sample, job_id="7")
    assert result["reads_as"]["job"]["state"] == "failed"


@pytest.mark.parametrize("kind", [None, "application/xml"])
def test_a_sample_of_xml(acme: Any, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    sample = {"body": " <job><id>7</id><status>done</status></job>", "headers": headers}
    result = acme({}, **WHOLE).ok("explain", sample=sample, job_id="7")
    assert result["reads_as"]["job"]["state"] == "succeeded"


# What requests are made of


def test_names_that_every_template_may_use(acme: Any) -> None:
    done = {"id": 7, "status": "done"}
    person = acme(
        {"GET /ada/1/jobs/7": done, "GET /ada/5/jobs/7": done}, get="/{username}/{org_id}/jobs/{id}"
    )
    assert person.job(username="ada")["state"] == "succeeded"
    assert person.job(username="ada", org_id=5)["state"] == "succeeded"
    for username in (None, ""):
        assert "username" in person.fails("info", "config", job_id=["7"], username=username)["msg"]


def test_a_path_that_is_a_whole_url(acme: Any) -> None:
    person = acme({"GET /jobs/7": {"id": 7, "status": "done"}})
    own = {**person.definition, "get": person.fake.base_url + "/jobs/{id}"}
    assert person.job(definition=own)["state"] == "succeeded"
    other = {**person.definition, "get": "https://elsewhere.example.com/jobs/{id}"}
    assert person.run("info", job_id=["7"], definition=other)["failed"]
    assert person.fake.lines == ["GET /jobs/7"]


def test_a_login_is_repeated_since_it_changes_nothing(acme: Any) -> None:
    login = {
        "type": "login",
        "request": {"method": "POST", "path": "/login", "body": {"user": "{username}"}},
        "token": "token",
        "headers": {"X-Session": "{saved.token}"},
    }
    script = {
        "POST /login": [503, "drop", {"token": "tok-123"}],
        "GET /jobs/7": {"id": 7, "status": "done"},
    }
    person = acme(script, auth=login)
    assert person.job(username="ada", password="word-1")["state"] == "succeeded"
    assert person.fake.lines == ["POST /login"] * 3 + ["GET /jobs/7"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("request_retries", -1),
        ("request_timeout", 0),
        ("request_timeout", "inf"),
        ("retry_after_max", 0),
        ("retry_after_max", "nan"),
    ],
)
def test_numbers_that_make_no_sense(acme: Any, name: str, value: Any) -> None:
    person = acme({})
    assert name in person.fails("info", "config", job_id=["7"], **{name: value})["msg"]
    assert person.fake.log == []


def test_a_warning_is_given_once(acme: Any) -> None:
    person = acme({"GET /jobs/7": {"id": 7, "status": "odd"}})
    person.ok("info", job_id=["7", "7"])
    assert len(person.warnings) == 1


@pytest.mark.parametrize(("token", "warns"), [("abc", 1), ("abcd", 0)])
def test_a_secret_that_is_too_short_to_be_masked(acme: Any, token: str, warns: int) -> None:
    person = acme({"GET /jobs/7": {"id": 7, "status": "done"}}, auth="bearer")
    person.job(token=token)
    assert len(person.warnings) == warns


def test_a_sample_of_a_definition_that_looks_in_its_list(acme: Any) -> None:
    person = acme(
        {}, get={"from_list": True}, list={"path": "/jobs", "items": "jobs[]"}, job={"id": "no"}
    )
    sample = {"body": {"jobs": [{"no": 7, "status": "done"}]}}
    assert person.ok("explain", sample=sample)["reads_as"]["job"]["state"] == "succeeded"
