# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that follows a script by method and path, over raw sockets."""

from __future__ import annotations

import ssl
from typing import Any

from ansible_collections.asyncops.jobs.tests.unit.wire.conftest import Received, Server

NOT_FOUND = (
    b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n"
    + (b'{"detail": "no such."}')
)


class Scripted(Server):
    """`METHOD /path` (with or without its query) -> bytes, what is done with the socket (which is
    closed then), or a list of such of which the last stays. `BASE` and `HOST` in bytes are its own,
    `ELSEWHERE` is another server.
    """

    def __init__(
        self, script: dict[str, Any], elsewhere: str = "", context: ssl.SSLContext | None = None
    ) -> None:
        self.elsewhere = elsewhere
        self.script = {
            line: list(one) if isinstance(one, list) else [one] for line, one in script.items()
        }
        super().__init__([], context)

    @property
    def lines(self) -> list[str]:
        """What was asked for, without queries."""
        return [f"{one.method} {one.target.partition('?')[0]}" for one in self.requests]

    def _serve(self, sock: Any, file: Any, number: int) -> bool:
        first = file.readline().decode("latin-1").split()
        if len(first) < 2:
            return False
        headers = {}
        for line in iter(file.readline, b"\r\n"):
            if not line:
                return False
            name, _colon, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = file.read(int(headers.get("content-length", "0")))
        with self._lock:
            self.requests.append(Received(first[0], first[1], headers, body, number))
            found = self.script.get(f"{first[0]} {first[1]}")
            if found is None:
                found = self.script.get(f"{first[0]} {first[1].partition('?')[0]}", [NOT_FOUND])
            act = found.pop(0) if len(found) > 1 else found[0]
        if callable(act):
            act(sock)
            return False
        data = act.replace(b"BASE", self.base.encode())
        data = data.replace(b"HOST", self.base.partition("//")[2].encode())
        data = data.replace(b"ELSEWHERE", self.elsewhere.encode())
        if data is not act:
            data = _with_length(data)
        sock.sendall(data)
        return True


def _with_length(data: bytes) -> bytes:
    """The same with the length that its body has now."""
    head, blank, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body)]) + blank + body
