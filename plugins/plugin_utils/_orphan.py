# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A worker ends with its controller, whatever it is at. Private to asyncops.jobs."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

INTERVAL = 0.5  # seconds between two looks


@contextmanager
def ended_with_parent() -> Iterator[None]:
    """Within, the process ends itself, and what it has started, as by a SIGTERM, once its parent
    has ended: ansible-core passes on SIGINT and SIGTERM to its workers, but no SIGHUP.
    """
    parent, done = os.getppid(), threading.Event()

    def watch() -> None:
        while not done.wait(INTERVAL):
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return

    watcher = threading.Thread(target=watch, name="asyncops-orphan", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
