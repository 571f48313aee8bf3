# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pauses between polls: how they grow, what chance takes off them, and where they end."""

from __future__ import annotations

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.pace import Pace

CHANCES = [0.0, 0.5, 0.999]


def pace(chance: float = 0.0, interval: float = 5.0) -> Pace:
    return Pace(interval, lambda: chance)


@pytest.mark.parametrize("chance", CHANCES)
def test_the_pause_begins_at_half_a_second_and_grows_by_half(chance: float) -> None:
    one = pace(chance, interval=100.0)
    part = 1.0 - 0.25 * chance
    pauses = [one.after_response(None) for _poll in range(4)]
    assert pauses == pytest.approx([0.5 * part, 0.75 * part, 1.125 * part, 1.6875 * part])


@pytest.mark.parametrize("chance", CHANCES)
@pytest.mark.parametrize("interval", [0.1, 3.0, 60.0])
def test_the_interval_is_the_longest_pause(chance: float, interval: float) -> None:
    one = pace(chance, interval)
    pauses = [one.after_response(None) for _poll in range(5000)]
    assert max(pauses) <= interval
    assert pauses[-1] == pytest.approx(interval * (1.0 - 0.25 * chance))


def test_chance_takes_a_quarter_off_at_the_most() -> None:
    assert pace(0.999).after_response(None) == pytest.approx(0.5 * 0.75025)
    assert pace(0.999).after_response(None) > 0.375


@pytest.mark.parametrize("chance", CHANCES)
def test_what_the_server_asks_for_is_taken_as_it_is(chance: float) -> None:
    assert pace(chance, interval=2.0).after_response(40.0) == 40.0
    assert pace(chance, interval=2.0).after_failure(40.0) == 40.0


def test_a_hint_does_not_lengthen_the_own_pauses() -> None:
    one = pace()
    assert [one.after_response(hint) for hint in (9.0, 9.0, None, 9.0, None)] == [
        9.0,
        9.0,
        0.5,
        9.0,
        0.75,
    ]


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
    one.after_response(hint)
    assert [one.after_failure(None) for _try in range(2)] == [0.5, 1.0]


def test_a_failure_that_says_when_counts_as_one() -> None:
    one = pace(0.5)
    assert [one.after_failure(hint) for hint in (7.0, 7.0, None)] == [7.0, 7.0, 2.0]


def test_a_failure_does_not_shorten_the_own_pauses() -> None:
    one = pace()
    pauses = [one.after_response(None), one.after_failure(None), one.after_response(None)]
    assert pauses == [0.5, 0.5, 0.75]
