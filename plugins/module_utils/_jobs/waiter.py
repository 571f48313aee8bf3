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

import heapq
from collections.abc import Sequence
from typing import Callable, Optional

from .._model.errors import ApiError, AsyncopsError, AuthError, DecodeError, NotFound, RateLimited, TransportError
from .._model.job import Job
from .client import Client
from .lookers import Answer, Lookers
from .pace import Pace
from .plan import Outcome, Plan, Progress
from .ref import Look
from .watch import Watch

SOFT_FAILURES = 3  # answers in a row that cannot be read
LAST_LOOK = 5.0  # seconds that the look at the deadline may take
TOLERATED = (408, 425, 429, 500, 502, 503, 504)


class Waiter:
    """Waits for jobs of one client. ``clock`` and ``sleep`` in seconds, ``random`` in [0, 1); ``progress`` is told before a sleep."""

    def __init__(self, client: Client, clock: Callable[[], float], sleep: Callable[[float], None],
                 random: Callable[[], float], progress: Optional[Callable[[Progress], None]] = None) -> None:
        self._client, self._clock, self._sleep, self._random = client, clock, sleep, random
        self._progress = progress
        self._told_at = float("-inf")
        self._began = self._deadline = 0.0
        self._watches: list[Watch] = []
        self._lookers = Lookers(client, ())
        self._open = 0
        self._due: list[tuple[float, int, Watch]] = []  # a heap; the number only breaks ties
        self._number = 0
        self._list_pace = Pace(0.0, random)
        self._list_due = 0.0

    def wait(self, looks: Sequence[Look], plan: Plan, fresh: bool = False) -> Outcome:
        """Waits until all (or any) of the jobs are finished, or the deadline.

        :param looks: where to look; a Look that holds a job was told by a submit, and its hint is honoured.
        :param fresh: the jobs were just submitted: not found is given some grace.
        :raises AuthError, ApiError, TransportError, DecodeError: what no further look would mend.
        """
        began = self._began = self._clock()
        self._deadline = began + plan.timeout
        self._watches = [self._watch(look, plan, fresh) for look in looks]
        self._lookers = Lookers(self._client, self._watches)
        self._open, self._list_pace = len(self._watches), Pace(plan.interval, self._random)
        self._list_due = min((watch.due for watch in self._watches), default=began)
        for watch in self._watches:
            self._push(watch)
        sent = self._client.exchange.transport.requests
        with self._lookers as lookers:
            while not self._over(plan) and self._clock() < self._deadline:
                self._turn(lookers, plan)
            if not self._over(plan):
                self._last_looks(lookers, plan)
        return self._outcome(plan, self._client.exchange.transport.requests - sent)

    @property
    def jobs(self) -> list[Job]:
        """What is known of the jobs now, in the order asked; also after an error ended the wait."""
        return [watch.known() for watch in self._watches]

    def _watch(self, look: Look, plan: Plan, fresh: bool) -> Watch:
        grace = self._began + look.ref.provider["gone"]["grace"] if fresh else self._began
        watch = Watch(look, self._began, Pace(plan.interval, self._random), grace)
        watch.seen = look.job is not None and not fresh
        if fresh or look.hint is not None:
            watch.due = look.received + watch.pace.after_answer(look.hint)
            watch.hinted = look.hint is not None
        return watch

    def _push(self, watch: Watch) -> None:
        self._number += 1
        heapq.heappush(self._due, (watch.due, self._number, watch))

    def _over(self, plan: Plan) -> bool:
        return self._open < len(self._watches) if plan.wait_for == "any" else not self._open

    def _turn(self, lookers: Lookers, plan: Plan) -> None:
        """Takes looks that are due, or sleeps until the next one is."""
        now = self._clock()
        if lookers.prefer_list(self._open) and not lookers.busy:
            due = max(self._list_due, self._lookers.held_until)
            if due <= now:
                self._list_turn(lookers, plan)
                return
        else:
            due = self._start_due(lookers, now, plan)
            if lookers.busy:
                patience = max(0.0, min(due, self._deadline) - now) if lookers.free else None
                for watch, answer in lookers.collect(patience):
                    self._took(watch, answer, plan)
                return
        wake = min(due, self._deadline)
        if wake > now:
            self._tell(wake - now, plan)
            self._sleep(wake - now)

    def _start_due(self, lookers: Lookers, now: float, plan: Plan) -> float:
        """Begins the looks that are due, as far as threads are free; returns when the next one is due."""
        while self._due and now >= self._lookers.held_until and self._due[0][0] <= now and lookers.free:
            when, _number, watch = heapq.heappop(self._due)
            if watch.finished or watch.running or when != watch.due:
                continue  # an entry that a list or a later look has overtaken
            if self._open == 1:
                self._took(watch, lookers.look(watch, self._deadline), plan)
                return now  # not the clock now: the look may have taken a while, and nothing is to be slept for
            lookers.start(watch, self._deadline)
        return max(self._due[0][0] if self._due else float("inf"), self._lookers.held_until)

    def _list_turn(self, lookers: Lookers, plan: Plan) -> None:
        """One list for all open jobs; those it does not tell of are looked at singly."""
        told = lookers.ask_list([watch for watch in self._watches if not watch.finished], self._deadline)
        if told.error is not None:
            watch = next(watch for watch in self._watches if not watch.finished)
            self._failed(watch, told.error, self._list_pace)
            self._list_due = watch.due
            return
        for watch, look in told.looks:
            self._took(watch, look, plan)
        if told.received:
            self._list_due = told.received + self._list_pace.after_answer(told.hint)
        self._look_at(told.missing, lookers, self._deadline, plan)

    def _look_at(self, watches: Sequence[Watch], lookers: Lookers, limit: float, plan: Plan) -> None:
        """Looks at all of these, through as many threads as there are, and at what is still under way."""
        for watch in watches:
            lookers.start(watch, limit)
            if not lookers.free:
                self._collect(lookers, plan)
        while lookers.busy:
            self._collect(lookers, plan)

    def _collect(self, lookers: Lookers, plan: Plan) -> None:
        for watch, answer in lookers.collect(None):
            self._took(watch, answer, plan)

    def _last_looks(self, lookers: Lookers, plan: Plan) -> None:
        """At the deadline: one last look at each open job, unless the server said to stay away."""
        self._look_at((), lookers, self._deadline, plan)
        now = self._clock()
        limit = now + (LAST_LOOK if plan.timeout else float(self._client.exchange.transport.connection.request_timeout))
        rest = [watch for watch in self._watches if not watch.finished and not watch.last and not watch.held]
        if now < self._lookers.held_until:
            return
        if lookers.prefer_list(len(rest)):
            told = lookers.ask_list(rest, limit)
            for watch, look in told.looks:
                self._took(watch, look, plan)
            if told.error is not None:
                self._failed(rest[0], told.error, self._list_pace)
            rest = told.missing
        if len(rest) == 1:
            self._took(rest[0], lookers.look(rest[0], limit), plan)
        else:
            self._look_at(rest, lookers, limit, plan)

    def _took(self, watch: Watch, answer: Answer, plan: Plan) -> None:
        if isinstance(answer, Look):
            self._answered(watch, answer, plan)
        elif isinstance(answer, NotFound):
            self._missing(watch, answer, plan)
        elif answer is not None:
            self._failed(watch, answer, watch.pace)
        if watch.finished:
            self._open -= 1
        else:
            self._push(watch)

    def _answered(self, watch: Watch, look: Look, plan: Plan) -> None:
        watch.ref, watch.poll_url = look.ref, look.poll_url
        watch.job = look.job or watch.job
        watch.seen = watch.told = True
        watch.unreadable, watch.failure, watch.held = 0, None, False
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
        # Its submit was answered, so that it was there, however short.
        job.state = state if watch.seen or plan.stopped_by_us or watch.grace_until > self._began else "lost"
        job.reason = job.reason or ("the system does not know the job any more" if watch.seen else "the system does not know the job")
        watch.job, watch.told = job, True

    def _failed(self, watch: Watch, error: AsyncopsError, pace: Pace) -> None:
        status = error.details.get("http_status")
        if isinstance(error, DecodeError):
            watch.unreadable += 1
            if watch.unreadable >= SOFT_FAILURES:
                raise error
        elif isinstance(error, TransportError):
            if getattr(error, "final", False):
                raise error
        elif not isinstance(error, RateLimited) and (
                not isinstance(error, ApiError) or isinstance(error, AuthError) or status not in TOLERATED):
            raise error
        watch.failure = error
        hint = error.details.get("retry_after")
        now = self._clock()
        if now >= self._deadline:
            watch.last = True  # the look was still under way at the deadline: that was the last one
        watch.due = now + pace.after_failure(hint)
        watch.hinted = hint is not None
        watch.held = isinstance(error, RateLimited) or (status == 503 and hint is not None)
        if watch.held:
            self._lookers.held_until = max(self._lookers.held_until, watch.due)

    def _tell(self, seconds: float, plan: Plan) -> None:
        """Tells a waiting person where things are; not more than once a second, for the sake of many short sleeps."""
        now = self._clock()
        if self._progress is None or now - self._told_at < 1.0:
            return
        self._told_at = now
        first = min((watch for watch in self._watches if not watch.finished), key=lambda watch: watch.due)
        why = "server's Retry-After" if first.hinted else "the last look failed" if first.failure else "own pace"
        failure = first.failure.message if first.failure else None
        self._progress(Progress(self.jobs, seconds, why, now - self._began, failure))

    def _outcome(self, plan: Plan, polls: int) -> Outcome:
        now, watches = self._clock(), self._watches
        open_watches = [watch for watch in watches if not watch.finished]
        timed_out = not self._over(plan)
        held = max([watch.due for watch in open_watches if watch.held] + [self._lookers.held_until]) - now if timed_out else 0.0
        failure = next((watch.failure for watch in open_watches if watch.failure), None)
        unseen = [watch.asked for watch in watches if not watch.seen]
        return Outcome(self.jobs, [watch.ref for watch in watches], timed_out, round(now - self._began, 3), polls, unseen,
                       failure, round(held, 1) if held > 0 else None)
