# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that end a process end the verb first, by an exception. Private to asyncops.jobs."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from .._model.errors import Interrupted

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Handlers = dict[int, Any]  # what signal.getsignal returns


def raise_on_signals() -> Handlers:
    """From now on the first of the signals raises Interrupted; those after it are ignored.

    A signal that the process was started to ignore (`nohup`) stays ignored, and outside of the main
    thread, where Python allows no handlers, nothing changes.

    :returns: the handlers that were replaced, for :func:`restore`.
    """
    if threading.current_thread() is not threading.main_thread():
        return {}
    handlers: Handlers = {}
    for number in SIGNALS:
        handler = signal.getsignal(number)
        if handler not in (signal.SIG_IGN, None):
            handlers[number] = handler
            signal.signal(number, _interrupt)
    return handlers


def ignore(handlers: Mapping[int, Any]) -> None:
    """From now on the signals do nothing."""
    for number in handlers:
        signal.signal(number, signal.SIG_IGN)


def restore(handlers: Mapping[int, Any]) -> None:
    """From now on the signals do what they did before."""
    for number, handler in handlers.items():
        signal.signal(number, handler)


@contextmanager
def passed_on() -> Iterator[None]:
    """Within, a signal raises Interrupted; then it goes to the handler that it was meant for.

    :raises Interrupted: that handler did not end the process.
    """
    handlers = raise_on_signals()
    try:
        yield
    except Interrupted as exc:
        restore(handlers)
        os.kill(os.getpid(), exc.number)
        raise
    finally:
        restore(handlers)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for other in SIGNALS:
        if signal.getsignal(other) is _interrupt:
            signal.signal(other, _overheard)
    raise Interrupted(number)


def _overheard(number: int, frame: FrameType | None) -> None:
    """Handles what comes after the first signal. Not SIG_IGN: Python complains of a signal that it
    has taken and that is ignored by the time that its handler would run.
    """
