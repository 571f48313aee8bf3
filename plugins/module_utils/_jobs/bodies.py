# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that are more than plain JSON or XML under its own name. Private to asyncops.jobs."""

from __future__ import annotations

from copy import copy
from typing import Any, Callable, Optional

from .._model.errors import DecodeError
from .._model.values import one_line
from .._wire import codecs
from .._wire.connection import MAX_BYTES
from .._wire.response import Response
from .._wire.sniff import SNIFFED, is_html, without_scripts
from .._wire.unpacking import unpacked
from .expectations import LENIENT, RESULT, SAVED, SUBMIT

_PAGES = ("html", "htm", "xhtml", "text/html", "application/xhtml+xml")
_SHOWN = 16 * 1024  # bytes of an unreadable body that are read
_BEFORE_TEXT = "\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks, read as Latin-1, and blanks


def decode_body(
    response: Response, expected: str, on_broken: Optional[Callable[[str], object]] = None
) -> Any:
    """The body as data; one that is gzip although nothing says so is unpacked first.

    :param on_broken: see codecs.decode.
    :raises DecodeError: it is not what is expected.
    """
    kind = _kind(response)
    if expected == SAVED:
        return structured(response)
    if expected == LENIENT:
        try:
            return codecs.decode(unpacked(response.content, MAX_BYTES), kind, "auto", on_broken)
        except DecodeError:
            body = structured(response)
            return as_line(response) if body is None else body
    content = unpacked(response.content, MAX_BYTES)
    if expected in (RESULT, SUBMIT) and kind and "json" not in kind and "xml" not in kind:
        # JSON under another name, and errors in XML, which often come so.
        first = "{[<" if expected == SUBMIT else "{["
        body = _by_first_character(content, kind, first, on_broken)
        if body is not None:
            return body
        if content is not response.content and not kind.startswith("text/"):
            raise _not_shown(response, kind)
        _check_text(response, content, kind)
        return codecs.decode(content, kind, "text", on_broken)
    return codecs.decode(content, kind, "auto", on_broken)


def structured(response: Response) -> Any:
    """JSON or XML under another name (an error in XML as text/html); None where it is none."""
    try:
        content = unpacked(response.content, MAX_BYTES)
    except DecodeError:
        return None
    return _by_first_character(content, _kind(response), "{[<")


def _by_first_character(
    content: bytes,
    kind: str,
    first: str,
    on_broken: Optional[Callable[[str], object]] = None,
) -> Any:
    text = content[:_SHOWN].decode("latin-1").lstrip(_BEFORE_TEXT)
    if not text.startswith(tuple(first)):
        return None
    try:
        as_what = "xml" if text.startswith("<") else "json"
        return codecs.decode(content, kind, as_what, on_broken)
    except DecodeError:
        return None


def as_line(
    response: Response, limit: int = 1000, scrub: Callable[[str], str] = str
) -> Optional[str]:
    """The beginning of a body as one line, for a message.

    :param scrub: takes secrets out, before the line is cut.
    """
    try:
        content = unpacked(response.content, MAX_BYTES)
    except DecodeError:
        content = response.content
    text, _broken = codecs.read_text(content[:_SHOWN], _kind(response))
    if len(content) > _SHOWN:
        text = text.rstrip("\ufffd") + "\u2026"
    return one_line(scrub(without_scripts(text)).rstrip("\ufffd"), limit)


def quoting_no_secrets(
    cause: DecodeError, response: Response, expected: str, scrub: Callable[[str], str]
) -> DecodeError:
    """The error of a body that cannot be read, which quotes its beginning: as it would be if that
    had been masked before.
    """
    try:
        masked = _without_secrets(response, scrub)
        if masked is not None:
            decode_body(masked, expected)
    except DecodeError as exc:
        return exc
    return cause


def _without_secrets(response: Response, scrub: Callable[[str], str]) -> Optional[Response]:
    """A response whose beginning holds secrets with these masked; None where it holds none."""
    content = unpacked(response.content, MAX_BYTES)
    text, _broken = codecs.read_text(content, _kind(response))
    start = scrub(text[:_SHOWN])
    if start == text[:_SHOWN]:
        return None
    masked = copy(response)
    whole = "\ufeff" + start + text[_SHOWN:]
    masked.content = whole.encode("utf-8", "replace")
    return masked


def is_html_page(response: Response, file_name: str = "") -> bool:
    """Whether the body is an HTML page (a proxy's sign-in page, mostly), unless a file of that kind
    is wanted.
    """
    if is_html_name(None, file_name):
        return False
    if "html" in _kind(response):
        return True
    return begins_as_html(response)


def is_html_name(kind: Any, file_name: str) -> bool:
    """Whether an output is a page itself: by its format or type (``html``, ``text/html``), or by
    its name.
    """
    return str(kind).lower() in _PAGES or file_name.lower().endswith((".html", ".htm"))


def begins_as_html(response: Response) -> bool:
    """Whether the body is an HTML page, whatever its type says."""
    text, _broken = codecs.read_text(response.content[:SNIFFED], _kind(response))
    return is_html(text)


def _kind(response: Response) -> str:
    return (response.header("Content-Type") or "").lower()


def _check_text(response: Response, content: bytes, kind: str) -> None:
    """Does nothing where a body can be shown as text.

    :raises DecodeError: it cannot.
    """
    text, broken = codecs.read_text(content, kind)
    if "\0" in text or (broken and not kind.startswith("text/")):
        raise _not_shown(response, kind)


def _not_shown(response: Response, kind: str) -> DecodeError:
    message = "%d bytes of %s, which cannot be shown; use dest to save them"
    return DecodeError(message % (len(response.content), kind.split(";")[0]))
