# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of all kinds -> one form: ISO 8601, UTC, ``Z``. Private to asyncops.jobs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Optional

KINDS = ("auto", "iso", "epoch_s", "epoch_ms")

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{0,9}))?)?"
    r" ?(?:([Zz]|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?)?",
    re.ASCII,
)
# ISO 8601 without separators; the T is needed, or it might be a number.
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})[Tt](\d{2})(\d{2})(\d{2})?(?!\d)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{0,20})?", re.ASCII)
_NULL_WORDS = frozenset(("", "null", "none", "nil", "n/a", "na", "-", "--", "never", "unknown"))
_NULL_DATES = ("0000-00-00", "0001-01-01")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# From here on a number is milliseconds (seconds would be the year 5138, milliseconds March 1973).
_FIRST_MILLISECONDS = Decimal(10) ** 11
_TOO_BIG = Decimal(10) ** 20


def _from_number(number: str, kind: str) -> Optional[datetime]:
    """The text of an epoch number -> datetime; zero, negatives and NaN -> None."""
    seconds = Decimal(number)
    # Zero is how many systems write "not yet"; no job ran before 1970.
    if seconds.is_nan() or not 0 < seconds < _TOO_BIG:
        return None
    if kind == "epoch_ms":
        seconds /= 1000
    elif kind == "auto":
        while seconds >= _FIRST_MILLISECONDS:
            seconds /= 1000
    try:
        return _EPOCH + timedelta(microseconds=int((seconds * 1000000).to_integral_value()))
    except OverflowError:
        return None


def _offset(sign: str, hours: int, minutes: int) -> timedelta:
    """How far a local time is ahead of UTC. Raises ValueError for an impossible offset."""
    if hours > 23 or minutes > 59:
        raise ValueError("not an offset from UTC")
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if sign == "-" else offset


def _from_iso(text: str) -> Optional[datetime]:
    basic = _BASIC.match(text)
    if basic:
        text = "%s-%s-%sT%s:%s:%s" % basic.groups("00") + text[basic.end() :]
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    parts = found.groups("0")
    year, month, day, hour, minute, second = map(int, parts[:6])
    fraction, _zulu, sign, offset_hours, offset_minutes = parts[6:]
    if year <= 1:  # 0001-01-01 is .NET's and Go's "no time"
        return None
    leap_second = second == 60
    try:
        local = datetime(
            year,
            month,
            day,
            hour,
            minute,
            59 if leap_second else second,
            int((fraction + "000000")[:6]),
            tzinfo=timezone.utc,
        )
        local += timedelta(seconds=int(leap_second))
        return local - _offset(sign, int(offset_hours), int(offset_minutes))
    except (ValueError, OverflowError):
        return None


def _from_text(text: str, kind: str) -> Optional[datetime]:
    if text.lower() in _NULL_WORDS:
        return None
    if kind != "iso" and _NUMBER.fullmatch(text):
        return _from_number(text, kind)
    return _from_iso(text) if kind in ("auto", "iso") else None


def _parse(value: Any, kind: str) -> Optional[datetime]:
    if isinstance(value, str):
        return _from_text(value.strip(), kind)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return _from_number(str(value), kind) if is_number and kind != "iso" else None


def to_iso(value: Any, kind: str = "auto") -> Optional[str]:
    """``YYYY-MM-DDTHH:MM:SS[.ffffff]Z``; None where ``value`` is no time (null words, zero, junk).

    A time without a zone is UTC; offsets are converted; a date alone is its midnight; digits after
    the microsecond are cut.

    :param kind: ``iso``, ``epoch_s``, ``epoch_ms``, or ``auto``, which tells them apart by form and
        size.
    :raises ValueError: an unknown ``kind``.
    """
    if kind not in KINDS:
        raise ValueError("kind must be one of " + ", ".join(KINDS))
    when = _parse(value, kind)
    return None if when is None else when.replace(tzinfo=None).isoformat() + "Z"


def is_no_time(value: Any) -> bool:
    """Whether a value says that there is no time (null, zero, ``never``, 0001-01-01), in contrast
    to one that cannot be read.
    """
    if isinstance(value, str):
        text = value.strip()
        if text.lower() in _NULL_WORDS or text.startswith(_NULL_DATES):
            return True
        return bool(_NUMBER.fullmatch(text)) and Decimal(text) <= 0
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return not value > 0
    return value is None


def to_epoch(iso: str) -> float:
    """Seconds since 1970 of a time as ``to_iso`` gives it (or any ISO 8601 it reads).

    :raises ValueError: not a time.
    """
    when = _from_iso(iso.strip())
    if when is None:
        raise ValueError("not an ISO 8601 time")
    return (when - _EPOCH).total_seconds()
