# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of all kinds -> one form: ISO 8601, UTC, ``Z``. Private to asyncops.jobs."""
from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

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
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# From here on a number is milliseconds (seconds would be the year 5138, milliseconds March 1973).
_TOO_BIG = Decimal(10) ** 11


def _from_number(value: Any, kind: str) -> datetime | None:
    """An epoch number (int, float or text) -> datetime; zero, negatives and junk -> None."""
    text = str(value).strip()
    if isinstance(value, str) and not _NUMBER.fullmatch(text):
        return None
    try:
        seconds = Decimal(text)
    except InvalidOperation:
        return None
    # Zero is how many systems write "not yet"; no job ran before 1970.
    if not seconds.is_finite() or seconds <= 0 or seconds >= Decimal(10) ** 20:
        return None
    if kind == "epoch_ms":
        seconds /= 1000
    elif kind == "auto":
        while seconds >= _TOO_BIG:
            seconds /= 1000
    try:
        return _EPOCH + timedelta(microseconds=int((seconds * 1000000).to_integral_value()))
    except OverflowError:
        return None


def _from_iso(text: str) -> datetime | None:
    basic = _BASIC.match(text)
    if basic:
        text = "%s-%s-%sT%s:%s:%s" % basic.groups("00") + text[basic.end():]
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, _zulu, sign, off_hour, off_minute = found.groups()
    if int(year) <= 1:  # 0001-01-01 is .NET's and Go's "no time"
        return None
    leap = second == "60"
    try:
        when = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), 59 if leap else int(second or 0),
            int(((fraction or "") + "000000")[:6]), tzinfo=timezone.utc,
        )
        if leap:
            when += timedelta(seconds=1)
        if sign:
            if int(off_hour) > 23 or int(off_minute or 0) > 59:
                return None
            offset = timedelta(hours=int(off_hour), minutes=int(off_minute or 0))
            when = when - offset if sign == "+" else when + offset
    except (ValueError, OverflowError):
        return None
    return when


def _read(value: Any, kind: str) -> datetime | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return None if kind == "iso" else _from_number(value, kind)
    if not isinstance(value, str) or value.strip().lower() in _NULL_WORDS:
        return None
    text = value.strip()
    if kind != "iso" and _NUMBER.fullmatch(text):
        return _from_number(text, kind)
    return _from_iso(text) if kind in ("auto", "iso") else None


def to_iso(value: Any, kind: str = "auto") -> str | None:
    """``YYYY-MM-DDTHH:MM:SS[.ffffff]Z``, or None where ``value`` is no time (null words, zero, junk).

    ``kind``: ``iso``, ``epoch_s``, ``epoch_ms``, or ``auto``, which tells them apart by form and size. A time without
    a zone is UTC; offsets are converted; a date alone is its midnight; digits after the microsecond are cut.
    Raises ValueError for an unknown ``kind`` only.
    """
    if kind not in KINDS:
        raise ValueError("kind must be one of " + ", ".join(KINDS))
    when = _read(value, kind)
    return None if when is None else when.replace(tzinfo=None).isoformat() + "Z"


def to_epoch(iso: str) -> float:
    """Seconds since 1970 of a time as ``to_iso`` gives it (or any ISO 8601 it reads). Raises ValueError for junk."""
    when = _from_iso(iso.strip())
    if when is None:
        raise ValueError("not an ISO 8601 time")
    return (when - _EPOCH).total_seconds()
