# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls before a stop, a delete or a submit, and answers of theirs that are a bare text."""

from __future__ import annotations

from typing import Any

import pytest

RUNNING = {"id": "7", "status": "running"}
DONE = {"id": "7", "status": "done"}
CRUMB = {"path": "/crumb", "save": {"crumb": "crumb", "ck": {"header": "X-Session"}}}
GUARDED = {"headers": {"Crumb": "{saved.crumb}", "Cookie": "{saved.ck}"}, "before": CRUMB}
VERBS = {
    "stop": {"method": "POST", "path": "/jobs/{id}/stop", **GUARDED},
    "delete": {"method": "DELETE", "path": "/jobs/{id}", **GUARDED},
}


def guarded(sent: Any) -> Any:
    """Takes a request with a crumb and the session that it was given in."""
    held = (sent.headers.get("Crumb"), sent.headers.get("Cookie"))
    return {} if held == ("c-1", "s-1") else 403


@pytest.mark.parametrize(
    ("verb", "job", "line", "done"),
    [
        ("stop", RUNNING, "POST /jobs/7/stop", "stopped"),
        ("delete", DONE, "DELETE /jobs/7", "deleted"),
    ],
)
def test_a_crumb_first(acme: Any, say: Any, verb: str, job: Any, line: str, done: str) -> None:
    person = acme(
        {
            "GET /crumb": say({"crumb": "c-1"}, X_Session="s-1"),
            "GET /jobs/7": [job, {**job, "status": "stopped"}],
            line: guarded,
        },
        **{verb: VERBS[verb]},
    )
    dry = person.ok(verb, job_id=["7"], check_mode=True)
    assert dry["changed"] and person.fake.lines == ["GET /jobs/7"]
    person.fake.log.clear()
    person.fake.script["GET /jobs/7"] = [job, {**job, "status": "stopped"}]
    assert person.ok(verb, job_id=["7"])[done] == ["7"]
    assert person.fake.lines[:3] == ["GET /jobs/7", "GET /crumb", line]


@pytest.mark.parametrize(
    ("crumb", "error"),
    [(404, "api"), (409, "api"), (403, "auth"), ({}, "api"), (500, "api"), ("drop", "transport")],
)
@pytest.mark.parametrize("verb", ["stop", "delete"])
def test_a_call_before_that_fails_leaves_the_job_alone(
    acme: Any, crumb: Any, error: str, verb: str
) -> None:
    job = RUNNING if verb == "stop" else DONE
    person = acme({"GET /crumb": crumb, "GET /jobs/7": job}, **{verb: VERBS[verb]})
    result = person.fails(verb, error, job_id=["7"], request_retries=0)
    assert f"job 7: the {verb} was not sent, because a call before it failed: " in result["msg"]
    assert "not known" not in result["msg"]
    assert result["changed"] is False
    assert set(person.fake.lines) <= {"GET /jobs/7", "GET /crumb"}


def test_calls_see_the_job_and_what_was_saved_before(acme: Any) -> None:
    stop = {
        "before": [
            {"path": "/locks/{record.lock}", "save": {"owner": "owner"}},
            {"method": "POST", "path": "/unlock/{saved.owner}/{id}", "save": {"key": ""}},
        ],
        "method": "POST",
        "path": "/jobs/{id}/stop",
        "body": {"key": "{saved.key}"},
    }
    person = acme(
        {
            "GET /jobs/7": [{**RUNNING, "lock": "l9"}, {**RUNNING, "status": "stopped"}],
            "GET /locks/l9": {"owner": "ada"},
            "POST /unlock/ada/7": "key-5\n",
            "POST /jobs/7/stop": {},
        },
        stop=stop,
    )
    person.ok("stop", job_id=["7"])
    assert person.fake.log[3].json == {"key": "key-5"}


@pytest.mark.parametrize(
    ("said", "answered", "sent"),
    [
        ({"Content_Type": "text/html"}, "XSRF56789", "XSRF56789"),
        ({"Content_Type": "application/json"}, "XSRF56789\n", "XSRF56789"),
        ({"Content_Type": "text/plain"}, '"XSRF56789"', "XSRF56789"),
    ],
)
def test_a_bare_text_before_a_submit(
    acme: Any, say: Any, said: dict[str, str], answered: str, sent: str
) -> None:
    person = acme(
        {
            "GET /token": say(answered, **said),
            "POST /run": lambda got: {"id": 7} if got.headers.get("X-Xsrf") == sent else 403,
            "GET /jobs/7": DONE,
        },
        submit={
            "before": {"path": "/token", "save": {"xsrf": ""}},
            "headers": {"X-Xsrf": "{saved.xsrf}"},
            "reference": {"path": "id"},
        },
    )
    assert person.ok("request", method="POST", path="run")["job"]["state"] == "succeeded"


def test_a_page_is_no_text_to_be_saved(acme: Any, say: Any) -> None:
    person = acme(
        {"GET /token": say("<html>Sign in</html>", Content_Type="text/html")},
        submit={
            "before": {"path": "/token", "save": {"xsrf": ""}},
            "headers": {"X-Xsrf": "{saved.xsrf}"},
        },
    )
    assert "HTML page" in person.fails("request", "decode", method="POST", path="run")["msg"]
    assert person.fake.lines == ["GET /token"]


@pytest.mark.parametrize(
    ("stop", "says"),
    [
        (
            {"headers": {"X": "{saved.crumb}"}},
            "stop.headers uses {saved.crumb}, but no call before",
        ),
        ({"before": CRUMB}, "stop.before.save.ck has no effect where nothing uses {saved.ck}"),
        ({"before": {"method": "POST"}}, "stop.before.path is required"),
        (
            {"before": [{"path": "/{saved.crumb}"}, CRUMB]},
            "stop.before[0].path uses {saved.crumb}, but no call before it saves that",
        ),
    ],
)
def test_what_calls_before_a_stop_cannot_say(acme: Any, stop: Any, says: str) -> None:
    person = acme({}, stop={"method": "POST", "path": "/s", **stop})
    assert says in person.fails("stop", "config", job_id=["7"])["msg"]
