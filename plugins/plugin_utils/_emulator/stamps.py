# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the systems write an instant."""

from __future__ import annotations

import re
from datetime import datetime, timezone


def iso(at: float) -> str:
    """Return `2024-09-19T10:02:54Z`."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_ms(at: float) -> str:
    """Return `2024-09-19T10:02:54.589Z`."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def naive(at: float) -> str:
    """Return `2016-01-14 23:16:52.303166`: UTC, without saying so."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")


def ms(at: float) -> int:
    """Return milliseconds since the epoch."""
    return int(round(at * 1000))


def read_iso(text: str) -> float | None:
    """Return the instant of an ISO 8601 date (its midnight) or stamp, UTC unless it says otherwise;
    None for junk.
    """
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?)?",
        text.strip(),
    )
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    clock = clock or "00:00:00"
    clock = clock if len(clock) == 8 else clock + ":00"
    try:
        found = (
            datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M:%S")
            .replace(tzinfo=timezone.utc)
            .timestamp()
        )
    except ValueError:
        return None
    if zone and zone != "Z":
        digits = zone[1:].replace(":", "")
        shift = int(digits[:2]) * 3600 + int(digits[2:]) * 60
        found += shift if zone[0] == "-" else -shift
    return found + float(f"0.{fraction or 0}")
