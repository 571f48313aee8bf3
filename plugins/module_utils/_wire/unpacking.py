# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gzip that no Content-Encoding names. Private to asyncops.jobs."""

from __future__ import annotations

from .._model.errors import DecodeError
from .content_encoding import GZIP_MAGIC, IncompleteBody, decompress


def unpacked(content: bytes, max_bytes: int) -> bytes:
    """A body that is gzip although no Content-Encoding says so, unpacked; any other as it is.

    :param max_bytes: of the unpacked body.
    :raises DecodeError: it is broken, cut short, or larger than that.
    """
    if not content.startswith(GZIP_MAGIC):
        return content
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in decompress([content], "gzip"):
            size += len(piece)
            if size > max_bytes:
                message = "the response is gzip that unpacks to more than %d bytes"
                raise DecodeError(message % max_bytes)
            pieces.append(piece)
    except IncompleteBody:
        raise DecodeError("the response is gzip that ends early") from None
    return b"".join(pieces)
