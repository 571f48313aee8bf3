# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that a fault consists of: bytes, or what is done with the socket. For server.py."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import socket
import struct
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from ansible_collections.asyncops.jobs.tests.unit.wire.conftest import reply

Act = Callable[[socket.socket], None]
HANGS = 6.0  # seconds: longer than any row has patience


def answer(body: Any = None, status: int = 200, *headers: str) -> bytes:
    """A response in one piece: bytes and texts as they are, anything else as JSON."""
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        headers = ("Content-Type: application/json", *headers)
        body = b"" if body is None else json.dumps(body).encode()
    return reply(status, body, *headers)


def reset(sock: socket.socket) -> None:
    """The connection is reset: closed without lingering, and not shut down before."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(sock.detach())


def closed(sock: socket.socket) -> None:
    """The connection is closed without an answer."""


def says(data: bytes) -> Act:
    """These bytes, then the end."""
    return lambda sock: sock.sendall(data)


def stalls(data: bytes) -> Act:
    """These bytes, then silence."""

    def act(sock: socket.socket) -> None:
        sock.sendall(data)
        _silence(sock)

    return act


def drips(head: bytes, piece: bytes = b"x", pause: float = 0.05) -> Act:
    """A beginning, then a piece now and then, for ever."""

    def act(sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            sock.sendall(head)
            end = time.monotonic() + HANGS
            while time.monotonic() < end:
                time.sleep(pause)
                sock.sendall(piece)

    return act


def endless(head: bytes, piece: bytes) -> Act:
    """As much as the client takes, up to 200 MiB."""

    def act(sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            sock.sendall(head)
            for _each in range((200 << 20) // len(piece)):
                sock.sendall(piece)

    return act


def _silence(sock: socket.socket) -> None:
    """Until the client goes."""
    with contextlib.suppress(OSError):
        sock.settimeout(HANGS)
        while sock.recv(4096):
            pass


def closes_after(data: bytes) -> Act:
    """A whole answer, and then the connection is closed although nothing said so."""
    return says(data)


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LATER = b'{"id": "7", "status": "running"}'
TRANSPORT: dict[str, Any] = {
    "reset": reset,
    "closed without an answer": closed,
    "half a status line": says(b"HTTP/1."),
    "half the headers": says(OK + b"Content-Type: appl"),
    "half a body": says(OK + b"Content-Length: 500\r\n\r\n" + LATER[:9]),
    "a chunk cut": says(CHUNKED + b"20\r\n" + LATER[:9]),
    "no last chunk": says(CHUNKED + b"2\r\n{}\r\n"),
    "a chunk of no size": says(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk of less than nothing": says(CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n"),
    "a chunk of a size in words": says(CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n"),
    "a chunk larger than the earth": says(CHUNKED + b"f" * 40 + b"\r\n{}"),
    "a chunk longer than its size": says(CHUNKED + b"1\r\n{}\r\n0\r\n\r\n"),
    "a chunk's size without end": endless(CHUNKED + b"2;", b"x" * 65536),
    "trailers without end": endless(
        CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-A: " + b"y" * 1000 + b"\r\n"
    ),
    "silence": stalls(b""),
    "silence in the headers": stalls(OK + b"X-A: "),
    "silence in the body": stalls(OK + b"Content-Length: 500\r\n\r\n{"),
    "headers that drip": drips(OK + b"X-A: "),
    "a body that drips": drips(OK + b"Content-Length: 99999\r\n\r\n"),
    "interim answers without end": endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 64),
    "headers without end": endless(OK, b"X-A: " + b"y" * 1000 + b"\r\n"),
    "one header without end": endless(OK + b"X-A: ", b"y" * 65536),
    "another protocol": says(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "an upgrade": says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
    "two lengths": says(OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\n{}   "),
    "two lengths in one line": says(OK + b"Content-Length: 3, 5\r\n\r\n{}   "),
}


def bombs() -> dict[str, bytes]:
    """Bodies that are small on the wire."""
    encoded = "Content-Encoding: gzip"
    whole = gzip.compress(b'{"id": "7", "status": "done"}')
    return {
        "gzip cut": answer(whole[:-6], 200, encoded),
        "gzip that is none": answer(b'{"id": "7"', 200, encoded),
        "a gzip bomb": answer(gzip.compress(b"0" * (200 << 20), 1), 200, encoded),
        "a bomb of nodes": answer(
            gzip.compress(b"[" + b"{}," * 4_000_000 + b"{}]", 1), 200, encoded
        ),
        "an unknown coding": answer(b"\x00\x01\x02", 200, "Content-Encoding: br"),
    }


def date_in(seconds: float) -> str:
    """An HTTP-date."""
    return formatdate(time.time() + seconds, usegmt=True)
