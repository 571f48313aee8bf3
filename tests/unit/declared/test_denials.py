# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors inside a 200 that no rule of a definition knows: where an answer lacks what was asked for and says no, the
job is neither missing nor is the list empty; and a stop or a delete whose answer says no is looked after."""

from __future__ import annotations

from typing import Any

import pytest

WORDS = "the disk is full"
LIST = {"path": "/jobs", "items": "data.jobs[]"}
RECORD = {"path": "/jobs/{id}", "record": "data.job"}
STOP = {"method": "POST", "path": "/jobs/{id}/stop"}
DELETE = {"method": "DELETE", "path": "/jobs/{id}"}
JOB = {"id": "id"}
DENIALS: list[Any] = [
    {"error": WORDS},
    {"errors": [{"message": WORDS}], "data": None},
    {"data": {"error": {"message": WORDS}}},
    {"ERROR_CODE": "1001", "message": WORDS},
    {"success": False, "message": WORDS},
    {"status": "error", "message": WORDS},
    {"response": {"errorCode": 3, "errorString": WORDS}},
    {"message": WORDS},
    {"disk": ["the disk is full"]},
]


@pytest.mark.parametrize("body", DENIALS)
@pytest.mark.parametrize("verb", ["info", "list", "wait", "delete", "stop"])
def test_such_an_answer_is_an_error_with_its_words(acme: Any, verb: str, body: Any) -> None:
    script = {"GET /jobs": body, "GET /jobs/7": body}
    person = acme(script, get=RECORD, list=LIST, stop=STOP, delete=DELETE, job=JOB)
    params = {} if verb == "list" else {"job_id": ["7"]}
    failed = person.fails("info" if verb == "list" else verb, "api", **params)
    assert WORDS in failed["msg"] and failed["http_status"] == 200
    assert not failed.get("missing") and not failed.get("deleted") and not failed.get("stopped")


@pytest.mark.parametrize("body", [*DENIALS[:5], {"status": "fail", "message": WORDS}])
def test_a_body_that_is_the_record_itself(acme: Any, body: Any) -> None:
    assert WORDS in acme({"GET /jobs/7": body}, job=JOB).fails("info", "api", job_id=["7"])["msg"]


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"job": None}},
        {"data": {}},
        {"data": {"job": None}, "errors": []},
        {"message": "no such job"},
        {"error": "job 7 does not exist"},
        {"total": 0},
    ],
)
def test_a_job_that_is_not_known_is_missing(acme: Any, body: Any) -> None:
    assert acme({"GET /jobs/7": body}, get=RECORD, job=JOB).ok("info", job_id=["7"])["missing"] == [
        "7"
    ]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"data": {"jobs": []}}, {"data": {"jobs": None}, "errors": []}, {"total": 0},
        {"message": "no jobs"}, {"data": {"jobs": []}, "message": WORDS},
    ],
)  # fmt: skip
def test_a_list_that_is_empty(acme: Any, body: Any) -> None:
    assert acme({"GET /jobs": body}, list=LIST).ok("info")["count"] == 0


def test_the_second_page_says_no(acme: Any, say: Any) -> None:
    pages = [
        {"data": {"jobs": [{"id": 1, "status": "done"}]}, "next": "/jobs?p=2"},
        {"error": WORDS},
    ]
    person = acme(
        {"GET /jobs": [say(page) for page in pages]},
        list={**LIST, "page": {"type": "link", "next": "next"}},
    )
    assert WORDS in person.fails("info", "api")["msg"]


def test_items_that_are_no_jobs_but_errors(acme: Any, say: Any) -> None:
    bodies = [[{"error": WORDS}], [{"id": 1, "status": "done"}, {"error": WORDS}]]
    person = acme(
        {"GET /jobs": [say(body) for body in bodies]}, list={"path": "/jobs", "items": "[]"}
    )
    assert WORDS in person.fails("info", "api")["msg"]
    result = person.ok("info")
    assert (result["count"], result["complete"]) == (1, False)
    assert "without an id" in person.warnings[-1]


def test_one_such_answer_does_not_end_a_wait(acme: Any, say: Any) -> None:
    looks = [{"error": WORDS}, {"error": WORDS}, {"data": {"job": {"id": 7, "status": "done"}}}]
    person = acme({"GET /jobs/7": [say(look) for look in looks]}, get=RECORD, job=JOB)
    assert person.ok("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"
    person = acme({"GET /jobs/7": {"error": WORDS}}, get=RECORD, job=JOB)
    assert person.fails("wait", "api", job_id=["7"])["polls"] == 3


def test_a_failed_job_that_tells_of_errors_is_no_such_answer(acme: Any, say: Any) -> None:
    record = {"status": "error", "error": WORDS, "steps": [{"status": "failed", "errorCode": 3}]}
    assert acme({"GET /jobs/7": record}).job()["state"] == "failed"
    assert (
        acme({"GET /jobs/7": {**record, "status": "odd", "id": 7}}, job=JOB).job()["state"]
        == "unknown"
    )


RUNS, DONE, ENDED = ({"id": 7, "status": word} for word in ("running", "done", "stopped"))
NO: list[Any] = [
    {"error": WORDS}, {"success": False}, {"errors": [{"code": 0}, {"code": 3}]}, "cannot: " + WORDS, {"message": WORDS},
    {"result": {"errorCode": 5}}, [{"error": WORDS}],
]  # fmt: skip
YES: list[Any] = [
    {}, {"message": "Job deleted"}, "OK", {"errors": [{"errList": [{"errorCode": 0}]}]}, {"id": 7, "error": None},
]  # fmt: skip


@pytest.mark.parametrize("body", NO)
@pytest.mark.parametrize("wait", [False, True])
def test_a_stop_whose_answer_says_no(acme: Any, say: Any, body: Any, wait: bool) -> None:
    script = {"GET /jobs/7": RUNS, "POST /jobs/7/stop": say(body)}
    failed = acme(script, stop=STOP, job=JOB).fails("stop", "api", job_id=["7"], wait=wait)
    assert (failed["changed"], failed["stopped"]) == (False, [])
    assert (
        failed["refused"][0]["job_id"] == "7"
        and "one look later the job is running" in failed["msg"]
    )


@pytest.mark.parametrize("body", NO)
def test_a_delete_whose_answer_says_no(acme: Any, say: Any, body: Any) -> None:
    script = {"GET /jobs/7": DONE, "DELETE /jobs/7": say(body)}
    failed = acme(script, delete=DELETE, job=JOB).fails("delete", "api", job_id=["7"])
    assert (failed["changed"], failed["deleted"]) == (False, [])
    assert "one look later the job is succeeded" in failed["msg"]


@pytest.mark.parametrize("body", NO)
def test_it_took_effect_all_the_same(acme: Any, say: Any, body: Any) -> None:
    script = {"GET /jobs/7": [RUNS, ENDED], "POST /jobs/7/stop": say(body)}
    assert acme(script, stop=STOP, job=JOB).ok("stop", job_id=["7"])["stopped"] == ["7"]
    script = {"GET /jobs/7": [DONE, 404], "DELETE /jobs/7": say(body)}
    assert acme(script, delete=DELETE, job=JOB).ok("delete", job_id=["7"])["deleted"] == ["7"]


def test_a_job_that_ended_by_itself_was_not_stopped(acme: Any, say: Any) -> None:
    script = {"GET /jobs/7": [RUNS, DONE], "POST /jobs/7/stop": say({"error": WORDS})}
    result = acme(script, stop=STOP, job=JOB).ok("stop", job_id=["7"])
    assert (result["stopped"], result["changed"]) == ([], False)


@pytest.mark.parametrize("body", YES)
def test_an_answer_that_does_not_say_no_is_not_looked_after(acme: Any, say: Any, body: Any) -> None:
    script = {"GET /jobs/7": DONE, "DELETE /jobs/7": say(body)}
    person = acme(script, delete=DELETE, job=JOB)
    assert person.ok("delete", job_id=["7"])["deleted"] == ["7"]
    assert person.fake.lines == ["GET /jobs/7", "DELETE /jobs/7"]


def test_an_accepted_stop_may_say_so_in_any_words(acme: Any, say: Any) -> None:
    script = {"GET /jobs/7": RUNS, "POST /jobs/7/stop": say({"message": WORDS}, 202)}
    assert acme(script, stop=STOP, job=JOB).ok("stop", job_id=["7"])["changed"]


def test_a_look_that_fails_leaves_it_open(acme: Any, say: Any) -> None:
    script = {"GET /jobs/7": [say(DONE), say(None, 403)], "DELETE /jobs/7": say({"error": WORDS})}
    failed = acme(script, delete=DELETE, job=JOB).fails("delete", "api", job_id=["7"])
    assert "not known" in failed["msg"] and failed["deleted"] == []


SUBMIT = {"method": "POST", "path": "/jobs", "reference": {"path": "ids[]"}}
RULES = {"rules": {"when": {"path": "errors[].code", "contains_other": [0]}, "is": "api"}}


def test_a_refusal_that_names_a_job_all_the_same(acme: Any) -> None:
    body = {"ids": [7], "errors": [{"code": 0}, {"code": 3, "message": WORDS}]}
    person = acme({"POST /jobs": body}, submit=SUBMIT, error=RULES)
    failed = person.fails("request", "api", method="POST", path="jobs", body={})
    assert failed["changed"] and WORDS in failed["msg"] and "names job 7" in failed["msg"]
    assert (failed["jobs"][0]["id"], failed["jobs"][0]["state"]) == ("7", "unknown")
    body["ids"] = []
    person = acme({"POST /jobs": body}, submit=SUBMIT, error=RULES)
    assert not person.fails("request", "api", method="POST", path="jobs", body={})["changed"]


def test_a_job_that_is_named_twice_is_one(acme: Any) -> None:
    person = acme({"POST /jobs": {"ids": [7, 7, "7"]}, "GET /jobs/7": DONE}, submit=SUBMIT)
    result = person.ok("request", method="POST", path="jobs", body={})
    assert [job["id"] for job in result["jobs"]] == ["7"] and result["polls"] == 1


def test_a_job_that_only_the_submit_calls_finished_is_named_at_the_deadline(acme: Any) -> None:
    submit = {**SUBMIT, "reference": {"path": "id"}, "record": ""}
    person = acme({"POST /jobs": DONE, "GET /jobs/7": 503}, submit=submit)
    failed = person.fails("request", "timeout", method="POST", path="jobs", body={}, wait_timeout=2)
    assert "job 7 is succeeded (status done)" in failed["msg"] and "goes on" not in failed["msg"]


@pytest.mark.parametrize("body", [{"error": WORDS}, {"success": False, "message": WORDS}])
def test_a_request_that_starts_no_job_may_be_answered_by_a_no(acme: Any, body: Any) -> None:
    submit = {"methods": ["POST"], "reference": {"path": "id"}}
    person = acme({"PATCH /things/1": body}, submit=submit)
    failed = person.fails("request", "api", method="PATCH", path="things/1", body={})
    assert WORDS in failed["msg"] and failed["jobs"] == []


def test_the_thing_that_was_changed_may_tell_of_errors(acme: Any) -> None:
    thing = {"id": 1, "name": "a", "last": "x", "status": "error", "error": WORDS}
    submit = {"methods": ["POST"], "reference": {"path": "id"}}
    person = acme({"PATCH /things/1": thing}, submit=submit)
    assert person.ok("request", method="PATCH", path="things/1", body={})["result"] == thing
