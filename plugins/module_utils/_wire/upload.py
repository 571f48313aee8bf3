# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request body that is read from files while it is sent. Private to asyncops.jobs."""

from __future__ import annotations

import io
import mimetypes
import os
import stat
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Optional, Union

from .._model.errors import ConfigError

_PIECE = 64 * 1024


class FileSegment(NamedTuple):
    """A file, and how large it was when the request was made."""

    path: str
    size: int


Segment = Union[bytes, FileSegment]


class Upload:
    """A body of several segments, opened anew each time it is sent.

    :ivar size: bytes of the whole.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)
        self.size = sum(
            len(segment) if isinstance(segment, bytes) else segment.size for segment in segments
        )

    def open(self) -> Reader:
        """The body from its beginning, for one try."""
        return Reader(self.segments, self.size)


class Reader:
    """Reads a body; requests takes it for a file."""

    def __init__(self, segments: Sequence[Segment], size: int) -> None:
        self._segments = list(segments)
        self._size = size
        self._file: Optional[io.FileIO] = None
        self._left = 0  # bytes of the open file that are still to be sent

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while True:
            piece = self.read(_PIECE)
            if not piece:
                return
            yield piece

    def read(self, most: int = _PIECE) -> bytes:
        """The next bytes; none at the end.

        :raises OSError: a file is shorter than it was, or cannot be read any more.
        """
        while self._file is not None or self._segments:
            if self._file is not None:
                piece = self._of_file(most)
            elif isinstance(self._segments[0], bytes):
                piece = self._of_bytes(self._segments[0], most)
            else:
                piece = self._open(self._segments.pop(0))
            if piece:
                return piece
        return b""

    def close(self) -> None:
        """Closes the file that is open."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, segment: Segment) -> bytes:
        if isinstance(segment, FileSegment):
            self._file, self._left = io.FileIO(segment.path), segment.size
        return b""

    def _of_bytes(self, segment: bytes, most: int) -> bytes:
        piece, rest = segment[:most], segment[most:]
        self._segments[:1] = [rest] if rest else []
        return piece

    def _of_file(self, most: int) -> bytes:
        file = self._file
        piece = file.read(min(most, self._left)) if file is not None and self._left else b""
        if self._left and not piece:
            self.close()
            raise OSError("a file became shorter while it was sent")
        self._left -= len(piece)
        if not piece:
            self.close()
        return piece


def segment_of(option: str, path: str) -> FileSegment:
    """A file that is to be sent.

    :param option: what names it, for the error.
    :raises ConfigError: it is not there, cannot be read or is no regular file.
    """
    path = os.path.abspath(os.path.expanduser(path))
    try:
        found = os.stat(path)
    except OSError as exc:
        raise ConfigError("%s: %s: %s" % (option, path, exc.strerror or "error")) from None
    if not stat.S_ISREG(found.st_mode):
        raise ConfigError("%s: %s is no regular file" % (option, path))
    if not os.access(path, os.R_OK):
        raise ConfigError("%s: the file %s cannot be read" % (option, path))
    return FileSegment(path, found.st_size)


def media_type_of(name: str) -> str:
    """The media type that a file's name speaks of."""
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


def body_of(segments: Sequence[Segment]) -> Union[bytes, Upload]:
    """The shortest form of a body: bytes where there is no file in it."""
    parts = [segment for segment in segments if isinstance(segment, bytes)]
    upload = Upload(segments)
    is_plain = len(parts) == len(segments) or upload.size == 0
    return b"".join(parts) if is_plain else upload
