# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows a wait: the results of jobs that have ended are fetched and saved, then the jobs are
deleted where that is wanted. Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Optional

from .._model.errors import ApiError, AsyncopsError, ConfigError, SaveError
from .._model.job import Job
from .client import Client
from .conclusion import conclude
from .context import Context
from .failures import MAX_NAMED, describe
from .fetching import Piece, fetch
from .max_size import max_size_of
from .outcome import Outcome, WaitOptions
from .poll import JobRef
from .saving import Destination
from .showing import show_jobs

if TYPE_CHECKING:
    from .acting import Refusals


class Results:
    """The results of the jobs of one task (`dest`, `max_size`, `delete_after`).

    :param result: of the verb; filled as the task goes.
    :raises ConfigError: an option is wrong; nothing was sent.
    """

    def __init__(
        self, client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
    ) -> None:
        self._client = client
        self._context = context
        self._result = result
        self._is_unsaved = True  # results are not fetched yet, or not whole
        self.delete_after: str = params.get("delete_after") or "never"
        self.max_size = max_size_of(params)
        self.destination = Destination(params.get("dest"), bool(params.get("unsafe_writes")))

    def take(self, outcome: Outcome, options: WaitOptions, deadline: float) -> None:
        """Fetches what is there after a wait, and cleans up.

        :param deadline: of the wait: an instant of the clock.
        :raises AsyncopsError: the wait, a job, a fetch or a delete has failed; the jobs and what
            was saved are in the result.
        """
        try:
            conclude(self._client, outcome, options, self._result, self._context)
            if not outcome.timed_out:
                self._fetch(outcome, deadline)
            self._is_unsaved = outcome.timed_out
        except AsyncopsError:
            show_jobs(self._result, outcome.jobs)
            refusals = self._clean_up(outcome, failed=True)
            if refusals is not None:
                refusals.warn(self._context.warn)
            raise
        show_jobs(self._result, outcome.jobs)
        refusals = self._clean_up(outcome, failed=any(not job.succeeded for job in outcome.jobs))
        if refusals is not None:
            refusals.check(job.id for job in outcome.jobs)

    def _fetch(self, outcome: Outcome, deadline: float) -> None:
        """The results of the jobs that have one; several jobs give a list in their order."""
        destination = self.destination
        values: list[Any] = []
        for job, ref in zip(outcome.jobs, outcome.refs):
            pieces: list[Piece] = []
            if job.succeeded:
                destination.name = job.id
                pieces = self._fetch_one(ref, job, deadline)
            values.append(_value(pieces))
        if not destination.wanted:
            self._result["result"] = values[0] if len(values) == 1 else values
            return
        if not destination.files:
            why = "the system keeps none for this job"
            if any(not job.finished for job in outcome.jobs):
                why = "a job has not ended, and was waited for no longer (wait_until)"
            self._context.warn("there is no result to save: %s" % why)
        try:
            destination.commit(self._result)
        except SaveError as exc:
            named = "; ".join(describe(job) for job in outcome.jobs[:MAX_NAMED])
            raise exc.with_message("%s, but %s" % (named, exc.message)) from exc

    def _fetch_one(self, ref: JobRef, job: Job, deadline: float) -> list[Piece]:
        """The results of a job that has ended.

        :raises AsyncopsError: with a sentence that says how the job ended; never what promises that
            nothing was sent.
        """
        sinks = self.destination if self.destination.wanted else None
        try:
            return fetch(self._client, ref, job, sinks, deadline, self.max_size)
        except AsyncopsError as exc:
            kind = ApiError if isinstance(exc, ConfigError) else None
            message = "%s, but its result was not fetched: %s"
            raise exc.with_message(message % (describe(job), exc.message), kind) from exc

    def _clean_up(self, outcome: Outcome, failed: bool) -> Optional[Refusals]:
        """`delete_after`: only jobs that have ended, and whose result is safe where they have one
        (docs/contract.md, async_request).

        :returns: those that the system did not delete.
        """
        if self.delete_after == "never" or (self.delete_after == "success" and failed):
            return None
        from .acting import Found, Refusals, delete_each

        jobs = []
        for job, ref in zip(outcome.jobs, outcome.refs):
            if not job.finished or job.state == "lost" or ref.provider.delete is None:
                continue
            if self._is_unsaved and job.succeeded and ref.provider.result is not None:
                continue
            jobs.append(Found(ref, job))
        refusals = Refusals("deleted", self._result)
        self._client.session.extend(flowing=True)
        delete_each(self._client, self._context, jobs, refusals, self._result)
        return refusals


def _value(pieces: list[Piece]) -> Any:
    """One result as it is, several by their names."""
    if len(pieces) > 1:
        return {piece.name: piece.value for piece in pieces}
    return pieces[0].value if pieces else None
