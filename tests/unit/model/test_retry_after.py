# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retry-After: nine digits, three HTTP dates, nothing else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.retry_after import (
    FLOOR,
    Bounds,
    http_date,
    longest,
    parse,
    parse_received,
)

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("2", 2.0),
        (" 3 \t", 3.0),
        ("007", 7.0),
        ("2.5", 2.5),
        ("1994-11-06T08:49:42Z", 5.0),
        ("2.0", 2.0),
        ("3, 3", 3.0),
        ("5,10", 10.0),
        ("999999999", 999999999.0),
        ("Sun, 06 Nov 1994 08:49:42 GMT", 5.0),
        ("Sunday, 06-Nov-94 08:49:42 GMT", 5.0),
        ("Sun Nov  6 08:49:42 1994", 5.0),
        ("Sun Nov 16 08:49:37 1994", 864000.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Sun, 06 Nov 1994 08:49:36 GMT", 0.0),
        ("Sat, 31 Dec 1994 23:59:60 GMT", 4806622.0),
        ("Sunday, 06-Nov-45 08:49:37 GMT", 0.0),
        ("Monday, 06-Nov-44 08:49:37 GMT", 1577923200.0),
    ],
)
def test_what_counts(value: str | None, seconds: float | None) -> None:
    assert parse(value, DATE) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "-5",
        "+5",
        "1.5s",
        "1.",
        "soon",
        "5, soon",
        "5,",
        "5s",
        "inf",
        "nan",
        "1e3",
        "0x10",
        "1_000",
        "1234567890",
        "9" * 30,
        "\u0663",
        "\uff13",
        "5\n",
        "2026-01-01",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "06 Nov 1994 08:49:37 GMT",
    ],
)
def test_junk_is_told_apart(value: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        parse(value, DATE)


@pytest.mark.parametrize("date", [None, "", "yesterday", "1994-11-06T08:49:37Z"])
def test_a_date_needs_the_answers_own_date(date: str | None) -> None:
    with pytest.raises(ValueError, match="no valid Date"):
        parse(DATE, date)
    assert parse("7", date) == 7.0


moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(
    lambda when: when.replace(microsecond=0)
)


def imf(when: datetime) -> str:
    return format_datetime(when.replace(tzinfo=timezone.utc), usegmt=True)


@given(moments, st.integers(-(10**7), 10**7))
def test_a_servers_wrong_clock_does_no_harm(now: datetime, seconds: int) -> None:
    assert parse(imf(now + timedelta(seconds=seconds)), imf(now)) == max(0.0, float(seconds))


@given(moments, st.integers(0, 40 * 365 * 86400))
@example(datetime(1999, 12, 31, 23, 59, 59), 2)
def test_two_digit_years_are_near_the_answers_date(now: datetime, seconds: int) -> None:
    when = now + timedelta(seconds=seconds)
    text = when.strftime("%A, %d-%b-%y %H:%M:%S GMT")
    assert parse(text, imf(now)) == float(seconds)


@given(st.text(max_size=40), st.none() | st.text(max_size=40) | st.just(DATE))
def test_any_text_is_seconds_or_a_value_error(value: str, date: str | None) -> None:
    try:
        seconds = parse(value, date)
    except ValueError:
        return
    assert seconds is not None
    assert 0.0 <= seconds < 1e12
    assert re.fullmatch(r"[ \t]*([0-9]{1,9}|[MTWFS][a-z]+,? .*)[ \t]*", value)


@pytest.mark.parametrize(
    ("seconds", "bounded"),
    [
        (0.0, 0.5),
        (0.499, 0.5),
        (0.5, 0.5),
        (0.501, 0.501),
        (7.0, 7.0),
        (299.9, 299.9),
        (300.0, 300.0),
        (301.0, 300.0),
    ],
)
def test_bounds(seconds: float, bounded: float) -> None:
    assert Bounds().apply(seconds) == bounded


def test_the_cap_is_an_option_and_the_floor_is_not() -> None:
    assert FLOOR == 0.5
    assert Bounds(20.0).cap == 20.0
    assert [Bounds(20.0).apply(seconds) for seconds in (0.0, 19.0, 20.0, 21.0, 1e9)] == [
        0.5,
        19.0,
        20.0,
        20.0,
        20.0,
    ]
    assert Bounds(0.1).apply(7.0) == 0.5  # a cap below the floor makes no loop run hot


EPOCH = 784111777.0  # DATE


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("7", None, 7.0),
        ("soon", DATE, None),
        ("Sun, 06 Nov 1994 08:49:57 GMT", None, 20.0),
        ("Sun, 06 Nov 1994 08:49:57 GMT", "yesterday", 20.0),
        ("Sun, 06 Nov 1994 08:49:57 GMT", "Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
    ],
)
def test_a_response_without_a_date_is_dated_by_its_receipt(
    value: str, date: str | None, seconds: float | None
) -> None:
    assert parse_received(value, date, EPOCH) == seconds


def test_of_several_values_the_longest_counts() -> None:
    assert longest(["2", "junk", "9", "3"], None, EPOCH) == "9"
    assert (
        longest(["2", "Sun, 06 Nov 1994 08:49:57 GMT"], None, EPOCH)
        == "Sun, 06 Nov 1994 08:49:57 GMT"
    )
    assert longest(["junk", "0"], None, EPOCH) == "0"


@given(st.integers(0, 4102444800))
def test_an_http_date_of_ours_is_one_that_we_read(epoch: int) -> None:
    assert http_date(epoch) == imf(datetime.fromtimestamp(epoch, timezone.utc).replace(tzinfo=None))
    assert parse(http_date(epoch + 5), http_date(epoch)) == 5.0
