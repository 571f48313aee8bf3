# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads one HTTP/1.1 request from a connection, within limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from .wire import Headers, Request

LINE = 65536
LINES = 200
BODY = 64 * 1024 * 1024


class BadRequest(Exception):
    """What came is no HTTP request: answer `status` and hang up."""

    def __init__(self, status: int, text: str) -> None:
        """Keep the answer's status and text."""
        super().__init__(text)
        self.status = status


class Stream(Protocol):
    """What a connection is read from."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return one line."""

    def read(self, size: int = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end."""


def read_request(stream: Stream, scheme: str, go_on: Callable[[], None]) -> Request | None:
    """Return the next request, or None at the end of the connection.

    `go_on` is called when the client waits for `100 Continue`. BadRequest for what is not HTTP/1,
    OSError for a broken connection.
    """
    line = stream.readline(LINE + 1)
    while line in (b"\r\n", b"\n"):
        line = stream.readline(LINE + 1)
    if not line:
        return None
    parts = line.decode("latin-1").split()
    if len(line) > LINE or len(parts) != 3 or not parts[2].startswith("HTTP/"):
        raise BadRequest(400, "not an HTTP request")
    if not parts[2].startswith("HTTP/1."):
        raise BadRequest(505, "not HTTP/1")
    target = parts[1]
    if "://" in target[:8]:  # The absolute form, as a proxy gets it.
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    headers = _headers(stream)
    if headers.get("expect", "").lower() == "100-continue":
        go_on()
    return Request(parts[0], target, headers, _body(stream, headers), parts[2], scheme)


def _headers(stream: Stream) -> Headers:
    pairs: list[tuple[str, str]] = []
    for _count in range(LINES):
        line = stream.readline(LINE + 1)
        if line in (b"\r\n", b"\n"):
            return Headers(pairs)
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not name or name != name.strip() or len(line) > LINE:
            raise BadRequest(400, "a header line is not valid")
        pairs.append((name, value.strip()))
    raise BadRequest(431, "too many header lines")


def _body(stream: Stream, headers: Headers) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return _chunks(stream)
    text = headers.get("content-length", "0")
    if not text.isdigit() or not text.isascii():
        raise BadRequest(400, "Content-Length is not a number")
    if len(text) > 12 or int(text) > BODY:
        raise BadRequest(413, "the body is too large")
    return _exactly(stream, int(text))


def _chunks(stream: Stream) -> bytes:
    parts: list[bytes] = []
    total = 0
    while True:
        text = stream.readline(LINE).split(b";")[0].strip()
        try:
            size = int(text, 16)
        except ValueError as error:
            raise BadRequest(400, "a chunk has no size") from error
        total += size
        if not 0 <= total <= BODY:
            raise BadRequest(413, "the body is too large")
        if size == 0:
            while stream.readline(LINE) not in (b"\r\n", b"\n", b""):
                pass
            return b"".join(parts)
        parts.append(_exactly(stream, size))
        stream.readline(LINE)


def _exactly(stream: Stream, size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise ConnectionError("the client went away in the middle of a body")
    return found
