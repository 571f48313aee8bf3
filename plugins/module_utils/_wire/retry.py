# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and how long that waits. Private to asyncops.jobs.

Retry is not poll: this repeats a request that failed, not one whose job is not done.
"""

from __future__ import annotations

from typing import BinaryIO, Callable, Optional, cast

from .._model.errors import TransportError
from .request import Classifier, Request, SendOptions, Sink
from .response import Response
from .retry_after import RetryAfterReader

# Of these RFC 9110 section 15 or RFC 6585 says that the request may be repeated, if it is safe.
RETRY_STATUSES = frozenset((408, 425, 429, 500, 502, 503, 504))
# A request that was turned away has had no effect, whatever its method.
UNPROCESSED_STATUSES = frozenset((429,))
# Seconds; the first ceiling, which doubles with each try, and the last.
BACKOFF_BASE = 0.5
BACKOFF_MAX = 30.0
_MAX_DOUBLINGS = 16


def backoff(tries: int, random: Callable[[], float]) -> float:
    """Seconds to wait after the n-th try: full jitter below a ceiling that doubles and is capped.

    :param random: a number in [0, 1).
    """
    doublings = min(tries - 1, _MAX_DOUBLINGS)
    return random() * min(BACKOFF_BASE * 2.0**doublings, BACKOFF_MAX)


class StatusClassifier:
    """The Classifier of a system that has no words of its own: the HTTP status says it all."""

    def __init__(self, retry_after: RetryAfterReader) -> None:
        self._retry_after = retry_after

    def error_kind(self, response: Response) -> Optional[str]:
        """None: left to the status."""
        return None

    def retry_after(self, response: Response) -> Optional[float]:
        """Seconds from the response, bounded."""
        return self._retry_after.of(response)


class Retry:
    """The tries of one request: what may be repeated is, within ``retries`` and the deadline.

    A repeatable request is sent again after failures in transport and after ``RETRY_STATUSES``;
    any other only after ``UNPROCESSED_STATUSES``, or when no byte of it can have arrived.

    :param retries: how often the request may be repeated.
    :param classifier: what the system means by a response.
    """

    def __init__(
        self,
        request: Request,
        options: SendOptions,
        retries: int,
        classifier: Classifier,
        clock: Callable[[], float],
        random: Callable[[], float],
    ) -> None:
        self.tries = 0
        self._repeatable = request.repeatable
        self._deadline = options.deadline
        self._retries = retries
        self._classifier = classifier
        self._clock = clock
        self._random = random
        self._body = SinkStart(options.sink)

    def after_response(self, response: Response) -> Optional[float]:
        """Seconds until the next try, None where the response is the last."""
        if self.tries > self._retries or not self._may_repeat(response):
            return None
        seconds = self._classifier.retry_after(response)
        if seconds is None:
            return self._within_deadline(backoff(self.tries, self._random))
        return self._within_deadline(max(0.0, response.received + seconds - self._clock()))

    def after_error(self, error: TransportError) -> Optional[float]:
        """Seconds until the next try, None where the error is the last."""
        if self.tries > self._retries or error.final:
            return None
        can_repeat = self._repeatable and self._body.can_rewind
        if error.sent and not can_repeat:
            return None
        return self._within_deadline(backoff(self.tries, self._random))

    def rewind(self) -> None:
        """Takes what a try has written out of the sink again."""
        self._body.rewind()

    def _may_repeat(self, response: Response) -> bool:
        kind = self._classifier.error_kind(response)
        if kind is not None:
            return kind == "rate_limited"
        statuses = RETRY_STATUSES if self._repeatable else UNPROCESSED_STATUSES
        return response.status in statuses

    def _within_deadline(self, seconds: float) -> Optional[float]:
        if self._deadline is not None and self._clock() + seconds >= self._deadline:
            return None
        return seconds


class SinkStart:
    """Where a sink stood before the first try, so that the next one begins there, too."""

    def __init__(self, sink: Optional[Sink]) -> None:
        # A sink that is a file can be wound back; a pipe cannot.
        is_file = hasattr(sink, "truncate")
        self._file = cast(BinaryIO, sink) if is_file else None
        self._position = 0 if self._file is None else self._file.tell()
        self.can_rewind = sink is None or self._file is not None

    def rewind(self) -> None:
        """Drops what was written since."""
        if self._file is not None:
            self._file.seek(self._position)
            self._file.truncate()
