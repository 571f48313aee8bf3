# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The response of http.client, in bounded time and whole. Private to asyncops.jobs."""

from __future__ import annotations

import http.client
import io
import re
import socket
from email.errors import MissingHeaderBodySeparatorDefect
from typing import IO, Any, Optional

from . import timeouts

MAX_INTERIM = 20  # responses 1xx before the final one
_BUFFER = 65536
_MAX_LINE = 65536  # bytes; http.client has the same bound
_MAX_TRAILERS = 100  # lines after the last chunk; as many as http.client takes headers
# RFC 9112 section 7.1; `int` takes signs, blanks, `0x` and `_` as well.
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}[ \t]*(?:;.*)?\r?\n", re.DOTALL)


class _SocketReader(io.RawIOBase):
    """Reads a socket; before each read the socket's timeout is what the request has left."""

    def __init__(self, sock: socket.socket, file: IO[bytes]) -> None:
        super().__init__()
        self._sock = sock
        # http.client closes the connection's socket at once under a close-delimited response; the
        # file object that it made for reading is what keeps the socket open.
        self._file = file
        self.ended = False

    def readable(self) -> bool:
        """Part of the protocol of io."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Part of the protocol of io."""
        timeout = timeouts.current()
        self._sock.settimeout(timeout.remaining())
        started = timeout.clock()
        count = self._sock.recv_into(buffer)
        if timeout.phase == "body":
            timeout.received(count, timeout.clock() - started)
        self.ended = count == 0
        return count

    def close(self) -> None:
        """Part of the protocol of io."""
        if not self.closed:
            super().close()
            self._file.close()


class TimedResponse(http.client.HTTPResponse):
    """Reads within the RequestTimeout, and skips every interim response (http.client: 100 only)."""

    def __init__(
        self,
        sock: socket.socket,
        debuglevel: int = 0,
        method: Optional[str] = None,
        url: Optional[str] = None,
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self._interim = 0
        self._reader = _SocketReader(sock, self.fp)
        self.fp = io.BufferedReader(self._reader, _BUFFER)

    def begin(self) -> None:
        """Reads the status line and the headers."""
        super().begin()
        # http.client takes headers that are cut off, or that have a line of junk (after which it
        # sees none), for whole: without a Content-Length a response would look empty, and complete.
        if self._reader.ended:
            raise http.client.IncompleteRead(b"")
        defects = self.msg.defects
        if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in defects):
            raise http.client.BadStatusLine("a header line without a colon")
        lengths = self.msg.get_all("Content-Length", ())
        if "," in ",".join(lengths):
            from .odd_answers import check_lengths

            check_lengths(lengths)

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        if not 100 <= status < 200:
            return version, status, reason
        self._interim += 1
        # 101 changes the protocol, which nobody asked for.
        if status == 101 or self._interim > MAX_INTERIM:
            raise http.client.BadStatusLine("interim responses without end")
        # begin() skips the headers of a 100 and reads on; taken as final, a 102 or 103 would leave
        # the real response on the connection for the next request.
        return version, 100, reason

    def _read_next_chunk_size(self) -> int:
        """What http.client reads chunks by; it takes ``-5`` for a size.

        :raises ValueError: it is none; what http.client makes a body of that is cut short.
        """
        line = self.fp.readline(_MAX_LINE + 1)
        if len(line) > _MAX_LINE:
            raise http.client.LineTooLong("chunk size")
        if not _CHUNK_SIZE.fullmatch(line):
            self._close_conn()  # type: ignore[attr-defined]
            raise ValueError("no chunk size")
        return int(line.partition(b";")[0], 16)

    def _read_and_discard_trailer(self) -> None:
        """What follows the last chunk. http.client reads that for ever."""
        for _line in range(_MAX_TRAILERS + 1):
            line = self.fp.readline(_MAX_LINE + 1)
            if len(line) > _MAX_LINE:
                raise http.client.LineTooLong("trailer")
            if line in (b"\r\n", b"\n", b""):
                return
        raise http.client.LineTooLong("trailers")
