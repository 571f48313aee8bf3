# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers, spans and texts of a report as people read them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Optional

from ansible_collections.asyncops.jobs.plugins.module_utils._model.text import (
    MARK,
    printable,
    visible,
)

_LAST = 253402300799  # the end of the year 9999
UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def span(seconds: Optional[float]) -> str:
    """A duration in its two largest units: ``1 h 5 min``; nothing where it is not known."""
    if seconds is None:
        return ""
    if seconds < 10:
        return "%s s" % (("%.1f" % seconds).rstrip("0").rstrip(".") or "0")
    rest = round(seconds)
    parts: list[str] = []
    for size, name in UNITS:
        if rest >= size or parts:
            parts.append("%d %s" % (rest // size, name))
            rest %= size
        if len(parts) == 2 or (parts and not rest):
            break
    return " ".join(part for part in parts if not part.startswith("0 "))


def iso_span(seconds: float) -> str:
    """A duration as the attribute ``datetime`` of HTML has it."""
    return "PT%sS" % (("%.3f" % seconds).rstrip("0").rstrip("."))


def moment(epoch: Optional[float]) -> str:
    """A time in UTC, to the minute; nothing where it is not known."""
    return "" if epoch is None else _utc(epoch).strftime("%Y-%m-%d %H:%M")


def iso(epoch: float) -> str:
    """A time as the attribute ``datetime`` of HTML has it."""
    return _utc(epoch).strftime("%Y-%m-%dT%H:%M:%SZ")


def _utc(epoch: float) -> datetime:
    """A time with its zone; the last that there is for one after that."""
    return datetime.fromtimestamp(min(epoch, _LAST), timezone.utc)


def number(value: int) -> str:
    """A count, with thousands that can be told apart."""
    return f"{value:,}"


def several(count: int, one: str, many: str = "") -> str:
    """``1 job``, ``2 jobs``."""
    return "%s %s" % (number(count), one if count == 1 else many or one + "s")


def shown(text: str, limit: int) -> str:
    """A text of others for one place of a page: one line, no control or bidi characters. Of a long
    one the beginning, and how much is missing.
    """
    short = printable(text[: 4 * limit], limit)
    if len(text) <= limit or not short.endswith(MARK):
        return short
    return "%s (%s more)" % (short, several(len(text) - limit, "character"))


def exact(text: str, limit: int) -> str:
    """An id as it is, what cannot be seen written out; of a long one the beginning."""
    return written(text) if len(text) <= limit else written(text[:limit]) + MARK


def written(text: str) -> str:
    """A text as it is, but that control characters, bidi marks and half characters stand there as
    ``\\u202e``: any file and any terminal can have it.
    """
    return visible(text).encode("utf-8", "backslashreplace").decode("utf-8")
