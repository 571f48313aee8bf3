# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids of jobs that nobody waits for any more, told although the controller is ending, too.

What a worker displays goes through a queue to the controller, which reads no more of it once it was
interrupted. Its stderr was open before the fork, though: a worker's own is /dev/null since
ansible-core 2.19. Private to asyncops.jobs.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Optional

from ansible_collections.asyncops.jobs.plugins.module_utils._model.text import clean
from ansible_collections.asyncops.jobs.plugins.module_utils._task.execution import STARTED_FILE

_MOST = 4096  # bytes of a line: what a pipe takes in one piece


def _stderr() -> int:
    """Of the process that loads this file, kept open; -1 where it has none."""
    try:
        return os.dup(2)
    except OSError:
        return -1


_LOADED_BY = os.getpid()
_STDERR = _stderr()


def line_for(host: str, text: str) -> str:
    """``[asyncops.jobs] web1: text``."""
    return "[asyncops.jobs] %s%s" % (clean(host) + ": " if host else "", text)


def say(line: str) -> bool:
    """Writes a line where the controller does; False where that was not loaded before the fork."""
    if os.getpid() == _LOADED_BY or _STDERR < 0:
        return False
    data = (line + "\n").encode("utf-8", "replace")[-_MOST:]
    try:
        return os.write(_STDERR, data) > 0
    except OSError:
        return False


@contextlib.contextmanager
def told_if_ended(folder: Optional[str], host: str, hidden: bool) -> Iterator[None]:
    """Holds a module that runs on this machine: when it is ended from outside, what it had started
    is told. The module notes that in the folder of its task, as long as there is one.

    :param folder: None: nothing is known.
    :param host: the name in the inventory.
    :param hidden: the task's `no_log`.
    """
    has_ended_itself = False
    try:
        yield
        has_ended_itself = True
    finally:
        if folder and not hidden and not has_ended_itself:
            path = os.path.join(folder, STARTED_FILE)
            with contextlib.suppress(OSError), open(path, encoding="utf-8") as file:
                say(line_for(host, clean(file.read(_MOST))))
