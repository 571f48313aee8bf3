# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The characters of a body that is not plain UTF-8. Private to asyncops.jobs.

Sources: RFC 8259 section 8.1 (JSON is UTF-8, whatever some systems declare), RFC 7303 section 3 (of
XML a byte order mark counts before the charset of the Content-Type, that before the declaration),
RFC 4627 section 3 (how the zeros of a JSON text tell UTF-16 and UTF-32 apart).
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple, Optional

# The longest first: that of UTF-16 is the beginning of another.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(r"charset\s*=\s*[\"']?([a-z0-9_.:+-]{1,40})", re.IGNORECASE)
_IN_PROLOG = re.compile(rb"<\?xml[^<>]{1,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})")
_TEXT = frozenset((9, 10, 13, *range(0x20, 0x7F)))
# What Python calls text encodings, and no server can mean: slow, or escapes of Python's own.
_REFUSED = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem")
)


class Read(NamedTuple):
    """Text, and the name of the charset in which some of its bytes mean nothing: each of those has
    become U+FFFD.
    """

    text: str
    broken: Optional[str] = None


def read(content: bytes, content_type: str) -> Read:
    """The text of a body; never fails.

    A byte order mark counts first, then zeros at the beginning, then the declared charset where
    the bytes are text in it, then UTF-8.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decode(content[len(mark) :], name)
    wide = _wide(content[:8])
    if wide is not None:
        return _decode(content, wide)
    declared = _declared(content, content_type)
    # ASCII read as UTF-16 would be text of another kind.
    names = ["utf-8", declared] if declared.startswith(("utf-16", "utf-32")) else [declared]
    for name in (*names, "utf-8"):
        try:
            return Read(content.decode(name))
        except UnicodeError:
            continue
    return _decode(content, declared)


def _decode(content: bytes, name: str) -> Read:
    try:
        return Read(content.decode(name))
    except UnicodeError:
        return Read(content.decode(name, "replace"), name)


def _wide(start: bytes) -> Optional[str]:
    """UTF-16 or UTF-32 without a mark, seen from the zeros around the first characters."""
    for name, width, at in (
        ("utf-32-le", 4, 0),
        ("utf-32-be", 4, 3),
        ("utf-16-le", 2, 0),
        ("utf-16-be", 2, 1),
    ):
        units = [start[place : place + width] for place in (0, width)]
        if all(len(unit) == width and _is_ascii(unit, at) for unit in units):
            return name
    return None


def _is_ascii(unit: bytes, at: int) -> bool:
    return unit[at] in _TEXT and sum(unit) == unit[at]


def _declared(content: bytes, content_type: str) -> str:
    """The charset of the Content-Type, or that of an XML declaration; UTF-8 where there is none
    that Python knows.
    """
    found = _DECLARED.search(content_type)
    name = found.group(1) if found else ""
    if not name:
        prolog = _IN_PROLOG.match(content.lstrip()[:200])
        name = prolog.group(1).decode("ascii") if prolog else ""
    try:
        bytes(4).decode(name or "utf-8")  # a codec that makes no text of bytes (hex) is none
        known = codecs.lookup(name or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if known in ("ascii", *_REFUSED) else known
