# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a response says to come back: the one road of Retry-After. Private to asyncops.jobs."""

from __future__ import annotations

import threading
from typing import Callable, Optional

from .._model.retry_after import Bounds, parse_received
from .._model.text import clean
from .response import Response

_SHOWN = 60  # characters of a value in a warning


class RetryAfterReader:
    """Reads Retry-After for a whole Transport: bounded, and junk is warned of once.

    :param bounds: the cap and the floor; nobody else applies any.
    :param warn: takes one sentence.
    """

    def __init__(
        self,
        bounds: Optional[Bounds] = None,
        warn: Optional[Callable[[str], object]] = None,
    ) -> None:
        self.bounds = bounds or Bounds()
        self._warn = warn
        self._warned = False
        self._lock = threading.Lock()

    def of(self, response: Response) -> Optional[float]:
        """Seconds from ``response.received`` until the server wants to be asked again.

        :returns: bounded seconds; None where it does not say, or says it in no valid way.
        """
        value = response.header("Retry-After")
        return None if value is None else self.read(value, response)

    def read(self, value: str, response: Response) -> Optional[float]:
        """``of`` for a value that stands elsewhere in the response.

        An HTTP date is measured against the response's own Date, else against its receipt.
        """
        seconds = parse_received(value, response.date, response.received_epoch)
        if seconds is None:
            self._warn_once(value)
            return None
        return self.bounds.apply(seconds)

    def _warn_once(self, value: str) -> None:
        with self._lock:
            first, self._warned = not self._warned, True
        if first and self._warn is not None:
            self._warn(
                "Retry-After is ignored, it is neither a number of seconds nor an HTTP date (%s)"
                % (clean(value)[:_SHOWN] or "empty")
            )
