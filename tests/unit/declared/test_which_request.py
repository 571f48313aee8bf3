# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions that see which request was answered: the same answer may mean this or that."""

from __future__ import annotations

from typing import Any

import pytest

BROKEN = {"error": {"code": "E5"}}
DEFINITION = {
    "submit": {"reference": {"path": "id"}},
    "list": {"path": "/jobs", "items": "jobs[]"},
    "messages": {"path": "/jobs/{id}/log", "items": "lines[]"},
    "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
    "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    "error": {
        "rules": [
            {"when": {"request": "get", "http_status": 500}, "is": "not_found"},
            {"when": {"request": ["submit", "stop"], "http_status": 500}, "is": "conflict"},
            {"when": [{"request": "list"}, {"http_status": 500}], "is": "auth"},
        ]
    },
}


def test_a_500_of_each_request(acme: Any, say: Any) -> None:
    """Of a look-up it is an unknown id, of a submit a refusal; of others what it always is."""
    broken, job = say(BROKEN, 500), {"id": 7, "status": "running"}
    person = acme(
        {
            "POST /run": broken,
            "GET /jobs": broken,
            "GET /jobs/8": broken,
            "GET /jobs/7": job,
            "GET /jobs/7/log": broken,
            "POST /jobs/7/stop": broken,
        },
        **DEFINITION,
    )
    assert person.ok("info", job_id=["8"])["missing"] == ["8"]
    assert person.fake.lines == ["GET /jobs/8"]  # what a rule explains is not asked again
    submit = person.fails("request", "conflict", method="POST", path="run")
    assert submit["changed"] is False
    person.fails("info", "auth")
    person.fails("info", "api", job_id=["7"], messages=True, request_retries=0)
    stop = person.fails("stop", "conflict", job_id=["7"])
    assert "not known" not in stop["msg"]


def test_a_call_before_a_submit_is_part_of_it(acme: Any, say: Any) -> None:
    submit = {"before": {"path": "/token"}, "reference": {"path": "id"}}
    person = acme({"GET /token": say(BROKEN, 500)}, **{**DEFINITION, "submit": submit})
    person.fails("request", "conflict", method="POST", path="run")
    assert person.fake.lines == ["GET /token"]


def test_a_login_that_says_no_in_a_200(acme: Any) -> None:
    """`status: failed` is a word of jobs, too."""
    person = acme(
        {
            "POST /login": {"status": "error", "message": "wrong password"},
            "GET /jobs/7": {"id": 7, "status": "error"},
        },
        auth={
            "type": "login",
            "request": {"method": "POST", "path": "/login", "body": {"p": "{password}"}},
            "headers": {"X": "{saved.token}"},
        },
        error={"rules": {"when": {"request": "login", "path": "status", "equals": "error"}, "is": "auth"}},
    )  # fmt: skip
    message = person.fails("info", "auth", job_id=["7"], password="pass-word-1")["msg"]
    assert message.startswith("the login was refused: ") and "wrong password" in message
    person.fake.script["POST /login"] = {"access_token": "tok-1"}
    assert person.job(password="pass-word-1")["state"] == "failed"


def test_a_state_rule_of_lists_only(acme: Any) -> None:
    """The items of a list have no word: that they are there is what tells."""
    rules = [{"when": [{"request": "list"}, {"path": "id"}], "state": "running"}]
    person = acme(
        {"GET /jobs": {"jobs": [{"id": 7}]}, "GET /jobs/7": {"id": 7, "status": "done"}},
        **{
            **DEFINITION,
            "state": {"rules": rules, "path": "status", "words": {"succeeded": "done"}},
        },
    )
    assert [job["state"] for job in person.listed()] == ["running"]
    assert person.job()["state"] == "succeeded"


def test_a_hint_of_lists_only(acme: Any) -> None:
    hint = {"path": "wait", "when": {"request": "get"}}
    person = acme(
        {"GET /jobs/7": [{"id": 7, "status": "running", "wait": 9}, {"id": 7, "status": "done"}]},
        poll_after=hint,
        submit={"record": "job", "reference": {"path": "job.id"}},
    )
    person.fake.script["POST /run"] = {"job": {"id": 7, "status": "running"}, "wait": 80}
    person.ok("request", method="POST", path="run", wait_timeout=60)
    assert person.sleeps[-1] == 9.0


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        (
            {"error": {"rules": {"when": {"request": "login"}, "is": "auth"}}},
            "error.rules[0].when[0].request has no effect for login: no such request is sent",
        ),
        (
            {"error": {"rules": {"when": {"request": "result"}, "is": "auth"}}},
            "error.rules[0].when[0].request has no effect for result",
        ),
        (
            {"error": {"rules": {"when": {"request": "look"}, "is": "auth"}}},
            "error.rules.when.request must be one of submit, get, list,",
        ),
        (
            {"error": {"rules": {"when": {"request": []}, "is": "auth"}}},
            "error.rules.when.request has no effect while it is empty",
        ),
        (
            {"error": {"rules": {"when": {"request": "get", "equals": 1}, "is": "auth"}}},
            "error.rules.when must be one path or header with a test",
        ),
        (
            {"state": {"rules": [{"when": {"request": "stop"}, "state": "failed"}]}},
            "state.rules[0].when[0].request has no effect for stop: no such request has a record",
        ),
        (
            {"state": {"rules": [{"when": {"request": "submit"}, "state": "failed"}]}},
            "state.rules[0].when[0].request has no effect for submit",
        ),
        (
            {"submit": {"immediate": {"request": "submit"}}},
            "submit.immediate.request has no effect here: it is always the same",
        ),
        (
            {"stop": {"path": "/s", "already_ended": {"request": "stop", "http_status": 409}}},
            "stop.already_ended.request has no effect here",
        ),
        (
            {"job": {"name": {"path": "n", "when": {"request": "get"}}}},
            "job.name.when.request has no effect in a field",
        ),
        (
            {"get": {"path": "/j/{id}", "detail": {"path": "/d", "when": {"request": "get"}}}},
            "get.detail.when.request has no effect here",
        ),
        (
            {"get": {"path": "/j/{id}", "moves": {"header": "Location", "when": {"request": "get"}}}},
            "get.moves.when.request has no effect here",
        ),
        (
            {"list": {"path": "/j", "expand_when": {"request": "list"}}},
            "list.expand_when.request has no effect here",
        ),
    ],
)  # fmt: skip
def test_where_it_would_tell_nothing(acme: Any, definition: Any, says: str) -> None:
    person = acme({}, **{**DEFINITION, "error": {}, **definition})
    assert says in person.fails("info", "config")["msg"]
