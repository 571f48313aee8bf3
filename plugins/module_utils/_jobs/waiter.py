# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiter: one loop and one deadline for one job or thousands. Private to asyncops.jobs.

Due times are kept per job. What the server says (Retry-After) counts from the receipt of its
response and is never undercut after a 429 or 503; a normal pace may be cut short by one last poll
at the deadline (docs/contract.md, Waiting). A failed poll never ends a wait before the deadline.
Nothing is stopped or deleted here.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Callable, Optional

from .._model.errors import AsyncopsError, NotFound, RateLimited
from .._model.job import NEEDS_SOMEBODY, Job
from .brief import ListedRecords
from .client import Client
from .due_jobs import DueJobs
from .failures import wait_error
from .hints import Hints
from .outcome import Outcome, Progress, WaitOptions
from .pace import Pace
from .poll import PollResult
from .pollers import Answer, ListAnswer, Pollers
from .predicates import Predicate, all_finished
from .session import AFTER_DEADLINE
from .tracked_job import Change, TrackedJob, differ

if TYPE_CHECKING:
    from .context import Context

_PROGRESS_EVERY = 1.0  # seconds, for the sake of many short sleeps
_FOREVER = float("inf")


class Waiter:
    """Polls the jobs that were added, each when it is due, and yields what changes, until a
    predicate holds.

    Jobs may be added and removed while it runs.

    :param context: of it come the clock, sleep and chance.
    :param progress: is called before each sleep, where it is not the context's that is.
    :ivar deadline: an instant of the clock.
    """

    def __init__(
        self,
        client: Client,
        options: WaitOptions,
        context: Context,
        progress: Optional[Callable[[Progress], None]] = None,
    ) -> None:
        self._client = client
        self._options = options
        self._clock = context.clock
        self._sleep = context.sleep
        self._random = context.random
        self._progress = progress or context.progress
        self._progress_at = -_FOREVER
        self._began = self._clock()
        self.deadline = self._began + options.timeout
        if client.session.deadline is not None:  # of the task, which has begun before
            self.deadline = min(self.deadline, client.session.deadline)
        self._sent_before = client.session.transport.requests
        self.tracked: list[TrackedJob] = []
        self.open, self.timed_out = 0, False  # open: jobs that are not finished
        self._in_need: set[TrackedJob] = set()  # jobs that fail the task before any has ended
        self._pollers = Pollers(client)
        self.abandon = self._pollers.abandon
        self._due = DueJobs()
        self._apart = DueJobs(apart=True)
        self._records = ListedRecords(client.provider)
        self._list_pace = Pace(options.interval, self._random, self._began)
        self._list_due = _FOREVER
        self._hints = Hints()
        self._until: Predicate = all_finished

    def add(self, poll: PollResult, submitted: bool = False) -> TrackedJob:
        """Waits for one more job.

        :param poll: where to ask; one that holds a job was named by a submit, and its hint is
            honoured.
        :param submitted: the job was just submitted: not found is given some grace.
        """
        now = self._clock()
        pace = Pace(self._options.interval, self._random, now)
        tracked = TrackedJob(poll, now, pace, self._options.until)
        tracked.was_submitted = submitted
        tracked.was_seen = poll.job is not None and not submitted
        if submitted:
            tracked.grace_until = now + poll.ref.provider.vanished.grace
        if submitted or poll.retry_after is not None:
            pause = tracked.pace.after_response(poll.retry_after, poll.received)
            tracked.due = poll.received + pause
            tracked.paced_by_server = poll.retry_after is not None
        self.tracked.append(tracked)
        self._pollers.add(tracked)
        self.open += 1
        self._list_due = min(self._list_due, tracked.due)
        self._due.push(tracked)
        return tracked

    def remove(self, tracked: TrackedJob) -> None:
        """Waits for a job no longer."""
        self.tracked.remove(tracked)
        tracked.is_removed = True
        if not tracked.finished:
            self.open -= 1

    @property
    def jobs(self) -> list[Job]:
        """What is known of the jobs now, in the order added; also after an error ended the wait."""
        return [tracked.known() for tracked in self.tracked]

    def run(self, until: Predicate) -> Outcome:
        """Waits until the predicate holds, or the deadline.

        :raises AuthError, ApiError, TransportError, DecodeError: what no further poll would mend.
        """
        try:
            for _change in self.changes(lambda waiter: bool(self._in_need) or until(waiter)):
                pass
        except AsyncopsError as exc:
            still_open = [tracked.known() for tracked in self._open_jobs()]
            raise wait_error(exc, still_open) from exc
        return self.outcome()

    def changes(self, until: Predicate) -> Iterator[Change]:
        """The changes as they come, until the predicate holds, or the deadline (then
        ``timed_out``).

        :raises AuthError, ApiError, TransportError, DecodeError: what no further poll would mend.
        """
        self._until = until
        with self._pollers:
            while not until(self) and self._clock() < self.deadline:
                yield from self._turn()
            if not until(self):
                yield from self._last_polls()
            # At the end the word of a list counts, where no look could tell more.
            for tracked in self._open_jobs():
                yield from self._take_listed(tracked)
        self.timed_out = not until(self)

    def outcome(self) -> Outcome:
        """How the wait ended."""
        now = self._clock()
        still_open = [tracked for tracked in self.tracked if not tracked.finished]
        paused = [tracked.due for tracked in still_open if tracked.is_rate_limited]
        held_until = max([*paused, self._pollers.throttle.paused_until])
        retry_after = held_until - now if self.timed_out else 0.0
        failures = (tracked.failure for tracked in still_open if tracked.failure)
        return Outcome(
            self.jobs,
            [tracked.ref for tracked in self.tracked],
            self.timed_out,
            self.waited,
            self.polls,
            [tracked.asked for tracked in self.tracked if not tracked.was_seen],
            next(failures, None),
            round(retry_after, 1) if retry_after > 0 else None,
            {place for place, tracked in enumerate(self.tracked) if tracked.finished},
        )

    @property
    def waited(self) -> float:
        """Seconds since the wait began."""
        return round(self._clock() - self._began, 3)

    @property
    def polls(self) -> int:
        """Requests sent since the wait began."""
        return self._client.session.transport.requests - self._sent_before

    def _open_jobs(self) -> list[TrackedJob]:
        return [tracked for tracked in self.tracked if not tracked.finished]

    def _turn(self) -> Iterator[Change]:
        """Sends the polls that are due, or sleeps until the next one is."""
        now = self._clock()
        may_list = bool(self._apart) or not self._pollers.busy
        if may_list and self._pollers.prefers_list(self.open):
            due = max(self._list_due, self._pollers.throttle.paused_until)
            if due <= now:
                yield from self._poll_list()
                return
            due = min(due, (yield from self._start_apart(now)))
        else:
            self._pollers.spread.beside_lists = self._pollers.spread.comes_first = False
            due = yield from self._start_due(now)
        if self._pollers.busy:
            # With all threads busy there is nothing else to do before an answer comes.
            patience = max(0.0, min(due, self.deadline) - now) if self._pollers.free else None
            yield from self._collect(patience)
            return
        wake = min(due, self.deadline)
        if wake > now:
            self._rest(wake - now)

    def _start_due(self, now: float) -> Generator[Change, None, float]:
        """Begins the polls that are due, as far as threads are free; returns when the next one is
        due.
        """
        while self._pollers.free and now >= self._opens_at(self.open):
            tracked = self._due.take(now)
            if tracked is None:
                break
            if self.open == 1:
                self._pollers.throttle.sent(now)
                answer = self._pollers.poll(tracked, self.deadline)
                yield from self._take(tracked, answer)
                # Not the clock: the poll may have taken a while, and nothing is to be slept for.
                return now
            self._pollers.start(tracked, self.deadline)
        return max(self._due.next_due(), self._opens_at(self.open))

    def _start_apart(self, now: float) -> Generator[Change, None, float]:
        """The same for the jobs that the list does not show."""
        while self._apart and self._pollers.free and now >= self._opens_at(len(self._apart)):
            tracked = self._apart.take(now)
            if tracked is None:
                break
            yield from self._start(tracked, self.deadline)
        if not self._apart:
            return _FOREVER
        return max(self._apart.next_due(), self._opens_at(len(self._apart)))

    def _opens_at(self, looked_at: int) -> float:
        """The instant from which one more job may be polled.

        :param looked_at: how many are polled one by one.
        """
        by_throttle = self._pollers.throttle.opens_at(len(self.tracked))
        return max(by_throttle, self._pollers.spread.opens_at(looked_at))

    def _poll_list(self) -> Iterator[Change]:
        """One list for all open jobs; those it does not hold, or tells too little of, are polled
        singly.
        """
        still_open = [one for one in self._open_jobs() if not one.is_polled_now]
        answer = self._pollers.poll_list(still_open, self.deadline)
        if answer.error is not None:
            self._fail_list(still_open, answer.error)
            self._list_due = still_open[0].due
            return
        single = yield from self._take_list(answer)
        if answer.received:
            self._pollers.throttle.answered(self._clock())
            received = answer.received
            if answer.retry_after is None:
                received = yield from self._learn_hint(received)
            self._list_due = received + self._list_pause(answer, still_open)
        self._pollers.spread.beside_lists = True
        if not self._apart and self._pollers.spread.affords(len(single)):
            yield from self._poll_all(single, self.deadline)
        else:
            self._set_apart(single)

    def _set_apart(self, jobs: Sequence[TrackedJob]) -> None:
        """Leaves jobs to be looked at when the budget allows, while the list goes on."""
        for one in jobs:
            if not one.is_apart:
                one.is_apart = True
                self._apart.push(one)
        self._pollers.spread.comes_first = any(not one.is_apart for one in self._open_jobs())

    def _learn_hint(self, received: float) -> Generator[Change, None, float]:
        """Looks at one job, once in a wait, where a list does not say when to ask again: what the
        system says of a job holds for the list. Returns when the last answer came.
        """
        one = self._hints.to_look_at(self._open_jobs())
        if one is None or self._pollers.is_only_look_up:
            return received
        answer = self._pollers.poll(one, self.deadline)
        if isinstance(answer, PollResult):
            received = answer.received
        if isinstance(answer, (PollResult, RateLimited)):  # else the list's word counts
            yield from self._take(one, answer)
        return received

    def _list_pause(self, answer: ListAnswer, still_open: Sequence[TrackedJob]) -> float:
        """Seconds until the next list: what it asks for, else what answers about single jobs did,
        else our own pace.
        """
        hint = self._hints.of(still_open) if answer.retry_after is None else answer.retry_after
        return self._list_pace.after_response(hint, answer.received)

    def _take_list(self, answer: ListAnswer) -> Generator[Change, None, list[TrackedJob]]:
        """Takes in what a list brought; returns the jobs that are to be polled singly."""
        single = list(answer.missing)
        hint = self._hints.of([tracked for tracked, _poll in answer.polls])
        for tracked, poll in answer.polls:
            if isinstance(poll, PollResult):
                poll = self._hints.with_hint(tracked, poll, hint)
            if self._records.note(tracked, poll):
                single.append(tracked)
            else:
                tracked.is_apart = False
                yield from self._take(tracked, poll, from_list=True)
        return single

    def _poll_all(self, tracked: Sequence[TrackedJob], limit: float) -> Iterator[Change]:
        """Polls all of these, through as many threads as there are and as fast as the system lets
        them, and takes what is still under way.
        """
        for one in tracked:
            may_go = yield from self._wait_for_turn()
            if not may_go or self._clock() >= limit:
                break
            if not (one.finished or one.is_removed):
                yield from self._start(one, limit)
        while self._pollers.busy and not self._until(self):
            yield from self._collect(None)

    def _start(self, tracked: TrackedJob, limit: float) -> Iterator[Change]:
        """Begins a poll of a job, unless what a list has told of it will do."""
        if tracked.listed is not None and not self._records.needs_look(tracked):
            yield from self._take_listed(tracked)
        else:
            self._pollers.start(tracked, limit)

    def _wait_for_turn(self) -> Generator[Change, None, bool]:
        """Waits until one more poll may go out; False where that is not before the deadline, or
        the wait is over.
        """
        while not self._until(self):
            now = self._clock()
            pause = self._pollers.throttle.opens_at(len(self.tracked)) - now
            if pause <= 0 and self._pollers.free:
                return True
            if self._pollers.busy:
                yield from self._collect(pause if pause > 0 else None)
            elif now >= self.deadline:
                return False
            else:
                self._rest(min(pause, self.deadline - now))
        return False

    def _collect(self, patience: Optional[float]) -> Iterator[Change]:
        for tracked, answer in self._pollers.collect(patience):
            yield from self._take(tracked, answer)

    def _last_polls(self) -> Iterator[Change]:
        """At the deadline: one last poll of each open job, unless the server asked for a pause."""
        yield from self._poll_all((), self.deadline)
        now = self._clock()
        session = self._client.session
        limit = now + (AFTER_DEADLINE if self._options.timeout else session.request_timeout)
        session.extend(limit - now)  # for the reason of a job that has failed
        rest = [
            one for one in self._open_jobs() if not one.had_last_poll and not one.is_rate_limited
        ]
        if now < self._pollers.throttle.paused_until or not rest:
            return
        if self._pollers.prefers_list(len(rest)):
            answer = self._pollers.poll_list(rest, limit)
            if answer.error is not None:
                self._fail_list(rest, answer.error)
            rest = yield from self._take_list(answer)
        if len(rest) == 1:
            yield from self._take(rest[0], self._pollers.poll(rest[0], limit))
        else:
            yield from self._poll_all(rest, limit)

    def _take_listed(self, tracked: TrackedJob) -> Iterator[Change]:
        """Takes the word of a list, if there is one that waits for a look at the job itself."""
        listed, tracked.listed = tracked.listed, None
        if listed is not None:
            yield from self._take(tracked, listed, from_list=True)

    def _take(
        self, tracked: TrackedJob, answer: Answer, from_list: bool = False
    ) -> Iterator[Change]:
        """Takes in what a poll brought."""
        if tracked.is_removed:
            return
        before = tracked.job
        if tracked.listed is not None:
            answer = self._records.of_both(tracked, answer, self._clock() < self.deadline)
        if isinstance(answer, (PollResult, NotFound)) and not from_list:
            self._pollers.throttle.answered(self._clock())
            self._hints.note(tracked, answer)
        if isinstance(answer, PollResult):
            tracked.answered(answer, self._options.after_stop)
        elif isinstance(answer, NotFound):
            tracked.not_found(answer, self._clock(), self._options.after_stop)
        elif answer is not None:
            self._fail(tracked, answer, tracked.pace)
        self._note_need(tracked)
        if tracked.finished:
            self.open -= 1
        else:
            self._due.push(tracked)
            if tracked.is_apart:
                self._apart.push(tracked)
        if tracked.job is not None and differ(before, tracked.job):
            yield Change(tracked, before, tracked.job)

    def _note_need(self, tracked: TrackedJob) -> None:
        """Notes whether a job needs somebody, where that fails the task at once."""
        if not self._options.ends_early or not tracked.was_polled:
            return
        if tracked.known().state == NEEDS_SOMEBODY:
            self._in_need.add(tracked)
        else:
            self._in_need.discard(tracked)

    def _fail(self, tracked: TrackedJob, error: AsyncopsError, pace: Pace) -> None:
        """Notes a failed poll.

        :raises AsyncopsError: the error itself, where no further poll would mend it.
        """
        now = self._clock()
        tracked.failed(error, now, pace, self._options.endures)
        if now >= self.deadline:
            tracked.had_last_poll = True  # the poll was still under way at the deadline
        if tracked.is_rate_limited:
            self._pollers.throttle.refused(now, tracked.due)

    def _fail_list(self, tracked: Sequence[TrackedJob], error: AsyncopsError) -> None:
        """Notes a list that failed: it was the poll of all of these.

        :raises AsyncopsError: the error itself, where no further list would mend it.
        """
        self._fail(tracked[0], error, self._list_pace)
        for one in tracked[1:]:
            one.had_last_poll = tracked[0].had_last_poll

    def _rest(self, seconds: float) -> None:
        self._tell(seconds)
        self._sleep(seconds)

    def _tell(self, seconds: float) -> None:
        """Tells a waiting person where things are."""
        now = self._clock()
        if self._progress is None or not self.open or now - self._progress_at < _PROGRESS_EVERY:
            return
        self._progress_at = now
        first = min(self._open_jobs(), key=lambda tracked: tracked.due)
        failure = first.failure.message if first.failure else None
        why = first.due <= now and self._pollers.spread.why_not(now, self.open) or first.why_then
        self._progress(Progress(self.jobs, seconds, why, now - self._began, failure))
