# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of a Celery whose broker and results are folders: no other server is needed."""

from __future__ import annotations

import os
import time
from typing import Any

from celery import Celery

STATE = os.environ["STATE"]
app = Celery("tasks", broker="filesystem://", backend="file://%s/results" % STATE)
app.conf.update(
    broker_transport_options={
        "data_folder_in": STATE + "/queue",
        "data_folder_out": STATE + "/queue",
        "control_folder": STATE + "/control",
    },
    task_track_started=True,
    task_send_sent_event=True,
    worker_send_task_events=True,
)


@app.task
def add(one: int, other: int) -> int:
    """A task with a result."""
    return one + other


@app.task
def fail(reason: str) -> None:
    """A task that fails."""
    raise ValueError(reason)


@app.task
def sleep(seconds: float) -> Any:
    """A task that takes its time."""
    time.sleep(seconds)
    return {"slept": seconds}
