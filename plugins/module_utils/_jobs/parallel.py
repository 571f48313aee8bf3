# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same work for each of several jobs: few one after the other, many through threads. Private to
asyncops.jobs.
"""

from __future__ import annotations

import queue
from collections.abc import Iterable, Sequence
from typing import Callable, Generic, Optional, TypeVar, Union

from .._model.errors import (
    DEFECTS,
    ApiError,
    AsyncopsError,
    AuthError,
    RateLimited,
    TransportError,
)
from .._wire.request import SendOptions
from .._wire.retry import RETRY_STATUSES, backoff
from .client import Client
from .context import Context
from .threads import THREADS, start

PARALLEL_FROM = 4  # items; fewer are done in their order
MAX_PAUSES = 3  # in a row, before the rest is left

Item = TypeVar("Item")
Done = TypeVar("Done")


class ForEach(Generic[Item, Done]):
    """Does ``work`` for each item. One failure hinders no other, and what came of each stands in
    ``outcomes`` (None: not begun), in the order of the items, also after an interruption.

    In threads nothing is repeated: what may be repeated, and what the system's wish for a pause
    (429, 503) or a missing connection held back, is done one after the other after a pause. Where
    that does not help, the rest is left.

    :param work: takes an item and the options of its request.
    :param reads: it only reads. Credentials that are refused to one are refused to all then.
    :param options: of every request; nothing is repeated then.
    """

    def __init__(
        self,
        client: Client,
        context: Context,
        items: Sequence[Item],
        work: Callable[[Item, Optional[SendOptions]], Done],
        reads: bool = False,
        options: Optional[SendOptions] = None,
    ) -> None:
        self._client = client
        self._context = context
        self._items = items
        self._work = work
        self._reads = reads
        self._options = options
        self._holding: Optional[AsyncopsError] = None  # why nothing is to be sent for now
        self._over: Optional[AsyncopsError] = None  # the error that is the outcome of all others
        self._is_interrupted = False
        self._has_repeated = False  # one item at least was given all its tries
        self._pauses = 0  # in a row
        self.outcomes: list[Union[Done, AsyncopsError, None]] = [None] * len(items)

    def run(self) -> None:
        """Fills the outcomes.

        :raises Interrupted: a signal came; nothing is sent any more.
        """
        count = len(self._items)
        if count >= PARALLEL_FROM:
            if self._reads:
                self._do_first_time(0)  # what is refused there need not be asked 8 times
            self._run_in_threads(range(int(self._reads), count))
        if self._options is None:
            self._do_the_rest()
        else:
            for index in self._not_begun():
                self._do_first_time(index)
        for index in self._not_begun():
            if self._holding is not None:
                message = "it was not asked for, after another request failed: %s"
                self.outcomes[index] = self._holding.with_message(message % self._holding.message)

    def _not_begun(self) -> list[int]:
        return [index for index, outcome in enumerate(self.outcomes) if outcome is None]

    def _run_in_threads(self, indexes: Iterable[int]) -> None:
        todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        done: queue.SimpleQueue[Optional[BaseException]] = queue.SimpleQueue()
        for index in indexes:
            todo.put(index)
        is_whole = False
        try:
            for number in range(THREADS):
                start("asyncops-%d" % number, self._work_off, todo, done)
            for _number in range(THREADS):
                defect = done.get()
                if defect is not None:
                    raise defect
            is_whole = True
        finally:
            if not is_whole:
                self._is_interrupted = True
                self._client.session.close()  # what threads have in hand stays unsent

    def _work_off(
        self,
        todo: queue.SimpleQueue[int],
        done: queue.SimpleQueue[Optional[BaseException]],
    ) -> None:
        defect: Optional[BaseException] = None
        try:
            while not self._is_interrupted:
                self._do_first_time(todo.get_nowait())
        except queue.Empty:
            pass
        except DEFECTS as exc:
            defect = exc  # the main thread raises it
        finally:
            done.put(defect)

    def _do_first_time(self, index: int) -> None:
        if self._holding is None:
            self._do(index, self._options or SendOptions(retries=0))

    def _do(self, index: int, options: Optional[SendOptions]) -> None:
        if self._over is not None:
            self.outcomes[index] = self._over
            return
        try:
            self.outcomes[index] = self._work(self._items[index], options)
        except AsyncopsError as exc:
            self.outcomes[index] = exc
            if _holds_all(exc):
                self._holding = exc
            if self._reads and is_for_all(exc):
                self._over = exc

    def _do_the_rest(self) -> None:
        retries = self._client.session.transport.connection.request_retries
        failed = [self._may_repeat(outcome) for outcome in self.outcomes]
        again = {index for index, may_repeat in enumerate(failed) if may_repeat and retries}
        if again and self._holding is None:
            self._context.sleep(backoff(1, self._context.random))
        for index in sorted(again.union(self._not_begun())):
            if not self._may_go_on():
                return
            self._do(index, SendOptions(retries=retries - 1) if index in again else None)
            self._has_repeated = True

    def _may_go_on(self) -> bool:
        """Makes the pause that was asked for; False where there is no point in going on."""
        error, self._pauses = self._holding, self._pauses + 1
        if error is None:
            self._pauses = 0
            return True
        if self._pauses > MAX_PAUSES or (self._has_repeated and self._is_unreachable()):
            return False
        self._holding = None
        seconds = error.retry_after
        if seconds is None:
            seconds = backoff(self._pauses, self._context.random)
        deadline = self._client.session.deadline
        if deadline is not None and self._context.clock() + seconds >= deadline:
            return False
        self._context.sleep(seconds)
        return True

    def _is_unreachable(self) -> bool:
        known = [outcome for outcome in self.outcomes if outcome is not None]
        return all(isinstance(one, TransportError) and not one.sent for one in known)

    def _may_repeat(self, outcome: object) -> bool:
        if not isinstance(outcome, AsyncopsError) or outcome.final:
            return False
        if isinstance(outcome, TransportError):
            return self._reads or not outcome.sent
        if isinstance(outcome, RateLimited):
            return True
        return self._reads and isinstance(outcome, ApiError) and outcome.status in RETRY_STATUSES


def _holds_all(error: AsyncopsError) -> bool:
    """Whether there is no point in asking for another job now."""
    if isinstance(error, TransportError):
        return not error.sent
    return isinstance(error, RateLimited) or (error.status == 503 and error.retry_after is not None)


def is_for_all(error: AsyncopsError) -> bool:
    """Whether what went wrong for one job will for all: the credentials are refused (403 may be
    about the one job).
    """
    return isinstance(error, AuthError) and error.status != 403
