# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job that is waited for. Private to asyncops.jobs."""

from __future__ import annotations

import copy
from collections.abc import Container
from typing import NamedTuple, Optional

from .._model.errors import (
    ApiError,
    AsyncopsError,
    AuthError,
    DecodeError,
    NotFound,
    RateLimited,
    TransportError,
)
from .._model.job import Job
from .._model.text import printable
from .pace import Pace
from .poll import JobRef, PollResult

UNREADABLE_MAX = 3  # responses in a row that cannot be read end a wait
TOLERATED = frozenset((408, 425, 429, 500, 502, 503, 504))  # statuses that pass


class TrackedJob:
    """What is known of a job, and when to poll it again (``due``, an instant of the clock)."""

    __slots__ = (
        "ref",
        "asked",
        "job",
        "due",
        "pace",
        "grace_until",
        "poll_url",
        "was_seen",
        "was_polled",
        "was_submitted",
        "paced_by_server",
        "is_rate_limited",
        "had_last_poll",
        "is_polled_now",
        "is_removed",
        "is_apart",
        "unreadable",
        "failure",
        "hint",
        "listed",
        "looks",
        "until",
    )

    def __init__(
        self, poll: PollResult, due: float, pace: Pace, until: Container[str] = ()
    ) -> None:
        self.ref: JobRef = poll.ref
        self.asked = poll.ref.asked
        self.job: Optional[Job] = poll.job
        self.due = due
        self.pace = pace
        self.grace_until = due  # not found before this instant means: not there yet
        self.poll_url: Optional[str] = None
        self.was_seen = (
            False  # the system has shown it to us, so that "not found" means that it went
        )
        self.was_polled = False  # a poll of this wait has shown what it is
        self.was_submitted = False  # by us, just now
        self.paced_by_server = False  # the server set the due time
        self.is_rate_limited = False  # by a 429 or 503: the due time is not to be undercut
        self.had_last_poll = False  # the deadline cut its poll short: that was the last one
        self.is_polled_now = False  # in a thread
        self.is_removed = False
        self.is_apart = False  # the list does not show it: it is looked at when the budget allows
        self.unreadable = 0  # responses in a row that could not be read
        self.failure: Optional[AsyncopsError] = None
        self.hint = poll.retry_after  # what the last answer about this job alone asked for
        self.listed: Optional[PollResult] = None  # a list shows it ended; a look is to tell more
        self.looks = 0  # how often that was tried
        self.until = until  # active states at which there is nothing more to wait for

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to wait for."""
        if self.job is None or not self.was_polled:
            return False
        return self.job.finished or self.job.state in self.until

    @property
    def why_then(self) -> str:
        """Why it is polled at ``due`` and not sooner."""
        if self.paced_by_server:
            return "server's Retry-After"
        return "the last poll failed" if self.failure else "own pace"

    def known(self) -> Job:
        """The job as last read, or what little is known of it."""
        return self.job or Job(self.ref.id, self.ref.provider.name, href=self.ref.href)

    def answered(self, poll: PollResult, after_stop: bool) -> None:
        """Takes in what a poll brought.

        :param after_stop: the job was stopped by us.
        """
        has_moved = poll.ref.href != self.ref.href
        if has_moved:
            self.pace.restart(poll.received)
        self.ref = poll.ref
        self.poll_url = poll.poll_url
        if poll.job is not None and poll.job.gathered is not None:
            from .gathering import join

            join(self.job, poll.job)
        self.job = poll.job or self.job
        self.was_seen = self.was_polled = True
        self.unreadable = 0
        self.failure = None
        self.is_rate_limited = False
        self.due = poll.received + self.pace.after_response(poll.retry_after, poll.received)
        self.paced_by_server = poll.retry_after is not None
        if has_moved:  # it is maybe not there yet
            grace_until = self.due + self.ref.provider.vanished.grace
            self.grace_until = max(self.grace_until, grace_until)
        stop = self.ref.provider.stop
        if stop is None or self.job is None or not after_stop:
            return
        if self.job.finished and self.job.state in stop.stopped_as:
            self.job.state = "stopped"

    def not_found(self, error: NotFound, now: float, after_stop: bool) -> None:
        """Takes in that the system does not know the job: it vanished, or is not there yet."""
        self.failure = error
        if now < self.grace_until:
            self.due = now + self.pace.after_response(error.retry_after, now)
            self.paced_by_server = error.retry_after is not None
            return
        vanished = self.ref.provider.vanished
        job = copy.copy(self.known())  # the job of an earlier Change stays as it was
        if after_stop:
            job.state = vanished.after_stop
        elif self.was_seen or self.was_submitted:
            job.state = vanished.state  # a submit was answered: it was there, however short
        else:
            job.state = "lost"
        more = " any more" if self.was_seen else ""
        if not job.reason:
            text = "the system does not know the job%s: %s" % (more, error.message)
            job.reason = printable(text)  # it may quote an id of the system
        self.job = job
        self.was_polled = True

    def failed(self, error: AsyncopsError, now: float, pace: Pace, endures: bool = False) -> None:
        """Takes in a failed poll.

        :param pace: says when to try again.
        :param endures: it is tried again whatever it was.
        :raises AsyncopsError: the error itself, where no further poll would mend it.
        """
        if isinstance(error, DecodeError):
            self.unreadable += 1
        if not endures and (is_final(error) or self.unreadable >= UNREADABLE_MAX):
            raise error
        self.failure = error
        self.due = now + pace.after_failure(error.retry_after)
        self.paced_by_server = error.retry_after is not None
        unavailable = error.status == 503 and error.retry_after is not None
        self.is_rate_limited = isinstance(error, RateLimited) or unavailable


class Change(NamedTuple):
    """A poll that brought something new. ``before`` is None where nothing was known of the job."""

    tracked: TrackedJob
    before: Optional[Job]
    now: Job


def differ(before: Optional[Job], now: Job) -> bool:
    """Whether a poll brought something new of a job."""
    if before is None:
        return True
    old = (before.state, before.status, before.progress, before.reason)
    return old != (now.state, now.status, now.progress, now.reason)


def is_final(error: AsyncopsError) -> bool:
    """Whether no further poll would mend a failure."""
    if error.final:
        return True
    if isinstance(error, (TransportError, DecodeError, RateLimited)):
        return False
    if isinstance(error, AuthError) or not isinstance(error, ApiError):
        return True
    return error.status not in TOLERATED
