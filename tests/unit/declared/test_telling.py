# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request without what tells which job is meant would be about any other: it is not sent."""

from __future__ import annotations

from typing import Any

import pytest

PLACES: list[dict[str, Any]] = [
    {"query": {"run": "{record.run}"}},
    {"query": {"run": "{record.run.id}"}},
    {"body": {"run": "{record.run}"}},
    {"body": {"runs": ["{record.run}"]}},
    {"body": {"a": {"run": "{record.run:int}"}}},
    {"body": {"run": "{record.run}"}, "body_format": "form"},
    {"body": {"run": "{href}"}},
    {"body": "<run>{record.run}</run>", "body_format": "raw"},
    {"headers": {"X-Run": "{record.run}"}},
    {"path": "/act/{record.run}"},
]
MISSING: list[dict[str, Any]] = [{}, {"run": None}, {"run": ""}, {"run": []}]


@pytest.mark.parametrize("part", PLACES)
@pytest.mark.parametrize("verb", ["stop", "delete", "result"])
def test_nothing_is_sent_that_does_not_say_of_which_job(acme: Any, verb: str, part: Any) -> None:
    request = {"method": "POST", "path": "/act", **part}
    record = {"id": 7, "status": "running" if verb == "stop" else "done"}
    for more in (
        MISSING if "{record.run}" in str(part.get("query") or part.get("path")) else MISSING[:1]
    ):
        script = {"GET /jobs/7": {**record, **more}, "POST /act": 204}
        person = acme(script, job={"id": "id"}, **{verb: request})
        failed = person.fails(verb, "api", job_id=["7"])
        assert not failed["changed"] and set(person.fake.lines) == {"GET /jobs/7"}
        assert "needed here" in failed["msg"] or "must not be empty" in failed["msg"]


def test_what_only_chooses_may_be_left_out(acme: Any) -> None:
    outputs = {"path": "out", "fields": {"id": "id", "formats": "formats"}}
    result = {"path": "/o/{output.id}", "query": {"as": "{output.format}"}, "each_output": True}
    script = {"GET /jobs/7": {"id": 7, "status": "done", "out": [{"id": 1}]}, "GET /o/1": {"x": 1}}
    person = acme(script, job={"outputs": outputs}, result=result)
    assert person.ok("result", job_id=["7"])["result"] == {"x": 1}
    assert person.fake.lines[-1] == "GET /o/1"
