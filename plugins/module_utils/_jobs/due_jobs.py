# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in the order in which they are to be polled. Private to asyncops.jobs."""

from __future__ import annotations

import heapq
from typing import Optional

from .tracked_job import TrackedJob


class DueJobs:
    """A heap. An entry counts only as long as its job has the due time that it was put in with.

    :param apart: only jobs that are looked at apart from the list.
    """

    def __init__(self, apart: bool = False) -> None:
        self._heap: list[tuple[float, int, TrackedJob]] = []
        self._number = 0  # only breaks ties
        self._apart = apart

    def __len__(self) -> int:
        """How many there are at the most."""
        self._drop_stale()
        return len(self._heap)

    def push(self, tracked: TrackedJob) -> None:
        """One more, due when it says."""
        self._number += 1
        heapq.heappush(self._heap, (tracked.due, self._number, tracked))

    def next_due(self) -> float:
        """When the first is due; infinite where there is none."""
        self._drop_stale()
        return self._heap[0][0] if self._heap else float("inf")

    def take(self, now: float) -> Optional[TrackedJob]:
        """The first, if it is due."""
        if self.next_due() > now:
            return None
        return heapq.heappop(self._heap)[2]

    def _drop_stale(self) -> None:
        """Entries that were overtaken: by a list, a later poll or a removal."""
        while self._heap and self._is_stale(*self._heap[0]):
            heapq.heappop(self._heap)

    def _is_stale(self, due: float, _number: int, tracked: TrackedJob) -> bool:
        if self._apart and not tracked.is_apart:
            return True
        over = tracked.finished or tracked.is_removed
        return over or tracked.is_polled_now or due != tracked.due
