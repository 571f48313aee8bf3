# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where declared systems say when to ask again: in which words, on which answers, of which verb."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

import pytest

RUNNING, DONE = {"id": 7, "status": "running"}, {"id": 7, "status": "done"}
SECONDS = 40


def epoch() -> int:
    return int(time.time()) + SECONDS


def iso() -> str:
    return datetime.fromtimestamp(epoch(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


# How it is declared -> what the header holds, or the body.
WORDS: list[tuple[dict[str, Any], Any]] = [
    ({"header": "X-Again"}, lambda: "40"),
    ({"header": "X-Again"}, lambda: "40, 40"),
    ({"header": "X-Again"}, iso),
    ({"header": "retry-after-ms", "type": "ms"}, lambda: "40000"),
    ({"header": "X-RateLimit-Reset", "type": "epoch"}, lambda: str(epoch())),
    ({"header": "X-RateLimit-Reset", "type": "epoch_ms"}, lambda: "%d000" % epoch()),
    ({"header": "X-Next", "type": "date"}, iso),
    ({"path": "again"}, lambda: SECONDS),
    ({"path": "error.again"}, lambda: "40.0s"),
    ({"path": "again", "type": "ms"}, lambda: 40000),
    ({"path": "again", "type": "epoch"}, epoch),
    ({"path": "again", "type": "date"}, iso),
]


def hinted(say: Any, hint: dict[str, Any], value: Any, status: int, body: Any = None) -> Any:
    """An answer that says it in the words of the definition, when it is asked for."""

    def respond(sent: Any) -> Any:
        if "header" in hint:
            return say(body or {}, status, **{hint["header"]: value()})
        told = value()
        inner = {"error": {"again": told}} if "." in hint["path"] else {"again": told}
        return say({**(body or {}), **inner}, status)

    return respond


def kept(sleeps: list[float]) -> bool:
    """Whether it was kept; a date has whole seconds, and one may turn over meanwhile."""
    return any(SECONDS - 1.1 <= one <= SECONDS for one in sleeps)


@pytest.mark.parametrize(("hint", "value"), WORDS)
@pytest.mark.parametrize("status", [200, 429, 503])
def test_a_wait_keeps_to_every_word(
    acme: Any, say: Any, hint: dict[str, Any], value: Any, status: int
) -> None:
    first = hinted(say, hint, value, status, RUNNING if status == 200 else None)
    person = acme({"GET /jobs/7": [first, DONE]}, poll_after=hint)
    result = person.ok("wait", job_id=["7"])
    assert result["jobs"][0]["state"] == "succeeded" and result["polls"] == 2
    assert kept(person.sleeps) and person.warnings == []


VERBS: dict[str, dict[str, Any]] = {
    "get": {"verb": "info", "job_id": ["7"]},
    "list": {"verb": "info"},
    "submit": {"verb": "request", "method": "POST", "path": "run", "wait": False},
    "result": {"verb": "request", "method": "POST", "path": "run"},
    "login": {"verb": "info", "job_id": ["7"], "username": "u", "password": "secret-p"},
}
LOGIN = {
    "type": "login",
    "headers": {"X": "{saved.token}"},
    "request": {"method": "POST", "path": "/login", "body": {"p": "{password}"}},
    "token": "token",
}


@pytest.mark.parametrize("place", VERBS)
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("hint", "value"), [WORDS[3], WORDS[4], WORDS[7]])
def test_every_verb_keeps_to_it(
    acme: Any, say: Any, place: str, status: int, hint: dict[str, Any], value: Any
) -> None:
    if (place, status) == ("submit", 503):
        pytest.skip("it may have been carried out, and is not sent again")
    busy = hinted(say, hint, value, status)
    script: dict[str, Any] = {
        "GET /jobs/7": DONE,
        "GET /jobs": {"jobs": [DONE]},
        "POST /run": {"id": 7},
        "GET /jobs/7/result": {"sum": 3},
        "POST /login": {"token": "secret-t"},
    }
    lines = {"list": "GET /jobs", "submit": "POST /run", "login": "POST /login"}
    line = lines.get(place) or "GET /jobs/7" + ("/result" if place == "result" else "")
    script[line] = [busy, script[line]]
    auth: dict[str, Any] = {"auth": LOGIN} if place == "login" else {}
    person = acme(
        script,
        poll_after=hint,
        submit={"reference": {"path": "id"}},
        list={"path": "/jobs", "items": "jobs[]"},
        result="/jobs/{id}/result",
        job={"id": "id"},
        **auth,
    )
    person.ok(**VERBS[place])
    assert kept(person.sleeps) and person.fake.lines.count(line) == 2


def test_the_answer_to_a_submit_sets_the_first_poll(acme: Any, say: Any) -> None:
    hint = {"header": "retry-after-ms", "type": "ms"}
    person = acme(
        {"POST /run": say({"id": 7}, 202, retry_after_ms="40000"), "GET /jobs/7": DONE},
        poll_after=hint,
        submit={"reference": {"path": "id"}},
    )
    person.ok("request", method="POST", path="run")
    assert person.sleeps == [40.0]


def test_a_hint_of_refusals_slows_no_other_answer(acme: Any, say: Any) -> None:
    """The header is on every answer; only where the limit is reached does it say when to come."""
    poll_after = {"header": "X-Reset", "type": "epoch", "when": {"http_status": 429}}

    def answer(body: Any, status: int = 200) -> Any:
        return lambda sent: say(body, status, X_Reset=str(epoch()))

    script = {"GET /jobs/7": [answer(RUNNING), answer({}, 429), answer(RUNNING), answer(DONE)]}
    person = acme(script, poll_after=poll_after)
    person.ok("wait", job_id=["7"])
    assert person.sleeps[0] == 0.5 and kept(person.sleeps[1:2]) and person.sleeps[2] < 2


def test_a_hint_counts_where_its_conditions_hold(acme: Any, say: Any) -> None:
    poll_after = {"header": "X-Reset", "when": {"header": "X-Left", "equals": 0}}
    answers = [
        say(RUNNING, X_Reset="40", X_Left="7"), say(RUNNING, X_Reset="40", X_Left="0"), DONE,
    ]  # fmt: skip
    person = acme({"GET /jobs/7": answers}, poll_after=poll_after)
    person.ok("wait", job_id=["7"])
    assert person.sleeps == [0.5, 40.0]


@pytest.mark.parametrize(
    ("hint", "value"),
    [({"header": "X-Reset", "type": "epoch"}, "soon"), ({"header": "X-Wait"}, "3m")],
)
def test_junk_is_told_by_the_name_of_its_place(
    acme: Any, say: Any, hint: dict[str, Any], value: str
) -> None:
    answers = [say(RUNNING, **{hint["header"]: value})] * 2 + [DONE]
    person = acme({"GET /jobs/7": answers}, poll_after=hint)
    person.ok("wait", job_id=["7"])
    assert person.sleeps == pytest.approx([0.5, 0.515])
    assert len(person.warnings) == 1 and person.warnings[0].startswith(hint["header"])


def test_a_job_that_is_not_there_yet_is_looked_for_when_the_server_says(
    acme: Any, say: Any
) -> None:
    looks = [say(None, 404, Retry_After="5"), {"id": 7, "status": "done"}]
    person = acme({"POST /run": {"id": 7}, "GET /jobs/7": looks}, submit={"reference": "id"})
    assert person.ok("request", method="POST", path="run")["job"]["state"] == "succeeded"
    assert person.sleeps[-1] == 5.0
