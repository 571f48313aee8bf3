# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Content-Encoding: gzip and deflate, decoded in bounded pieces. Private to asyncops.jobs."""

from __future__ import annotations

import http.client
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Optional

from .._model.errors import DecodeError

if TYPE_CHECKING:
    from zlib import _Decompress

MAX_PIECE = 1024 * 1024
# gzip makes a thousandth of nothing but zeros; of the most repetitive data that mean something,
# logs and tables, a hundredth.
MAX_RATIO = 250
_COUNTED = 16 * 1024  # packed bytes that are counted at a time
_FREE = 16 * MAX_PIECE  # unpacked bytes that need no look at the ratio
GZIP_MAGIC = b"\x1f\x8b\x08"  # RFC 1952 section 2.3: no text begins so
_SEPARATOR = re.compile(r"[\s,]+")
_NOTHING = ("", "identity")
_ENCODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
# Window bits of zlib.
_GZIP = 31  # the largest window, and a gzip header
_ZLIB = 15
_RAW = -15


class IncompleteBody(http.client.HTTPException):
    """The body ended before its end."""


def content_encoding(header: str) -> str:
    """``gzip``, ``deflate`` or nothing (RFC 9110 section 8.4).

    :raises DecodeError: others, and chains, which are a way to make bombs.
    """
    names = _SEPARATOR.split(header.lower())
    encodings = [name for name in names if name not in _NOTHING]
    if not encodings:
        return ""
    encoding = _ENCODINGS.get(encodings[0])
    if encoding is None or len(encodings) > 1:
        raise DecodeError(
            "the response has a content encoding that was not asked for (%d encodings)"
            % len(encodings)
        )
    return encoding


def decompress(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Decodes in pieces of at most ``MAX_PIECE``, whatever the ratio.

    :raises DecodeError: not what ``encoding`` says, or a bomb.
    :raises IncompleteBody: cut short.
    """
    counted = _Counted(pieces)
    unpacked = 0
    for piece in _decompressed(counted, encoding):
        unpacked += len(piece)
        if unpacked > max(_FREE, counted.size * MAX_RATIO):
            message = "the response is %s data that unpack to more than %d times their size"
            raise DecodeError(message % (encoding, MAX_RATIO))
        yield piece


class _Counted:
    """Pieces in small parts, and how many bytes were taken of them so far."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            for start in range(0, len(piece), _COUNTED):
                part = piece[start : start + _COUNTED]
                self.size += len(part)
                yield part


def _decompressed(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decompressor: Optional[_Decompress] = None
    try:
        for piece in pieces:
            if decompressor is None:
                decompressor = _decompressor(encoding, piece)
            while piece:
                if decompressor.eof:
                    piece = _next_member(piece, encoding)
                    if not piece:
                        break
                    decompressor = _decompressor(encoding, piece)
                yield from _bounded(decompressor, piece)
                piece = decompressor.unused_data
    except zlib.error:
        raise DecodeError("the response is not the %s data it claims to be" % encoding) from None
    if decompressor is not None and not decompressor.eof:
        raise IncompleteBody("compressed data end early")


def _decompressor(encoding: str, piece: bytes) -> _Decompress:
    if encoding == "gzip":
        return zlib.decompressobj(_GZIP)
    return zlib.decompressobj(_ZLIB if _has_zlib_header(piece) else _RAW)


def _has_zlib_header(piece: bytes) -> bool:
    """False for a bare deflate stream.

    "deflate" is zlib (RFC 9110 section 8.4.1.2), but some servers send it bare.
    """
    header = int.from_bytes(piece[:2], "big")
    return header >> 8 & 15 == 8 and header % 31 == 0


def _next_member(rest: bytes, encoding: str) -> bytes:
    """What follows the end of the compressed data: another gzip member, or nothing that counts."""
    return rest.lstrip(b"\0") if encoding == "gzip" else b""


def _bounded(decompressor: _Decompress, piece: bytes) -> Iterator[bytes]:
    data = decompressor.decompress(piece, MAX_PIECE)
    while data:
        yield data
        data = decompressor.decompress(decompressor.unconsumed_tail, MAX_PIECE)
