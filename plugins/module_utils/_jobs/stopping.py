# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking jobs to stop, and seeing what came of it: that a system takes the request is no end yet
(docs/contract.md, job_stop). Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Optional, Union

from .._model.errors import AsyncopsError, NotFound
from .._model.job import ACTIVE, Job
from .._model.text import label
from .._wire.request import SendOptions
from .acting import Found, check_state, poller
from .changing import ask_to_stop, is_unknown_outcome
from .client import Client
from .context import Context
from .failures import MAX_NAMED, describe
from .outcome import INTERVAL
from .pace import Pace
from .parallel import ForEach
from .poll import PollResult
from .tracked_job import TrackedJob

AIMS = ("stopped", "skipped")
LAST_LOOK = 5.0  # seconds


class Stopping:
    """Jobs that are to be stopped, each for itself.

    :param jobs: active ones.
    :param options: of every request; nothing is repeated then.
    """

    def __init__(
        self,
        client: Client,
        context: Context,
        jobs: Sequence[Found],
        options: Optional[SendOptions] = None,
    ) -> None:
        self._client = client
        self._context = context
        self._options = options
        self._poll = poller(client, ())
        self.jobs = list(jobs)  # as last seen
        self._unseen: set[int] = set()  # jobs whose last look failed
        # Whether each stop was taken, or why not.
        self._answers: list[Union[bool, AsyncopsError, None]] = [None] * len(jobs)

    def ask(self) -> None:
        """Asks for each stop once.

        :raises Interrupted: a signal came; `accepted` tells what was asked for by then.
        """
        asking = ForEach(self._client, self._context, self.jobs, self._ask, False, self._options)
        self._answers = asking.outcomes  # filled as it goes
        asking.run()

    def _ask(self, one: Found, options: Optional[SendOptions]) -> bool:
        check_state(one, "stop", ACTIVE)
        return ask_to_stop(self._client, one.ref, one.job, options)

    @property
    def accepted(self) -> list[Found]:
        """The jobs whose stop the system has taken."""
        return [one for one, answer in zip(self.jobs, self._answers) if answer is True]

    @property
    def refused(self) -> Iterator[tuple[Found, AsyncopsError]]:
        """The jobs that were not stopped and have not ended otherwise, each with the reason."""
        for one, answer in zip(self.jobs, self._answers):
            if isinstance(answer, AsyncopsError):
                yield one, answer

    @property
    def stopped(self) -> list[str]:
        """The ids of those whose stop was taken and that the system shows as ended by it."""
        return [one.job.id for one in self.accepted if one.job.state in AIMS]

    @property
    def halted(self) -> list[str]:
        """The ids of those whose stop was taken and that the system shows as stopping or ended."""
        return [one.job.id for one in self.accepted if _has_halted(one.job)]

    def open(self, is_refused: bool) -> list[int]:
        """The places of the jobs that were active when last seen."""
        return [
            place
            for place, (one, answer) in enumerate(zip(self.jobs, self._answers))
            if not one.job.finished and isinstance(answer, AsyncopsError) is is_refused
        ]

    def see(self, place: int, job: Job) -> None:
        """Takes in what a later look at a job has shown. A refusal of a job that has ended is
        none: there was nothing left to stop. If nobody knew whether a stop arrived, its effect
        shows that it did.
        """
        self.jobs[place] = self.jobs[place]._replace(job=job)
        answer = self._answers[place]
        if isinstance(answer, AsyncopsError) and job.finished:
            self._answers[place] = is_unknown_outcome(answer) and job.state in AIMS

    def look(self, places: Sequence[int], deadline: Optional[float] = None) -> None:
        """Looks once at each of these jobs; a look that fails is warned of.

        :param deadline: an instant of the clock; None: there is time of its own for that.
        """
        now = self._context.clock()
        deadline = now + LAST_LOOK if deadline is None else deadline
        if now >= deadline:
            self._unseen.update(places)
            ids = ", ".join(label(self.jobs[place].job.id) for place in places[:MAX_NAMED])
            message = "what became of job %s is not known: the stops took all of %g seconds"
            self._context.warn(message % (ids, LAST_LOOK))
            return
        options = SendOptions(retries=0, deadline=deadline)
        jobs = [self.jobs[place] for place in places]
        self._poll = poller(self._client, [one.ref for one in jobs])
        looks = ForEach(self._client, self._context, jobs, self._look, True, options)
        looks.run()
        for place, one, outcome in zip(places, jobs, looks.outcomes):
            if isinstance(outcome, AsyncopsError):
                self._unseen.add(place)
                message = "what became of job %s is not known: %s"
                self._context.warn(message % (one.job.id, outcome.message))
            elif outcome is not None:
                self.see(place, outcome)

    def _look(self, one: Found, options: Optional[SendOptions]) -> Job:
        now = self._context.clock()
        poll = PollResult(one.job, None, now, one.ref)
        tracked = TrackedJob(poll, now, Pace(INTERVAL, self._context.random, now))
        tracked.was_seen = True
        try:
            tracked.answered(self._poll(one.ref, options), after_stop=True)
        except NotFound as exc:
            tracked.not_found(exc, now, after_stop=True)
        return tracked.known()

    def sentence(self) -> str:
        """What became of them all, in a message."""
        said = ["stopped: %s" % ", ".join(self.stopped)] if self.stopped else []
        others = [one.job for one in self.accepted if one.job.state not in AIMS]
        said += ["asked to stop: %s" % describe(job) for job in others]
        for one, error in self.refused:
            said.append("job %s was not stopped: %s" % (one.job.id, error.message))
        return "; ".join(said) or "nothing was left to stop"

    def warn(self, waited: bool) -> None:
        """Tells what the answers of the system do not agree with.

        :param waited: for the end of the jobs.
        """
        for place, (one, answer) in enumerate(zip(self.jobs, self._answers)):
            if place in self._unseen:
                continue
            if one.job.succeeded and (answer is False or waited):
                text = "%s: it had finished before it could be stopped"
            elif one.job.succeeded and answer is True:
                text = "%s: the system had taken the stop, but the job has finished all the same"
            elif answer is True and not waited and not _has_halted(one.job):
                text = "%s: the system has taken the stop, which has not ended the job yet"
            elif answer is False and not one.job.finished:
                text = "%s, although the system says that there was nothing left to stop"
            else:
                continue
            self._context.warn(text % describe(one.job))


def _has_halted(job: Job) -> bool:
    return job.finished or job.state == "stopping"
