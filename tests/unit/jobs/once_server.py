# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs async_request in children of its own and kills them: a line of JSON in, a line of JSON out.

A process with one thread, so that it may fork: each child is the engine without Ansible, and is
killed by SIGKILL when the line number `line` of the engine's own files is about to run, or `after`
so many seconds.
"""

from __future__ import annotations

import functools
import json
import os
import select
import signal
import sys
from typing import Any

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import (
    finding,
    journal,
    once,
    once_key,
    request,
    saving,
    submission,
    waiter,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import atomic_file, http, sender
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

# Between "nothing sent" and "the result is on the disk", and around both.
WATCHED = {
    module.__file__
    for module in (
        atomic_file,
        finding,
        journal,
        once,
        once_key,
        request,
        saving,
        sender,
        submission,
    )
}
http.load()
del waiter
os.fsync = lambda _handle: None  # a kill takes nothing from the disk, and disks are slow


class Lines:
    """Counts the lines of the engine that have run, and ends the process at one of them."""

    def __init__(self, last: int | None) -> None:
        self.count = 0
        self.last = last

    def trace(self, frame: Any, event: str, _argument: Any) -> Any:
        """For sys.settrace."""
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)
            self.count += 1
        return self.trace


def provider(params: dict[str, Any], grace: float) -> Provider:
    """The system, with a list that is up to date sooner."""
    found = provider_of(params["provider"], params.get("provider_definition"))
    for one in (found, *(found.kind(name) for name in found.kinds)):
        one.vanished.grace = grace
    return found


def in_child(task: dict[str, Any], out: int) -> None:
    """The whole life of a child."""
    lines = Lines(task.get("line"))
    warnings: list[str] = []
    context = Context(warn=warnings.append, trace=warnings.append)
    if "line" in task:
        sys.settrace(lines.trace)
    made = functools.partial(provider, task["params"], task["grace"])
    result = run("request", made, task["params"], context)
    sys.settrace(None)
    answer = {"result": result, "lines": lines.count, "warnings": warnings}
    with os.fdopen(out, "w") as file:
        file.write(json.dumps(answer))
    os._exit(0)


def served(task: dict[str, Any]) -> dict[str, Any]:
    """What a child has answered; `killed` where it could not."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        in_child(task, write)
    os.close(write)
    if task.get("after") is not None and not select.select([read], [], [], task["after"])[0]:
        os.kill(child, signal.SIGKILL)
    with os.fdopen(read) as file:
        text = file.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return {"killed": os.WTERMSIG(status)}
    return json.loads(text)


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(served(json.loads(line))) + "\n")
        sys.stdout.flush()
