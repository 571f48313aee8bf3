# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An honest line while the in-process form waits. Private to asyncops.jobs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Optional

from ansible import constants
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.utils.display import Display

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.outcome import Progress
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import Job
from ansible_collections.asyncops.jobs.plugins.module_utils._model.text import label
from ansible_collections.asyncops.jobs.plugins.module_utils._task.execution import (
    ABANDONED_MESSAGE,
    UNKNOWN_MESSAGE,
    join_ids,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _last_word

SHORT_WAIT = 10.0  # seconds: a wait below this needs no line
CHANGE_INTERVAL = 5.0  # seconds between two lines, when something changed
IDLE_INTERVAL = 60.0  # seconds between two lines, when nothing did
NAMED_IDS = 5  # in one line
NAMED_OF_STATE = 3  # in one line
# The most telling first.
SHOWN = ("running", "waiting", "stopping", "queued", "unknown")
MACHINE_CALLBACKS = ("json", "null", "quiet")  # part of the names of callbacks that machines read


class ProgressLine:
    """Prints to stderr, out of the way of callbacks, for waits of more than 10 seconds.

    Off with ASYNCOPS_PROGRESS=false, under callbacks that machines read, and for tasks with
    `no_log`. As a context manager it holds the verb: an exception that leaves it has ended the task
    from outside (its `timeout`, a signal), and there will be no result.

    :param host: the name in the inventory: the tasks of several hosts print beside each other.
    :param result: of the verb, filled as it goes.
    """

    def __init__(
        self,
        params: Mapping[str, Any],
        display: Display,
        secrets: Secrets,
        host: str = "",
        hidden: bool = False,
        result: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._display = display
        self._host = host
        self._provider = str(params.get("provider"))
        self._result = result or {}
        self._secrets = secrets
        self._enabled = not hidden and _is_wanted()
        self._jobs: Sequence[Job] = ()
        self._printed_at = -IDLE_INTERVAL  # seconds of the wait
        self._printed_state = ""

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        if kind is not None:
            self.abandoned()

    def started(self, jobs: Sequence[Job]) -> None:
        """Prints the ids before the wait begins, at -v."""
        self._jobs = jobs
        if self._enabled:
            self._display.v(self._format("started %s job %s" % (self._provider, _ids(jobs))))

    def update(self, progress: Progress) -> None:
        """Prints a line when it is due: after a change, or every so often."""
        self._jobs = progress.jobs
        state = _state_of(progress.jobs)
        if not self._enabled or not self._is_due(progress, state):
            return
        self._printed_at = progress.waited
        self._printed_state = state
        self._display.display(self._format(describe(self._provider, progress)), stderr=True)

    def abandoned(self) -> None:
        """Prints the jobs that nobody waits for any more, or that there may be some: the task was
        ended, and has no result.
        """
        jobs = [job for job in self._jobs if job.id and not job.finished]
        if jobs:
            self._say_last(ABANDONED_MESSAGE % (self._provider, _ids(jobs)))
        elif not self._jobs and self._result.get("changed"):  # a submit is under way
            self._say_last(UNKNOWN_MESSAGE % self._provider)

    def _say_last(self, text: str) -> None:
        line = self._format(text)
        if self._enabled and not _last_word.say(line):
            self._display.display(line, stderr=True)

    def _is_due(self, progress: Progress, state: str) -> bool:
        if progress.waited + progress.next_poll < SHORT_WAIT:
            return False  # it is not sure yet that this is a long wait
        interval = IDLE_INTERVAL if state == self._printed_state else CHANGE_INTERVAL
        return progress.waited - self._printed_at >= interval

    def _format(self, text: str) -> str:
        return _last_word.line_for(self._host, self._secrets.sentence(text))


def describe(provider: str, progress: Progress) -> str:
    """How the wait stands, with all jobs of the task.

    ``acme 43f6 running 42 %; next poll in 5 s (server's Retry-After)``, or
    ``acme 7 of 20 done, 1 failed (a8); 12 running (43f6 42 %, 51, 77 and 9 more), 1 queued (9b)``
    """
    jobs = progress.jobs
    active = [job for job in jobs if not job.finished]
    if len(jobs) == 1:
        parts = ["%s %s" % (provider, _describe_job(job)) for job in active]
    else:
        parts = ["%s %s" % (provider, _count(jobs)), _by_state(active)]
    if progress.last_failure:
        parts.append(progress.last_failure)
    parts.append("next poll in %.0f s (%s)" % (max(0.0, progress.next_poll), progress.why))
    return "; ".join(part for part in parts if part)


def _is_wanted() -> bool:
    """Whether the environment and the callback leave room for a line."""
    switch = os.environ.get("ASYNCOPS_PROGRESS") or "true"
    callback = str(constants.DEFAULT_STDOUT_CALLBACK)
    for_machines = any(word in callback for word in MACHINE_CALLBACKS)
    return bool(boolean(switch, strict=False)) and not for_machines


def _state_of(jobs: Sequence[Job]) -> str:
    return " ".join("%s=%s/%s" % (job.id, job.state, job.progress) for job in jobs)


def _ids(jobs: Sequence[Job]) -> str:
    return join_ids([job.id for job in jobs], NAMED_IDS)


def _count(jobs: Sequence[Job]) -> str:
    done = [job for job in jobs if job.finished]
    failed = [job for job in done if not job.succeeded]
    text = "%d of %d done" % (len(done), len(jobs))
    return text + ", %d failed (%s)" % (len(failed), _named(failed)) if failed else text


def _by_state(jobs: Sequence[Job]) -> str:
    """``2 running (a 42 %, b), 1 queued (c)``."""
    groups = [(state, [job for job in jobs if job.state == state]) for state in SHOWN]
    return ", ".join(
        "%d %s (%s)" % (len(ones), state, _named(ones)) for state, ones in groups if ones
    )


def _named(jobs: Sequence[Job]) -> str:
    text = ", ".join(label(job.id) + _progress_of(job) for job in jobs[:NAMED_OF_STATE])
    more = len(jobs) - NAMED_OF_STATE
    return "%s and %d more" % (text, more) if more > 0 else text


def _describe_job(job: Job) -> str:
    return "%s %s%s" % (label(job.id), job.state, _progress_of(job))


def _progress_of(job: Job) -> str:
    return "" if job.progress is None or job.finished else " %g %%" % job.progress
