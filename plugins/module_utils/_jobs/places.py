# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in a list the jobs stand that are waited for, so that a poll reads no further than them.
Private to asyncops.jobs.

A list that shows the newest jobs first is read from its beginning until all are found. One that
shows the oldest first and is paged by offset is read from its end the first time, and after that
only where the jobs stood; which it is, its first page tells. What is not found so is looked at
singly by the caller: nothing is concluded from a part of a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional, Union

from .._model.compiled.page.pager import Pager
from .._model.compiled.page.windows import WindowPager
from .._model.errors import ConfigError
from .._model.job import Job
from .._model.values import number
from .._wire.request import SendOptions
from .client import Client
from .listing import Listing, ListQuery, pager_of
from .pages import Page
from .poll import JobRef

_LEAST = 100  # items to ask for
_MARGIN = 50  # items that may have come or gone between two polls
_TIMES = frozenset(("submitted_at", "started_at"))


class Places:
    """Reads a list for jobs, and remembers where they stood.

    :raises Unsupported: there is no list.
    :ivar requests: that the next list takes, as far as is known.
    :ivar unlisted: ids of jobs that are not in the list, though all of it was read.
    """

    def __init__(self, client: Client) -> None:
        template = client.provider.list
        if template is None:
            raise client.provider.lacks("list")
        self._client = client
        self._template = template
        # Where the list is the only look-up, all that it holds counts.
        self._may_stop = not client.provider.get.from_list
        page = template.page
        self._has_offsets = self._may_stop and page.type == "offset" and not page.next
        self._positions: dict[str, int] = {}  # by id, in the last list
        self._is_oldest_first = False
        self._most = page.size  # items that the system gives at a time
        self.requests = 1
        self.unlisted: set[str] = set()

    def read(self, ids: Iterable[str], options: SendOptions) -> tuple[Listing, Iterator[Job]]:
        """A list, and the jobs of these ids in it: iterate over them."""
        wanted = set(ids)
        self._positions = {
            job_id: place for job_id, place in self._positions.items() if job_id in wanted
        }
        query = ListQuery(ids=wanted, pager=self._pager(wanted))
        listing = self._client.jobs(query, options=options)
        return listing, self._jobs(listing, wanted)

    def _jobs(self, listing: Listing, wanted: set[str]) -> Iterator[Job]:
        found: dict[str, int] = {}
        needed = 0  # pages up to the last that held one of them
        sought = wanted - self.unlisted

        def reads_on(page: Page) -> bool:
            if not self._may_stop:
                return True
            if listing.requests == 1 and self._has_offsets:
                self._look_at_first(listing.pager, page)
            return not sought.issubset(found)

        listing.reads_on = reads_on
        for job in listing:
            if job.id in wanted:
                found[job.id] = listing.position
                needed = listing.requests
                yield job
        self._note(listing, wanted, found, needed or listing.requests)

    def _note(self, listing: Listing, wanted: set[str], found: dict[str, int], needed: int) -> None:
        missing = wanted.difference(found)
        if listing.is_whole or not missing - self.unlisted:
            self.unlisted = missing
            self._positions = found
        else:
            self._positions = {}  # they have moved: to be looked for anew
        self.requests = needed
        windows = self._windows()
        if windows:
            self.requests = len(windows[0])

    def _look_at_first(self, pager: Pager, page: Page) -> None:
        """Notes how long pages are and which jobs they begin with."""
        if self._positions and self._is_oldest_first:
            return  # it was none that the list begins with
        items = page.items
        if pager.total is not None and len(items) < min(pager.size, pager.total):
            self._most = max(1, len(items))
        if len(items) > 1:
            first, last = self._age_of(page, items[0]), self._age_of(page, items[-1])
            if first is not None and type(first) is type(last):
                self._is_oldest_first = first < last  # type: ignore[operator]
        if self._is_oldest_first and isinstance(pager, WindowPager):
            pager.from_end = pager.total is not None

    def _age_of(self, page: Page, record: Any) -> Union[str, float, None]:
        """What a record is ordered by: the time it began, else the number it is called by."""
        if not isinstance(record, dict):
            return None
        provider = self._client.provider
        ref = JobRef("", "", None, provider)
        try:
            job = self._client.reader.read(ref, record, page.decoded, _TIMES)
        except ConfigError:
            return None
        return job.submitted_at or job.started_at or number(provider.job.named(record))

    def _pager(self, wanted: set[str]) -> Optional[Pager]:
        if not self._may_stop:
            return None
        size = self._size(wanted)
        if not self._has_offsets:
            return pager_of(self._template, size)
        template, windows = self._template, self._windows()
        starts, length = windows if windows else ((), size or self._most)
        return WindowPager(template.page, template.total, length, starts)

    def _size(self, wanted: set[str]) -> Optional[int]:
        """Items to ask for at a time, in a list that is read from its beginning."""
        depth = max(self._positions.values(), default=-1) + 1
        if depth:
            return max(_LEAST, depth + depth // 4 + _MARGIN)
        return None if self._template.limit_name else max(_LEAST, 2 * len(wanted))

    def _windows(self) -> Optional[tuple[list[int], int]]:
        """Where pages begin that hold the jobs, and how long they are, in a list that begins with
        the oldest; None where it is read from its beginning.
        """
        if not (self._is_oldest_first and self._positions):
            return None
        places = sorted(self._positions.values())
        span = places[-1] - places[0] + 2 * _MARGIN
        length = min(self._most, max(_LEAST, span))
        # What leaves such a list leaves its beginning, so that jobs move towards it.
        margin = min(_MARGIN, length // 2)
        starts: list[int] = []
        for place in places:
            if not starts or place >= starts[-1] + length:
                starts.append(max(0, place - margin))
        return starts, length
