# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a response says to come back: the one road of Retry-After. Private to asyncops.jobs."""

from __future__ import annotations

import threading
from typing import Callable, Optional

from .._model.retry_after import Bounds, parse_received
from .._model.text import clean, cut
from .response import Response

_SHOWN = 60  # characters of a value in a warning
_JUNK = "neither a number of seconds nor an HTTP date"


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
        self._warned: set[str] = set()
        self._lock = threading.Lock()

    def of(self, response: Response) -> Optional[float]:
        """Seconds from ``response.received`` until the server wants to be asked again.

        :returns: bounded seconds; None where it does not say, or says it in no valid way.
        """
        value = response.header("Retry-After")
        if value is None:
            return None
        seconds = parse_received(value, response.date, response.received_epoch)
        return self._bounded(seconds, value, _JUNK, "Retry-After")

    def read(
        self, value: str, response: Response, kind: str = "seconds", place: str = "Retry-After"
    ) -> Optional[float]:
        """``of`` for a value that stands elsewhere in the response.

        A time is measured against the response's own Date, else against its receipt.

        :param kind: what it is, of ``hints.WORDS``.
        :param place: how a warning calls it.
        """
        from .._model import hints

        seconds = hints.seconds_of(kind, value, response.date, response.received_epoch)
        return self._bounded(seconds, value, hints.WORDS[kind], place)

    def _bounded(
        self, seconds: Optional[float], value: str, why_not: str, place: str
    ) -> Optional[float]:
        if seconds is not None:
            return self.bounds.apply(seconds)
        with self._lock:
            first = place not in self._warned
            self._warned.add(place)
        if first and self._warn is not None:
            shown = cut(clean(value), _SHOWN) or "empty"
            self._warn("%s is ignored, it is %s (%s)" % (place, why_not, shown))
        return None
