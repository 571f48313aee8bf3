# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking in texts that hold a part of a secret only. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

_CUT = re.compile(r"\u2026|\.\.\.")
# Of a signed URL: whoever has it needs no other proof. Names of Azure, AWS, Google and CloudFront,
# and what APIs call a key in a query.
_GRANT = re.compile(
    r"([?&;](?:[\w.-]{0,40}(?:signature|token|secret|passw|credential|key|accesskeyid)|sig|sid|auth"
    r"|policy|jwt|code)=)[^\s&;\"'<>#]+",
    re.IGNORECASE,
)

_PIECE = 12  # characters of a secret that are masked without the rest, where one is a digit
_LONG_PIECE = 16  # where none is


def without_grants(text: str, mask: str) -> str:
    """A message without what the query of a signed URL grants."""
    return _GRANT.sub(r"\1" + mask, text) if "=" in text else text


def without_halves(text: str, forms: Collection[str], heads: Collection[str], mask: str) -> str:
    """A text without the first half of a secret before the mark of a cut.

    :param forms: of all secrets.
    :param heads: how the forms begin; what is shorter tells too little.
    """
    longest = max(map(len, forms))
    begins = re.compile("(?=%s)" % "|".join(map(re.escape, sorted(heads))))
    kept, at = [], 0
    for begin in begins.finditer(text):
        start = begin.start()
        cut = _CUT.search(text, start, start + longest + 3) if start >= at else None
        if cut and any(form.startswith(text[start : cut.start()]) for form in forms):
            kept += [text[at:start], mask]
            at = cut.start()
    return "".join((*kept, text[at:]))


def without_pieces(text: str, secrets: Mapping[str, Sequence[str]], mask: str) -> str:
    """A text without what a server has left of a secret where it cut it, and says nothing of it.

    :param secrets: long ones that look like tokens, so that a piece is no word of every day, with
        their parts of equal length.
    """
    found: list[tuple[int, int]] = []
    for secret, blocks in secrets.items():
        size = len(blocks[0])
        for number, block in enumerate(blocks):
            start = text.find(block)
            while start >= 0:
                first, last = _extent(text, start, secret, number * size)
                if _tells_much(text[first:last], size):
                    found.append((first, last))
                start = text.find(block, max(last, start + size))
    kept, at = [], 0
    for first, last in sorted(found):
        if first >= at:
            kept += [text[at:first], mask]
        at = max(at, last)
    return "".join((*kept, text[at:]))


def _extent(text: str, start: int, secret: str, at: int) -> tuple[int, int]:
    """From where to where a text is the same as a secret, around a place where it is."""
    first, last, before, behind = start, start, at, at
    while first and before and text[first - 1] == secret[before - 1]:
        first, before = first - 1, before - 1
    while last < len(text) and behind < len(secret) and text[last] == secret[behind]:
        last, behind = last + 1, behind + 1
    return first, last


def _tells_much(piece: str, size: int) -> bool:
    # A path has parts that stand elsewhere, too.
    longest = max(piece.split("/"), key=len)
    has_digit = any(char.isdigit() for char in longest)
    return len(longest) >= max(_PIECE if has_digit else _LONG_PIECE, 2 * size - 1)
