# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of `once` in a system that knows such keys (`submit.once`). Private to asyncops.jobs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Callable

from .._model import retry_after, times
from .._model.errors import ApiError, NotFound
from .client import Client
from .context import Context
from .finding import began_at
from .poll import PollResult
from .submission import Submission, Submitter

_MOST = 50  # jobs of one key that have failed
# Seconds. A job that is older than its submit was there before.
_OLDER = 5.0

SubmitWith = Callable[[str], tuple[Submission, Submitter]]


class KeyedOnce:
    """A submit that the system itself carries out once for a key.

    The system keeps no key for a second job: where the first has failed, ``KEY-2`` takes its
    place, and so on, which every machine finds out alike.

    :param fails: whether jobs have ended so that others are to be started.
    :ivar resumed: whether the job was there before.
    """

    def __init__(
        self, client: Client, context: Context, key: str, fails: Callable[[Sequence[str]], bool]
    ) -> None:
        self._client = client
        self._context = context
        self._key = key
        self._fails = fails
        self.resumed = False

    def submission(self, submit: SubmitWith) -> Submission:
        """Submits, until there is a job that has not failed."""
        for number in itertools.count(1):
            sent_at = self._context.now()
            key = self._key if number == 1 else "%s-%d" % (self._key, number)
            submission, submitter = submit(key)
            if not submission.polls:
                return submission
            polls = [self._look(poll) for poll in submission.polls]
            self.resumed = submitter.was_taken or self._is_older(submission, polls, sent_at)
            jobs = [poll.job for poll in polls if poll.job]
            has_ended = all(job.finished for job in jobs)
            if not (self.resumed and has_ended and self._fails([job.state for job in jobs])):
                return Submission(polls, submission.decoded)
            if number >= _MOST:
                break
        message = "once: %d jobs of this key have failed; give it another key"
        raise ApiError(message % _MOST)

    def _look(self, poll: PollResult) -> PollResult:
        if poll.job is not None and poll.job.finished:
            return poll
        try:
            return self._client.poll(poll.ref)
        except NotFound:
            return poll  # not there yet

    def _is_older(self, submission: Submission, polls: list[PollResult], sent_at: float) -> bool:
        """Whether the jobs had begun before the request was sent, by the system's clock."""
        response = submission.decoded.response
        parsed = retry_after.parse_date((response.date or "").strip())
        if parsed is None:
            return False
        skew = times.to_epoch(parsed[0].isoformat() + "Z") - self._context.now()
        began = [began_at(poll.job) if poll.job else None for poll in polls]
        return all(when is not None and when < sent_at + skew - _OLDER for when in began)
