# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of all kinds become one form, or nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.times import to_epoch, to_iso

FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", re.ASCII)


@pytest.mark.parametrize(
    ("value", "kind", "iso"),
    [
        ("2024-01-02T03:04:05Z", "iso", "2024-01-02T03:04:05Z"),
        ("2024-01-02t03:04:05z", "iso", "2024-01-02T03:04:05Z"),
        (" 2024-01-02 03:04:05 ", "iso", "2024-01-02T03:04:05Z"),
        ("2016-01-14 23:16:52.303166", "auto", "2016-01-14T23:16:52.303166Z"),
        ("2024-01-02T03:04:05.1Z", "iso", "2024-01-02T03:04:05.100000Z"),
        ("2024-01-02T03:04:05.123456789Z", "iso", "2024-01-02T03:04:05.123456Z"),
        ("2024-01-02T03:04:05.000Z", "iso", "2024-01-02T03:04:05Z"),
        ("2024-01-02T03:04:05.Z", "iso", "2024-01-02T03:04:05Z"),
        ("2024-01-02T03:04:05,5Z", "iso", "2024-01-02T03:04:05.500000Z"),
        ("2024-01-02T03:04Z", "iso", "2024-01-02T03:04:00Z"),
        ("2024-01-02", "iso", "2024-01-02T00:00:00Z"),
        ("2024-01-02T03:04:05+02:00", "iso", "2024-01-02T01:04:05Z"),
        ("2024-01-02T03:04:05-0330", "iso", "2024-01-02T06:34:05Z"),
        ("2024-01-02T03:04:05+02", "iso", "2024-01-02T01:04:05Z"),
        ("2024-01-02 03:04:05 UTC", "iso", "2024-01-02T03:04:05Z"),
        ("2024-01-01T00:00:00+01:00", "iso", "2023-12-31T23:00:00Z"),
        ("2016-12-31T23:59:60Z", "iso", "2017-01-01T00:00:00Z"),
        (1700000000, "epoch_s", "2023-11-14T22:13:20Z"),
        (1700000000.25, "epoch_s", "2023-11-14T22:13:20.250000Z"),
        ("1700000000", "epoch_s", "2023-11-14T22:13:20Z"),
        (1700000000123, "epoch_ms", "2023-11-14T22:13:20.123000Z"),
        ("1700000000123", "epoch_ms", "2023-11-14T22:13:20.123000Z"),
        (1700000000, "auto", "2023-11-14T22:13:20Z"),
        (1700000000123, "auto", "2023-11-14T22:13:20.123000Z"),
        ("1700000000123", "auto", "2023-11-14T22:13:20.123000Z"),
    ],
)
def test_what_is_a_time(value: Any, kind: str, iso: str) -> None:
    assert to_iso(value, kind) == iso


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        0,
        0.0,
        "0",
        "null",
        "None",
        "N/A",
        "-",
        "0001-01-01T00:00:00Z",
        "0001-01-01 00:00:00",
        "0000-00-00",
        True,
        False,
        [],
        {},
        b"2024-01-02",
        "soon",
        "2024-02-30T00:00:00Z",
        "2024-01-02T25:00:00Z",
        "2024-01-02T00:00:61Z",
        "2024-01-02T03:04:05+24:00",
        "2024-01-02T03:04:05.1234567890Z",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٤-01-02",
        -5,
        "-5",
        float("nan"),
        float("inf"),
        10**40,
        "9" * 400,
        "1e9",
        "2024-01-02T",
        "2024-1-2",
        "20240102T03040Z",
    ],
)
@pytest.mark.parametrize("kind", ["auto", "iso", "epoch_s", "epoch_ms"])
def test_what_is_none(value: Any, kind: str) -> None:
    assert to_iso(value, kind) is None


def test_kinds_do_not_mix() -> None:
    assert to_iso(1700000000, "iso") is None
    assert to_iso("1700000000", "iso") is None
    assert to_iso("2024-01-02T03:04:05Z", "epoch_s") is None
    with pytest.raises(ValueError, match="kind"):
        to_iso(1, "epoch")


moments = st.datetimes(datetime(1971, 1, 1), datetime(2999, 12, 30))
offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59)


@given(moments, offsets)
def test_an_instant_is_the_same_in_every_zone(when: datetime, minutes: int) -> None:
    there = when.replace(tzinfo=timezone.utc).astimezone(timezone(timedelta(minutes=minutes)))
    assert (
        to_iso(there.isoformat(), "iso")
        == to_iso(when.isoformat(), "iso")
        == to_iso(when.isoformat() + "Z", "auto")
    )


@given(moments)
def test_iso_and_epoch_agree(when: datetime) -> None:
    iso = to_iso(when.isoformat(), "iso")
    assert iso is not None
    exact = when.replace(tzinfo=timezone.utc)
    assert abs(to_epoch(iso) - exact.timestamp()) < 1e-6
    seconds = int(exact.timestamp())
    assert (
        to_iso(seconds, "epoch_s")
        == to_iso(seconds * 1000, "epoch_ms")
        == to_iso(str(seconds), "epoch_s")
    )
    assert to_iso(iso, "auto") == iso


@given(
    st.text(max_size=40)
    | st.floats()
    | st.integers()
    | st.none()
    | st.booleans()
    | st.binary(max_size=9)
)
def test_anything_is_a_time_in_our_form_or_none(value: Any) -> None:
    for kind in ("auto", "iso", "epoch_s", "epoch_ms"):
        iso = to_iso(value, kind)
        assert iso is None or FORM.fullmatch(iso)
        assert iso is None or to_iso(iso, "iso") == iso


def test_to_epoch_refuses_junk() -> None:
    assert to_epoch("1970-01-01T00:00:01.5Z") == 1.5
    with pytest.raises(ValueError, match="ISO"):
        to_epoch("soon")
