# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the places of ``poll_after`` -> seconds. Private to asyncops.jobs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Optional

from . import times
from .retry_after import LONGEST, parse_date, parse_received

# The type of a place -> how a warning calls what does not belong there.
WORDS = {
    "seconds": "neither a number of seconds nor an HTTP date",
    "ms": "no number of milliseconds",
    "epoch": "no number of seconds since 1970",
    "epoch_ms": "no number of milliseconds since 1970",
    "date": "neither an HTTP date nor an ISO 8601 time",
}
# Longer than in Retry-After (milliseconds since 1970), and perhaps with a unit.
_NUMBER = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?)[ \t]*(|ms|s|sec|seconds?)", re.IGNORECASE)


def seconds_of(kind: str, text: str, date: Optional[str], epoch: float) -> Optional[float]:
    """Seconds to wait, from a place that a definition names.

    :param kind: of ``WORDS``.
    :param date: the Date header of the same response, which a time is measured against.
    :param epoch: when the response came, in seconds since 1970; counts where there is no Date.
    :returns: seconds, 0.0 for a time in the past, not bounded; None for junk.
    """
    if len(text) > LONGEST:
        return None
    if kind == "seconds":
        spans = _spans(text, 1.0)
        return parse_received(text, date, epoch) if spans is None else spans
    if kind == "ms":
        return _spans(text, 0.001)
    until = _instant(kind, text)
    sent = _http_date(date or "")
    return None if until is None else max(0.0, until - (epoch if sent is None else sent))


def _instant(kind: str, text: str) -> Optional[float]:
    """A time in seconds since 1970."""
    if kind != "date":
        return _spans(text, 1.0 if kind == "epoch" else 0.001)
    iso = times.to_iso(text, "iso")
    return _http_date(text) if iso is None else times.to_epoch(iso)


def _http_date(text: str) -> Optional[float]:
    """An HTTP date in seconds since 1970."""
    parsed = parse_date(text.strip(" \t"))
    return None if parsed is None else (parsed[0] - datetime(1970, 1, 1)).total_seconds()


def _spans(text: str, unit: float) -> Optional[float]:
    """The longest of the numbers in a text, in seconds; None where there is anything else.

    :param unit: seconds that 1 stands for where no unit is written.
    """
    found = [_NUMBER.fullmatch(part.strip(" \t")) for part in text.strip().split(",")]
    units = {"": unit, "ms": 0.001}
    spans = [float(one[1]) * units.get(one[2].lower(), 1.0) for one in found if one is not None]
    return max(spans) if len(spans) == len(found) else None
