# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can only be known once requests have been answered: never told as `config`, and the job stays in the result."""

from __future__ import annotations

from typing import Any

import pytest

SUBMIT = {"reference": {"path": "id"}}
DONE = {"id": 7, "status": "done", "files": [{"name": "a"}]}
RUNNING = {"id": 7, "status": "running"}
FILES = {"path": "files", "fields": {"id": "no", "name": "name"}}


@pytest.mark.parametrize(("definition", "word"), [
    ({"result": "/docs/{record.doc}"}, "record.doc"),
    ({"result": {"path": "/docs", "query": {"doc": "no {record.doc}"}}}, "record.doc"),
    ({"result": "{record.links.result}"}, "record.links.result"),
    ({"job": {"outputs": FILES}, "result": {"path": "/files/{output.id}", "each_output": True}}, "output.id"),
    ({"job": {"outputs": FILES}, "result": {"path": "/files", "body": {"no": "n{output.id}"}, "method": "POST", "each_output": True}}, "output.id"),
    ({"outputs": {"path": "/files/{record.doc}"}, "result": {"path": "/f/{output.id}", "each_output": True}}, "record.doc"),
    ({"get": {"path": "/jobs/{id}", "detail": "/detail/{record.doc}"}}, "record.doc"),
    ({"get": "{href}"}, "href"),
])  # fmt: skip
def test_a_value_that_the_answers_lack(acme: Any, definition: Any, word: str) -> None:
    person = acme({"POST /run": {"id": 7}, "GET /jobs/7": DONE}, submit=SUBMIT, **definition)
    failed = person.fails("request", "api", method="POST", path="run")
    assert word in failed["msg"] and failed["changed"] is True
    assert [job["id"] for job in failed["jobs"]] == ["7"] and failed["job"]["id"] == "7"
    if "result" in definition:
        assert "job 7 is succeeded" in failed["msg"] and failed["job"]["state"] == "succeeded"


@pytest.mark.parametrize(("verb", "record"), [("stop", RUNNING), ("delete", DONE)])
def test_a_change_that_needs_what_the_record_lacks(acme: Any, verb: str, record: Any) -> None:
    section = {"method": "POST", "path": "/change/{record.links.self}"}
    person = acme({"GET /jobs/7": record}, **{verb: section})
    failed = person.fails(verb, "api", job_id=["7"])
    assert "record.links.self" in failed["msg"] and failed["changed"] is False
    assert [one["error"] for one in failed["refused"]] == ["api"]
