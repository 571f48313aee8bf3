# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a body: in pieces, decoded, counted, whole. Private to asyncops.jobs."""
from __future__ import annotations

import hashlib
import http.client
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .._model.errors import ConfigError, DecodeError

PIECE = 1024 * 1024
MOST = 64 * PIECE  # decoded bytes that are held in memory, unless a caller says otherwise


class CutShort(http.client.HTTPException):
    """The body ended before its end."""


def coding_of(header: str | None) -> str:
    """``gzip``, ``deflate`` or nothing. Raises DecodeError for others and for chains (a way to make bombs)."""
    codings = [part for part in (header or "").lower().replace(" ", "").split(",") if part not in ("", "identity")]
    if not codings:
        return ""
    coding = codings[0][2:] if codings[0] == "x-gzip" else codings[0]
    if len(codings) > 1 or coding not in ("gzip", "deflate"):
        raise DecodeError("The answer has a content coding that was not asked for (%d codings)." % len(codings))
    return coding


def _engine(coding: str, data: bytes) -> Any:
    if coding == "gzip":
        return zlib.decompressobj(31)
    # "deflate" is zlib (RFC 9110 section 8.4.1.2), but some servers send it bare.
    bare = len(data) < 2 or data[0] & 15 != 8 or (data[0] * 256 + data[1]) % 31 != 0
    return zlib.decompressobj(-15 if bare else 15)


def inflate(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Decodes in pieces of bounded size, whatever the ratio. Raises DecodeError for junk, CutShort for a cut."""
    engine: Any = None
    try:
        for data in pieces:
            while True:
                if engine is None or engine.eof:
                    data = data.lstrip(b"\0") if engine is not None else data
                    if not data or (engine is not None and coding != "gzip"):
                        break
                    engine = _engine(coding, data)  # the first, or one more gzip member
                out = engine.decompress(data, PIECE)
                if out:
                    yield out
                data = engine.unused_data if engine.eof else engine.unconsumed_tail
                if not data and len(out) < PIECE:
                    break
    except zlib.error:
        raise DecodeError("The answer is not the %s data it claims to be." % coding) from None
    if engine is not None and not engine.eof:
        raise CutShort("compressed data end early")


def _length(header: str | None) -> int | None:
    text = (header or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def pieces_of(raw: Any, length: int | None, shared: bool = False) -> Iterator[Any]:
    """The bytes of the wire in pieces. Raises CutShort if fewer than ``length`` came.

    ``shared``: views of one buffer, each good until the next is asked for, so that no piece is copied.
    """
    count = 0
    for piece in iter(_views(raw) if shared else lambda: raw.read(PIECE, decode_content=False), b""):
        count += len(piece)
        yield piece
    if length is not None and count < length:
        raise CutShort("%d of %d bytes came" % (count, length))
    if shared:
        raw.release_conn()  # read to its end, which urllib3 has not seen


def _views(raw: Any) -> Callable[[], memoryview]:
    """Reads by http.client's own `readinto`; that of urllib3, which wraps it, copies."""
    buffer = memoryview(bytearray(PIECE))
    return lambda: buffer[:raw._original_response.readinto(buffer)]


def _write(sink: Any, piece: bytes | memoryview) -> None:
    try:
        sink.write(piece)
    except OSError as exc:  # not the wire's fault: a full disk
        raise ConfigError("The result cannot be written: %s." % (exc.strerror or "error")) from None


def read(raw: Any, headers: Any, empty: bool, most: int | None, sink: Any) -> tuple[bytes, int, str | None]:
    """(content, size, sha256) of a body, decoded; with a ``sink`` the content goes there and is hashed.

    ``empty``: the answer has no body by rule (HEAD, 204, 304). Raises DecodeError beyond ``most`` decoded bytes.
    """
    # Headers of an answer without a body (HEAD) speak of the body there would be.
    chunked = empty or "transfer-encoding" in headers
    coding = "" if empty else coding_of(headers.get("content-encoding"))
    pieces = pieces_of(raw, None if chunked else _length(headers.get("content-length")), sink is not None and not coding)
    if coding:
        pieces = inflate(pieces, coding)
    size = 0
    kept: list[bytes] = []
    digest = hashlib.sha256() if sink is not None else None
    for piece in pieces:
        size += len(piece)
        if most is not None and size > most:
            raise DecodeError("The answer is larger than %d bytes; it was not read further." % most)
        if digest is None:
            kept.append(piece)
        else:
            digest.update(piece)
            _write(sink, piece)
    return b"".join(kept), size, None if digest is None else digest.hexdigest()
