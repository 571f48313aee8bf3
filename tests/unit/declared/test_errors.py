# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a declared system says no: which answers mean what, whatever their HTTP code, and where its words are."""

from __future__ import annotations

from typing import Any

import pytest

RUNNING, DONE = {"id": 7, "status": "running"}, {"id": 7, "status": "done"}
KINDS = {
    "E404": "not_found",
    "E403": "auth",
    "E409": "conflict",
    "E429": "rate_limited",
    "E1": "api",
}
RULES = [
    {"when": {"path": "error.code", "equals": code}, "is": kind} for code, kind in KINDS.items()
]
ERROR = {"rules": RULES, "code": "error.code", "message": "error.text"}


def says(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "text": f"because {code}"}}


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(("code", "kind"), [("E403", "auth"), ("E409", "conflict"), ("E1", "api")])
def test_the_systems_own_code_beats_the_http_code(
    acme: Any, say: Any, status: int, code: str, kind: str
) -> None:
    person = acme({"GET /jobs/7": say(says(code), status)}, error=ERROR)
    result = person.fails("info", kind, job_id=["7"])
    assert f"because {code}" in result["msg"] and result["code"] == code
    assert (
        len(person.fake.log) == 1
    )  # what the system has explained is not asked again, even after a 500


@pytest.mark.parametrize("status", [200, 400, 500])
def test_not_found_by_any_http_code(acme: Any, say: Any, status: int) -> None:
    person = acme(
        {
            "GET /jobs/7": [say(RUNNING), say(says("E404"), status)],
            "GET /jobs/8": say(says("E404"), status),
        },
        error=ERROR,
    )
    assert person.ok("info", job_id=["8"])["missing"] == ["8"]
    assert person.ok("wait", job_id=["7"], fail_on=[])["jobs"][0]["state"] == "lost"
    assert len(person.fake.log) == 3


@pytest.mark.parametrize("status", [200, 400, 500])
def test_throttled_by_any_http_code(acme: Any, say: Any, status: int) -> None:
    busy = say(says("E429"), status, Retry_After="3")
    person = acme(
        {"GET /jobs/7": [busy, busy, DONE], "POST /run": [busy, {"id": 7}]},
        error=ERROR,
        submit={"reference": {"path": "id"}},
    )
    assert person.job()["state"] == "succeeded" and person.sleeps == [3.0, 3.0]
    assert person.ok("request", method="POST", path="run", wait=False)["job"]["id"] == "7"
    person = acme({"GET /jobs/7": busy}, error=ERROR)
    assert person.run("info", job_id=["7"], request_retries=0)["error"] == "rate_limited"


def test_a_500_that_no_rule_explains_is_asked_again(acme: Any, say: Any) -> None:
    person = acme({"GET /jobs/7": [say({"error": {"code": "E77"}}, 500), DONE]}, error=ERROR)
    assert person.job()["state"] == "succeeded"


def test_429_and_503_are_never_final_unless_a_rule_explains_them(acme: Any, say: Any) -> None:
    person = acme({"GET /jobs/7": [say({}, 503), say({}, 429), DONE]}, error=ERROR)
    assert person.job()["state"] == "succeeded"
    for status in (429, 503):
        person = acme({"GET /jobs/7": [say(says("E1"), status), DONE]}, error=ERROR)
        failed = person.run("wait", job_id=["7"])
        assert (failed["failed"], failed["http_status"]) == (True, status)
        assert person.fake.lines == ["GET /jobs/7"]


def test_an_error_beside_an_accepted_job_can_be_no_error(acme: Any, say: Any) -> None:
    rules = [{"when": {"path": "id"}, "is": "ok"}, {"when": {"path": "errors"}, "is": "api"}]
    person = acme(
        {
            "POST /run": [{"id": 7, "errors": ["held"]}, {"errors": ["no script"]}],
            "GET /jobs/7": say(DONE, 404),
        },
        error={"rules": rules, "message": "errors"},
        submit={"reference": {"path": "id"}},
    )
    assert person.ok("request", method="POST", path="run")["job"]["state"] == "succeeded"
    assert "no script" in person.fails("request", "api", method="POST", path="run")["msg"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "auth"), (403, "auth"), (409, "conflict"), (400, "api"), (418, "api")],
)
def test_http_codes_mean_what_they_say_where_no_rule_does(
    acme: Any, status: int, kind: str
) -> None:
    assert (
        f"HTTP {status}" in acme({"GET /jobs/7": status}).fails("info", kind, job_id=["7"])["msg"]
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"message": "disk full"}, "disk full"),
        ({"message": "", "detail": "disk full"}, "disk full"),
        ({"message": None, "errors": [{"text": "disk full"}]}, "disk full"),
        ({"errors": ["disk full", "no quota"]}, "disk full; no quota"),
        ({"message": ["disk full", "no quota"]}, "disk full; no quota"),
        ({"message": {"text": "disk full"}}, "disk full"),
        ({"message": {"size": ["too big"], "name": "missing"}}, "size: too big; name: missing"),
        ({"message": "<p>disk<br/><b>full</b></p>"}, "disk full"),
        ({"message": "\x1b[31mdisk\x1b[0m full\x07"}, "disk full"),
        ({"message": "disk\r\n   full"}, "disk full"),
        ({"message": "5 &lt; 3"}, "5 < 3"),
        ([{"message": "disk full"}], "disk full"),
        ("disk full", "disk full"),
        ("<html><body><h1>disk full</h1></body></html>", "disk full"),
        ({"code": 17}, '{"code": 17}'),
        ({"title": "Bad Request", "detail": "disk full"}, "HTTP 400 Bad Request: disk full"),
        (None, "HTTP 400 Bad Request"),
    ],
)
def test_where_and_what_the_message_is(acme: Any, say: Any, body: Any, expected: str) -> None:
    paths = ["message", "[].message", "detail", "errors[].text", "errors[]"]
    person = acme({"GET /jobs/7": say(body, 400)}, error={"message": paths})
    text = person.fails("info", "api", job_id=["7"])["msg"]
    assert text.endswith(expected) and "\x1b" not in text


def test_the_reason_of_a_job_is_found_and_cleaned_in_the_same_way(acme: Any) -> None:
    record = {
        "status": "error",
        "why": "",
        "problems": [{"text": "\x1b[1mno\x1b[0m <i>space</i>"}, {"text": "left"}],
    }
    person = acme(
        {"GET /jobs/7": record}, job={"reason": {"path": ["why", "problems"], "nulls": ["None"]}}
    )
    assert person.job()["reason"] == "no space; left"
    assert "no space; left" in person.fails("wait", "job_failed", job_id=["7"])["msg"]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"status": "error", "why": "None", "old": "-"}, None),
        ({"status": "error", "why": "none", "old": "full"}, "full"),
        ({"status": "done", "why": "Complete"}, None),
    ],
)
def test_a_reason_that_says_nothing_is_none(acme: Any, record: Any, expected: Any) -> None:
    spec = {
        "path": ["why", "old"],
        "nulls": ["None", "-"],
        "when": {"path": "status", "not_in": ["done"]},
    }
    assert acme({"GET /jobs/7": record}, job={"reason": spec}).job()["reason"] == expected


def test_a_message_in_other_words_than_the_apis_is_found_too(acme: Any, say: Any) -> None:
    """A gateway, or the call that answers a token, does not know where the API puts its message."""
    answered = say({"error": "denied", "error_description": "the client is not known"}, 403)
    person = acme({"GET /jobs/7": answered}, error={"message": "errors[0].detail"})
    assert person.fails("info", "auth", job_id=["7"])["msg"].endswith(
        "HTTP 403 Forbidden: denied: the client is not known"
    )


def test_what_nobody_sees_of_a_page_is_left_out(acme: Any, say: Any) -> None:
    page = "<!DOCTYPE html><html><head><title>Builds</title><style>b{x:y}</style></head><body><h1>Error</h1><p>Bad body</p>"
    person = acme({"GET /jobs/7": say(page, 400, Content_Type="text/html")})
    assert person.fails("info", "api", job_id=["7"])["msg"].endswith(
        "HTTP 400 Bad Request: Builds Error Bad body"
    )


SUBMIT = {"reference": {"path": "id"}}


@pytest.mark.parametrize(
    ("kind", "sent"), [("conflict", 1), ("not_found", 1), ("api", 1), ("rate_limited", 5)]
)
def test_a_rule_has_power_over_429(acme: Any, say: Any, kind: str, sent: int) -> None:
    rules = [{"when": {"path": "message", "matches": "duplicate"}, "is": kind}]
    person = acme(
        {"POST /run": say({"message": "a duplicate"}, 429)}, error={"rules": rules}, submit=SUBMIT
    )
    person.run("request", method="POST", path="run", body={})
    assert person.fake.lines == ["POST /run"] * sent


def test_a_503_that_a_rule_calls_rate_limited_is_sent_again(acme: Any, say: Any) -> None:
    rules = [{"when": {"path": "message", "matches": "in progress"}, "is": "rate_limited"}]
    busy = say({"message": "in progress"}, 503, Retry_After="1")
    script = {"POST /run": [busy, busy, {"id": 7}], "GET /jobs/7": {"id": 7, "status": "done"}}
    person = acme(script, error={"rules": rules}, submit=SUBMIT)
    assert person.ok("request", method="POST", path="run", body={})["job"]["state"] == "succeeded"
    assert person.fake.lines.count("POST /run") == 3
