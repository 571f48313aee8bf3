# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retry-After header text -> seconds. Private to asyncops.jobs."""
from __future__ import annotations

import re
from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = "(?P<month>" + "|".join(_MONTHS) + ")"
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"

# RFC 9110 section 10.2.3: up to nine digits is 31 years, and always an exact float.
_SECONDS = re.compile(r"[0-9]{1,9}")
# RFC 9110 section 5.6.7: IMF-fixdate, RFC 850, asctime. Case matters there, and here.
_DATES = (
    re.compile(
        r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>[0-9]{2}) " + _MONTH + r" (?P<year>[0-9]{4}) " + _CLOCK + " GMT"
    ),
    re.compile(
        r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?P<day>[0-9]{2})-" + _MONTH + r"-(?P<year>[0-9]{2}) "
        + _CLOCK + " GMT"
    ),
    re.compile(
        r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) " + _MONTH + r" (?P<day>[ 0-9][0-9]) " + _CLOCK + r" (?P<year>[0-9]{4})"
    ),
)


def _read(text: str) -> tuple[datetime, bool] | None:
    """An HTTP date as a zoneless UTC datetime, and whether its year has two digits only."""
    for pattern in _DATES:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        part = found.groupdict()
        second = int(part["second"])
        short = len(part["year"]) == 2
        try:
            when = datetime(
                int(part["year"]) + (2000 if short else 0), _MONTHS.index(part["month"]) + 1, int(part["day"]),
                int(part["hour"]), int(part["minute"]), 59 if second == 60 else second,
            )
        except ValueError:
            return None
        return when, short
    return None


def _near(when: datetime, now: datetime) -> datetime:
    """Gives a two-digit year its century: at most 50 years ahead of ``now``, else the past (RFC 9110 5.6.7)."""
    year = now.year + 50 - (now.year + 50 - when.year) % 100
    try:
        return when.replace(year=year)
    except ValueError:  # 29 February of a year that has none there
        return when


def parse(value: str | None, date: str | None) -> float | None:
    """Seconds to wait, from the text of a Retry-After header.

    ``value`` is 1-9 ASCII digits or one of the three HTTP dates; a date is measured against ``date``, the Date header
    of the same answer, so that a server's wrong clock does no harm. A date in the past is 0.0. None where there is
    no header. Raises ValueError, with a text for a person, for anything else: the caller ignores it and warns once.
    """
    if value is None:
        return None
    text = value.strip(" \t")
    if _SECONDS.fullmatch(text):
        return float(text)
    then = _read(text)
    if then is None:
        raise ValueError("neither a number of seconds nor an HTTP date")
    sent = _read(date.strip(" \t")) if date is not None else None
    if sent is None:
        raise ValueError("a date, but the answer has no valid Date header to measure it against")
    now = sent[0]
    when = _near(then[0], now) if then[1] else then[0]
    return max(0.0, (when - now).total_seconds())
