# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking in texts where something stands in the middle of a secret. Private to asyncops.jobs.

Imported where a text holds such a thing, since its patterns are large.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import Callable, NamedTuple

from .._model import text as texts

_BROKEN_FROM = 8  # characters of a secret that lines or tags may break; "to<br>or" is none
# What may stand in the middle of a secret: what a screen shows nothing of, tags, ends of lines.
# All begin with one set of characters, by which a pattern finds its places quickly.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb" + texts.SOFT
)
_ENDS = "\r\n\x85\u2028\u2029"
_CSI = "[0-?]*[ -/]*[@-~]"
_OSC = r"[^\x07\x1b\x9c]{0,256}(?:\x07|\x1b\\|\x9c)"
_SEQUENCE = r"\[%s|[\]PX^_]%s" % (_CSI, _OSC)
_INVISIBLE = r"(?<=\x1b)(?:%s)|(?<=\x9b)%s|(?<=[\x90\x98\x9d-\x9f])%s" % (_SEQUENCE, _CSI, _OSC)
_BREAKING = r"(?<=<)[A-Za-z/!?][^<>]*>|(?<=[%s])[ \t%s]*" % (_ENDS, _ENDS)
_ENTITY = "(?<=&)(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
# A character by its number, as URLs and the sources of programs have it.
_NUMBERED = r"(?<=%)[0-7][0-9A-Fa-f]|(?<=\\)(?:u00|x)[0-7][0-9A-Fa-f]"
_IN_A_STRING = re.compile(r"\\\\(?:u00|x)([0-7][0-9A-Fa-f])|%([0-7][0-9A-Fa-f])")
# As JSON has them.
_ESCAPED = r"(?<=\\)(?:u001b(?:%s)|u00[01][0-9a-f]|[nr](?:\\[nrt]|[ \t])*)" % _SEQUENCE


def _breaks(others: str, *after: str) -> re.Pattern[str]:
    """What breaks a text: what is not seen, or one of ``others`` with what comes after it.

    The set of unseen characters stands in a pattern once: it is what costs when one is compiled.
    """
    after = (_INVISIBLE, "(?<![%s])" % others, *after)
    return re.compile("[%s%s](?:%s)" % (_UNSEEN, others, "|".join(after)))


# Each with the shortest secret that is looked for in what is left.
_LEVELS = (
    (_breaks(r"&%\\", _ENTITY, _NUMBERED), 0),
    (_breaks(_ENDS + "<&", _BREAKING, _ENTITY), _BROKEN_FROM),
)
_IN_JSON = (
    _breaks(r"\\", _ESCAPED),
    _breaks(_ENDS + r"\\<", _BREAKING, _ESCAPED),
)


class _Piece(NamedTuple):
    """A part of a text that is left when what breaks it is taken out.

    :ivar at: where it is then.
    """

    at: int
    text: str
    start: int
    end: int


def without_broken(
    text: str,
    seeds: Collection[str],
    forms: Callable[[], re.Pattern[str]],
    mask: str,
) -> str:
    """A text without the secrets that escape sequences, unseen characters, entities, tags or the
    ends of lines stand in the middle of.

    :param seeds: one of them stands wherever a secret does.
    :param forms: makes the pattern of all secrets.
    """
    for breaks, shortest in _LEVELS:
        bare = breaks.sub(_meant, text)
        if not any(seed in bare for seed in seeds):
            continue
        pieces = list(_pieces(text, breaks))
        starts = [piece.at for piece in pieces]
        kept, at = [], 0
        for found in forms().finditer(bare):
            first = pieces[bisect_right(starts, found.start()) - 1]
            last = pieces[bisect_right(starts, found.end() - 1) - 1]
            start, end = _place(first, found.start()), _place(last, found.end())
            if found.end() - found.start() >= shortest and start >= at:
                kept += [text[at:start], mask]
                at = end
        text = "".join((*kept, text[at:]))
    return text


def is_broken_in_json(text: str, seeds: Collection[str]) -> bool:
    """Whether a JSON text may hold such a secret.

    :param seeds: as they stand in JSON.
    """
    if "&" in text and ";" in text:
        text = texts.unescape(text)
    text = _IN_A_STRING.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), text)
    if any(seed in text for seed in seeds):
        return True
    for breaks in _IN_JSON:
        bare = breaks.sub("", text)
        if any(seed in bare for seed in seeds):
            return True
    return False


def _pieces(text: str, breaks: re.Pattern[str]) -> Iterator[_Piece]:
    at = length = 0
    for found in breaks.finditer(text):
        if found.start() > at:
            yield _Piece(length, text[at : found.start()], at, found.start())
            length += found.start() - at
        at = found.end()
        meant = _meant(found)
        if meant:
            yield _Piece(length, meant, found.start(), at)
            length += len(meant)
    if at < len(text):
        yield _Piece(length, text[at:], at, len(text))


def _meant(found: re.Match[str]) -> str:
    """What stands for what was found: the character of an entity or a number, of all else
    nothing.
    """
    text = found.group()
    meant = html.unescape(text) if text.startswith("&") else ""
    if text[0] in "%\\":
        meant = chr(int(text[-2:], 16))
    return meant if meant.isprintable() else ""


def _place(piece: _Piece, at: int) -> int:
    """Where a character of what is left stands in the text. Of an entity it is all of it."""
    if piece.end - piece.start == len(piece.text):
        return piece.start + at - piece.at
    return piece.start if at == piece.at else piece.end
