# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clocks an emulator can live by: one that a test steps by hand, and the machine's own."""

from __future__ import annotations

import threading
import time


class ManualClock:
    """A clock that moves only when it is told to.

    `now` and `sleep` have the signatures of a waiter's clock, so that a test hands the same clock
    to the client and to the emulator: a client that sleeps five seconds finds jobs five seconds
    older, and no real time goes by.
    """

    speed = 1.0

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        """Start at `start`, seconds since the epoch (the default is a day in September 2026)."""
        self._now = float(start)
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the present instant in seconds since the epoch."""
        with self._lock:
            return self._now

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`; ValueError for a step backwards, because jobs never un-finish."""
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"a clock advances by zero or more seconds, not by {seconds!r}")
        with self._lock:
            self._now += seconds

    def sleep(self, seconds: float) -> None:
        """Sleep as a test does: advance."""
        self.advance(seconds)


class RealClock:
    """The machine's clock. `speed` makes jobs shorter (2.0: half as long); the times they report
    stay real.
    """

    def __init__(self, speed: float = 1.0) -> None:
        """Raise ValueError unless `speed` is a positive, finite number."""
        if not 0 < speed < float("inf"):
            raise ValueError(f"speed must be a positive number, not {speed!r}")
        self.speed = float(speed)

    def now(self) -> float:
        """Return the present instant in seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Sleep in real time."""
        time.sleep(seconds)
