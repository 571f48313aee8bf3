# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trouble of a system that is watched: said once when it begins and once when it is over, and asked
again at a pace that does no harm. Private to asyncops.jobs.
"""

from __future__ import annotations

from typing import Callable, Optional

from .._model.errors import AsyncopsError, AuthError, RateLimited
from .._model.provider import Provider
from .pace import Pace

# Seconds at the most between two tries with credentials that are refused: each may count as one
# more wrong password.
_LOCKING = 600.0
_MOST_DOUBLED = 12


class Outage:
    """Whether a system can be read.

    :param tell: takes a sentence for the log.
    :param interval: seconds between two polls where all is well.
    """

    def __init__(
        self,
        provider: Provider,
        tell: Callable[[str], None],
        interval: float,
        random: Callable[[], float],
    ) -> None:
        self._name = provider.name
        self._tell = tell
        self._interval = interval
        self._pace = Pace(interval, random, 0.0)
        self._refused = 0  # in a row
        self._is_down = False

    def failed(self, error: AsyncopsError) -> float:
        """Notes that a poll failed; returns the seconds until the next."""
        self.note(error)
        pause = self._pace.after_failure(error.retry_after)
        if not isinstance(error, AuthError):
            self._refused = 0
            return pause
        self._refused = min(_MOST_DOUBLED, self._refused + 1)
        return max(pause, min(_LOCKING, self._interval * 2.0 ** (self._refused - 1)))

    def note(self, error: Optional[AsyncopsError]) -> None:
        """Notes how a poll went. That a system asks for a pause is no trouble."""
        if isinstance(error, RateLimited):
            return
        if error is None and self._is_down:
            self._tell("%s can be read again" % self._name)
        if error is not None and not self._is_down:
            message = "%s cannot be read (%s); it is asked again until it can"
            self._tell(message % (self._name, error.message))
        self._is_down = error is not None

    def over(self) -> None:
        """Notes that a poll went well."""
        self.note(None)
        self._refused = 0
        self._pace.after_response(None, 0.0)
