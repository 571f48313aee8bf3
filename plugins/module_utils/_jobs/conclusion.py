# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a wait: what `on_timeout` and `fail_on` make of it. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any

from .._model.errors import AsyncopsError
from .client import Client
from .context import Context
from .failures import check_states, timeout_error
from .outcome import Outcome, WaitOptions


def conclude(
    client: Client,
    outcome: Outcome,
    options: WaitOptions,
    result: dict[str, Any],
    context: Context,
) -> None:
    """Returns where the task may go on; fills `timed_out`, and `stopped` where jobs were. Check
    mode stops nothing.

    :raises WaitTimeout, JobFailed, NotFound: it may not.
    """
    result["timed_out"] = outcome.timed_out
    if not outcome.timed_out or options.on_timeout == "return":
        check_states(client, outcome, options.fail_on, context.warn)
        return
    if options.on_timeout == "fail":
        raise timeout_error(outcome, options, None)
    if context.check_mode:
        raise timeout_error(outcome, options, "check mode: nothing was stopped")
    raise timeout_error(outcome, options, _stop_open_jobs(client, outcome, result))


def _stop_open_jobs(client: Client, outcome: Outcome, result: dict[str, Any]) -> str:
    """Stops what is still open, where the system can, and says what became of it."""
    said: list[str] = []
    stopped: list[str] = []
    for job, ref in zip(outcome.jobs, outcome.refs):
        if job.finished:
            continue
        try:
            if client.stop(ref, job):
                stopped.append(job.id)
        except AsyncopsError as exc:
            said.append("job %s was not stopped: %s" % (job.id, exc.message))
    if stopped:
        result["changed"] = True
        said.insert(0, "stopped: %s" % ", ".join(stopped))
    result["stopped"] = stopped
    return "; ".join(said) or "nothing was left to stop"
