# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of a minute: no window of 60 seconds holds more than the system allows."""

from __future__ import annotations

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.budget import RequestBudget


class Minute:
    """A clock that only sleep moves."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.sleeps: list[float] = []

    def clock(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds


def test_each_window_of_a_minute_is_kept() -> None:
    minute = Minute()
    budget = RequestBudget(2, minute.clock, minute.sleep)
    sent = []
    for pause in (0.0, 10.0, 0.0, 0.0, 0.0):
        minute.time += pause
        budget.wait()
        sent.append(minute.time - 1000.0)
    assert sent == [0.0, 10.0, 60.0, 70.0, 120.0]
    assert minute.sleeps == [50.0, 10.0, 50.0]


def test_who_is_slow_never_waits() -> None:
    minute = Minute()
    budget = RequestBudget(2, minute.clock, minute.sleep)
    for _request in range(5):
        budget.wait()
        minute.time += 30.0
    assert minute.sleeps == []


def test_what_was_repeated_counts() -> None:
    minute = Minute()
    budget = RequestBudget(4, minute.clock, minute.sleep)
    budget.wait()
    budget.note(2)
    budget.wait()
    assert minute.sleeps == []
    budget.wait()
    assert minute.sleeps == [60.0]


@pytest.mark.parametrize("per_minute", [None, 0])
def test_no_limit(per_minute: int | None) -> None:
    minute = Minute()
    budget = RequestBudget(per_minute, minute.clock, minute.sleep)
    for _request in range(1000):
        budget.wait()
    assert minute.sleeps == []
