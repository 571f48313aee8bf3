# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a body: in pieces, decoded, counted, whole. Private to asyncops.jobs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Optional, Union

from .._model.errors import ConfigError, TooLarge
from .content_encoding import IncompleteBody, content_encoding, decompress
from .headers import Headers
from .request import Sink

PIECE = 1024 * 1024
KEPT = 64 * 1024  # bytes of a body for a sink that are kept as well: it may be an error

Piece = Union[bytes, memoryview]


class Body:
    """What was read of a body: its content or, where a sink has taken that, its checksum, and the
    content of a small one.
    """

    __slots__ = ("content", "size", "sha256")

    def __init__(self, content: bytes, size: int, sha256: Optional[str] = None) -> None:
        self.content = content
        self.size = size
        self.sha256 = sha256


def read_body(
    raw: Any,
    headers: Headers,
    max_bytes: Optional[int],
    sink: Optional[Sink],
    hold: int = 0,
) -> Body:
    """Reads a body to its end, decoded; with a ``sink`` it goes there and is hashed on the way.

    :param raw: urllib3's response.
    :param max_bytes: decoded bytes; None without a limit.
    :param hold: bytes that the sink gets only where more come; see SendOptions.
    :raises TooLarge: larger than ``max_bytes``.
    :raises DecodeError: not what Content-Encoding says.
    :raises IncompleteBody: cut short.
    :raises ConfigError: the sink cannot take it (a full disk).
    """
    encoding = content_encoding(headers.get("content-encoding", ""))
    length = None if "transfer-encoding" in headers else _length(headers)
    pieces: Iterable[Piece]
    if encoding:
        pieces = decompress(_copied_pieces(raw, length), encoding)
    elif sink is None:
        pieces = _copied_pieces(raw, length)
    else:
        pieces = _shared_pieces(raw, length)
    pieces = _bounded(pieces, max_bytes)
    if sink is not None:
        return _write_to(sink, pieces, hold)
    content = b"".join(pieces)
    return Body(content, len(content))


def _length(headers: Headers) -> Optional[int]:
    """Content-Length, None where there is none or it is junk."""
    text = headers.get("content-length", "").strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_number else None


def _copied_pieces(raw: Any, length: Optional[int]) -> Iterator[bytes]:
    """The bytes as they were sent. Raises IncompleteBody if fewer than ``length`` came."""
    count = 0
    while True:
        piece: bytes = raw.read(PIECE, decode_content=False)
        if not piece:
            break
        count += len(piece)
        yield piece
    _check_length(count, length)


def _shared_pieces(raw: Any, length: Optional[int]) -> Iterator[memoryview]:
    """The same as views of one buffer, each good until the next is asked for: no copies.

    Reads by http.client's own `readinto`; that of urllib3, which wraps it, copies.
    """
    buffer = memoryview(bytearray(PIECE))
    count = 0
    while True:
        read = raw._original_response.readinto(buffer)
        if not read:
            break
        count += read
        yield buffer[:read]
    _check_length(count, length)
    raw.release_conn()  # read to its end, which urllib3 has not seen


def _check_length(count: int, length: Optional[int]) -> None:
    if length is not None and count < length:
        raise IncompleteBody("%d of %d bytes were sent" % (count, length))


def _bounded(pieces: Iterable[Piece], max_bytes: Optional[int]) -> Iterator[Piece]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if max_bytes is not None and size > max_bytes:
            raise TooLarge(
                "the response is larger than %d bytes and was not read further" % max_bytes
            )
        yield piece


def _write_to(sink: Sink, pieces: Iterable[Piece], hold: int) -> Body:
    digest = hashlib.sha256()
    size, most = 0, hold or KEPT
    kept: list[bytes] = []
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        if size <= most:
            kept.append(bytes(piece))
            if hold:
                continue
        try:
            if hold:
                for held in kept:
                    sink.write(held)
                hold, kept = 0, []
            sink.write(piece)
        except OSError as exc:  # a full disk, for one, is not the server's fault
            reason = exc.strerror or "error"
            raise ConfigError("the result cannot be written: %s" % reason) from None
    content = b"".join(kept) if size <= most else b""
    return Body(content, size, digest.hexdigest())
