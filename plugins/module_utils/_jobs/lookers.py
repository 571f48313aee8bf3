# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes the looks: one by one, through up to 8 threads, or by one list for all. Private to asyncops.jobs."""
from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Generator, Iterator, Optional, Sequence, Union

from .._model.errors import ApiError, AsyncopsError, NotFound, TransportError
from .client import Client
from .ref import Look

if TYPE_CHECKING:
    from .waiter import Watch

THREADS = 8
LIST_FROM = 4  # open jobs from which asking a list is tried
Answer = Union[Look, AsyncopsError]


class Lookers:
    """Looks at jobs. ``take`` gives each answer, or the error that came instead, as it arrives."""

    def __init__(self, client: Client, watches: Sequence[Watch]) -> None:
        self._client = client
        self._pool: Optional[ThreadPoolExecutor] = None
        self._running: dict[Future[Answer], Watch] = {}
        self._list_cost = 1 if self._can_list(watches) else 0  # requests a list took the last time; 0 = never list

    def __enter__(self) -> Lookers:
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._pool:
            self._pool.shutdown(wait=True)

    @property
    def busy(self) -> bool:
        """True while looks are under way in threads."""
        return bool(self._running)

    def _can_list(self, watches: Sequence[Watch]) -> bool:
        provider = self._client.provider
        section = provider["list"]
        return bool(section and section["poll"] and not section["expand"] and len(watches) >= LIST_FROM
                    and all(watch.ref.provider is provider for watch in watches)
                    and not any(one["required"] for one in provider["filters"].values()))

    def take(self, due: Sequence[Watch], limit: float, patience: float) -> Iterator[tuple[Watch, Answer]]:
        """Looks at the jobs that are due.

        :param limit: the instant at which every look has to end.
        :param patience: seconds until another job is due; looks still under way then are taken next time.
        """
        rest = list(due)
        if self._list_cost and len(rest) >= max(LIST_FROM, self._list_cost + 1) and not self._running:
            rest = yield from self._from_list(rest, limit)
        if len(rest) + len(self._running) <= 1 and not self._running:
            for watch in rest:
                yield watch, self._look(watch, limit)
            return
        yield from self._from_threads(rest, limit, patience)

    def _look(self, watch: Watch, limit: float) -> Answer:
        url, watch.poll_url = watch.poll_url, None
        try:
            # retries=0: when to ask again after a failure is the waiter's to say.
            return self._client.look(watch.ref, url=url, retries=0, deadline=limit)
        except TransportError as exc:
            if url:
                return Look(None, 0.0, exc.details.get("at", 0.0), watch.ref)
            return exc
        except AsyncopsError as exc:
            return exc

    def _from_threads(self, due: list[Watch], limit: float, patience: float) -> Iterator[tuple[Watch, Answer]]:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="asyncops")
        for watch in due:
            self._running[self._pool.submit(self._look, watch, limit)] = watch
            watch.running = True
        done, _rest = wait(self._running, timeout=patience, return_when=FIRST_COMPLETED)
        for future in done:
            watch = self._running.pop(future)
            watch.running = False
            yield watch, future.result()

    def _from_list(self, due: list[Watch], limit: float) -> Generator[tuple[Watch, Answer], None, list[Watch]]:
        """One list for all; returns the jobs it did not tell of, to be looked at singly before anything is concluded."""
        waiting = {watch.ref.id: watch for watch in due}
        listing = self._client.jobs(wanted=set(waiting), retries=0, deadline=limit)
        found: list[tuple[Watch, Look]] = []
        try:
            for job in listing:
                watch = waiting.pop(job.id, None)
                if watch:
                    found.append((watch, Look(job, None, 0.0, watch.ref)))
        except (ApiError, TransportError) as exc:
            if isinstance(exc, NotFound) or exc.details.get("http_status") in (400, 403, 405, 501):
                self._list_cost = 0  # this system's list is not for us
                return due
            for watch in due:
                yield watch, exc
            return []
        self._list_cost = listing.requests
        for watch, look in found:
            yield watch, look._replace(hint=listing.hint, received=listing.received)
        return list(waiting.values())
