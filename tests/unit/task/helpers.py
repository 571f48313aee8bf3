# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several tests of this folder need: the modules by verb, modules in processes of their own, and patience."""

from __future__ import annotations

import json
import pathlib
import re
import select
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ansible_collections.asyncops.jobs.plugins.module_utils._task import options

ROOT = pathlib.Path(__file__).resolve().parents[3]
RUNNER = str(pathlib.Path(__file__).with_name("run_module.py"))
RUN_MODULE = re.compile(r'run_module\("(\w+)", _import\)')
TURNS = (
    3000  # of a tenth of a second: how long a process may take to get somewhere, on a busy machine
)


def _modules() -> dict[str, str]:
    """verb -> the module that runs it, and the action plugin of the same name; every verb has one."""
    modules = {}
    for path in sorted((ROOT / "plugins" / "modules").glob("[a-z]*.py")):
        for verb in RUN_MODULE.findall(path.read_text(encoding="utf-8")):
            modules[verb] = path.stem
    return {verb: modules[verb] for verb in options.VERBS}


MODULES = _modules()


def start_module(ansible: Any, module: str, params: dict[str, Any]) -> subprocess.Popen[str]:
    """A module in a process of its own."""
    environment = {
        **ansible.environment,
        "PYTHONPATH": ansible.environment["ANSIBLE_COLLECTIONS_PATH"],
    }
    return subprocess.Popen(
        [sys.executable, RUNNER, module, json.dumps(params)],
        env=environment,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def result_of(child: subprocess.Popen[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The result of a module, and what was imported."""
    out, err = child.communicate(timeout=TURNS / 10)
    return json.loads(out), json.loads(err.splitlines()[-1])


def wait_until(condition: Callable[[], Any], child: subprocess.Popen[str]) -> None:
    """Waits for a condition while a process runs; it must not end before."""
    for _turn in range(TURNS):
        if condition():
            return
        ended = select.select([child.stdout], [], [], 0.1)[0]
        assert not ended, child.communicate()
    raise AssertionError("nothing happened in five minutes")
