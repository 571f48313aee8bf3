# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result in parts of text (CSV, logs), each named by the one before: put together as they come.
Private to asyncops.jobs.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Optional

from .._model.compiled.page.styles import pager_for
from .._model.compiled.sections import Result
from .._model.errors import DecodeError
from .._model.provider import Provider
from .._wire import codecs
from .._wire.request import Request, SendOptions
from .bodies import is_html_page
from .decoding import DecodedResponse
from .expectations import SAVED
from .max_size import check
from .pages import Narrowing, page_request
from .session import ApiSession, address_of, facts_of

_MAX_HEAD = 64 * 1024  # bytes in which the head of a part is looked for


class Joined:
    """A sink for one part after the other. The head of a later part that repeats the first's is
    left out.

    :param sink: takes the whole; a file, so that a part that failed half way can be sent again.
    :param head_lines: how many lines at the beginning of each part are its head.
    """

    def __init__(self, sink: Any, head_lines: int) -> None:
        self._sink = sink
        self._lines = head_lines
        self._head: Optional[bytes] = None  # of the first part
        self._held = b""
        self._is_past_head = False
        self._last = b""  # the byte that was written last
        self._newline = b"\n"  # how a line ends
        self.begin()

    def begin(self) -> None:
        """The next part begins here."""
        self._held, self._is_past_head = b"", not self._lines
        self._start = (self._sink.tell(), self._head, self._last)

    def write(self, data: Any) -> int:
        """Takes the next piece of a part."""
        if self._is_past_head:
            self._put(bytes(data))
        else:
            self._held += data
            if self._held.count(b"\n") >= self._lines or len(self._held) > _MAX_HEAD:
                self.end()
        return len(data)

    def end(self) -> bool:
        """The part is whole. Whether it brought anything behind its head."""
        if not self._is_past_head:
            self._pass_head()
        return bool(self._sink.tell() > self._start[0])

    def _pass_head(self) -> None:
        self._is_past_head = True
        lines = self._held.splitlines(keepends=True)
        head, rest = lines[: self._lines], lines[self._lines :]
        name = b"".join(head).rstrip()
        if self._head is None:
            self._head = name
            self._newline = b"\r\n" if head and head[-1].endswith(b"\r\n") else b"\n"
        elif name == self._head:
            head = []
        self._put(b"".join([*head, *rest]))
        self._held = b""

    def _put(self, data: bytes) -> None:
        at_start = self._sink.tell() == self._start[0]
        if data and at_start and self._lines and self._last not in (b"", b"\n"):
            self._sink.write(self._newline)  # the part before has not ended its last line
        self._sink.write(data)
        self._last = data[-1:] or self._last

    def tell(self) -> int:
        """Where the part began: it is taken back as a whole only."""
        return int(self._start[0])

    def seek(self, offset: int) -> int:
        """Goes back to the beginning of the part."""
        _offset, self._head, self._last = self._start
        self._held, self._is_past_head = b"", not self._lines
        return int(self._sink.seek(offset))

    def truncate(self) -> int:
        """Drops what came since."""
        return int(self._sink.truncate())


def fetch_parts(
    session: ApiSession,
    provider: Provider,
    template: Result,
    names: Mapping[str, Any],
    sink: Optional[Any],
    max_size: Optional[int],
) -> Optional[str]:
    """All parts of a result, as one text; None where a sink has taken it.

    :param max_size: bytes of the whole; None: any number into a sink, else what memory may take.
    :raises TooLarge: it has more.
    :raises ApiError: the system says no, or names a next part elsewhere.
    """
    if sink is None and max_size is None:
        max_size = session.transport.connection.max_bytes
    buffer = io.BytesIO()
    joined = Joined(buffer if sink is None else sink, template.head_lines)
    pager, url, more, size, kind = pager_for(template.page), None, True, 0, ""
    while more:
        request = page_request(session, provider, template, names, pager, Narrowing(), url)
        left = None if max_size is None else max_size - size
        options = SendOptions(deadline=session.deadline, sink=joined, max_bytes=left, flows=True)
        joined.begin()
        decoded = _part(session, provider, template, request, options)
        has_more = joined.end()
        more = pager.advance([decoded.response.sha256] if has_more else [], decoded.view_of(None))
        if pager.repeated:  # a system that has no parts answers its one part twice
            joined.seek(joined.tell())
            joined.truncate()
        size += 0 if pager.repeated else decoded.response.size
        check(size, max_size)
        kind = kind or (decoded.response.header("Content-Type") or "").lower()
        url = session.resolve_result(pager.url, decoded.url) if more and pager.url else None
    if pager.is_endless:
        message = "the parts of %s have no end: part %d names one more, and the last held nothing"
        raise DecodeError(message % (address_of(decoded.response), pager.pages))
    return None if sink is not None else codecs.read_text(buffer.getvalue(), kind)[0]


def _part(
    session: ApiSession,
    provider: Provider,
    template: Result,
    request: Request,
    options: SendOptions,
) -> DecodedResponse:
    """The answer that is one part. Raises ApiError, DecodeError."""
    request.repeatable = True
    decoded = session.send(request, template, provider, options, SAVED)
    session.check(decoded, template, provider)
    session.extend()
    response = decoded.response
    if is_html_page(response):
        message = "%s answered an HTML page instead of a part of the result"
        raise DecodeError(message % address_of(response), **facts_of(response))
    return decoded
