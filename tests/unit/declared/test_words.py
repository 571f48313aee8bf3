# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a refusal reach the person, whatever shape they come in, whichever verb is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model import values

RUNNING, DONE = {"id": "7", "status": "running"}, {"id": "7", "status": "done"}
ENDED = "The licence has ended"
RUNNING_IN_JOB = {"job": {"id": "7", "status": "running"}}
PROBLEM = {
    "type": "https://example.com/probs/quota",
    "title": "You have no quota left.",
    "status": 403,
    "detail": "Your balance is 30.",
    "instance": "/account/12345",
    "traceId": "00-84c1fd4063c38d9f",
}
SOAP = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
    "<faultcode>soap:Client</faultcode><faultstring>Bad date</faultstring>"
    "</soap:Fault></soap:Body></soap:Envelope>"
)
PAGE = (
    "<!DOCTYPE html><html><head><title>Gateway down</title><script>if (a < b) { alert('x') }</script>"
    "</head><body><h1>Sorry</h1></body></html>"
)
# What a system says -> what the message has to hold.
SHAPES: list[tuple[Any, list[str]]] = [
    (["Invalid"], ["Invalid"]),
    (["Invalid date", "No such column"], ["Invalid date", "No such column"]),
    (
        {
            "message": "The request is invalid.",
            "modelState": {"contract.priority": ["No such priority"], "worker": ["No such tag"]},
        },
        ["The request is invalid.", "contract.priority: No such priority", "worker: No such tag"],
    ),
    (
        {"Message": "An error has occurred.", "ExceptionMessage": "No such table: runs"},
        ["An error has occurred.", "No such table: runs"],
    ),
    (PROBLEM, ["You have no quota left.", "Your balance is 30.", "00-84c1fd4063c38d9f"]),
    (
        {"title": "One or more errors.", "errors": {"name": ["Too long"], "age": ["Too young"]}},
        ["One or more errors.", "name: Too long", "age: Too young"],
    ),
    ({"name": ["This field is required."]}, ["name: This field is required."]),
    (
        {"detail": "Invalid input.", "end": ["Enter a valid date."]},
        ["Invalid input.", "end: Enter a valid date."],
    ),
    ({"non_field_errors": ["Both are needed."]}, ["Both are needed."]),
    (
        {"errors": [{"code": "E17", "message": "Disk full"}, {"code": "E9", "message": "No node"}]},
        ["Disk full", "No node", "E17"],
    ),
    ({"error": {"code": "QuotaExceeded", "message": "No quota"}}, ["No quota", "QuotaExceeded"]),
    (
        {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "Not you",
                   "details": [{"reason": "SERVICE_DISABLED"}]}},
        ["Not you", "SERVICE_DISABLED"],
    ),
    (
        {"error": "invalid_client", "error_description": "The client is not known"},
        ["invalid_client", "The client is not known"],
    ),
    ([{"token": "input_validation_error", "message": "Bad range"}], ["Bad range"]),
    ({"error": "Disk full"}, ["Disk full"]),
    ({"error": True, "reason": "Disk full"}, ["Unprocessable", "Disk full"]),
    ({"error_code": 7, "error_msg": "Disk full"}, ["Disk full (code 7)"]),
    (
        {"odata.error": {"code": "x", "message": {"lang": "en", "value": "Disk full"}}},
        ["Disk full"],
    ),
    ({"detail": [{"loc": ["body", "name"], "msg": "field required"}]}, ["name", "field required"]),
    (
        {"errorMessages": ["No issue"], "errors": {"priority": "Priority is required"}},
        ["No issue", "priority: Priority is required"],
    ),
    ({"fault": {"faultstring": "Spike arrest", "detail": {"errorcode": "policies.spike"}}}, ["Spike arrest"]),
    (
        {"resourceType": "OperationOutcome", "issue": [{"details": {"text": "No such patient"}}]},
        ["No such patient"],
    ),
    ({"response": {"errors": [{"error_message": "Deep in it"}]}}, ["Deep in it"]),
    ({"code": 17, "node": "n1"}, ['"code": 17', '"node": "n1"']),
    ('<answer code="17" node="n1"/>', ["code: 17", "node: n1"]),
    ("Disk full", ["Disk full"]),
    ('"Disk full"', ["Disk full"]),
    ("<error><code>7</code><message>Disk full</message></error>", ["Disk full"]),
    ('<response errorCode="2" errorString="Disk full"/>', ["Disk full"]),
    ("<Error><Code>NoSuchKey</Code><Message>No such key</Message></Error>", ["No such key", "NoSuchKey"]),
    (SOAP, ["Bad date"]),
    (PAGE, ["Gateway down"]),
]  # fmt: skip
NAMES = ["application/json", "text/plain", "text/html", "application/problem+json", ""]


def kind_of(body: Any, name: str) -> dict[str, str]:
    """The header that names a body; one that is no JSON is not called so."""
    if isinstance(body, str) and "json" in name:
        name = "application/xml" if body.startswith("<") else "text/plain"
    return {"Content_Type": name}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("body", "expected"), SHAPES)
def test_the_words_are_found_in_every_shape(
    acme: Any, say: Any, body: Any, expected: list[str], name: str
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    person = acme({"GET /jobs/7": say(text, 422, **kind_of(body, name))})
    message = person.fails("info", "api", job_id=["7"])["msg"]
    assert "HTTP 422 Unprocessable" in message and len(message) < 1500
    assert all(one in message for one in expected), message
    assert "alert" not in message and "<" not in message


LOGIN = {
    "type": "login",
    "request": {"method": "POST", "path": "/login", "body": {"u": "{username}", "p": "{password}"}},
    "token": "token",
    "headers": {"X-Token": "{saved.token}"},
}
ALL = {
    "submit": {"reference": {"path": "id", "as": "id"}},
    "list": {"path": "/jobs"},
    "result": "/out/{id}",
    "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
    "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    "job": {"id": "id"},
}
POST = {"method": "POST", "path": "run", "body": {}}
ONE = {"job_id": ["7"]}
# What is refused -> the verb that meets it, and its options.
REFUSED: dict[str, tuple[str, dict[str, Any], Any]] = {
    "POST /run": ("request", POST, DONE),
    "GET /jobs/7": ("info", ONE, DONE),
    "GET /jobs/7 ": ("wait", ONE, DONE),
    "GET /jobs": ("info", {}, DONE),
    "GET /out/7": ("request", POST, DONE),
    "GET /out/7 ": ("request", {**POST, "dest": "out"}, DONE),
    "POST /jobs/7/stop": ("stop", ONE, RUNNING),
    "DELETE /jobs/7": ("delete", ONE, DONE),
    "POST /login": ("info", ONE, DONE),
}
CREDENTIALS = {"username": "anna", "password": "pass-word-1"}


@pytest.mark.parametrize("line", REFUSED)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (["Quota used up"], "Quota used up"),
        ({"name": ["Quota used up"]}, "name: Quota used up"),
        (PROBLEM, "You have no quota left. Your balance is 30."),
        ("<error><message>Quota used up</message></error>", "Quota used up"),
    ],
)
def test_whatever_is_refused_says_so_in_the_same_words(
    acme: Any, say: Any, tmp_path: Path, line: str, body: Any, words: str
) -> None:
    verb, params, job = REFUSED[line]
    if "dest" in params:
        params = {**params, "dest": str(tmp_path / "out")}
    script = {
        "POST /login": {"token": "tok-12345678"}, "POST /run": DONE, "GET /jobs/7": job,
        "GET /out/7": [], line.strip(): say(body, 403),
    }  # fmt: skip
    person = acme(script, auth=LOGIN, **ALL)
    failed = person.fails(verb, "auth", **params, **CREDENTIALS)
    assert "HTTP 403 Forbidden" in failed["msg"] and words in failed["msg"]
    assert failed["http_status"] == 403
    assert not list(tmp_path.iterdir())


RULE = {"rules": [{"when": {"path": "failure"}, "is": "api"}], "message": "failure.why"}


@pytest.mark.parametrize("line", REFUSED)
@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"failure": {"why": "The licence has ended"}}, "application/json"),
        ({"failure": {"why": "The licence has ended"}}, "text/html"),
        ("<r><failure why='The licence has ended'/></r>", "text/html"),
        ("<r><failure why='The licence has ended'/></r>", "application/json"),
    ],
)
def test_an_error_inside_a_200_is_seen_by_every_verb(
    acme: Any, say: Any, tmp_path: Path, line: str, body: Any, name: str
) -> None:
    verb, params, job = REFUSED[line]
    if "dest" in params:
        params = {**params, "dest": str(tmp_path / "out")}
    text = body if isinstance(body, str) else json.dumps(body)
    script = {
        "POST /login": {"token": "tok-12345678"}, "POST /run": DONE, "GET /jobs/7": job,
        "GET /out/7": [], line.strip(): say(text, Content_Type=name),
    }  # fmt: skip
    person = acme(script, auth=LOGIN, error=RULE, **ALL)
    failed = person.fails(verb, "auth" if "login" in line else "api", **params, **CREDENTIALS)
    assert "The licence has ended" in failed["msg"] and failed["http_status"] == 200
    assert not list(tmp_path.iterdir())


def test_secrets_are_taken_out_before_words_are_cut(acme: Any, say: Any) -> None:
    for body in ({"message": "x" * 985 + "pass-word-1"}, "x" * 190 + "pass-word-1" + "y" * 99,
                 {"x" * 280: "pass-word-1"}):  # fmt: skip
        person = acme({"GET /jobs/7": say(body, 400)}, auth="basic")
        failed = person.fails("info", "api", job_id=["7"], **CREDENTIALS)
        assert "pass-w" not in json.dumps(failed)


def test_a_body_without_words_is_shown_as_far_as_it_goes(acme: Any, say: Any) -> None:
    body = {"rows": [[{"n": n} for n in range(50)]] * 50}
    person = acme({"GET /jobs/7": say(body, 400)})
    message = person.fails("info", "api", job_id=["7"])["msg"]
    assert '{"n": 1}' in message and len(message) < 500
    person = acme({"GET /jobs/7": say("<r>%s</r>" % ('<n at="1"/>' * 9999), 400)})
    message = person.fails("info", "api", job_id=["7"])["msg"]
    assert "at: 1; at: 1" in message and len(message) < 500


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"error": {"rows": [{f"k{n}": n for n in range(20_000)}]}}},
        {f"k{n}": {"z": n} for n in range(20_000)},
        [["a"] * 50_000] * 3,
        {"message": list(range(100_000))},
    ],
)
def test_of_a_large_refusal_only_the_beginning_is_read(
    acme: Any, say: Any, monkeypatch: Any, body: Any
) -> None:
    lines = []
    real = values.one_line

    def counted(value: Any, limit: int = 1000) -> Any:
        lines.append(1)
        return real(value, limit)

    monkeypatch.setattr(values, "one_line", counted)  # which calls itself for what is in a value
    person = acme({"GET /jobs/7": say(body, 400)})
    assert len(person.fails("info", "api", job_id=["7"])["msg"]) < 1500
    assert len(lines) < 1000


def test_a_login_without_a_token_says_what_came_instead_and_no_secret(acme: Any, say: Any) -> None:
    for body in (
        {"error": "locked", "error_description": "Too many tries"},
        {"message": "Too many tries"},
    ):
        person = acme({"POST /login": say(body)}, auth=LOGIN)
        failed = person.fails("info", "auth", job_id=["7"], **CREDENTIALS)
        assert "without a token" in failed["msg"] and "Too many tries" in failed["msg"]
    person = acme(
        {"POST /login": say({"data": "s3cret-abc", "tokens": ["s3cret-abc"]})}, auth=LOGIN
    )
    assert "s3cret" not in person.fails("info", "auth", job_id=["7"], **CREDENTIALS)["msg"]


@pytest.mark.parametrize("body", [{"message": ENDED}, {"errors": {"licence": [ENDED]}}, [ENDED]])
def test_an_answer_without_a_job_or_a_list_says_what_it_said(
    acme: Any, say: Any, body: Any
) -> None:
    person = acme(
        {"GET /jobs/7": [RUNNING_IN_JOB, say(body)]}, get={"path": "/jobs/{id}", "record": "job"}
    )
    failed = person.fails("wait", "api", job_id=["7"])
    assert ENDED in failed["msg"] and failed["jobs"][0]["state"] == "running"
    person = acme({"GET /jobs": say(body)}, list={"path": "/jobs", "items": "jobs[]"})
    assert ENDED in person.fails("info", "api")["msg"]


@pytest.mark.parametrize("body", [[ENDED], json.dumps(ENDED), ENDED])
def test_an_answer_of_another_type_says_what_it_said(acme: Any, say: Any, body: Any) -> None:
    for answered in (say(body), say(json.dumps(body), Content_Type="text/html")):
        person = acme(
            {"GET /jobs/7": answered, "GET /jobs": answered},
            list={"path": "/jobs", "items": "jobs[]"},
        )
        error = "api" if isinstance(body, list) else "decode"
        assert ENDED in person.fails("info", error, job_id=["7"])["msg"]
        if not isinstance(body, list):
            assert ENDED in person.fails("info", "decode")["msg"]


@pytest.mark.parametrize(
    ("status", "phrase"),
    [(429, "HTTP 429 Too Many Requests"), (503, "HTTP 503 Service Unavailable")],
)
@pytest.mark.parametrize("headers", [{}, {"Retry_After": "90"}])
def test_429_and_503_are_named_as_such_with_what_is_known(
    acme: Any, say: Any, status: int, phrase: str, headers: dict[str, str]
) -> None:
    busy = say({"message": "Slow down"}, status, **headers)
    person = acme({"GET /jobs/7": [RUNNING, busy], "POST /run": busy, "GET /jobs/8": busy}, **ALL)
    failed = person.fails("wait", "timeout", job_id=["7"], wait_timeout=20)
    assert phrase in failed["msg"] and "Slow down" in failed["msg"]
    assert "job 7 is running" in failed["msg"] and "waited for again" in failed["msg"]
    assert ("asks for a retry" in failed["msg"]) is bool(headers)
    error = "rate_limited" if status == 429 else "api"
    for verb, params in (("request", POST), ("info", {"job_id": ["8"]})):
        failed = person.fails(verb, error, **params, request_retries=0)
        assert phrase in failed["msg"] and "Slow down" in failed["msg"]
        assert failed["http_status"] == status
        assert ("the server asks for a retry in 90 s" in failed["msg"]) is bool(headers)


@pytest.mark.parametrize("status", [400, 403, 418, 501])
def test_what_ends_a_wait_says_what_is_known_of_the_job(acme: Any, say: Any, status: int) -> None:
    person = acme({"GET /jobs/7": [RUNNING, say({"message": "Not you"}, status)]})
    failed = person.run("wait", job_id=["7"])
    assert f"HTTP {status}" in failed["msg"] and "Not you" in failed["msg"]
    assert "job 7 is running" in failed["msg"] and "waited for again by its id" in failed["msg"]
    assert failed["jobs"][0]["state"] == "running"
