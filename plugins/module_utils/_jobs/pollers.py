# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who polls: one by one, through up to 8 threads, or by one list for all. Private to
asyncops.jobs.
"""

from __future__ import annotations

import queue
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Optional, Union

from .._model.errors import ApiError, AsyncopsError, AuthError, RateLimited, TransportError
from .._model.job import Job
from .._wire.abandon import Abandon
from .._wire.request import SendOptions
from .client import Client
from .from_list import answer_of_list
from .places import Places
from .poll import PollResult
from .spread import Spread
from .threads import THREADS, start
from .throttle import Throttle
from .tracked_job import TOLERATED, TrackedJob

AHEAD = 8  # polls handed over beyond those under way, so that no thread idles
LIST_FROM = 4  # open jobs from which asking a list is tried

# None: the poll was not sent, since the origin has meanwhile asked for a pause.
Answer = Union[PollResult, AsyncopsError, None]
_Done = tuple[TrackedJob, Answer, Optional[BaseException]]


class ListAnswer(NamedTuple):
    """What a list gave: polls by job, the jobs it did not hold, or the error that came instead."""

    polls: list[tuple[TrackedJob, Answer]]
    missing: list[TrackedJob]
    error: Optional[AsyncopsError] = None
    retry_after: Optional[float] = None
    received: float = 0.0


class Pollers:
    """Polls jobs, each poll bounded by ``limit``, an instant of the clock. Errors are answers
    here.

    :ivar abandon: ends what is under way, from another thread.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._threads = 0
        self._running = 0
        self._asked: queue.SimpleQueue[Optional[tuple[TrackedJob, float]]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[_Done] = queue.SimpleQueue()
        self.abandon = Abandon()
        self.throttle = Throttle(THREADS + AHEAD)
        self.spread = Spread(client.session.budget)
        # Requests that the last list took; 0: lists are of no use.
        self._list_requests = 1 if self._can_list() else 0
        self._places: Optional[Places] = None

    def __enter__(self) -> Pollers:
        return self

    def __exit__(self, kind: Optional[type[BaseException]], *exc: Any) -> None:
        if kind is not None and not issubclass(kind, (Exception, GeneratorExit)):
            self._client.session.close()  # interrupted: what threads have in hand stays unsent
        if self._running:
            self.abandon.set()  # nobody waits for these answers any more
        for _each in range(self._threads):
            self._asked.put(None)

    @property
    def busy(self) -> bool:
        """Whether polls are under way in threads."""
        return self._running > 0

    @property
    def free(self) -> int:
        """How many more polls may be started now."""
        return max(0, self.throttle.most - self._running)

    def add(self, tracked: TrackedJob) -> None:
        """One more job will be polled."""
        if tracked.ref.provider is not self._client.provider:
            self._list_requests = 0  # a job of another kind is in another list

    def prefers_list(self, open_jobs: int) -> bool:
        """Whether the pages of a list are fewer requests than so many open jobs one by one.

        Where a list is the only look-up, one for all is fewer in any case.
        """
        if self.is_only_look_up:
            return bool(self._list_requests) and open_jobs > 1
        enough = open_jobs >= max(LIST_FROM, self._list_requests + 1)
        return bool(self._list_requests) and enough

    @property
    def is_only_look_up(self) -> bool:
        """Whether the list is all there is."""
        return self._client.provider.get.from_list

    def _can_list(self) -> bool:
        template = self._client.provider.list
        if template is None:
            return False
        if self.is_only_look_up:
            return True
        result = self._client.provider.result
        if not template.poll or template.expand or (result is not None and result.gather):
            return False
        return not any(spec.required for spec in self._client.provider.filters.values())

    def poll(self, tracked: TrackedJob, limit: float) -> Answer:
        """One poll, now, in this thread."""
        clock = self._client.session.transport.clock
        if clock() < self.throttle.paused_until:
            return None
        url, tracked.poll_url = tracked.poll_url, None
        # No retries: when to ask again after a failure is the waiter's to say.
        options = SendOptions(retries=0, deadline=limit, abandon=self.abandon)
        try:
            return self._client.poll(tracked.ref, url, options)
        except TransportError as exc:
            if url is None:
                return exc
            # A long poll that ends without a response has nothing new to tell.
            return PollResult(None, 0.0, clock(), tracked.ref)
        except AsyncopsError as exc:
            return exc

    def start(self, tracked: TrackedJob, limit: float) -> None:
        """Begins a poll in a thread; ``collect`` brings its answer."""
        tracked.is_polled_now = True
        now = self._client.session.transport.clock()
        self.throttle.sent(now)
        self.spread.sent(now)
        self._running += 1
        self._asked.put((tracked, limit))
        if self._threads < min(THREADS, self._running):
            self._threads += 1
            start("asyncops-poll", self._work)

    def _work(self) -> None:
        """What a thread does: polls, until there is nothing more to ask."""
        while True:
            asked = self._asked.get()
            if asked is None or self.abandon.is_set:
                return
            tracked, limit = asked
            answer: Answer = None
            with suppress(BaseException):  # a defect is raised where answers are taken
                try:
                    answer = self.poll(tracked, limit)
                finally:
                    self._done.put((tracked, answer, sys.exc_info()[1]))

    def collect(self, patience: Optional[float]) -> list[tuple[TrackedJob, Answer]]:
        """The answers that are there.

        :param patience: seconds to wait for the first at most; None: as long as it takes.
        """
        answers: list[tuple[TrackedJob, Answer]] = []
        try:
            tracked, answer, defect = self._done.get(timeout=patience)
            while True:
                self._running -= 1
                tracked.is_polled_now = False
                if defect is not None:
                    raise defect
                answers.append((tracked, answer))
                tracked, answer, defect = self._done.get_nowait()
        except queue.Empty:
            return answers

    def poll_list(self, tracked: Sequence[TrackedJob], limit: float) -> ListAnswer:
        """One list for all. A job that it does not hold is to be polled singly before anything is
        concluded, unless the list is the only look-up.
        """
        waiting = {one.ref.id: one for one in tracked}
        options = SendOptions(0, limit, abandon=self.abandon)
        if self._places is None:
            self._places = Places(self._client)
        listing, listed = self._places.read(waiting, options)
        found: dict[str, list[Job]] = {}
        self.throttle.sent(self._client.session.transport.clock())
        try:
            for job in listed:
                job.href = job.href or waiting[job.id].ref.href
                found.setdefault(job.id, []).append(job)
        except AsyncopsError as exc:
            if self.is_only_look_up or _is_passing(exc):
                return ListAnswer([], [], exc)
            self._list_requests = 0  # this system's list is not for us
            return ListAnswer([], list(tracked))
        self._list_requests = self._places.requests + len(self._places.unlisted)
        retry_after, received = listing.retry_after, listing.received
        polls: list[tuple[TrackedJob, Answer]] = []
        missing: list[TrackedJob] = []
        for one in waiting.values():
            jobs = found.get(one.ref.id, [])
            if self.is_only_look_up:
                polls.append((one, answer_of_list(listing, jobs, one.ref)))
            elif len(jobs) == 1:
                polls.append((one, PollResult(jobs[0], retry_after, received, one.ref)))
            else:
                missing.append(one)  # of two jobs with one id the list does not tell which is ours
        return ListAnswer(polls, missing, None, retry_after, received)


def _is_passing(error: AsyncopsError) -> bool:
    """Whether a list that failed may be asked again."""
    if isinstance(error, (TransportError, AuthError, RateLimited)):
        return True
    return isinstance(error, ApiError) and error.status in TOLERATED
