# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retry-After: header text -> seconds, and their bounds. Private to asyncops.jobs."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Optional

from . import times

# Seconds; what "Retry-After: 0" and a date in the past mean, so that no loop runs hot.
FLOOR = 0.5
CAP = 300.0

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = "(?:%s)" % "|".join(_DAYS)
_FULL_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = "(?P<month>%s)" % "|".join(_MONTHS)
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"

LONGEST = 1000  # characters of a value that can mean anything

# RFC 9110 section 10.2.3: up to nine digits is 31 years, and always an exact float. Servers also
# send fractions, and the header twice, which a proxy joins by a comma.
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
# RFC 9110 section 5.6.7: IMF-fixdate, RFC 850, asctime. Case matters there, and here. They are
# compiled when the first date comes, since most servers send seconds.
_DATES = (
    _DAY + r", (?P<day>[0-9]{2}) " + _MONTH + r" (?P<year>[0-9]{4}) " + _TIME + " GMT",
    _FULL_DAY + r", (?P<day>[0-9]{2})-" + _MONTH + r"-(?P<year>[0-9]{2}) " + _TIME + " GMT",
    _DAY + " " + _MONTH + r" (?P<day>[ 0-9][0-9]) " + _TIME + r" (?P<year>[0-9]{4})",
)


class Bounds:
    """The cap and the floor of every Retry-After, in seconds."""

    __slots__ = ("cap",)

    def __init__(self, cap: float = CAP) -> None:
        self.cap = cap

    def apply(self, seconds: float) -> float:
        """``seconds``, at most the cap and at least ``FLOOR``."""
        return max(FLOOR, min(seconds, self.cap))


def parse_date(text: str) -> Optional[tuple[datetime, bool]]:
    """An HTTP date as a zoneless UTC datetime, and whether its year has two digits only."""
    for pattern in _DATES:
        found = re.fullmatch(pattern, text)
        if found is not None:
            break
    else:
        return None
    part = found.groupdict()
    two_digits = len(part["year"]) == 2
    try:
        when = datetime(
            int(part["year"]) + (2000 if two_digits else 0),
            _MONTHS.index(part["month"]) + 1,
            int(part["day"]),
            int(part["hour"]),
            int(part["minute"]),
            59 if part["second"] == "60" else int(part["second"]),  # a leap second
        )
    except ValueError:
        return None
    return when, two_digits


def _parse_iso(text: str) -> Optional[tuple[datetime, bool]]:
    """What some servers send instead: ISO 8601 with a time of day."""
    iso = times.to_iso(text, "iso") if "T" in text.upper() else None
    return None if iso is None else (datetime.fromisoformat(iso[:-1]), False)


def _with_century(when: datetime, now: datetime) -> datetime:
    """Gives a two-digit year its century: at most 50 years ahead of ``now``, else the past.

    RFC 9110 section 5.6.7.
    """
    latest = now.year + 50
    try:
        return when.replace(year=latest - (latest - when.year) % 100)
    except ValueError:  # 29 February of a year that has none there
        return when


def parse(value: Optional[str], date: Optional[str]) -> Optional[float]:
    """Seconds to wait, from the text of a Retry-After header (RFC 9110 section 10.2.3).

    :param value: a number of 1-9 ASCII digits, perhaps with a fraction, of several joined by a
        comma the longest; one of the three HTTP dates; ISO 8601; None where there is no header.
    :param date: the Date header of the same response, which an HTTP date is measured against, so
        that a server's wrong clock does no harm.
    :returns: seconds, 0.0 for a date in the past, not bounded; None where ``value`` is None.
    :raises ValueError: anything else, with a text for a person.
    """
    if value is None:
        return None
    if len(value) > LONGEST:
        raise ValueError("longer than %d characters" % LONGEST)
    text = value.strip(" \t")
    parts = [part.strip(" \t") for part in text.split(",")]
    if all(map(_SECONDS.fullmatch, parts)):
        return max(map(float, parts))
    until = parse_date(text) or _parse_iso(text)
    if until is None:
        raise ValueError("neither a number of seconds nor an HTTP date")
    sent = parse_date(date.strip(" \t")) if date is not None else None
    if sent is None:
        raise ValueError("a date, but the response has no valid Date header to measure it against")
    (when, two_digits), now = until, sent[0]
    if two_digits:
        when = _with_century(when, now)
    return max(0.0, (when - now).total_seconds())


def parse_received(value: str, date: Optional[str], epoch: float) -> Optional[float]:
    """``parse``, but None for junk, and an HTTP date without a valid ``date`` is measured too.

    :param epoch: when the response came, in seconds since 1970: a response without a Date of its
        own is dated by its receipt (RFC 9110 section 6.6.1).
    """
    for measured_against in (date, http_date(epoch)):
        try:
            return parse(value, measured_against)
        except ValueError:
            continue
    return None


def longest(values: Iterable[str], date: Optional[str], epoch: float) -> str:
    """The one of several Retry-After values that asks for the longest wait; junk counts least."""

    def seconds(value: str) -> float:
        parsed = parse_received(value, date, epoch)
        return -1.0 if parsed is None else parsed

    return max(values, key=seconds)


def http_date(epoch: float) -> str:
    """Seconds since 1970 as an IMF-fixdate (RFC 9110 section 5.6.7), whatever the locale."""
    when = time.gmtime(epoch)
    return "%s, %02d %s %04d %02d:%02d:%02d GMT" % (
        _DAYS[when.tm_wday],
        when.tm_mday,
        _MONTHS[when.tm_mon - 1],
        when.tm_year,
        when.tm_hour,
        when.tm_min,
        when.tm_sec,
    )
