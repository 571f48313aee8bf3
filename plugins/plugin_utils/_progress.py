# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An honest line while the in-process form waits. Private to asyncops.jobs."""
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ansible import constants
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.plan import Progress
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import Job
from ansible_collections.asyncops.jobs.plugins.module_utils._model.text import clean

QUIET = 10.0  # seconds: a shorter wait needs no word
PAUSE = 5.0  # between two lines, when something changed
PULSE = 60.0  # between two lines, when nothing did
NAMED = 5  # jobs named in one line


class ProgressLine:
    """Prints to stderr (so that nothing gets into a callback's way), for waits of more than 10 seconds.

    Off with ASYNCOPS_PROGRESS=false, under callbacks whose output machines read, and for a task with `no_log`.
    """

    def __init__(self, params: Mapping[str, Any], display: Any, scrub: Callable[[str], str], hidden: bool = False) -> None:
        self._display, self._provider, self._scrub = display, str(params.get("provider")), scrub
        self._last, self._state = -PULSE, ""
        self._jobs: Sequence[Job] = ()
        callback = str(constants.DEFAULT_STDOUT_CALLBACK)
        wanted = not hidden and boolean(os.environ.get("ASYNCOPS_PROGRESS") or "true", strict=False)
        self._on = wanted and not any(word in callback for word in ("json", "null", "quiet"))

    def started(self, jobs: Sequence[Job]) -> None:
        """Tells the ids before the wait begins, at -v."""
        self._jobs = jobs
        if self._on:
            self._display.v(self._line("started %s job %s" % (self._provider, _named(jobs))))

    def tell(self, progress: Progress) -> None:
        """One line, when something changed or every so often; none before the wait is sure to be a long one."""
        self._jobs = progress.jobs
        state = " ".join("%s=%s/%s" % (job.id, job.state, job.progress) for job in progress.jobs)
        since = progress.waited - self._last
        if not self._on or progress.waited + progress.next_look < QUIET or since < (PAUSE if state != self._state else PULSE):
            return
        self._last, self._state = progress.waited, state
        self._display.display(self._line(line(self._provider, progress)), stderr=True)

    def abandoned(self) -> None:
        """The task was ended from outside (`timeout`) and has no result: tells the jobs that nobody waits for any more."""
        jobs = [job for job in self._jobs if job.id and not job.finished]
        if self._on and jobs:
            text = "the task was ended from outside; %s job %s may go on, and can be waited for again by id"
            self._display.display(self._line(text % (self._provider, _named(jobs))), stderr=True)

    def _line(self, text: str) -> str:
        return "[asyncops.jobs] " + self._scrub(clean(text))


def _named(jobs: Sequence[Job]) -> str:
    more = " and %d more" % (len(jobs) - NAMED) if len(jobs) > NAMED else ""
    return ", ".join(job.id for job in jobs[:NAMED]) + more


def line(provider: str, progress: Progress) -> str:
    """``7 of 20 done, 1 failed; illumio 43f6... running 42 %; next look in 5 s (server's Retry-After)``."""
    done = [job for job in progress.jobs if job.finished]
    bad = sum(not job.succeeded for job in done)
    parts = []
    if len(progress.jobs) > 1:
        parts.append("%d of %d done%s" % (len(done), len(progress.jobs), ", %d failed" % bad if bad else ""))
    first = next((job for job in progress.jobs if not job.finished), None)
    if first:
        percent = "" if first.progress is None else " %g %%" % first.progress
        parts.append("%s %s %s%s" % (provider, first.id, first.state, percent))
    if progress.last_failure:
        parts.append(progress.last_failure)
    parts.append("next look in %.0f s (%s)" % (max(0.0, progress.next_look), progress.why))
    return "; ".join(parts)
