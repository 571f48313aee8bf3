# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking a job up and waiting for it: the forms of a look-up, 304, long polls, jobs that vanish, state rules."""

from __future__ import annotations

from typing import Any

import pytest

RUNNING, DONE = {"id": 7, "status": "running"}, {"id": 7, "status": "done"}


@pytest.mark.parametrize(
    ("get", "sent", "body", "answered"),
    [
        ("/jobs/{id}", "GET /jobs/7", None, DONE),
        (
            {"path": "/job", "query": {"id": "{id}", "detail": "full"}},
            "GET /job?id=7&detail=full",
            None,
            DONE,
        ),
        ({"path": "/job?view=x", "query": {"id": "{id}"}}, "GET /job?view=x&id=7", None, DONE),
        (
            {"method": "POST", "path": "/query", "body": {"ids": ["{id:int}"], "by": "{id}"}},
            "POST /query",
            {"ids": [7], "by": "7"},
            DONE,
        ),
        (
            {"path": "/jobs/{id}", "record": "data.job"},
            "GET /jobs/7",
            None,
            {"data": {"job": DONE}},
        ),
        ({"path": "/jobs/{id}", "record": "[0]"}, "GET /jobs/7", None, [DONE]),
        ({"path": "/jobs/{id}", "record": "jobs[0]"}, "GET /jobs/7", None, {"jobs": [DONE]}),
        (
            {"path": "/jobs", "record": "jobs[]"},
            "GET /jobs",
            None,
            {"jobs": [{"id": 8, "status": "error"}, DONE]},
        ),
        (
            {"path": "/jobs", "record": "*"},
            "GET /jobs",
            None,
            {"8": {"id": 8, "status": "error"}, "7": DONE},
        ),
        ({"path": "/jobs/{id}", "root": "/v9"}, "GET /v9/jobs/7", None, DONE),
    ],
)
def test_the_forms_of_a_look_up(
    acme: Any, say: Any, get: Any, sent: str, body: Any, answered: Any
) -> None:
    person = acme({sent: say(answered)}, get=get, job={"id": "id"})
    assert person.job()["state"] == "succeeded"
    assert person.fake.lines == [sent]
    assert body is None or person.fake.log[0].json == body


@pytest.mark.parametrize(
    ("record", "answered"),
    [
        ("jobs[0]", {"jobs": []}),
        ("jobs[]", {"jobs": [{"id": 8, "status": "done"}]}),
        ("jobs[?id==`8`]", {"jobs": [{"id": 8, "status": "done"}]}),
        ("data", {"data": None}),
    ],
)
def test_an_answer_without_the_record_means_no_such_job(
    acme: Any, record: str, answered: Any
) -> None:
    person = acme(
        {"GET /jobs/7": answered}, get={"path": "/jobs/{id}", "record": record}, job={"id": "id"}
    )
    assert person.ok("info", job_id=["7"])["missing"] == ["7"]


def test_list_and_select(acme: Any) -> None:
    person = acme(
        {"GET /jobs": {"jobs": [{"id": 6, "status": "error"}, DONE]}},
        get={"from_list": True},
        list={"path": "/jobs", "items": "jobs[]"},
        job={"id": "id"},
    )
    assert person.job()["state"] == "succeeded"
    assert person.ok("info", job_id=["9"])["missing"] == ["9"]
    assert person.ok("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"


def test_a_look_up_by_post_is_repeated_since_it_only_reads(acme: Any) -> None:
    person = acme(
        {"POST /query": ["drop", 503, DONE]},
        get={"method": "POST", "path": "/query", "body": {"id": "{id}"}},
    )
    assert person.job()["state"] == "succeeded" and len(person.fake.log) == 3


def test_304_is_no_change(acme: Any) -> None:
    person = acme({"GET /jobs/7": [RUNNING, 304, 304, DONE]})
    result = person.ok("wait", job_id=["7"])
    assert result["jobs"][0]["state"] == "succeeded" and result["polls"] == 4
    assert person.fails(
        "info",
        "decode",
        job_id=["7"],
        definition={**person.definition, "get": {"path": "/unchanged", "unchanged": [404]}},
    )["msg"].count("has not changed")


def test_a_long_poll_that_the_record_names(acme: Any) -> None:
    person = acme(
        {
            "GET /jobs/7": {**RUNNING, "wait": "/jobs/7/wait?since=1"},
            "GET /jobs/7/wait": ["drop", DONE],
        },
        get={"path": "/jobs/{id}", "poll": "wait"},
    )
    assert person.ok("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"
    assert person.fake.lines == [
        "GET /jobs/7",
        "GET /jobs/7/wait?since=1",
        "GET /jobs/7",
        "GET /jobs/7/wait?since=1",
    ]


def test_a_long_poll_of_a_path_of_its_own(acme: Any) -> None:
    person = acme(
        {"GET /jobs/7": RUNNING, "GET /jobs/7/wait": [RUNNING, DONE]},
        get={"path": "/jobs/{id}", "poll_path": "/jobs/{id}/wait?seconds=20"},
    )
    assert person.job()["state"] == "running"
    assert person.ok("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"
    assert person.fake.lines[1:] == ["GET /jobs/7", *["GET /jobs/7/wait?seconds=20"] * 2]


@pytest.mark.parametrize("value", ["1.5", "1500", None])
def test_a_hint_in_the_body_or_a_header(acme: Any, say: Any, value: str | None) -> None:
    poll_after = [{"path": "poll.ms", "type": "ms"}, {"header": "X-Poll"}]
    first = say(
        {**RUNNING, "poll": {"ms": 1500}} if value == "1500" else RUNNING, X_Poll=value or "soon"
    )
    person = acme({"GET /jobs/7": [first, DONE]}, poll_after=poll_after)
    person.ok("wait", job_id=["7"])
    assert (1.5 in person.sleeps) is (value is not None)


def test_a_303_is_an_answer(acme: Any, say: Any) -> None:
    script = {
        "GET /jobs/7": [
            RUNNING,
            say(
                "<html><body>moved</body></html>", 303, Location="/out/7", Content_Type="text/html"
            ),
        ],
        "GET /out/7": {"sum": 3},
        "POST /run": {"id": 7},
    }
    person = acme(
        script,
        get={"path": "/jobs/{id}", "ok": [200, 303]},
        submit={"reference": {"path": "id"}},
        state={
            "path": "status",
            "rules": [{"when": {"http_status": 303}, "state": "succeeded"}],
            "words": {"running": "running"},
        },
        result={"href": {"header": "Location"}},
    )
    result = person.ok("request", method="POST", path="run")
    assert (result["job"]["state"], result["result"]) == ("succeeded", {"sum": 3})
    assert person.fake.lines == ["POST /run", "GET /jobs/7", "GET /jobs/7", "GET /out/7"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_other_redirects_of_a_get_are_followed(acme: Any, say: Any, status: int) -> None:
    person = acme({"GET /jobs/7": say(None, status, Location="/moved/7"), "GET /moved/7": DONE})
    assert person.job()["state"] == "succeeded"


@pytest.mark.parametrize(
    ("vanished", "state"),
    [({}, "lost"), ({"state": "succeeded"}, "succeeded"), ("partial", "partial")],
)
@pytest.mark.parametrize("looks", [1, 5])
def test_a_job_that_vanishes(acme: Any, vanished: Any, state: str, looks: int) -> None:
    person = acme({"GET /jobs/7": [*[RUNNING] * looks, 404]}, vanished=vanished)
    assert person.ok("wait", job_id=["7"], fail_on=[])["jobs"][0]["state"] == state


def test_a_job_that_never_was_is_not_found_whatever_a_vanished_one_means(acme: Any) -> None:
    person = acme({}, vanished="succeeded")
    assert person.fails("wait", "not_found", job_id=["7"])["jobs"][0]["state"] == "lost"


def test_a_new_job_is_given_some_time_to_appear(acme: Any) -> None:
    script = {"POST /run": {"id": 7}, "GET /jobs/7": [404, 404, DONE]}
    person = acme(script, submit={"reference": {"path": "id"}}, vanished={"grace": 30})
    assert person.ok("request", method="POST", path="run")["job"]["state"] == "succeeded"
    person = acme(
        {**script, "GET /jobs/7": [404, DONE]},
        submit={"reference": {"path": "id"}},
        vanished={"grace": 0},
    )
    assert person.run("request", method="POST", path="run")["error"] == "not_found"


def test_an_item_of_a_queue_becomes_a_job(acme: Any, say: Any) -> None:
    script = {
        "POST /run": say(None, 201, Location="/queue/3/"),
        "GET /queue/3/": [{"blocked": True}, {"job": "BASE/jobs/7/"}],
        "GET /jobs/7/": [RUNNING, DONE],
    }
    queued = {
        "state": {"path": "blocked", "words": {"waiting": True}},
        "get": {"path": "{href}", "follow": "job"},
    }
    person = acme(
        script,
        get={"path": "{href}"},
        href="/jobs/{id}/",
        kinds={"item": {"match": "/queue/", "definition": queued}},
    )
    result = person.ok("request", method="POST", path="run")
    assert (result["job"]["id"], result["job"]["state"]) == ("7", "succeeded")
    assert person.job("7")["state"] == "succeeded"


def test_a_piece_of_the_id_stands_in_the_path(acme: Any) -> None:
    person = acme(
        {"GET /nodes/n%203/jobs/n%203%3A7": {"status": "done"}},
        parts="^(?P<node>[^:]+):",
        get="/nodes/{part.node}/jobs/{id}",
    )
    assert person.job("n 3:7")["state"] == "succeeded"
    assert person.ok("info", job_id=["nonsense"])["missing"] == ["nonsense"]
    assert person.fake.lines == ["GET /nodes/n%203/jobs/n%203%3A7"]


def test_an_id_tells_its_kind_as_its_url_does(acme: Any) -> None:
    queued = {
        "id": "(queue/[0-9]+)",
        "href": "/{id:path}",
        "state": {"rules": {"when": {"path": "no"}, "state": "queued"}},
    }
    kinds = {"item": {"match": "/queue/", "definition": queued}}
    person = acme({"GET /queue/5": {"no": 5}}, get="{href}", href="/jobs/{id}", kinds=kinds)
    for named in ("queue/5", "/queue/5"):
        assert (person.job(named)["id"], person.job(named)["state"]) == ("queue/5", "queued")
