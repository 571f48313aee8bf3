# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb stop: stops what is active. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .._model.errors import AsyncopsError, ConfigError, NotFound
from .._model.job import ACTIVE, TERMINAL
from .acting import Found, Refusals, check_state, look_up, refs_for
from .client import Client
from .conclusion import conclude
from .context import Context
from .outcome import WaitOptions
from .poll import PollResult
from .predicates import all_finished
from .showing import show_jobs
from .stopping import AIMS, Stopping

_CHOICES = ("states", "filters", "older_than")


def stop(
    client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
) -> None:
    """job_stop: stops what is active; a finished job is left as it is."""
    options = WaitOptions.from_params(params)
    options.after_stop = True
    # A job that waits is stopped all the same, and one that still runs is not what was asked for.
    options.fail_on = [
        state for state in options.fail_on if state in TERMINAL and state not in AIMS
    ]
    options.until = {"stopping"}.intersection(params.get("wait_until") or ())
    refusals = Refusals("stopped", result)
    found = _choose(client, params, context, refusals, result)
    task = _Task(client, context, options, result, found, refusals)
    wait = bool(params.get("wait"))
    if context.check_mode:
        task.plan(wait)
    elif task.active:
        task.run(wait)
    task.refusals.check(one.job.id for one in task.active)


def _choose(
    client: Client,
    params: Mapping[str, Any],
    context: Context,
    refusals: Refusals,
    result: dict[str, Any],
) -> Sequence[Found]:
    """The jobs to stop.

    :raises ConfigError: it is not said which, or said in two ways.
    :raises NotFound: a job that was named is not known.
    """
    chosen = [name for name in _CHOICES if params.get(name) is not None]
    if params.get("job_id") is None and chosen:
        from .selection import Selection

        client.provider.require("stop")
        client.provider.require("list")
        return Selection(client, context, params, "stop").jobs(refusals)
    if params.get("job_id") is None:
        client.provider.require("stop")
        raise ConfigError("job_id, states, filters or older_than is required: what to stop")
    if chosen:
        message = "job_id cannot be narrowed by %s: give either the one or the others"
        raise ConfigError(message % ", ".join(chosen))
    seen = look_up(client, context, refs_for(client, params.get("job_id"), "stop"))
    result["missing"] += seen.missing
    if seen.missing and not params.get("ignore_missing"):
        message = "job %s is not known (ignore_missing: true accepts that)"
        raise NotFound(message % ", ".join(seen.missing))
    for job_id, error in seen.failed:
        refusals.add(job_id, error)
    return seen.found


class _Task:
    def __init__(
        self,
        client: Client,
        context: Context,
        options: WaitOptions,
        result: dict[str, Any],
        found: Sequence[Found],
        refusals: Refusals,
    ) -> None:
        self._client = client
        self._context = context
        self._options = options
        self._result = result
        self._found = found
        self.active = [one for one in found if not one.job.finished]
        self._before = {one.job.id: one.job.state for one in self.active}
        self._stopping = Stopping(client, context, self.active)
        self.refusals = refusals
        show_jobs(result, [one.job for one in found])

    def plan(self, wait: bool) -> None:
        """Check mode: what would be stopped."""
        for one in self.active:
            try:
                check_state(one, "stop", ACTIVE)
                self._result["stopped"].append(one.job.id)
            except AsyncopsError as exc:
                self.refusals.add(one.job.id, exc)
        self._result["changed"] = bool(self._result["stopped"])
        after = "stopped" if wait else "stopping"
        self._show_diff(dict.fromkeys(self._result["stopped"], after))

    def run(self, wait: bool) -> None:
        """Asks the jobs to stop, and sees what they come to: by one look, or at their end.

        :raises AsyncopsError: a wait that failed.
        """
        try:
            self._stopping.ask()
        finally:
            self._tell(self._stopping.accepted)
        error = self._wait() if wait else None
        rest = self._stopping.open(is_refused=True)
        self._stopping.look(rest if wait else rest + self._stopping.open(is_refused=False))
        self._stopping.warn(wait)
        self._tell(self._stopping.accepted)
        self._result["stopped"] = self._stopping.stopped if wait else self._stopping.halted
        for one, refusal in self._stopping.refused:
            self.refusals.add(one.job.id, refusal)
        if error is not None:
            raise self.refusals.beside(error, self._before)

    def _tell(self, accepted: Sequence[Found]) -> None:
        """Puts what is known into the result."""
        now = {id(before): one for before, one in zip(self.active, self._stopping.jobs)}
        show_jobs(self._result, [now.get(id(one), one).job for one in self._found])
        self._result["stopped"] = [one.job.id for one in accepted]
        self._result["changed"] = bool(accepted)
        # What was asked to stop is stopping, whatever word the system still has for it.
        self._show_diff(
            {one.job.id: one.job.state if one.job.finished else "stopping" for one in accepted}
        )

    def _show_diff(self, after: dict[str, str]) -> None:
        if self._before:
            self._result["diff"] = {"before": self._before, "after": after}

    def _wait(self) -> Optional[AsyncopsError]:
        """Waits until the jobs that were not refused have ended; the error where that fails."""
        from .waiter import Waiter  # here, because not each task waits

        places = self._stopping.open(is_refused=False)
        waiter = Waiter(self._client, self._options, self._context)
        for place in places:
            one = self._stopping.jobs[place]
            waiter.add(PollResult(one.job, None, self._context.clock(), one.ref))
        try:
            outcome = waiter.run(all_finished)
            conclude(self._client, outcome, self._options, self._result, self._context)
        except AsyncopsError as exc:
            return exc
        finally:
            self._result.update(waited=waiter.waited, polls=waiter.polls)
            for place, job in zip(places, waiter.jobs):
                self._stopping.see(place, job)
            self._tell(self._stopping.accepted)
        return None
