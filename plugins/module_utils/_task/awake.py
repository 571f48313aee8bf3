# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal is heard although the main thread waits in a system call. Private to asyncops.jobs.

Python runs handlers between two steps of the main thread. A signal that comes just before that
begins to wait, or that another thread takes, is handled when the wait is over: for a worker that
waits for its module, minutes later. On busy machines Ctrl-C hung until the job had ended. A module
that waits for answers in threads, or sleeps until the next poll, is in the same place.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from . import signals

INTERVAL = 0.1  # seconds between two attempts to be heard


@contextmanager
def heard() -> Iterator[None]:
    """Within, the main thread is woken for each signal that comes, until this ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    main, done = threading.get_ident(), threading.Event()
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def listen() -> None:
        # Each byte is the number of a signal, written by the C code that took it.
        while came := os.read(reader, 1):
            while came[0] in signals.SIGNALS and not done.wait(INTERVAL):
                signal.pthread_kill(main, came[0])

    listener = threading.Thread(target=listen, name="asyncops-awake", daemon=True)
    listener.start()
    try:
        yield
    finally:
        done.set()
        signal.set_wakeup_fd(before, warn_on_full_buffer=False)
        os.close(writer)
        listener.join()
        os.close(reader)
