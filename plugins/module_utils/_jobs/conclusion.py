# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a wait: what `on_timeout` and `fail_on` make of it. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any

from .._wire.request import SendOptions
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
    """Returns where the task may go on; fills `timed_out`, and `stopped` where jobs were, whose
    new states are in the outcome then. Check mode stops nothing.

    :raises WaitTimeout, JobFailed, NotFound: it may not.
    """
    result["timed_out"] = outcome.timed_out
    if not outcome.timed_out or options.on_timeout == "return":
        check_states(client, outcome, options.fail_on, context.warn)
        return
    if options.after_stop:
        raise timeout_error(outcome, options, "the system was asked to stop what has not ended")
    if options.on_timeout == "fail":
        raise timeout_error(outcome, options, None)
    if context.check_mode:
        raise timeout_error(outcome, options, "check mode: nothing was stopped")
    error = timeout_error(outcome, options, "")
    raise error.with_message(error.message + _stop_open_jobs(client, outcome, result, context))


def _stop_open_jobs(
    client: Client, outcome: Outcome, result: dict[str, Any], context: Context
) -> str:
    """Stops what is still open, where the system can, and says what one look at each shows."""
    from .acting import Found
    from .stopping import LAST_LOOK, Stopping

    places = outcome.still_open
    found = [Found(outcome.refs[place], outcome.jobs[place]) for place in places]
    deadline = context.clock() + LAST_LOOK  # of the stops and the looks together
    options = SendOptions(retries=0, deadline=deadline)
    client.session.extend(LAST_LOOK)
    stopping = Stopping(client, context, found, options)
    try:
        stopping.ask()
    finally:
        result["stopped"] = [one.job.id for one in stopping.accepted]
        result["changed"] = result["changed"] or bool(result["stopped"])
    stopping.look(range(len(found)), deadline)
    for place, one in zip(places, stopping.jobs):
        outcome.jobs[place] = one.job
    result["stopped"] = stopping.stopped
    result["changed"] = result["changed"] or bool(stopping.stopped)
    return stopping.sentence()
