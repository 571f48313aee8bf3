# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator remembers of each request."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from .wire import Headers, Request


class Entry:
    """One request in a face's log.

    `status` is None when the connection was dropped before an answer. `kind` is `read`, `write` (it
    may change something) or `login` (it asks for a token); a POST that only reads is `read`.
    """

    __slots__ = ("method", "target", "path", "query", "headers", "body", "status", "at", "kind")

    def __init__(self, request: Request, at: float, kind: str) -> None:
        """Note `request`, which arrived at `at` (seconds since the epoch, on the emulator's
        clock).
        """
        self.method = request.method
        self.target = request.target
        self.path = request.path
        self.query = request.query
        self.headers: Headers = request.headers
        self.body = request.body
        self.status: int | None = None
        self.at = at
        self.kind = kind

    def json(self) -> Any:
        """Return the request's body as JSON; ValueError when it is not."""
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """Return the request's form fields."""
        return dict(parse_qsl(self.body.decode("utf-8"), keep_blank_values=True))

    def params(self) -> dict[str, str]:
        """Return the query as a dict, the last value of a name."""
        return dict(self.query)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry for the control interface; the body as text."""
        return {
            "method": self.method,
            "target": self.target,
            "path": self.path,
            "query": [list(pair) for pair in self.query],
            "headers": [list(pair) for pair in self.headers.pairs],
            "body": self.body.decode("utf-8", "replace"),
            "status": self.status,
            "at": self.at,
            "kind": self.kind,
        }

    def __repr__(self) -> str:
        return f"<{self.method} {self.target} -> {self.status}>"
