# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop and delete of declared systems: any verb and body, guards by state, the many ways to say `already ended`."""

from __future__ import annotations

from typing import Any

import pytest

RUNNING, DONE = {"id": 7, "status": "running"}, {"id": 7, "status": "done"}
STOPPED = {"id": 7, "status": "stopped"}


@pytest.mark.parametrize(
    ("stop", "sent", "body", "kind"),
    [
        ({"method": "DELETE", "path": "/jobs/{id}"}, "DELETE /jobs/7", "", None),
        ({"method": "POST", "path": "/jobs/{id}/cancel"}, "POST /jobs/7/cancel", "", None),
        (
            {"method": "POST", "path": "/cancel", "body": {"id": "{id:int}", "why": "asked"}},
            "POST /cancel",
            '{"id":7,"why":"asked"}',
            "application/json",
        ),
        (
            {"method": "POST", "path": "/cancel", "body": {"id": "{id}"}, "body_format": "form"},
            "POST /cancel",
            "id=7",
            "application/x-www-form-urlencoded",
        ),
        (
            {
                "method": "PATCH",
                "path": "/jobs/{id}",
                "body": [{"op": "replace", "path": "/state", "value": "off"}],
                "headers": {"Content-Type": "application/json-patch+json"},
            },
            "PATCH /jobs/7",
            '[{"op":"replace","path":"/state","value":"off"}]',
            "application/json-patch+json",
        ),
        (
            {
                "method": "PUT",
                "path": "/jobs/{id}/state",
                "query": {"force": True},
                "body": "off",
                "body_format": "raw",
            },
            "PUT /jobs/7/state?force=true",
            "off",
            "text/plain; charset=utf-8",
        ),
        ({"method": "POST", "path": "{record.links[?rel=='cancel'].href}"}, "POST /c/7", "", None),
    ],
)
def test_stop_by_any_verb(acme: Any, stop: Any, sent: str, body: str, kind: str | None) -> None:
    first = {**RUNNING, "links": [{"rel": "cancel", "href": "/c/7"}]}
    person = acme({"GET /jobs/7": [first, STOPPED], sent: 204}, stop=stop)
    result = person.ok("stop", job_id=["7"])
    assert (result["stopped"], result["changed"], result["jobs"][0]["state"]) == (
        ["7"],
        True,
        "stopped",
    )
    assert person.fake.lines == ["GET /jobs/7", sent, "GET /jobs/7"]
    assert (person.fake.log[1].body, person.fake.log[1].headers.get("Content-Type")) == (body, kind)


def test_check_mode_sends_nothing_that_changes(acme: Any) -> None:
    both = {
        "stop": {"method": "POST", "path": "/stop/{id}"},
        "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    }
    person = acme({"GET /jobs/7": RUNNING, "GET /jobs/8": DONE}, **both)
    assert person.ok("stop", job_id=["7"], check_mode=True)["changed"] is True
    assert person.ok("delete", job_id=["8"], check_mode=True)["deleted"] == ["8"]
    assert {one.method for one in person.fake.log} == {"GET"}


ALREADY = [
    {"http_status": 409},
    {"path": "error.code", "equals": "ENDED"},
    {"header": "X-Result", "equals": "noop"},
    {"path": "cancelled", "equals": False},
]


@pytest.mark.parametrize(
    ("answered", "status", "headers"),
    [
        (None, 409, {}),
        ({"error": {"code": "ENDED"}}, 400, {}),
        ({"error": {"code": "ENDED"}}, 500, {}),
        ({"error": {"code": "ENDED"}}, 200, {}),
        ({"cancelled": False}, 200, {}),
        (None, 204, {"X_Result": "noop"}),
    ],
)
@pytest.mark.parametrize("verb", ["stop", "delete"])
def test_the_ways_to_say_already_ended(
    acme: Any, say: Any, verb: str, answered: Any, status: int, headers: Any
) -> None:
    section = {"method": "DELETE", "path": "/jobs/{id}", "already_ended": ALREADY}
    person = acme(
        {
            "GET /jobs/7": RUNNING if verb == "stop" else DONE,
            "DELETE /jobs/7": say(answered, status, **headers),
        },
        **{verb: section},
        error={"rules": {"when": {"path": "error"}, "is": "api"}},
    )
    result = person.ok(verb, job_id=["7"])
    assert (result["changed"], result["stopped" if verb == "stop" else "deleted"]) == (False, [])


@pytest.mark.parametrize("verb", ["stop", "delete"])
@pytest.mark.parametrize("after", [404, 410])
def test_not_found_is_looked_into(acme: Any, verb: str, after: int) -> None:
    """A 404 may mean the job, and may mean a path that the system does not have."""
    first = RUNNING if verb == "stop" else DONE
    section = {verb: {"method": "DELETE", "path": "/jobs/{id}/now"}}
    gone = {"GET /jobs/7": [first, after], "DELETE /jobs/7/now": 404}
    result = acme(gone, **section).ok(verb, job_id=["7"])
    assert (result["changed"], result["refused"]) == (False, [])
    failed = acme({"GET /jobs/7": first, "DELETE /jobs/7/now": 404}, **section).fails(
        verb, "not_found", job_id=["7"]
    )
    assert failed["changed"] is False and [one["job_id"] for one in failed["refused"]] == ["7"]


@pytest.mark.parametrize("status", [200, 202, 204])
def test_an_answer_that_says_nothing_is_a_yes(acme: Any, status: int) -> None:
    person = acme(
        {"GET /jobs/7": DONE, "DELETE /jobs/7": status},
        delete={"method": "DELETE", "path": "/jobs/{id}"},
    )
    assert person.ok("delete", job_id=["7"])["deleted"] == ["7"]
    assert person.ok("delete", job_id=["9"])["changed"] is False


def test_a_conflict_is_looked_into(acme: Any) -> None:
    stop = {"method": "POST", "path": "/stop/{id}"}
    assert (
        acme({"GET /jobs/7": [RUNNING, DONE], "POST /stop/7": 409}, stop=stop).ok(
            "stop", job_id=["7"]
        )["changed"]
        is False
    )
    acme({"GET /jobs/7": RUNNING, "POST /stop/7": 409}, stop=stop).fails(
        "stop", "conflict", job_id=["7"]
    )


ONE_VERB = {
    "stop": {"method": "DELETE", "path": "/jobs/{id}", "states": ["queued", "running"]},
    "delete": {
        "method": "DELETE",
        "path": "/jobs/{id}",
        "states": ["succeeded", "failed", "stopped"],
    },
}


def test_one_verb_for_both_is_guarded_by_the_state(acme: Any) -> None:
    person = acme({"GET /jobs/7": RUNNING, "GET /jobs/8": DONE, "DELETE /jobs/8": 200}, **ONE_VERB)
    assert person.ok("stop", job_id=["8"])["changed"] is False
    assert "force" in person.fails("delete", "conflict", job_id=["7"])["msg"]
    assert (
        "only while it is succeeded"
        in person.fails("delete", "conflict", job_id=["7"], force=True)["msg"]
    )
    assert [one.method for one in person.fake.log] == ["GET"] * 3
    assert person.ok("delete", job_id=["8"])["deleted"] == ["8"]


@pytest.mark.parametrize(
    ("vanished", "state"), [({}, "stopped"), ({"after_stop": "skipped"}, "skipped")]
)
@pytest.mark.parametrize("looks", [0, 4])
def test_a_stopped_job_that_vanishes_at_once_or_later(
    acme: Any, vanished: Any, state: str, looks: int
) -> None:
    person = acme(
        {"GET /jobs/7": [RUNNING, *[RUNNING] * looks, 404], "DELETE /jobs/7": 200},
        vanished=vanished,
        **ONE_VERB,
    )
    job = person.ok("stop", job_id=["7"], wait=bool(looks))["jobs"][0]
    assert (job["state"], job["finished"]) == (state, True)


@pytest.mark.parametrize(("words", "state"), [(["failed"], "stopped"), ([], "failed")])
def test_a_stopped_job_may_end_under_another_name(acme: Any, words: Any, state: str) -> None:
    person = acme(
        {"GET /jobs/7": [RUNNING, RUNNING, {"status": "error"}], "POST /stop/7": 202},
        stop={"method": "POST", "path": "/stop/{id}", "stopped_as": words},
    )
    result = person.run("stop", job_id=["7"], wait=True)
    assert result["jobs"][0]["state"] == state and bool(result.get("failed")) is (state == "failed")


def test_a_stop_whose_outcome_is_unknown(acme: Any) -> None:
    person = acme(
        {"GET /jobs/7": RUNNING, "POST /stop/7": "drop"},
        stop={"method": "POST", "path": "/stop/{id}"},
    )
    assert "not known whether" in person.fails("stop", "transport", job_id=["7"])["msg"]
    # It is not sent again, but the job is polled once more: what became of it is told.
    assert person.fake.lines == ["GET /jobs/7", "POST /stop/7", "GET /jobs/7"]


def test_what_a_declared_system_lacks_is_told_before_any_request(acme: Any) -> None:
    person = acme({}, unsupported={"delete": "jobs leave after a week"})
    assert "jobs leave after a week" in person.fails("delete", "unsupported", job_id=["7"])["msg"]
    assert "it has submit, get" in person.fails("stop", "unsupported", job_id=["7"])["msg"]
    person.fails("info", "unsupported")
    assert person.fake.log == []
