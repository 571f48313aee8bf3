# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module is compiled anew for each task: it imports what it needs, when it needs it."""

from __future__ import annotations

import ast
import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest
from ansible.release import __version__ as core

from ansible_collections.asyncops.jobs.plugins.module_utils._task import bytecode
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.task.helpers import (
    MODULES,
    result_of,
    start_module,
)

# Nodes of the syntax trees of our files (lines would tell how airy they are): about 7 a line.
EAGER = 15_500  # that may be imported before the options are known to be right
# That a plain poll of one job may need. Where byte code can be kept (test_bytecode.py), only the
# first task of a user on a machine compiles all of it.
NEEDED = 60_500


@pytest.mark.parametrize("module", MODULES.values())
def test_wrong_options_cost_little(ansible: Any, module: str) -> None:
    result, imported = result_of(start_module(ansible, module, {"bogus": True}))
    assert result["failed"], core
    assert sum(imported["nodes"].values()) <= EAGER, imported
    assert "requests" not in imported["others"]


def test_a_poll_imports_what_a_poll_needs(ansible: Any, emulator: Emulator) -> None:
    face = emulator["log360"]
    result, imported = result_of(
        start_module(
            ansible, "job_info", {**face.options, "job_id": [face.add_job(status="running")]}
        )
    )
    assert result["job"]["state"] == "running"
    assert sum(imported["nodes"].values()) <= NEEDED, imported
    kept_away = {
        "module_utils._jobs.request",
        "module_utils._jobs.stop",
        "module_utils._jobs.waiter",
        "module_utils._jobs.listing",
        "module_utils._model.checks",
        "module_utils._wire.xml",
        "module_utils._wire.tls",
    }
    assert not kept_away & set(imported["nodes"])
    assert "urllib3" in imported["others"] and "requests" not in imported["others"]


# What is large and not of each verb.
BRINGS = {
    "info": set(),
    "wait": {"waiter"},
    "result": {"waiter"},
    "stop": {"waiter"},
    "delete": set(),
    "request": {"waiter", "once"},
    "explain": set(),
}


@pytest.mark.parametrize(("verb", "module"), MODULES.items())
def test_a_module_brings_along_what_its_verb_needs(verb: str, module: str) -> None:
    """ansible-core packs what is imported anywhere in a file, and looks at each of them in the
    first task of a play: 6 ms a file.
    """
    found: set[str] = set()
    ahead = ["modules." + module]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += imported_by(name)
    brought = {name.rpartition(".")[2] for name in found if name.startswith(JOBS)}
    assert verb in brought and len(found) > 100
    assert brought & {*BRINGS, "once", "waiter"} - {verb} == BRINGS[verb]


JOBS = "module_utils._jobs."
PLUGINS = pathlib.Path(bytecode.__file__).parents[2]


def imported_by(name: str) -> list[str]:
    """The files of ours that a file imports, at its top or later."""
    path = PLUGINS / (name.replace(".", "/") + ".py")
    is_package = not path.exists()
    parts = name.split(".") if is_package else name.split(".")[:-1]
    tree = ast.parse((path.with_suffix("") / "__init__.py" if is_package else path).read_text())
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").split(".plugins.")[-1]
            if node.level:
                module = ".".join(parts[: len(parts) + 1 - node.level] + [module] * bool(module))
            names = [module, *("%s.%s" % (module, one.name) for one in node.names)]
            found += [one for one in names if (PLUGINS / (one.replace(".", "/") + ".py")).exists()]
    return found


# Each run in a worker of its own, as ansible-core forks them.
IN_WORKERS = """
import importlib, json, os, sys
runs = json.load(sys.stdin)
home = "ansible_collections.asyncops.jobs.plugins."
importlib.import_module(home + "plugin_utils._action")  # what all actions share
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import context, verbs
from ansible_collections.asyncops.jobs.plugins.module_utils._model import result
from ansible_collections.asyncops.jobs.plugins.module_utils._task.execution import provider_from
def worker(action, verb, params):
    plugin = importlib.import_module(home + "action." + action).ActionModule
    before = set(sys.modules)
    empty = result.empty(verb, params)
    done = verbs.run(verb, plugin.verb_function, provider_from(params), params, context.Context(), empty)
    return [done, sorted(set(sys.modules) - before)]
told = []
for action, verb, params in runs:
    reader, writer = os.pipe()
    if not os.fork():
        try:
            os.write(writer, json.dumps(worker(action, verb, params)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    told.append(json.loads(open(reader).read() or "null"))
    os.wait()
print(json.dumps(told))
"""


BACKUP = {"job_id": None, "path": "Subclient/54/action/backup", "wait": True, "method": "POST"}


def in_python(ansible: Any, code: str, data: Any = None, **more: str) -> Any:
    """What code prints, as JSON, in a Python of its own that finds the collection."""
    environment = {
        **ansible.environment,
        "PYTHONPATH": ansible.environment["ANSIBLE_COLLECTIONS_PATH"],
        **more,
    }
    child = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(data),
        env=environment,
        text=True,
        capture_output=True,
        check=True,
        timeout=60.0,
    )
    return json.loads(child.stdout)


# verb -> what it is run with: the system and more options than the connection's and the job
RUNS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "info": [
        ("commvault", {}),
        ("commvault", {"job_id": None, "filters": {"jobCategory": "Active"}}),
    ],
    "wait": [("commvault", {})],
    "result": [
        ("alteryx", {"outputs": ["*.csv"], "format": "Csv"}),
        ("log360", {"wait": True, "delete_after": "success"}),
    ],
    "stop": [("commvault", {"wait": True})],
    "delete": [("log360", {"force": True})],
    "request": [("commvault", BACKUP)],
    "explain": [("illumio", {"job_id": "1"})],
}


def test_a_worker_imports_nothing_that_could_be_there_before_the_fork(
    ansible: Any, emulator: Emulator
) -> None:
    runs = []
    table = [(verb, *run) for verb, all_of_verb in RUNS.items() for run in all_of_verb]
    assert set(RUNS) == set(MODULES)
    for verb, system, more in table:
        face = emulator[system]
        plan: dict[str, Any] = {"outcome": "done", "age": 3600} if verb == "result" else {}
        if system == "commvault":
            plan = {"phases": [["Running", 1]]}
        job = face.add_job(**plan)
        params = {**face.options, "job_id": [job], "wait_interval": 0.01, **more}
        runs.append([MODULES[verb], verb, params])
    told = in_python(ansible, IN_WORKERS, runs)
    for (_action, verb, params), (result, imported) in zip(runs, told, strict=True):
        assert not result.get("failed"), (verb, result)
        assert imported == [], (verb, params["provider"])


def test_a_wrong_proxy_in_the_environment_does_not_keep_tasks_from_the_process(
    ansible: Any,
) -> None:
    code = """
import json
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _action
print(json.dumps(_action._HAS_REQUESTS))
"""
    assert (
        in_python(ansible, code, http_proxy="http://[", https_proxy="http://[", no_proxy="") is True
    )
