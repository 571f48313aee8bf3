# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits for jobs of declared systems that throttle in their own words, or forget a job before the first look."""

from __future__ import annotations

from typing import Any

import pytest

RUNNING, DONE = {"id": 7, "status": "running"}, {"id": 7, "status": "done"}


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("hint", [{"Retry_After": "40"}, {}])
def test_a_wait_outlasts_throttling_in_any_words(acme: Any, say: Any, status: int, hint: Any) -> None:
    busy = say({"code": "SLOW_DOWN"}, status, **hint)
    rules = {"when": {"path": "code", "equals": "SLOW_DOWN"}, "is": "rate_limited"}
    person = acme({"GET /jobs/7": [RUNNING, busy, busy, DONE]}, error={"rules": rules})
    result = person.ok("wait", job_id=["7"])
    assert result["jobs"][0]["state"] == "succeeded" and result["polls"] == 4
    assert not hint or person.sleeps.count(40.0) == 2


@pytest.mark.parametrize(("gone", "state"), [("succeeded", "succeeded"), ("lost", "lost")])
def test_a_job_that_ends_and_vanishes_before_the_first_look(acme: Any, gone: str, state: str) -> None:
    person = acme({"POST /run": {"id": 7}}, submit={"reference": {"path": "id"}}, gone={"state": gone, "grace": 5})
    result = person.run("request", method="POST", path="run")
    assert result["job"]["state"] == state and bool(result.get("failed")) is (state == "lost")
