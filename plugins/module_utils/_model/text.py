# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of others made harmless for one line of output. Private to asyncops.jobs."""

from __future__ import annotations

import html
import re

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
# Only what ends in a semicolon: in "?a=1&region=eu" nothing is meant to be an entity.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean(text: str) -> str:
    """Remote text for one line of a message.

    Without control and bidi characters, ANSI sequences and HTML tags; white space is one blank.
    """
    text = _ANSI.sub("", text)
    text = _UNSEEN.sub(" ", text)
    text = _BREAK.sub(" ", text)
    text = _TAG.sub("", text)
    return " ".join(_CONTROL.sub("", text).split())


def shortened(text: str, limit: int) -> str:
    """The beginning of a text that is too long, with a mark where it was cut: the mark lets the
    masking see that half a secret may stand before it.
    """
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def unescape(text: str) -> str:
    """HTML entities as the characters they stand for."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def one_line(text: str) -> str:
    """``clean`` of text that may hold entities."""
    # Plain ASCII words, which is what most texts are, pass at once.
    plain = text.isascii() and text.isprintable()
    if plain and not any(mark in text for mark in ("<", "&", "  ")):
        return text.strip()
    return clean(unescape(text))
