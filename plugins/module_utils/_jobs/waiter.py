# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiter: one loop, one deadline, for one job or many. Private to asyncops.jobs.

Due times are kept per job. What the server says (Retry-After) counts from the receipt of its answer and is never
undercut after a 429 or 503; a normal pace may be cut short by one last look at the deadline (INTERFACE.md section 3).
A failed look never ends a wait before the deadline. Nothing is stopped or deleted here.
"""
from __future__ import annotations

from typing import Callable, NamedTuple, Optional, Sequence

from .._model.errors import ApiError, AsyncopsError, AuthError, DecodeError, NotFound, TransportError
from .._model.job import Job
from .client import Client
from .lookers import Lookers
from .pace import Pace
from .ref import Look, Ref

SOFT_FAILURES = 3  # answers in a row that cannot be read
LAST_LOOK = 5.0  # seconds that the look at the deadline may take
TOLERATED = (408, 425, 429, 500, 502, 503, 504)


class Plan(NamedTuple):
    """How to wait; all in seconds."""

    timeout: float
    interval: float = 5.0
    wait_for: str = "all"
    stopped_by_us: bool = False


class Progress(NamedTuple):
    """What a waiting person wants to know."""

    jobs: Sequence[Job]
    next_look: float  # seconds from now
    why: str
    waited: float
    last_failure: Optional[str]


class Outcome(NamedTuple):
    """How a wait ended. ``unseen`` are the ids the system never knew; ``held_until`` is told after a 429 or 503."""

    jobs: list[Job]
    refs: list[Ref]
    timed_out: bool
    waited: float
    polls: int
    unseen: list[str]
    last_failure: Optional[AsyncopsError]
    held: Optional[float]  # seconds from the end of the wait to when the server would have answered


class Watch:
    """One job that is waited for."""

    def __init__(self, look: Look, due: float, pace: Pace, grace_until: float) -> None:
        self.ref, self.job, self.due, self.pace = look.ref, look.job, due, pace
        self.asked = look.ref.asked
        self.poll_url: Optional[str] = None
        self.seen = False
        self.hinted = False  # the server set the due time
        self.held = False  # by a 429 or 503: not to be undercut
        self.unreadable = 0
        self.grace_until = grace_until
        self.last = False  # the look at the deadline has been taken
        self.running = False  # a look is under way in a thread
        self.failure: Optional[AsyncopsError] = None

    def known(self) -> Job:
        """The job as last told, or what little is known of it."""
        return self.job or Job(self.ref.id, self.ref.provider.name, href=self.ref.href)

    @property
    def finished(self) -> bool:
        """True when there is nothing more to wait for."""
        return self.job is not None and self.job.finished


class Waiter:
    """Waits for jobs of one client.

    :param clock: monotonic seconds; :param sleep: takes seconds; :param random: a number in [0, 1).
    :param progress: called before each sleep.
    """

    def __init__(self, client: Client, clock: Callable[[], float], sleep: Callable[[float], None],
                 random: Callable[[], float], progress: Optional[Callable[[Progress], None]] = None) -> None:
        self._client, self._clock, self._sleep, self._random = client, clock, sleep, random
        self._progress = progress
        self._held_until = 0.0  # an origin told to wait waits as a whole
        self._deadline = 0.0
        self._watches: list[Watch] = []

    def wait(self, looks: Sequence[Look], plan: Plan, fresh: bool = False) -> Outcome:
        """Waits until all (or any) of the jobs are finished, or the deadline.

        :param looks: where to look; a Look that holds a job was told by a submit, and its hint is honoured.
        :param fresh: the jobs were just submitted: not found is given some grace.
        :raises AuthError, ApiError, TransportError, DecodeError: what no further look would mend.
        """
        began = self._clock()
        deadline = self._deadline = began + plan.timeout
        watches = self._watches = [self._watch(look, plan, began, fresh) for look in looks]
        with Lookers(self._client, watches) as lookers:
            polls_before = self._client.exchange.transport.requests
            while not self._over(watches, plan) and not self._expired(watches, deadline):
                open_watches = [watch for watch in watches if not watch.finished]
                self._turn(lookers, open_watches, deadline, plan)
            polls = self._client.exchange.transport.requests - polls_before
        return self._outcome(watches, plan, began, deadline, polls)

    @property
    def jobs(self) -> list[Job]:
        """What is known of the jobs now, in the order asked; also after an error ended the wait."""
        return [watch.known() for watch in self._watches]

    def _watch(self, look: Look, plan: Plan, began: float, fresh: bool) -> Watch:
        pace = Pace(plan.interval, self._random)
        grace = began + look.ref.provider["gone"]["grace"] if fresh else began
        watch = Watch(look, began, pace, grace)
        if fresh or look.hint is not None:
            watch.due = look.received + pace.after_answer(look.hint)
            watch.hinted = look.hint is not None
        return watch

    def _over(self, watches: Sequence[Watch], plan: Plan) -> bool:
        return (any if plan.wait_for == "any" else all)(watch.finished for watch in watches)

    def _expired(self, watches: Sequence[Watch], deadline: float) -> bool:
        return self._clock() >= deadline and all(watch.last or watch.finished for watch in watches)

    def _turn(self, lookers: Lookers, watches: Sequence[Watch], deadline: float, plan: Plan) -> None:
        """Takes the looks that are due, or sleeps until the next one is."""
        now = self._clock()
        idle = [watch for watch in watches if not watch.running]
        for watch in idle:
            self._cut_short(watch, deadline, now)
        due = [watch for watch in idle if not watch.last and max(watch.due, self._held_until) <= now]
        wake = min([max(watch.due, self._held_until) for watch in idle if not watch.last and watch not in due] + [deadline])
        if due or lookers.busy:
            final = now >= deadline
            for watch in due:
                watch.last = final
            limit = deadline if not final else now + (LAST_LOOK if plan.timeout else self._request_timeout())
            for watch, answer in lookers.take(due, limit, max(wake - now, 0.0)):
                self._took(watch, answer, plan)
            return
        if self._progress:
            self._tell(watches, wake - now, plan, deadline)
        self._sleep(max(0.0, wake - now))

    def _request_timeout(self) -> float:
        return float(self._client.exchange.transport.connection.request_timeout)

    def _cut_short(self, watch: Watch, deadline: float, now: float) -> None:
        """A look planned after the deadline is taken at the deadline, unless the server said to stay away."""
        if watch.due > deadline and not watch.held:
            watch.due = deadline
        if now >= deadline and max(watch.due if watch.held else deadline, self._held_until) > now:
            watch.last = True

    def _took(self, watch: Watch, answer: object, plan: Plan) -> None:
        if isinstance(answer, Look):
            self._answered(watch, answer, plan)
        elif isinstance(answer, NotFound):
            self._missing(watch, answer, plan)
        elif isinstance(answer, AsyncopsError):
            self._failed(watch, answer)

    def _answered(self, watch: Watch, look: Look, plan: Plan) -> None:
        watch.ref, watch.poll_url = look.ref, look.poll_url
        watch.job = look.job or watch.job
        watch.seen, watch.unreadable, watch.failure, watch.held = True, 0, None, False
        watch.due = look.received + watch.pace.after_answer(look.hint)
        watch.hinted = look.hint is not None
        stop = watch.ref.provider["stop"]
        if plan.stopped_by_us and watch.job and watch.job.finished and stop and watch.job.state in stop["stopped_as"]:
            watch.job.state = "stopped"

    def _missing(self, watch: Watch, error: NotFound, plan: Plan) -> None:
        now = self._clock()
        watch.failure = error
        if not watch.seen and now < watch.grace_until:
            watch.due = now + watch.pace.after_answer(None)
            return
        gone = watch.ref.provider["gone"]
        state = gone["after_stop"] if plan.stopped_by_us else gone["state"]
        job = watch.known()
        job.state = state if watch.seen or plan.stopped_by_us else "lost"
        job.reason = job.reason or ("the system does not know the job any more" if watch.seen else "the system does not know the job")
        watch.job = job

    def _failed(self, watch: Watch, error: AsyncopsError) -> None:
        status = error.details.get("http_status")
        if isinstance(error, DecodeError):
            watch.unreadable += 1
            if watch.unreadable >= SOFT_FAILURES:
                raise error
        elif isinstance(error, TransportError):
            if getattr(error, "final", False):
                raise error
        elif not isinstance(error, ApiError) or isinstance(error, AuthError) or status not in TOLERATED:
            raise error
        watch.failure = error
        hint = error.details.get("retry_after")
        now = self._clock()
        if now >= self._deadline:
            watch.last = True  # the look was still under way at the deadline: that was the last one
        watch.due = now + watch.pace.after_failure(hint)
        watch.hinted = hint is not None
        watch.held = status == 429 or (status == 503 and hint is not None)
        if watch.held:
            self._held_until = max(self._held_until, watch.due)

    def _tell(self, watches: Sequence[Watch], seconds: float, plan: Plan, deadline: float) -> None:
        first = min(watches, key=lambda watch: watch.due)
        why = "server's Retry-After" if first.hinted else "look failed" if first.failure else "own pace"
        if self._progress:
            jobs = self.jobs
            failure = first.failure.message if first.failure else None
            self._progress(Progress(jobs, seconds, why, plan.timeout - (deadline - self._clock()), failure))

    def _outcome(self, watches: Sequence[Watch], plan: Plan, began: float, deadline: float, polls: int) -> Outcome:
        now = self._clock()
        open_watches = [watch for watch in watches if not watch.finished]
        timed_out = not self._over(watches, plan)
        held = max([watch.due for watch in open_watches if watch.held] + [self._held_until]) - now if timed_out else 0.0
        failure = next((watch.failure for watch in open_watches if watch.failure), None)
        unseen = [watch.asked for watch in watches if not watch.seen]
        return Outcome(self.jobs, [watch.ref for watch in watches], timed_out, round(now - began, 3), polls, unseen, failure,
                       round(held, 1) if held > 0 else None)
