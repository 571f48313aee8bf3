# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees of a task that has failed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._task.execution import show_once
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator


@pytest.mark.parametrize("form", ["in_process", pytest.param("module", marks=pytest.mark.slow)])
def test_a_fatal_line_holds_each_job_once(ansible: Any, emulator: Emulator, form: str) -> None:
    face = emulator["illumio"]
    face.next_job(outcome="failed")
    task = {"asyncops.jobs.async_request": {**face.options, "path": "orgs/1/labels"}}
    run = ansible.play([{"name": "one", **task}], form=form)
    fatal = run.out[run.out.index("fatal: [localhost]") :]
    (job,) = run["one"]["jobs"]
    assert len(re.findall(r'"id": "%s"' % job["id"], fatal)) == 1
    assert run["one"]["job"] is None and job["id"] in run["one"]["msg"]


@pytest.mark.parametrize(
    ("result", "job"),
    [
        ({"failed": True, "jobs": [{"id": "1"}], "job": {"id": "1"}}, None),
        ({"failed": True, "jobs": [], "job": {"id": "1"}}, {"id": "1"}),
        ({"jobs": [{"id": "1"}], "job": {"id": "1"}}, {"id": "1"}),
    ],
)
def test_job_is_left_where_nothing_else_holds_it(result: dict[str, Any], job: Any) -> None:
    before = json.dumps(result["jobs"])
    show_once(result)
    assert result["job"] == job and json.dumps(result["jobs"]) == before
