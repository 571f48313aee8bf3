# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes the looks: one by one, through up to 8 threads, or by one list for all. Private to asyncops.jobs."""
from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, Optional, Union

from .._model.errors import ApiError, AsyncopsError, AuthError, RateLimited, TransportError
from .client import Client
from .ref import Look
from .watch import Watch

THREADS = 8
AHEAD = 8  # looks handed over beyond those under way, so that no thread idles
LIST_FROM = 4  # open jobs from which asking a list is tried
# None: the look was not taken, since the origin has meanwhile asked to be left alone.
Answer = Union[Look, AsyncopsError, None]


class Told(NamedTuple):
    """What a list told: looks by job, the jobs it did not tell of, or the error that came instead."""

    looks: list[tuple[Watch, Look]]
    missing: list[Watch]
    error: Optional[AsyncopsError] = None
    hint: Optional[float] = None
    received: float = 0.0


class Lookers:
    """Looks at jobs, each look bounded by ``limit``, an instant of the clock. Errors are answers here."""

    def __init__(self, client: Client, watches: Sequence[Watch]) -> None:
        self._client = client
        self._pool: Optional[ThreadPoolExecutor] = None
        self._running: dict[Future[Answer], Watch] = {}
        self._done: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
        self.held_until = 0.0  # an origin told to wait waits as a whole
        self._list_cost = 1 if self._can_list(watches) else 0  # requests the last list took; 0: lists are of no use

    def __enter__(self) -> Lookers:
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._pool:
            self._pool.shutdown(wait=True)

    @property
    def busy(self) -> bool:
        """True while looks are under way in threads."""
        return bool(self._running)

    @property
    def free(self) -> int:
        """How many more looks may be started now."""
        return THREADS + AHEAD - len(self._running)

    def prefer_list(self, open_jobs: int) -> bool:
        """True when the pages of a list are fewer requests than the open jobs one by one."""
        return bool(self._list_cost) and open_jobs >= max(LIST_FROM, self._list_cost + 1)

    def _can_list(self, watches: Sequence[Watch]) -> bool:
        provider = self._client.provider
        section = provider["list"]
        return bool(section and section["poll"] and not section["expand"]
                    and all(watch.ref.provider is provider for watch in watches)
                    and not any(one["required"] for one in provider["filters"].values()))

    def look(self, watch: Watch, limit: float) -> Answer:
        """One look, now, in this thread."""
        if self._client.exchange.transport.clock() < self.held_until:
            return None
        url, watch.poll_url = watch.poll_url, None
        try:
            # retries=0: when to ask again after a failure is the waiter's to say.
            return self._client.look(watch.ref, url=url, retries=0, deadline=limit)
        except TransportError as exc:
            # A long poll that ends without an answer has nothing new to tell.
            return Look(None, 0.0, self._client.exchange.transport.clock(), watch.ref) if url else exc
        except AsyncopsError as exc:
            return exc

    def start(self, watch: Watch, limit: float) -> None:
        """Begins a look in a thread; ``collect`` brings its answer."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="asyncops")
        watch.running = True
        future = self._pool.submit(self.look, watch, limit)
        self._running[future] = watch
        future.add_done_callback(self._done.put)

    def collect(self, patience: Optional[float]) -> list[tuple[Watch, Answer]]:
        """The answers that are there, after waiting at most ``patience`` seconds for the first (None: as long as it takes)."""
        answers: list[tuple[Watch, Answer]] = []
        try:
            future = self._done.get(timeout=patience)
            while True:
                watch = self._running.pop(future)
                watch.running = False
                answers.append((watch, future.result()))
                future = self._done.get_nowait()
        except queue.Empty:
            return answers

    def ask_list(self, watches: Sequence[Watch], limit: float) -> Told:
        """One list for all. A job that it does not tell of is to be looked at singly before anything is concluded."""
        waiting = {watch.ref.id: watch for watch in watches}
        listing = self._client.jobs(wanted=waiting, retries=0, deadline=limit)
        found: list[tuple[Watch, Look]] = []
        try:
            for job in listing:
                watch = waiting.pop(job.id, None)
                if watch:
                    job.href = job.href or watch.ref.href
                    found.append((watch, Look(job, None, 0.0, watch.ref)))
        except TransportError as exc:
            return Told([], [], exc)
        except AsyncopsError as exc:
            status = exc.details.get("http_status") or 0
            if isinstance(exc, (AuthError, RateLimited)) or (isinstance(exc, ApiError) and status >= 500):
                return Told([], [], exc)
            self._list_cost = 0  # this system's list is not for us
            return Told([], list(watches))
        self._list_cost = max(1, listing.requests)
        looks = [(watch, look._replace(hint=listing.hint, received=listing.received)) for watch, look in found]
        return Told(looks, list(waiting.values()), None, listing.hint, listing.received)
