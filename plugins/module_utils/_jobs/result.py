# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb result: fetches what jobs left that have ended, whoever started them. Private to
asyncops.jobs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from .._model.errors import (
    ApiError,
    AsyncopsError,
    ConfigError,
    Conflict,
    NotFound,
    TooLarge,
)
from .._model.job import Job
from .acting import look_up, refs_for
from .client import Client
from .collecting import Plan, Results
from .context import Context
from .failures import MAX_NAMED, describe
from .max_size import naming_option
from .outcome import Outcome, WaitOptions
from .placeholder import in_order, real
from .poll import JobRef, PollResult
from .showing import show_jobs

Params = Mapping[str, Any]


def result(client: Client, params: Params, context: Context, result: dict[str, Any]) -> None:
    """job_result: fetches the results of jobs that have ended."""
    options = WaitOptions.from_params(params)
    results = _JobResults(client, params, context, result)
    refs = refs_for(client, params.get("job_id"), "result")
    results.check(refs)
    deadline = context.clock() + options.timeout
    there = real(refs)
    jobs: list[Job] = []
    try:
        if there:
            look = _wait if params.get("wait") else _look
            outcome = look(client, there, options, context, result)
            results.take(outcome, options, deadline)
            jobs = outcome.jobs
        if len(there) < len(refs):
            results.foresee_made_up(refs, jobs)
    except TooLarge as exc:
        raise naming_option(exc, params) from exc
    finally:
        results.destination.discard()
        result["changed"] = result["changed"] or bool(result.get("deleted"))


def _wait(
    client: Client,
    refs: Sequence[JobRef],
    options: WaitOptions,
    context: Context,
    result: dict[str, Any],
) -> Outcome:
    from .predicates import all_finished  # here, because not each task waits
    from .waiter import Waiter

    waiter = Waiter(client, options, context)
    for ref in refs:
        waiter.add(PollResult(None, None, context.clock(), ref))
    try:
        return waiter.run(all_finished)
    finally:
        result.update(waited=waiter.waited, polls=waiter.polls)
        show_jobs(result, waiter.jobs)


def _look(
    client: Client,
    refs: Sequence[JobRef],
    _options: WaitOptions,
    context: Context,
    result: dict[str, Any],
) -> Outcome:
    """The jobs as one look at each shows them.

    :raises NotFound: one is not known.
    :raises Conflict: one has not ended.
    :raises AsyncopsError: one could not be looked at.
    """
    seen = look_up(client, context, refs)
    jobs = [one.job for one in seen.found]
    show_jobs(result, jobs)
    for job_id, error in seen.failed:
        message = "job %s could not be looked at: %s"
        raise error.with_message(message % (job_id, error.message))
    if seen.missing:
        raise NotFound("job %s is not known" % ", ".join(seen.missing[:MAX_NAMED]))
    active = [job for job in jobs if not job.finished]
    if active:
        message = "%s; it has not ended, and so has no result yet: wait: true waits for it"
        raise Conflict(message % _names(active))
    return Outcome(jobs, [one.ref for one in seen.found], False, 0.0, 0, [], None, None)


def _names(jobs: Sequence[Job]) -> str:
    text = "; ".join(describe(job) for job in jobs[:MAX_NAMED])
    more = len(jobs) - MAX_NAMED
    return "%s and %d more" % (text, more) if more > 0 else text


class _JobResults(Results):
    """The same as after a submit, but that each job has to have a result."""

    def check(self, refs: Sequence[JobRef]) -> None:
        """What can be refused is refused before anything is sent.

        :raises ConfigError, Unsupported: it is.
        """
        for ref in refs:
            if self.choice is not None:
                self.choice.check(ref.provider)
            if self.delete_after != "never":
                ref.provider.require("delete")
        if len(refs) > 1 and self.destination.wanted and not self.destination.is_folder:
            message = "dest must be a folder (one that exists, or with / at its end): job_id names"
            raise ConfigError("%s %d jobs" % (message, len(refs)))

    def foresee_made_up(self, refs: Sequence[JobRef], jobs: Sequence[Job]) -> None:
        """Check mode: what would be saved and deleted of jobs that were never started.

        :param refs: of all jobs, in the order asked.
        :param jobs: those that are there, in the same order.
        """
        result, made_up = self._result, [ref for ref in refs if ref.is_placeholder]
        show_jobs(result, in_order(refs, jobs))
        for ref in made_up if self.destination.wanted else ():
            self.destination.name = ref.id
            path = self.destination.claim("")
            changed = None if os.path.exists(path) else True
            file = {"dest": path, "size": None, "checksum_sha256": None, "changed": changed}
            result["results"].append({"job_id": ref.id, "output": None, **file})
            result["changed"] = result["changed"] or bool(changed)
        if self.delete_after != "never":
            result.setdefault("deleted", []).extend(ref.id for ref in made_up)
            result.setdefault("refused", [])

    def _check(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            if not plan.outputs:
                raise _nothing(plan)
        super()._check(plans)

    def _tell_absent(self, plan: Plan) -> None:
        message = "%s; there is no result to fetch: the system says that it has none"
        raise NotFound(message % describe(plan.job))

    def _tell(self, files: list[dict[str, Any]], plans: Sequence[Plan]) -> None:
        sources = [(plan.job.id, name or None) for plan in plans for name in plan.names]
        self._result["results"] = [
            {"job_id": job_id, "output": name, **file}
            for (job_id, name), file in zip(sources, files)
        ]
        if any(file["changed"] for file in files):
            self._result["changed"] = True


def _nothing(plan: Plan) -> AsyncopsError:
    """The error of a job that has no result to fetch."""
    template = plan.ref.provider.result
    if not plan.job.finished:
        why = "it has not ended, and was waited for no longer (wait_until)"
    elif not plan.job.succeeded:
        why = "only a job that succeeded has one"
    elif template is not None and template.each_output:
        why = "the system lists no outputs of it"
    else:
        why = "its record names none"
    kind = NotFound if plan.job.succeeded else ApiError
    return kind("%s; there is no result to fetch: %s" % (describe(plan.job), why))
