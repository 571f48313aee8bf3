# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the system wants to be asked again, as looks at jobs tell it: it holds for a list that does
not say. Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

from .poll import PollResult
from .pollers import Answer
from .tracked_job import TrackedJob


class Hints:
    """What looks at jobs have told; seconds from an answer."""

    def __init__(self) -> None:
        self._last: Optional[float] = None
        self._has_looked = False

    def note(self, tracked: TrackedJob, answer: Answer) -> None:
        """Takes in what a look at a job was answered."""
        if isinstance(answer, PollResult):
            tracked.hint = answer.retry_after
            self._last = self._last if answer.retry_after is None else answer.retry_after
        elif answer is not None:
            tracked.hint = answer.retry_after

    def of(self, jobs: Iterable[TrackedJob]) -> Optional[float]:
        """Of these jobs the soonest, else what was told of one that has ended since."""
        return min((one.hint for one in jobs if one.hint is not None), default=self._last)

    def with_hint(
        self, tracked: TrackedJob, poll: PollResult, soonest: Optional[float]
    ) -> PollResult:
        """What a list told of a job, with the job's own hint where the list has none.

        :param soonest: of all jobs of the list.
        """
        if poll.retry_after is not None:
            return poll
        return poll._replace(retry_after=soonest if tracked.hint is None else tracked.hint)

    def to_look_at(self, jobs: Sequence[TrackedJob]) -> Optional[TrackedJob]:
        """A job to look at for a hint, once in a wait; None where one is known, or none was told.

        :param jobs: that have not ended.
        """
        if self._has_looked:
            return None
        one = next((one for one in jobs if one.was_polled and not one.listed), None)
        if one is not None:
            self._has_looked = True
        return one if self.of(jobs) is None else None
