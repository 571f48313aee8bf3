# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pauses between polls: how they grow, what chance takes off them, and where they end."""

from __future__ import annotations

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.pace import Pace

CHANCES = [0.0, 0.5, 0.999]
BEGAN = 1000.0


def pace(chance: float = 0.0, interval: float = 5.0) -> Pace:
    return Pace(interval, lambda: chance, BEGAN)


@pytest.mark.parametrize("chance", CHANCES)
@pytest.mark.parametrize(
    ("waited", "pause"), [(0.0, 0.5), (1.0, 0.53), (10.0, 0.8), (100.0, 3.5), (1000.0, 30.5)]
)
def test_a_pause_is_half_a_second_and_a_share_of_the_time_waited(
    chance: float, waited: float, pause: float
) -> None:
    part = 1.0 - chance / 3
    assert pace(chance, 100.0).after_response(None, BEGAN + waited) == pytest.approx(pause * part)


@pytest.mark.parametrize("chance", CHANCES)
@pytest.mark.parametrize("interval", [0.1, 3.0, 60.0])
def test_the_interval_is_the_longest_pause(chance: float, interval: float) -> None:
    one = pace(chance, interval)
    pauses = [one.after_response(None, BEGAN + waited) for waited in range(5000)]
    assert max(pauses) <= interval
    assert pauses[-1] == pytest.approx(interval * (1.0 - chance / 3))


def test_chance_takes_a_third_off_at_the_most() -> None:
    assert 0.333 < pace(0.999).after_response(None, BEGAN) < 0.334


def test_a_pace_that_begins_anew_is_short() -> None:
    one = pace()
    assert one.after_response(None, BEGAN + 100.0) == 3.5
    one.restart(BEGAN + 100.0)
    assert one.after_response(None, BEGAN + 100.0) == 0.5


def test_an_answer_from_before_the_wait_is_no_shorter_pause() -> None:
    assert pace().after_response(None, BEGAN - 50.0) == 0.5


@pytest.mark.parametrize("chance", CHANCES)
def test_what_the_server_asks_for_is_taken_as_it_is(chance: float) -> None:
    assert pace(chance, interval=2.0).after_response(40.0, BEGAN) == 40.0
    assert pace(chance, interval=2.0).after_failure(40.0) == 40.0


@pytest.mark.parametrize(
    ("chance", "pauses"),
    [
        (0.0, [0.5] * 8),
        (0.25, [0.5, 0.5, 1.0, 2.0, 4.0, 7.5, 7.5, 7.5]),
        (0.5, [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]),
        (0.999, [0.999, 1.998, 3.996, 7.992, 15.984, 29.97, 29.97, 29.97]),
    ],
)
def test_the_back_off_doubles_from_a_second_to_thirty_never_below_half(
    chance: float, pauses: list[float]
) -> None:
    one = pace(chance)
    assert [one.after_failure(None) for _try in range(8)] == pytest.approx(pauses)


def test_thousands_of_failures_are_no_overflow() -> None:
    one = pace(0.5)
    assert [one.after_failure(None) for _try in range(5000)][-1] == 15.0


def test_the_back_off_is_free_of_the_interval() -> None:
    one = pace(0.999, interval=0.1)
    assert [one.after_failure(None) for _try in range(3)] == pytest.approx([0.999, 1.998, 3.996])


@pytest.mark.parametrize("hint", [None, 3.0])
def test_a_response_ends_the_back_off(hint: float | None) -> None:
    one = pace(0.5)
    assert [one.after_failure(None) for _try in range(3)] == [0.5, 1.0, 2.0]
    one.after_response(hint, BEGAN)
    assert [one.after_failure(None) for _try in range(2)] == [0.5, 1.0]


def test_a_failure_that_says_when_counts_as_one() -> None:
    one = pace(0.5)
    assert [one.after_failure(hint) for hint in (7.0, 7.0, None)] == [7.0, 7.0, 2.0]
