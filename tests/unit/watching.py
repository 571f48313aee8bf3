# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches for tests: on a clock that only their sleep moves, with a time table of what happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.watch import Stopped
from ansible_collections.asyncops.jobs.plugins.module_utils._task.event_source import watch_for


class Rulebook:
    """Takes the events of one source, which may be started anew.

    :param now: the clock; ``sleep`` moves it.
    :param base: options that every source has.
    """

    def __init__(
        self, now: Callable[[], float], sleep: Callable[[float], None], **base: Any
    ) -> None:
        self.now, self._sleep, self.base = now, sleep, base
        self.events: list[dict[str, Any]] = []
        self.log: list[str] = []
        self.sleeps: list[float] = []
        self._plan: list[tuple[float, Callable[[], object]]] = []
        self._end = 0.0
        self.killed_at: int | None = None  # the number of the event after which it is killed

    def run(
        self, seconds: float, at: Mapping[float, Callable[[], object]] | None = None, **options: Any
    ) -> list[str]:
        """Runs a source for a while.

        :param at: what happens meanwhile, by seconds from its start.
        :return: the events, as `7 job.changed running`.
        """
        began, before = self.now(), len(self.events)
        self._end = began + seconds
        self._plan = sorted((began + after, what) for after, what in (at or {}).items())
        watch = watch_for(
            {**self.base, **options},
            self.log.append,
            self.sleep,
            clock=self.now,
            now=self.now,
            random=lambda: 0.5,
        )
        try:
            for event in watch.events():
                self.events.append(event)
                if len(self.events) == self.killed_at:
                    break  # before it is remembered
        except Stopped:
            pass
        finally:
            watch.jobs.close()
        return [told(event) for event in self.events[before:]]

    def sleep(self, seconds: float) -> None:
        """Moves the clock, and lets happen what is due meanwhile."""
        self.sleeps.append(seconds)
        until = min(self.now() + seconds, self._end)
        while self._plan and self._plan[0][0] <= until:
            when, what = self._plan.pop(0)
            self._sleep(max(0.0, when - self.now()))
            what()
        self._sleep(max(0.0, until - self.now()))
        if self.now() >= self._end:
            raise Stopped


def told(event: Mapping[str, Any]) -> str:
    """An event in one line."""
    return f"{event['job']['id']} {event['event']} {event['job']['state']}"


def rulebook_of(person: Any, **options: Any) -> Rulebook:
    """For a scripted server with a definition."""

    def sleep(seconds: float) -> None:
        person.time += seconds

    base = {
        "provider": "acme",
        "provider_definition": person.definition,
        "base_url": person.fake.base_url,
        "use_proxy": False,
        "interval": 10,
    }
    return Rulebook(lambda: person.time, sleep, **{**base, **options})


def mode_of(path: Any) -> int:
    """The permissions of a file."""
    return os.stat(path).st_mode & 0o777
