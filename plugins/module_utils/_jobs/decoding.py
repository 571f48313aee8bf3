# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a response as data. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any, Optional

from .._model.compiled.view import View
from .._model.errors import DecodeError
from .._model.values import one_line
from .._wire import codecs
from .._wire.response import Response

# What a caller expects of a body:
STRUCTURED = "structured"  # JSON or XML; anything else is an error
RESULT = (
    "result"  # JSON and XML by their content type, else text; bytes that are no text are an error
)
LENIENT = "lenient"  # nothing hangs on it: what cannot be read is left as text
SUBMIT = (
    "submit"  # like a result, but what cannot be read is kept as an error: headers may name the job
)

_SHOWN = 2000  # bytes of an unreadable body that are read
_HTML_STARTS = (b"<!doctype html", b"<html")


class DecodedResponse:
    """A response and what it says.

    :param body: None where there is none, or where it could not be read (``decode_error``).
    """

    __slots__ = ("response", "body", "decode_error")

    def __init__(
        self, response: Response, body: Any, decode_error: Optional[DecodeError] = None
    ) -> None:
        self.response = response
        self.body = body
        self.decode_error = decode_error

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def url(self) -> str:
        """Where it came from, after redirects."""
        return self.response.url

    @property
    def view(self) -> View:
        """The response as conditions see it."""
        return self.view_of(self.body)

    def view_of(self, record: Any) -> View:
        """The same for a record in it."""
        return View(record, self.response.headers, self.response.status)


def decode(response: Response, expected: str) -> Any:
    """The body as data.

    :raises DecodeError: it is not what is expected.
    """
    kind = (response.header("Content-Type") or "").lower()
    if expected == LENIENT:
        try:
            return codecs.decode(response.content, kind)
        except DecodeError:
            return as_line(response)
    if expected == SUBMIT:
        body = _structured_in_text(response, kind)
        if body is not None:
            return body
    if expected in (RESULT, SUBMIT) and kind and "json" not in kind and "xml" not in kind:
        _check_text(response, kind)
        return codecs.decode(response.content, kind, "text")
    return codecs.decode(response.content, kind)


def _structured_in_text(response: Response, kind: str) -> Any:
    """JSON or XML under the name of text, as errors often are sent; None where it is none."""
    start = response.content[:_SHOWN].lstrip()[:1]
    if not kind.startswith("text/") or start not in (b"{", b"[", b"<"):
        return None
    try:
        return codecs.decode(response.content, None, "xml" if start == b"<" else "json")
    except DecodeError:
        return None


def as_line(response: Response, limit: int = 1000) -> Optional[str]:
    """The beginning of a body as one line, for a message."""
    return one_line(response.content[:_SHOWN].decode("utf-8", "replace"), limit)


def is_html_page(response: Response, file_name: str = "") -> bool:
    """Whether the body is an HTML page (a proxy's sign-in page, mostly), unless a file of that kind
    is wanted.
    """
    if file_name.lower().endswith((".html", ".htm")):
        return False
    if "html" in (response.header("Content-Type") or "").lower():
        return True
    return response.content[:200].lstrip().lower().startswith(_HTML_STARTS)


def _check_text(response: Response, kind: str) -> None:
    try:
        response.content.decode("utf-8")
    except UnicodeDecodeError:
        message = "%d bytes of %s, which cannot be shown; use dest to save them"
        raise DecodeError(message % (len(response.content), kind.split(";")[0])) from None
