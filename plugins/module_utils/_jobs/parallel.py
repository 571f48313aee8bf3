# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same work for each of several jobs: few one after the other, many through threads. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Generic, Optional, TypeVar, Union

from .._model.errors import ApiError, AsyncopsError, AuthError, RateLimited, TransportError
from .._wire.request import SendOptions
from .._wire.retry import RETRY_STATUSES, backoff
from .client import Client
from .context import Context

THREADS = 8
PARALLEL_FROM = 4  # items; fewer are done in their order

Item = TypeVar("Item")
Done = TypeVar("Done")


class ForEach(Generic[Item, Done]):
    """Does ``work`` for each item. One failure hinders no other, and what came of each stands in
    ``outcomes`` (None: not begun), in the order of the items, also after an interruption.

    In threads nothing is repeated: what may be repeated, and what the system's wish for a pause
    (429, 503) held back, is done one after the other once that pause is over.

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
        self._holding: Optional[AsyncopsError] = None  # the wish for a pause
        self._over: Optional[AsyncopsError] = None  # the error that is the outcome of all others
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
            return
        for index in range(count):
            if self.outcomes[index] is None:
                self._do_first_time(index)
            if self.outcomes[index] is None and self._holding is not None:
                message = "it was not asked for, because the system wants a pause"
                self.outcomes[index] = self._holding.with_message(message)

    def _run_in_threads(self, indexes: Iterable[int]) -> None:
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="asyncops")
        is_whole = False
        try:
            for future in [pool.submit(self._do_first_time, index) for index in indexes]:
                future.result()
            is_whole = True
        finally:
            if not is_whole:
                self._client.session.close()  # what threads have in hand stays unsent
            pool.shutdown(wait=is_whole, cancel_futures=True)

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
            if isinstance(exc, RateLimited) or (exc.status == 503 and exc.retry_after):
                self._holding = exc
            if self._reads and is_for_all(exc):
                self._over = exc

    def _do_the_rest(self) -> None:
        retries = self._client.session.transport.connection.request_retries
        errors = [one for one in self.outcomes if isinstance(one, AsyncopsError)]
        again = [one for one in errors if retries and self._may_repeat(one)]
        if again or self._holding is not None:
            self._context.sleep(self._pause(errors))
        for index, outcome in enumerate(self.outcomes):
            if outcome is None:
                self._do(index, None)
            elif any(outcome is one for one in again):
                self._do(index, SendOptions(retries=retries - 1))

    def _may_repeat(self, error: AsyncopsError) -> bool:
        if error.final:
            return False
        if isinstance(error, TransportError):
            return self._reads or not error.sent
        if isinstance(error, RateLimited):
            return True
        return self._reads and isinstance(error, ApiError) and error.status in RETRY_STATUSES

    def _pause(self, errors: Sequence[AsyncopsError]) -> float:
        asked = [one.retry_after for one in errors if one.retry_after is not None]
        return max(asked) if asked else backoff(1, self._context.random)


def is_for_all(error: AsyncopsError) -> bool:
    """Whether what went wrong for one job will for all: the credentials are refused (403 may be
    about the one job).
    """
    return isinstance(error, AuthError) and error.status != 403
