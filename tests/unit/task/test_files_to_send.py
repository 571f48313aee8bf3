# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that async_request sends are found as ansible.builtin.uri finds them, in both forms."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.tests.unit.declared.conftest import Fake

REQUEST = "asyncops.jobs.async_request"
DEFINITION = {
    "name": "acme",
    "submit": {"reference": {"path": "id"}},
    "get": "/jobs/{id}",
    "state": {"path": "status", "words": {"succeeded": "done"}},
}


@pytest.fixture
def server() -> Iterator[Fake]:
    fake = Fake({"POST /run": {"id": 7}, "GET /jobs/7": {"id": 7, "status": "done"}})
    yield fake
    fake.shutdown()
    fake.server_close()


@pytest.mark.parametrize(
    ("form", "become"),
    [
        ("in_process", False),
        pytest.param("module", False, marks=pytest.mark.slow),
        pytest.param("module", True, marks=pytest.mark.slow),  # the files are copied
    ],
)
def test_files_of_the_playbook(ansible: Any, server: Fake, form: str, become: bool) -> None:
    if become and (os.geteuid() != 0 or not shutil.which("su")):
        pytest.skip("becoming somebody needs root and su")
    (ansible.folder / "files").mkdir(exist_ok=True)
    (ansible.folder / "files" / "rows.csv").write_text("a,b\n")
    (ansible.folder / "beside.txt").write_text("beside")
    options = {
        "provider": "acme",
        "provider_definition": DEFINITION,
        "base_url": server.base_url,
        "method": "POST",
        "path": "run",
    }
    parts = {"rows": {"filename": "rows.csv"}, "more": [{"filename": "beside.txt"}, "text"]}
    tasks = [
        {"name": "src", REQUEST: {**options, "src": "rows.csv"}},
        {"name": "parts", REQUEST: {**options, "body": parts, "body_format": "form-multipart"}},
        {"name": "none", REQUEST: {**options, "src": "none.csv"}},
        {"name": "remote", REQUEST: {**options, "src": "rows.csv", "remote_src": True}},
    ]
    more = {"become": True, "become_method": "su"} if become else {}
    run = ansible.play([{**task, **more, "ignore_errors": True} for task in tasks], form=form)
    assert run["src"]["job"]["state"] == run["parts"]["job"]["state"] == "succeeded", run.out
    whole, form_sent = (sent for sent in server.log if sent.method == "POST")
    assert whole.body == "a,b\n" and whole.headers["Content-Type"] == "text/csv"
    assert 'name="rows"; filename="rows.csv"' in form_sent.body
    assert 'name="more"; filename="beside.txt"' in form_sent.body
    for name in ("none", "remote"):
        assert name in run.failed
        assert run[name]["error"] == "config" and run[name]["jobs"] == [], run[name]
