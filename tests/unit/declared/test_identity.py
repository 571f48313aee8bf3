# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids: what a system has just reported is taken back, and what is no id never becomes one."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from ansible_collections.asyncops.jobs.tests.unit.declared.conftest import answer

GID = "gid://shop/BulkOperation/7"
STOP = {"method": "POST", "path": "/jobs/{id}/stop"}
DELETE = {"method": "DELETE", "path": "/jobs/{id}"}
LIST = {"path": "/jobs", "items": "jobs[]"}
FROM_LIST = {"get": {"from_list": True}, "list": LIST, "job": {"id": "id"}}


REPORTED = [
    GID,
    "gs://bucket//object",
    "urn:job:7",
    "gid://shop/7/",
    "s3://b/ä b",
    "job/a/7",
    "arn:aws:x//y",
]


def _answers_any(fake: Any) -> Any:
    """A system that knows any id, and names it as it was asked for."""

    def next_answer(sent: Any) -> Any:
        fake.log.append(sent)
        return answer({"id": unquote(sent.target.split("/")[2]), "status": "done"})

    return next_answer


@pytest.mark.parametrize("verb", ["info", "wait", "stop", "delete"])
@pytest.mark.parametrize("id", REPORTED)
def test_an_id_that_was_reported_is_taken_back(acme: Any, id: str, verb: str) -> None:
    person = acme({}, stop=STOP, delete=DELETE, job={"id": "id"})
    person.fake.next_answer = _answers_any(person.fake)
    result = person.ok(verb, job_id=[id])
    assert [job["id"] for job in result["jobs"]] == [id]
    assert {unquote(one.target).partition("/jobs/")[2] for one in person.fake.log} == {id}
    assert {one.target.count("/") for one in person.fake.log} == {2}  # one segment, quoted


@pytest.mark.parametrize("id", REPORTED[:3])
@pytest.mark.parametrize("item", ["record", "bare"])
def test_a_list_of_such_ids(acme: Any, id: str, item: str) -> None:
    person = acme({"GET /jobs": {"jobs": [{"id": id, "status": "done"}]}}, **FROM_LIST)
    assert person.job(id)["id"] == id
    if item == "bare":
        person = acme({"GET /jobs": {"jobs": [id]}}, list=LIST, job={"id": "id"})
        person.fake.next_answer = _with_list(person.fake, person.fake.next_answer)
        assert [job["id"] for job in person.listed()] == [id]


def _with_list(fake: Any, listed: Any) -> Any:
    def next_answer(sent: Any) -> Any:
        return listed(sent) if sent.target == "/jobs" else _answers_any(fake)(sent)

    return next_answer


@pytest.mark.parametrize("verb", ["info", "wait", "stop", "delete"])
@pytest.mark.parametrize(
    ("id", "words"),
    [
        ([1], "a list"),
        (["7"], "a list"),
        ({"id": 7}, "a mapping"),
        (True, "a boolean"),
        (False, "a boolean"),
        (None, "empty"),
        ("", "empty"),
        (" ", "empty"),
        ("gid://shop/../7", "'..'"),
        ("gid://shop/%2e%2e/7", "'..'"),
        ("gid://shop/7\n8", "control"),
        ("file:///../etc", "'..'"),
        ("HTTP://other.example.com/jobs/7", "other.example.com"),
    ],
)
def test_what_is_no_id_is_refused_in_a_sentence(acme: Any, verb: str, id: Any, words: str) -> None:
    person = acme({}, stop=STOP, delete=DELETE)
    failed = person.fails(verb, "config", job_id=["7", id])
    assert "job" in failed["msg"] and words in failed["msg"] and person.fake.log == []


@pytest.mark.parametrize(("id", "sent"), [(7, "7"), (1.0, "1.0"), (2.50, "2.5"), (0, "0")])
def test_a_number_is_taken_digit_by_digit(acme: Any, id: Any, sent: str) -> None:
    person = acme({"GET /jobs/%s" % sent: {"status": "done"}})
    assert person.ok("info", job_id=[id])["job"]["id"] == sent


NO_IDS = [{"a": 1}, [1], [], {}, None, "", " "]


@pytest.mark.parametrize("id", NO_IDS)
def test_an_item_without_an_id_is_left_out_and_said(acme: Any, id: Any) -> None:
    jobs = [{"id": id, "status": "done"}, {"id": 8, "status": "done"}]
    person = acme({"GET /jobs": {"jobs": jobs}}, **FROM_LIST)
    result = person.ok("info")
    assert [job["id"] for job in result["jobs"]] == ["8"] and result["complete"] is False
    assert any("something without an id" in text for text in person.warnings)


@pytest.mark.parametrize("item", [[1], [[1]], "", " "])
def test_a_bare_item_that_is_no_id(acme: Any, item: Any) -> None:
    script = {"GET /jobs": {"jobs": [item, 8]}, "GET /jobs/8": {"id": 8, "status": "done"}}
    person = acme(script, list={"path": "/jobs", "items": "jobs"}, job={"id": "id"})
    assert [job["id"] for job in person.listed()] == ["8"]
    assert any("something without an id" in text for text in person.warnings)


@pytest.mark.parametrize("item", ["..", "a//b", "a\nb"])
def test_an_item_whose_id_cannot_be_used(acme: Any, item: str) -> None:
    script = {"GET /jobs": {"jobs": [item, "8"]}, "GET /jobs/8": {"id": 8, "status": "done"}}
    person = acme(script, list={"path": "/jobs", "items": "jobs"}, job={"id": "id"})
    assert [job["id"] for job in person.listed()] == ["8"]
    assert any("whose id cannot be used" in text for text in person.warnings)
    assert person.fake.lines == ["GET /jobs", "GET /jobs/8"]


@pytest.mark.parametrize("id", [{"a": 1}, ["7"], [7]])
@pytest.mark.parametrize("verb", ["info", "stop", "delete"])
def test_an_answer_whose_id_is_none_is_about_nobody(acme: Any, verb: str, id: Any) -> None:
    person = acme(
        {"GET /jobs/7": {"id": id, "status": "done"}}, stop=STOP, delete=DELETE, job={"id": "id"}
    )
    failed = person.fails(verb, "decode", job_id=["7"])
    assert "job 7" in failed["msg"] and "is no id" in failed["msg"]
    assert person.fake.lines == ["GET /jobs/7"]


@pytest.mark.parametrize("id", [{"a": 1}, [1]])
def test_a_list_with_such_an_id_does_not_end_a_wait(acme: Any, id: Any) -> None:
    script = {"GET /jobs/%d" % n: {"id": n, "status": "done"} for n in range(1, 6)}
    listed = {"jobs": [{"id": id, "status": "done"}, *script.values()][:4]}
    person = acme({**script, "GET /jobs": listed}, list=LIST, job={"id": "id"})
    result = person.ok("wait", job_id=[str(n) for n in range(1, 6)])
    assert result["summary"] == {"succeeded": 5}


@pytest.mark.parametrize("more", [{"a": 1}, [[2]]])
def test_a_submit_that_names_one_of_two_jobs_says_so(acme: Any, more: Any) -> None:
    submit = {"method": "POST", "path": "/jobs", "reference": {"path": "ids", "as": "id"}}
    script = {"POST /jobs": {"ids": [7, more]}, "GET /jobs/7": {"status": "done"}}
    person = acme(script, submit=submit)
    assert [job["id"] for job in person.ok("request")["jobs"]] == ["7"]
    assert any("names 2 jobs, of which 1 by an id that is none" in t for t in person.warnings)
