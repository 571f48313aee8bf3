# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All jobs of a list, watched: one list tells of all. Private to asyncops.jobs.

What the list does not tell is looked up singly, in each round as much of it as leaves most of the
system's budget of requests alone: jobs that had not ended and have left the list, and why a job
ended.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from typing import Callable, Optional

from .._model.errors import ApiError, AsyncopsError, NotFound, RateLimited, TransportError
from .._model.job import Job
from .._wire.abandon import Abandon
from .._wire.request import SendOptions
from .brief import ListedRecords
from .client import Client
from .context import Context
from .events import Event, Known, kind_of
from .known_jobs import KnownJobs
from .listing import Listing, ListQuery
from .pace import Pace
from .poll import JobRef, PollResult
from .tracked_job import TrackedJob
from .watch import Watch, WatchOptions, known_ref

KEPT = 3600.0  # seconds that a job which has ended is known after it has left the list
_LOOKS = 100  # in a round, besides the list
_SHARE = 4  # of the system's budget in a minute: one request in so many


class ListWatch(Watch):
    """The jobs that the filters let through.

    :raises Unsupported, ConfigError: the provider has no list, or a filter is wrong.
    """

    def __init__(
        self,
        client: Client,
        context: Context,
        options: WatchOptions,
        jobs: KnownJobs,
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(client, context, options, jobs, tell)
        self._abandon = Abandon()
        # What fails is tried again by the next round.
        self._send = SendOptions(retries=0, abandon=self._abandon)
        self._listing()  # so that what is wrong is found before anything is sent
        self._records = ListedRecords(client.provider)
        self._as_listed: Optional[str] = None  # the job just listed, which was not looked at
        template = client.provider.list
        # The list is one of some jobs by its nature, such as those that run.
        self._is_partial = template is not None and template.partial
        self._looks = 0  # that may still be had in this round
        self._due: dict[str, float] = {}  # when jobs are looked at that the list does not show
        self._gone: dict[str, float] = {}  # since when it does not show jobs that had ended

    def stop(self) -> None:
        """See Watch."""
        super().stop()
        self._abandon.set()

    def round(self) -> Generator[Event, None, Optional[float]]:
        """One list, and looks at what it does not show."""
        per_minute = self.client.session.budget.per_minute
        self._looks = _LOOKS if per_minute is None else max(1, per_minute // _SHARE)
        listing = self._listing()
        listed: set[str] = set()
        for job in listing:
            as_listed, self._as_listed = self._as_listed == job.id, None
            if job.id and job.id not in listed:
                listed.add(job.id)
                yield from self._take_listed(job, as_listed)
        if not listing.is_list:
            raise ApiError("it answers something else than a list of jobs")
        if not (listing.complete or self._is_partial):
            message = "%s shows no more than %d jobs of its list, and nothing is told of the others"
            self.context.warn(message % (self.client.provider.name, len(listed)))
        self.jobs.begin()
        self.outage.over()
        if listing.is_whole:
            self._note_gone(listed)
            yield from self._look_for(listed)
        pause = max(self.options.interval, listing.retry_after or 0.0)
        return max(0.0, listing.received + pause - self.context.clock())

    def _listing(self) -> Listing:
        query = ListQuery(self.options.filters, known=self._known)
        return self.client.jobs(query, options=self._send)

    def _known(self, job: Job, is_bare: bool) -> Optional[Job]:
        """A job that a list tells too little of, where that will do: it has ended, which was told,
        or it was there at first, and nobody asks how it had ended.

        :param is_bare: the list tells its id only.
        """
        before = self.jobs.get(job.id)
        if before is None:
            will_do = not (is_bare or self.options.replay or self.jobs.has_begun)
        elif before.is_as_listed:
            will_do = kind_of(before, Known.of(job, self.context.secrets)) is None
        else:
            will_do = before.finished and (job.finished or job.state == "unknown")
        if not will_do:
            return None
        self._as_listed = job.id
        return job

    def _take_listed(self, job: Job, as_listed: bool) -> Iterator[Event]:
        before = self.jobs.get(job.id)
        if as_listed and before is not None:
            return
        if as_listed:
            yield from self.take(job, is_as_listed=not job.finished)
            return
        is_first = before is None and not self.jobs.has_begun
        if not is_first and job.finished:
            if before is not None and before.finished and self._records.is_poor:
                return  # a look has told more than the list does
            job = self._with_more(job, before)
        yield from self.take(job)

    def _with_more(self, job: Job, before: Optional[Known]) -> Job:
        """A job that has ended, with what only a look at it tells, where one can be had."""
        ref = JobRef(job.id, job.id, job.href, self.client.provider)
        tracked = self._tracked(ref)
        listed = PollResult(job, None, self.context.clock(), ref)
        if self._looks <= 0 or not self._records.note(tracked, listed):
            return job
        try:
            answer = self._records.of_both(tracked, self._look(ref), may_look_again=False)
        except (TransportError, RateLimited):
            if before is not None:
                raise  # the next round shows it again
            return job
        except AsyncopsError:
            return job
        return answer.job if isinstance(answer, PollResult) and answer.job is not None else job

    def _note_gone(self, listed: Collection[str]) -> None:
        """Forgets jobs that had ended and have left the list a while ago."""
        now = self.context.clock()
        for job_id, known in self.jobs.items():
            if job_id in listed:
                self._gone.pop(job_id, None)
                self._due.pop(job_id, None)
            elif _is_over(known) and now - self._gone.setdefault(job_id, now) >= KEPT:
                self._gone.pop(job_id)
                self.jobs.forget(job_id)

    def _look_for(self, listed: Collection[str]) -> Iterator[Event]:
        """Looks at jobs that had not ended and are not in the list: those first that were looked
        at the longest time ago.
        """
        known_jobs = self.jobs.items()
        absent = [one for one in known_jobs if one[0] not in listed and not _is_over(one[1])]
        absent.sort(key=lambda one: self._due.get(one[0], 0.0))
        for job_id, known in absent:
            if self._looks <= 0 or self._due.get(job_id, 0.0) > self.context.clock():
                return
            yield from self._look_at(job_id, known)

    def _look_at(self, job_id: str, known: Known) -> Iterator[Event]:
        ref = known_ref(self.client, job_id, known)
        pause = self.options.interval
        try:
            poll = self._look(ref)
        except NotFound as exc:
            tracked = self._tracked(ref)
            tracked.job = Job(job_id, self.client.provider.name, known.state, href=ref.href)
            tracked.not_found(exc, self.context.clock(), after_stop=False)
            job: Optional[Job] = tracked.job
        except (TransportError, RateLimited):
            raise
        except AsyncopsError as exc:
            self.context.warn("job %s cannot be looked at: %s" % (job_id, exc.message))
            job = None
        else:
            job, pause = poll.job, max(pause, poll.retry_after or 0.0)
        self._due[job_id] = self.context.clock() + pause
        if job is not None:
            yield from self.take(job)

    def _look(self, ref: JobRef) -> PollResult:
        self._looks -= 1
        poll = self.client.poll(ref, options=self._send)
        if poll.job is not None and poll.job.id != ref.id:
            poll.job.id = ref.id
        return poll

    def _tracked(self, ref: JobRef) -> TrackedJob:
        """For those that know how to take in what a look brings."""
        now = self.context.clock()
        pace = Pace(self.options.interval, self.context.random, now)
        tracked = TrackedJob(PollResult(None, None, now, ref), now, pace)
        tracked.was_seen = True
        return tracked


def _is_over(known: Known) -> bool:
    """Whether nothing more is expected of a job."""
    return known.finished or (known.is_as_listed and known.state == "unknown")
