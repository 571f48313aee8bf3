# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a response as data. Private to asyncops.jobs."""

from __future__ import annotations

import re
from typing import Any, Callable, Optional

from .._model.compiled.view import View
from .._model.errors import DecodeError
from .._wire import codecs
from .._wire.content_encoding import GZIP_MAGIC
from .._wire.response import Response
from .expectations import STRUCTURED, SUBMIT

# Media types of records that stand one a line (RFC 7464 among them).
_LINES = re.compile(r"nd-?json|ldjson|jsonl|json-?(?:lines|seq|stream)|stream\+json")


class DecodedResponse:
    """A response and what it says.

    :param body: None where there is none, or where it could not be read (``decode_error``).
    :param request: the section whose request was answered.
    :ivar holds_secrets: whether any of it has to be masked; None: nobody has looked.
    """

    __slots__ = ("response", "body", "decode_error", "request", "holds_secrets")

    def __init__(
        self,
        response: Response,
        body: Any,
        decode_error: Optional[DecodeError] = None,
        request: str = "",
    ) -> None:
        self.response = response
        self.body = body
        self.decode_error = decode_error
        self.request = request
        self.holds_secrets: Optional[bool] = None

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
        return View(record, self.response.headers, self.response.status, self.request)


def decode(
    response: Response,
    expected: str,
    on_broken: Optional[Callable[[str], object]] = None,
    answer_format: str = "",
) -> Any:
    """The body as data; one that is gzip although nothing says so is unpacked first.

    :param on_broken: see codecs.decode.
    :param answer_format: what the definition says of it; nothing where it is one record.
    :raises DecodeError: it is not what is expected.
    """
    if response.status < 300 and (answer_format or expected == SUBMIT):
        is_named = answer_format not in ("", "auto")
        if is_named or _LINES.search((response.header("Content-Type") or "").lower()):
            from .formats import decode_format

            return decode_format(response, answer_format, on_broken)
    if expected == STRUCTURED and not response.content.startswith(GZIP_MAGIC):
        return codecs.decode(response.content, response.header("Content-Type"), "auto", on_broken)
    from .bodies import decode_body  # here, because most answers of a poll are plain JSON

    return decode_body(response, expected, on_broken)
