# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a body looks like, whatever its content type says. Private to asyncops.jobs."""

from __future__ import annotations

import re

from .._model.text import clean, cut

SNIFFED = 4096  # characters that are examined
_SHOWN = 60  # characters of a title or a body in a message
# RFC 6838 section 4.2, shorter. Anything else is not shown.
_MEDIA_TYPE = re.compile(r"([\w.+-]{1,30}/[\w.+-]{1,90})(?:[\s;]|$)", re.ASCII)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_NO_BLANK = re.compile(r"\S")
_BEFORE_HTML = (("<?xml", ">"), ("<!--", "-->"))
_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.IGNORECASE)
_SCRIPT = re.compile(r"<(/?)script\b[^<>]*>", re.IGNORECASE)


def is_html(start: str) -> bool:
    """Whether a text that begins so is an HTML page; before it may be a prolog and comments."""
    start = start.lower()
    at = _next_mark(start, 0)
    for first, last in _BEFORE_HTML:
        while start.startswith(first, at):
            end = start.find(last, at + len(first))
            if end < 0:
                return False
            at = _next_mark(start, end + len(last))
    return _HTML.match(start, at) is not None


def _next_mark(text: str, at: int) -> int:
    """Where the next character that is no blank stands."""
    found = _NO_BLANK.search(text, at)
    return found.start() if found else len(text)


def without_scripts(page: str) -> str:
    """A page without what is in its scripts, which nobody sees."""
    kept: list[str] = []
    at, hidden = 0, False
    for tag in _SCRIPT.finditer(page):
        if not hidden:
            kept.append(page[at : tag.start()])
        at, hidden = tag.end(), not tag.group(1)
    return "".join(kept) + ("" if hidden else page[at:])


def describe(text: str, content_type: str) -> str:
    """What a body is, in words for a message: one line, without control characters."""
    start = cut(text, SNIFFED)
    if is_html(start) or "html" in content_type:
        return "an HTML page" + _title(start)
    found = _MEDIA_TYPE.match(content_type)
    media_type = found.group(1) if found else ""
    text = cut(clean(start), _SHOWN)
    if text:
        return "%s that begins with: %s" % (media_type or "text", text)
    return media_type or "unreadable bytes"


def _title(page: str) -> str:
    found = _TITLE.search(page)
    name = cut(clean(found.group(1)), _SHOWN) if found else ""
    return " (%s)" % name if name else ""
