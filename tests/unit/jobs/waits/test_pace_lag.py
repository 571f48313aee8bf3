# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The own pace, simulated: how late the end of a job is seen, and how many polls that costs."""

from __future__ import annotations

import random
from statistics import fmean

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.outcome import INTERVAL
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.pace import Pace

HOUR = 3600.0
LENGTHS = [1, 1.1, 1.3, 1.5, 1.7, 2, 2.5, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1800,
           HOUR, 3 * HOUR, 6 * HOUR]  # fmt: skip
EVERY_FIVE_SECONDS = 720  # polls of an hour


def wait(length: float, chance: random.Random, round_trip: float) -> tuple[float, int]:
    """How late the end of a job of this length is seen, and the polls until then."""
    pace, now, polls = Pace(INTERVAL, chance.random, 0.0), 0.0, 1
    while now < length:
        now += round_trip
        now += pace.after_response(None, now)
        polls += 1
    return now - length, polls


@pytest.mark.parametrize("round_trip", [0.0, 0.05])
@pytest.mark.parametrize("length", LENGTHS)
def test_an_end_is_seen_within_a_small_part_of_the_job(length: float, round_trip: float) -> None:
    chance = random.Random(length)
    times = 2000 if length < 100 else 100
    lag = fmean(wait(length, chance, round_trip)[0] for _time in range(times))
    assert lag <= 0.02 * length + 0.3 + round_trip


def test_an_hour_costs_few_polls() -> None:
    chance = random.Random(16)
    polls = fmean(wait(HOUR, chance, 0.0)[1] for _time in range(50))
    assert polls <= EVERY_FIVE_SECONDS / 2.5
