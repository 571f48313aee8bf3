# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits for jobs of declared systems that throttle in their own words, or forget a job before the first look."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.classifier import (
    ResponseClassifier,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.retry_after import (
    RetryAfterReader,
)

RUNNING, DONE = {"id": 7, "status": "running"}, {"id": 7, "status": "done"}


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("hint", [{"Retry_After": "40"}, {}])
def test_a_wait_outlasts_throttling_in_any_words(
    acme: Any, say: Any, status: int, hint: Any
) -> None:
    busy = say({"code": "SLOW_DOWN"}, status, **hint)
    rules = {"when": {"path": "code", "equals": "SLOW_DOWN"}, "is": "rate_limited"}
    person = acme({"GET /jobs/7": [RUNNING, busy, busy, DONE]}, error={"rules": rules})
    result = person.ok("wait", job_id=["7"])
    assert result["jobs"][0]["state"] == "succeeded" and result["polls"] == 4
    assert not hint or person.sleeps.count(40.0) == 2


@pytest.mark.parametrize(("vanished", "state"), [("succeeded", "succeeded"), ("lost", "lost")])
def test_a_job_that_ends_and_vanishes_before_the_first_look(
    acme: Any, vanished: str, state: str
) -> None:
    person = acme(
        {"POST /run": {"id": 7}},
        submit={"reference": {"path": "id"}},
        vanished={"state": vanished, "grace": 5},
    )
    result = person.run("request", method="POST", path="run")
    assert result["job"]["state"] == state and bool(result.get("failed")) is (state == "lost")


@pytest.mark.parametrize("verb", ["info", "wait"])
def test_retry_after_counts_beside_other_places(acme: Any, say: Any, verb: str) -> None:
    busy = say({"error": "busy"}, 503, Retry_After="40")
    done = {"id": 7, "status": "done"}
    person = acme({"GET /jobs/7": [busy, done]}, poll_after=[{"path": "retry_in"}])
    person.ok(verb, job_id=["7"])
    assert sum(person.sleeps) == 40


def test_a_header_of_another_name_may_hold_a_date() -> None:
    definition = {
        "name": "acme",
        "get": "/jobs/{id}",
        "state": {"path": "status", "words": {"succeeded": "done"}},
        "poll_after": [{"header": "X-Again"}],
    }
    classifier = ResponseClassifier(Provider(definition), RetryAfterReader())
    date = "Mon, 02 Nov 2026 08:00:00 GMT"
    for text, seconds in (
        ("Mon, 02 Nov 2026 08:01:00 GMT", 60),
        ("7", 7),
        ("1.5", 1.5),
        ("?", None),
    ):
        response = Response(200, {"Date": date, "X-Again": text})
        assert classifier.retry_after(response) == seconds


def test_a_date_in_the_record_is_no_number_of_seconds(acme: Any) -> None:
    running = {"id": 7, "status": "running", "next": "2026-11-02T08:00:00Z"}
    person = acme(
        {"GET /jobs/7": [running, {"id": 7, "status": "done"}]}, poll_after=[{"path": "next"}]
    )
    person.ok("wait", job_id=["7"])
    assert sum(person.sleeps) == 0.5
