# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ended jobs a list tells too little of. Private to asyncops.jobs.

The records of a list are often poorer than what a look at the job itself answers: no reason, no
times, no result. A job that a list shows as ended is looked at once more where its record lacks a
key that the definition reads; where no look can be had, the list's word counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .._model.errors import DecodeError, NotFound
from .._model.job import Job
from .._model.path import KeyPath, Path
from .._model.provider import Provider
from .poll import PollResult
from .pollers import Answer
from .tracked_job import TrackedJob, is_final

MAX_LOOKS = 3  # at one job
_STATE, _REASON = "state", "reason"
# Looks at jobs of one state that found a key missing there, too: the system does not tell it.
_ENOUGH = 3


class ListedRecords:
    """Compares what lists tell of ended jobs with what look-ups do."""

    def __init__(self, provider: Provider) -> None:
        self._places = [] if _is_full(provider) else list(_places(provider))
        self._untold: Counter[tuple[str, str]] = Counter()

    @property
    def is_poor(self) -> bool:
        """Whether a list may tell less of an ended job than a look does."""
        return bool(self._places)

    def note(self, tracked: TrackedJob, poll: Answer) -> bool:
        """Whether a list shows a job ended and tells too little of it; then it is noted there."""
        if not isinstance(poll, PollResult) or poll.job is None or not poll.job.finished:
            return False
        if not self._tells_too_little(poll.job, tracked):
            return False
        tracked.listed = poll
        return True

    def needs_look(self, tracked: TrackedJob) -> bool:
        """Whether a look at a job that was noted would still tell more: others may have shown
        meanwhile that it would not.
        """
        job = tracked.listed.job if tracked.listed else None
        return job is not None and self._tells_too_little(job, tracked)

    def of_both(self, tracked: TrackedJob, answer: Answer, may_look_again: bool) -> Answer:
        """What counts of a job that was noted: what a look at it tells, else the list's word.

        :param answer: what the look brought.
        :param may_look_again: whether there is time for another.
        """
        listed = tracked.listed
        tracked.looks += answer is not None
        if isinstance(answer, PollResult) and answer.job is not None:
            if answer.job.finished:
                lacks = self._lacks(answer.job)
                self._untold.update((answer.job.state, name) for name in lacks)
            tracked.listed = None
            return answer
        if may_look_again and tracked.looks < MAX_LOOKS and _may_pass(answer):
            return answer
        tracked.listed = None
        return listed

    def _tells_too_little(self, job: Job, tracked: TrackedJob) -> bool:
        if tracked.looks >= MAX_LOOKS:
            return False
        return any(self._may_be_told(job, name) for name in self._lacks(job))

    def _lacks(self, job: Job) -> list[str]:
        return [
            name
            for name, paths in self._places
            if not any(_is_there(path, job.raw) for path in paths)
        ]

    def _may_be_told(self, job: Job, name: str) -> bool:
        # Whether it succeeded and why it did not are of each job anew: many systems leave a key out
        # that has no value.
        if name == _STATE:
            return True
        if name == _REASON:
            return job.state != "succeeded"
        return self._untold[job.state, name] < _ENOUGH


def _may_pass(answer: Answer) -> bool:
    """Whether another look may bring more than what came instead of an answer."""
    if isinstance(answer, (PollResult, NotFound, DecodeError)):
        return False
    return answer is None or not is_final(answer)


def _is_full(provider: Provider) -> bool:
    return provider.list is None or provider.list.full or provider.get.from_list


def _places(provider: Provider) -> Iterator[tuple[str, Sequence[Path]]]:
    """What the definition reads of an ended job, by name, and where it may stand."""
    reader = provider.job
    for rule in reader.state.rules:
        for condition in rule.when:
            if condition.paths:
                yield _STATE, condition.paths
    for name, field in reader.plain:
        if field.paths and name != "progress":
            yield name, field.paths
    if reader.messages:
        yield "messages", reader.messages.paths
    if reader.outputs:
        yield "outputs", reader.outputs.paths
    href = [source.path for source in reader.result_href if source.path is not None]
    if href:
        yield "result", href
    if provider.result and provider.result.inline:
        yield "inline", provider.result.inline


def _is_there(path: Path, record: Any) -> bool:
    """Whether a record has a place, if only with null in it."""
    if not isinstance(path, KeyPath):
        return path.value(record) is not None
    for key in path.keys:
        if not isinstance(record, dict):
            return record is None  # null where the place would be: there is nothing
        if key not in record:
            return False
        record = record[key]
    return True
