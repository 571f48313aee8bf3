# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of others made harmless for one line of output: bounded, cleaned, cut. Private to
asyncops.jobs.

Every pattern here takes time in proportion to its text: what it repeats cannot hold what it begins
with.
"""

from __future__ import annotations

import html
import re

BOUND = 16_384  # characters of a remote text that are looked at; the rest is not shown
MARK = "\u2026"  # where a text was cut; Secrets looks for beginnings of secrets before it
# Of these nothing is seen, though Python calls most of them printable: fillers, selectors, tags.
SOFT = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff"
_MESSAGE = 4000  # characters of a sentence with all that it quotes
_LABEL = 200  # characters of an id or a path in a sentence

_ANSI = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    # OSC, DCS: titles, links
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
_BREAK = re.compile(r"<(?:br|/title|/p|/div|/li|/tr|/td|/h[1-6])\s*/?>", re.IGNORECASE)
_UNSEEN = re.compile(r"<style\b[^<>]*>[^<]*</style\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
# C0, C1, lone surrogates; soft hyphen, bidi marks and overrides, zero width, byte order mark.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
# What a screen may obey although it stands in a value that is shown as it is.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
# Only what ends in a semicolon: in "?a=1&region=eu" nothing is meant to be an entity.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean(text: str) -> str:
    """Remote text for one line of a message.

    Without control and bidi characters, ANSI sequences and HTML tags; white space is one blank.
    Of a text that is longer than ``BOUND`` the beginning.
    """
    if len(text) > BOUND:
        text = text[: BOUND - 1] + MARK
    text = _ANSI.sub("", text)
    text = _UNSEEN.sub(" ", text)
    text = _BREAK.sub(" ", text)
    text = _TAG.sub("", text)
    return " ".join(_CONTROL.sub("", text).split())


def unescape(text: str) -> str:
    """HTML entities as the characters they stand for."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def one_line(text: str) -> str:
    """``clean`` of text that may hold entities."""
    # Plain ASCII words, which is what most texts are, pass at once.
    if len(text) > BOUND:
        text = text[: BOUND - 1] + MARK
    plain = text.isascii() and text.isprintable()
    if plain and not any(mark in text for mark in ("<", "&", "  ")):
        return text.strip()
    return clean(unescape(text))


def cut(text: str, limit: int) -> str:
    """At most so many characters; of a longer text the beginning, with a mark: it lets the masking
    see that half a secret may stand before it.
    """
    return text if len(text) <= limit else text[: limit - 1] + MARK


def printable(text: str, limit: int = _MESSAGE) -> str:
    """A whole sentence as a screen may have it: one line, bounded, without control and bidi
    characters and ANSI sequences. Tags stay, since our own sentences may hold such.
    """
    if not text.isprintable():
        text = _CONTROL.sub("", _ANSI.sub("", text[: limit * 4]))
        text = " ".join(text.split())
    return cut(text, limit)


def visible(text: str) -> str:
    """An id or a URL in a result: as it is, but for control characters and bidi marks, which stand
    there as ``\\x1b`` and ``\\u202e``: ansible-core prints some of them.
    """
    if text.isprintable():
        return text
    return _OBEYED.sub(lambda found: ascii(found.group())[1:-1], text)


def label(text: str) -> str:
    """An id, a URL or a path in a sentence."""
    return printable(text, _LABEL)
