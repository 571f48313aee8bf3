# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows a wait: the results of jobs that have ended are fetched and saved, then the jobs are
deleted where that is wanted. Private to asyncops.jobs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional

from .._model.errors import ApiError, AsyncopsError, ConfigError, RefusedPlace, SaveError
from .._model.job import Job
from .._model.text import label
from .client import Client
from .conclusion import conclude
from .context import Context
from .failures import MAX_NAMED, describe
from .fetching import Output, expected, fetch, name_of, why_none
from .max_size import max_size_of
from .outcome import Outcome, WaitOptions
from .poll import JobRef
from .saving import Destination, free_name
from .showing import show_jobs

if TYPE_CHECKING:
    from .acting import Refusals
    from .choice import Choice

_OF_ONE_FILE = ("dest", "size", "checksum_sha256")
_CHOICES = ("outputs", "format")


def _nothing(outcome: Outcome) -> None:
    """Where nobody wants to know."""


class Plan(NamedTuple):
    """What is to be fetched of a job: one entry for each result (see ``expected``)."""

    ref: JobRef
    job: Job
    outputs: list[Optional[Output]]

    @property
    def names(self) -> list[str]:
        """What the system calls the results; empty texts where there is no name."""
        return [name_of(output) if output is not None else "" for output in self.outputs]


class Results:
    """The results of the jobs of one task (`dest`, `outputs`, `format`, `max_size`,
    `delete_after`).

    :param result: of the verb; filled as the task goes.
    :ivar ended: called once results are safe, before jobs are deleted.
    :raises ConfigError: an option is wrong; nothing was sent.
    """

    def __init__(
        self, client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
    ) -> None:
        self._client = client
        self._context = context
        self._result = result
        self.ended: Callable[[Outcome], object] = _nothing
        self._is_unsaved = True  # results are not fetched yet, or not whole
        self.delete_after: str = params.get("delete_after") or "never"
        self.max_size = max_size_of(params)
        self.destination = Destination(params.get("dest"), bool(params.get("unsafe_writes")))
        self.choice: Optional[Choice] = None
        if any(params.get(name) is not None for name in _CHOICES):
            from .choice import Choice

            self.choice = Choice(params)

    def take(self, outcome: Outcome, options: WaitOptions, deadline: float) -> None:
        """Fetches what is there after a wait, and cleans up.

        :param deadline: of the wait: an instant of the clock.
        :raises AsyncopsError: the wait, a job, a fetch or a delete has failed; the jobs and what
            was saved are in the result.
        """
        try:
            conclude(self._client, outcome, options, self._result, self._context)
            if not outcome.timed_out:
                self._collect(outcome, deadline)
            self._is_unsaved = outcome.timed_out
        except AsyncopsError:
            self.ended(outcome)
            show_jobs(self._result, outcome.jobs)
            refusals = self._clean_up(outcome, failed=True)
            if refusals is not None:
                refusals.warn(self._context.warn)
            raise
        self.ended(outcome)
        show_jobs(self._result, outcome.jobs)
        refusals = self._clean_up(outcome, failed=any(not job.succeeded for job in outcome.jobs))
        if refusals is not None:
            refusals.check(job.id for job in outcome.jobs)

    def save(self, plans: Sequence[Plan] = ()) -> None:
        """Moves what was fetched into place.

        :raises SaveError: one could not be moved; those before it are in the result.
        """
        files: list[dict[str, Any]] = []
        try:
            self.destination.commit(files)
        finally:
            self._tell(files, plans)

    def _tell(self, files: list[dict[str, Any]], plans: Sequence[Plan]) -> None:
        """Puts what was saved into the result, in the order of the plans."""
        self._result.update(dest=self.destination.path, files=files)
        if len(files) == 1:
            self._result.update((key, files[0][key]) for key in _OF_ONE_FILE)
        if any(file["changed"] for file in files):
            self._result["changed"] = True

    def _collect(self, outcome: Outcome, deadline: float) -> None:
        """The results of the jobs that have one; several jobs give a list in their order."""
        plans = [self._plan(ref, job) for job, ref in zip(outcome.jobs, outcome.refs)]
        self._check(plans)
        if self._context.check_mode:
            self._foresee(plans)
            return
        values: list[Any] = []
        try:
            for plan in plans:
                values.append(self._fetch(plan, deadline))
        except RefusedPlace as exc:
            self._keep(values, exc.kept, plans)
            raise
        if not self.destination.wanted:
            self._result["result"] = values[0] if len(values) == 1 else values
            return
        try:
            self.save(plans)
        except SaveError as exc:
            named = "; ".join(describe(job) for job in outcome.jobs[:MAX_NAMED])
            raise exc.with_message("%s, but %s" % (named, exc.message)) from exc

    def _keep(
        self, values: Sequence[Any], pieces: Mapping[str, Any], plans: Sequence[Plan]
    ) -> None:
        """What came before a piece at a refused place is kept: saved, or in the result.

        :param values: of the jobs before; ``pieces`` of the job that it failed at.
        """
        if self.destination.wanted:
            if self.destination.files:
                self.save(plans)
        elif len(plans) > 1:
            self._result["result"] = [*values, dict(pieces) or None]
        elif pieces:
            self._result["result"] = dict(pieces)

    def _plan(self, ref: JobRef, job: Job) -> Plan:
        """What there is to fetch of a job."""
        if not job.succeeded:
            return Plan(ref, job, [])
        try:
            found = expected(self._client, ref, job)
            if self.choice is not None:
                found = [*self.choice.of(ref.provider, found)]
        except AsyncopsError as exc:
            raise _not_fetched(exc, job, "") from exc
        return Plan(ref, job, found)

    def _check(self, plans: Sequence[Plan]) -> None:
        """Whether all that is planned can be saved. That there is nothing gives a warning.

        :raises SaveError: it cannot; nothing was fetched.
        """
        names = [name for plan in plans for name in plan.names]
        try:
            self.destination.check(names)
        except SaveError as exc:
            raise _not_fetched(exc, plans[0].job, "") from exc
        for plan in plans:
            lacking = None if plan.outputs else why_none(plan.ref, plan.job)
            if lacking:
                message = "there is no result: %s, but %s"
                self._context.warn(message % (describe(plan.job), lacking))
        if self.destination.wanted and not names:
            why = "the system keeps none for this job"
            if any(not plan.job.finished for plan in plans):
                why = "a job has not ended, and was waited for no longer (wait_until)"
            self._context.warn("there is no result to save: %s" % why)

    def _foresee(self, plans: Sequence[Plan]) -> None:
        """Check mode: what would be saved where. What is there may be the same, or not."""
        files = []
        for plan in plans if self.destination.wanted else ():
            self.destination.name = plan.job.id
            for name in plan.names:
                path = self.destination.claim(name)
                changed = None if os.path.exists(path) else True
                files.append(
                    {"dest": path, "size": None, "checksum_sha256": None, "changed": changed}
                )
        if self.destination.wanted:
            self._tell(files, plans)

    def _fetch(self, plan: Plan, deadline: float) -> Any:
        """The results of a job, parsed: one as it is, several by their names; None where they are
        saved.

        :raises AsyncopsError: with a sentence that says how the job ended; never what promises that
            nothing was sent.
        """
        sinks = self.destination if self.destination.wanted else None
        self.destination.name = plan.job.id
        values: dict[str, Any] = {}
        there: list[Optional[Output]] = []
        for output, name in zip([*plan.outputs], plan.names):
            before = len(self.destination.files)
            try:
                piece = fetch(
                    self._client, plan.ref, plan.job, output, sinks, deadline, self.max_size
                )
            except AsyncopsError as exc:
                exc.kept = values
                self.destination.keep(before)
                plan.outputs[:] = there
                raise _not_fetched(exc, plan.job, name) from exc
            values[free_name(name, values)] = piece.value
            if piece.is_absent:
                self.destination.keep(before)
            else:
                there.append(output)
        if plan.outputs and not there:
            self._tell_absent(plan)
        plan.outputs[:] = there
        return values if len(values) > 1 else next(iter(values.values()), None)

    def _tell_absent(self, plan: Plan) -> None:
        """The system says of a job that there is no result."""
        if self.destination.wanted:
            message = "there is no result to save: the system says that job %s has none"
            self._context.warn(message % label(plan.job.id))

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


def _not_fetched(error: AsyncopsError, job: Job, name: str) -> AsyncopsError:
    """The error with how the job ended, and which of its results it is about."""
    kind = ApiError if isinstance(error, ConfigError) else None
    what = "output %s" % label(name) if name else "result"
    message = "%s, but its %s was not fetched: %s" % (describe(job), what, error.message)
    ended: AsyncopsError = error.with_message(message, kind)
    return ended
