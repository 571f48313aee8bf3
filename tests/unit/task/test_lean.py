# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module is compiled anew for each task: it imports what it needs, when it needs it. And it ends when it is told to."""

from __future__ import annotations

import json
import pathlib
import select
import signal
import subprocess
import sys
from typing import Any

import pytest
from ansible.release import __version__ as core

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator

RUNNER = str(pathlib.Path(__file__).with_name("run_module.py"))
EAGER = 2000  # lines of ours that may be imported before the options are known to be right
NEEDED = 6500  # lines that a plain look at one job may need
MODULES = ("async_request", "job_delete", "job_info", "job_stop", "job_wait", "provider_info")


def start(ansible: Any, module: str, options: dict[str, Any]) -> subprocess.Popen[str]:
    """A module in a process of its own."""
    environment = {**ansible.environment, "PYTHONPATH": ansible.environment["ANSIBLE_COLLECTIONS_PATH"]}
    return subprocess.Popen(
        [sys.executable, RUNNER, module, json.dumps(options)], env=environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finished(child: subprocess.Popen[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The result of a module, and what was imported."""
    out, err = child.communicate(timeout=60.0)
    return json.loads(out), json.loads(err.splitlines()[-1])


@pytest.mark.parametrize("module", MODULES)
def test_wrong_options_cost_little(ansible: Any, module: str) -> None:
    result, imported = finished(start(ansible, module, {"bogus": True}))
    assert result["failed"], core
    assert sum(imported["lines"].values()) <= EAGER, imported
    assert "requests" not in imported["others"]


def test_a_look_imports_what_a_look_needs(ansible: Any, emulator: Emulator) -> None:
    face = emulator["log360"]
    result, imported = finished(start(ansible, "job_info", {**face.options, "job_id": [face.add_job(status="running")]}))
    assert result["job"]["state"] == "running"
    assert sum(imported["lines"].values()) <= NEEDED, imported
    kept_away = {"module_utils._jobs.request", "module_utils._jobs.change", "module_utils._wire.xml", "module_utils._wire.tls"}
    assert not kept_away & set(imported["lines"])


IN_PROCESS = """
import importlib, json, sys
action, verb, params = json.load(sys.stdin)
home = "ansible_collections.asyncops.jobs.plugins."
importlib.import_module(home + "action." + action)
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import context, verbs
from ansible_collections.asyncops.jobs.plugins.module_utils._task.module import provider_from
before = set(sys.modules)
result = verbs.run(verb, provider_from(params), params, context.Context())
print(json.dumps([result, sorted(set(sys.modules) - before)]))
"""


BACKUP = {"job_id": None, "path": "Subclient/54/action/backup", "wait": True, "method": "POST"}


def in_python(ansible: Any, code: str, told: Any = None, **more: str) -> Any:
    """What code prints, as JSON, in a Python of its own that finds the collection."""
    environment = {**ansible.environment, "PYTHONPATH": ansible.environment["ANSIBLE_COLLECTIONS_PATH"], **more}
    child = subprocess.run([sys.executable, "-c", code], input=json.dumps(told), env=environment, text=True, capture_output=True,
                           check=True, timeout=60.0)
    return json.loads(child.stdout)


@pytest.mark.parametrize(("action", "verb", "system", "more"), [
    ("job_info", "info", "commvault", {}),
    ("job_info", "info", "commvault", {"job_id": None, "filters": {"jobCategory": "Active"}}),
    ("job_wait", "wait", "commvault", {}), ("job_stop", "stop", "commvault", {"wait": True}),
    ("job_delete", "delete", "log360", {"force": True}), ("async_request", "request", "commvault", BACKUP),
    ("provider_info", "explain", "illumio", {"job_id": "1"}),
])
def test_a_worker_imports_nothing_that_could_be_there_before_the_fork(
    ansible: Any, emulator: Emulator, action: str, verb: str, system: str, more: dict[str, Any]
) -> None:
    face = emulator[system]
    job = face.add_job(phases=[["Running", 1]]) if system == "commvault" else face.add_job()
    result, imported = in_python(ansible, IN_PROCESS, [action, verb, {**face.options, "job_id": [job], "wait_interval": 0.01, **more}])
    assert not result.get("failed"), result
    assert imported == []


def test_a_wrong_proxy_in_the_environment_does_not_keep_tasks_from_the_process(ansible: Any) -> None:
    code = """
import json
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _action
print(json.dumps(_action._HAS_REQUESTS))
"""
    assert in_python(ansible, code, http_proxy="http://[", https_proxy="http://[", no_proxy="") is True


@pytest.mark.parametrize("module", ["job_wait", "async_request"])
def test_a_module_that_is_told_to_end_tells_the_jobs(ansible: Any, module: str) -> None:
    with Emulator(speed=10.0) as emulator:
        face = emulator["illumio"]
        face.next_job(phases=[["running", 6000]], poll_retry_after=30)
        options: dict[str, Any] = {"path": "orgs/1/labels"}
        if module == "job_wait":
            options = {"job_id": [face.add_job(status="running", poll_retry_after=30)]}
        child = start(ansible, module, {**face.options, **options})
        try:
            for _turn in range(600):  # until it looks at the job
                if any("/jobs/" in entry.target for entry in face.log):
                    break
                ended = select.select([child.stdout], [], [], 0.1)[0]
                assert not ended, child.communicate()
            child.send_signal(signal.SIGTERM)
            result, _imported = finished(child)
        finally:
            child.kill()
    assert result["failed"]
    assert result["error"] == "timeout"
    assert "interrupted by signal 15; job %s may go on" % result["jobs"][0]["id"] in result["msg"]
