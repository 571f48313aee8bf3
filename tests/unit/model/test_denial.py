# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which answers of a good status say no, and which do not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.denial import (
    is_bad,
    is_of_missing,
    may_hold,
    may_say_no,
    reaches,
    says_no,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.path import compile_path

TOP = [
    {"error": "the disk is full"},
    {"Error": {"message": "the disk is full"}},
    {"errors": [{"message": "the disk is full"}]},
    {"errors": ["the disk is full"]},
    {"errors": {"start": ["is required"]}},
    {"errors": [{"code": 0}, {"code": 3}]},
    {"errors": [{"errList": [{"errorCode": 0}, {"errorCode": 3, "text": "no"}]}]},
    {"error": True},
    {"error": 5},
    {"ERROR_CODE": "1001"},
    {"error_code": -1},
    {"errorMessage": "the disk is full"},
    {"exceptionMessage": "the disk is full"},
    {"success": False},
    {"isSuccess": "false"},
    {"ok": False, "id": None},
    {"status": "error", "data": None},
    {"status": "FAILED"},
    {"statusCode": 500},
    {"code": "404", "x": 1},
    {"err": "the disk is full"},
    {"failures": [{"why": "the disk is full"}]},
    {"status": 403, "title": "x"},
    {"start": ["This field is required."]},
]
WRAPPED = [
    {"response": {"ERROR_DESCRIPTION": "the disk is full"}},
    {"data": {"status": "FAILED"}},
    [{"error": "the disk is full"}],
    {"a": {"b": {"errorCode": 3}}},
]
GOOD = [
    {},
    [],
    None,
    "",
    7,
    {"error": None},
    {"error": ""},
    {"error": False},
    {"errors": []},
    {"errors": {}},
    {"errors": 0},
    {"errors": [{"code": 0, "text": ""}, {"code": 0}]},
    {"errors": [{"errList": [{"errorCode": 0, "errLogMessage": ""}]}]},
    {"error": {"errorCode": 0, "errorMessage": "no error"}},
    {"errorCode": 0},
    {"errorCode": "0"},
    {"errorCode": "none"},
    {"errorMessage": ""},
    {"success": True},
    {"status": "ok"},
    {"status": 200, "code": 200},
    {"code": 4040, "status": "5000"},
    {"jobs": []},
    {"total": 0, "requests": []},
    {"ids": ["ab", "cd"]},
]


@pytest.mark.parametrize("body", TOP)
def test_an_answer_calls_itself_an_error(body: Any) -> None:
    assert says_no(body, deep=False) and says_no(body, deep=True) and may_say_no(body)


@pytest.mark.parametrize("body", WRAPPED)
def test_what_it_wraps_does(body: Any) -> None:
    assert says_no(body, deep=True) and may_say_no(body)
    assert isinstance(body, list) or not says_no(body, deep=False)


@pytest.mark.parametrize("body", GOOD)
def test_an_answer_does_not_say_no(body: Any) -> None:
    assert not says_no(body, deep=True) and not may_say_no(body)


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("held by a report", True),
        ("Something went wrong", True),
        ("cannot be deleted", True),
        ("it was not stopped", True),
        ("the job isn't yours", True),
        ("stop failed", True),
        ("deleted hits for for request_id [7]", False),
        ("OK", False),
        ("Revoked '91396550'", False),
        ("Terminating job 7", False),
        ("Cancelling", False),
        ("Stopping", False),
        ("Halted", False),
        ("Job cancelled successfully", False),
        ("Cancellation in progress", False),
        ("7", False),
        ("", False),
    ],
)
def test_words_that_do_not_say_that_it_was_done(text: str, no: bool) -> None:
    for body in (text, {"message": text}, {"detail": text, "id": 7}, [{"message": text}]):
        assert may_say_no(body) is no, body
    assert not says_no({"message": text}, deep=True)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("No such request", True),
        ("Invalid request_id", True),
        ("the job does not exist", True),
        ("unknown job id", True),
        ("no jobs", True),
        ("job 7 was not found", True),
        ("the disk is full", False),
        ("not permitted", False),
    ],
)
def test_words_that_say_that_there_is_none(text: str, missing: bool) -> None:
    assert is_of_missing(text) is missing


@pytest.mark.parametrize(
    ("word", "bad"), [("error", True), ("Failed", True), ("500", True), ("running", False), ("200", False)]
)  # fmt: skip
def test_words_of_status_that_no_job_has(word: str, bad: bool) -> None:
    assert is_bad(word) is bad


@pytest.mark.parametrize(
    ("path", "body", "begins", "leads"),
    [
        ("data.jobs[]", {"data": {"jobs": []}}, True, True),
        ("data.jobs[]", {"data": {"status": "x"}}, True, False),
        ("data.jobs[]", {"data": None}, True, True),
        ("data.jobs[]", {"x": 1}, False, False),
        ("data.job", {"data": {"job": None}}, True, True),
        ("data.job", {"data": {}}, True, False),
        ("data.job", {"data": [1]}, True, False),
        ("[]", [], True, True),
        ("[]", {"message": "x"}, False, False),
        ("jobs[0].jobSummary", {"jobs": []}, True, True),
        ("", [], True, True),
        ("", {}, False, False),
    ],
)
def test_the_place_of_what_was_asked_for(path: str, body: Any, begins: bool, leads: bool) -> None:
    assert may_hold(compile_path(path), body) is begins
    assert reaches(compile_path(path), body) is leads
