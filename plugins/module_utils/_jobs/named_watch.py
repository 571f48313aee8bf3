# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that are named, watched by the one waiter: each at the pace that the system sets for it,
within its budget of requests. Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Optional

from .._model.errors import NotFound
from .events import Event
from .outcome import WaitOptions
from .poll import PollResult
from .waiter import Waiter
from .watch import Stopped, Watch, known_ref

_WITHOUT_END = 3e8  # seconds: ten years


class NamedWatch(Watch):
    """The jobs of ``options.refs``, until all have ended."""

    _waiter: Optional[Waiter] = None

    def stop(self) -> None:
        """See Watch."""
        super().stop()
        if self._waiter is not None:
            self._waiter.abandon.set()

    def round(self) -> Generator[Event, None, Optional[float]]:
        """All of it: no failure of the system ends the wait."""
        waiter = self._waiter = self._made()
        for change in waiter.changes(lambda one: one.open == 0):
            self._note(waiter)
            yield from self.take(change.now)
        return None

    def _made(self) -> Waiter:
        """A waiter for those that are not known to have ended."""
        options = WaitOptions(_WITHOUT_END, self.options.interval, endures=True)
        now, seen = self.context.clock(), set()
        waiter = Waiter(self.client, options, self.context, lambda _progress: self._rest(waiter))
        for ref in self.options.refs:
            known = self.jobs.get(ref.id)
            if ref.id in seen or (known is not None and known.finished):
                continue
            seen.add(ref.id)
            if known is not None and known.href:
                ref = known_ref(self.client, ref.id, known)
            tracked = waiter.add(PollResult(None, None, now, ref))
            tracked.was_seen = known is not None
        return waiter

    def _rest(self, waiter: Waiter) -> None:
        self._note(waiter)
        self.jobs.flush()

    def _note(self, waiter: Waiter) -> None:
        """Notes whether the system can be read: what a look at a job found is an answer, too.

        :raises Stopped: it is to end.
        """
        if self.is_stopped:
            raise Stopped
        failures = [
            one.failure
            for one in waiter.tracked
            if one.failure is not None and not isinstance(one.failure, NotFound)
        ]
        if failures:
            self.outage.note(failures[0])
        elif any(one.was_polled for one in waiter.tracked):
            self.outage.note(None)
