# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Misbehaviour on demand: what a server, a proxy or a bad line does to an answer."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from typing import Any

from .wire import Reply, Request, RetryAfter, retry_after_headers

DROPS = ("before", "after", "headers", "body")
HTML = (
    "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>"
    "<body><form>Please sign in</form></body></html>\n"
)


@dataclass(eq=False)
class Fault:
    """One kind of misbehaviour and the requests it is for. Options that are not given leave the
    answer alone.

    method, path      which requests: the verb, and a regular expression searched in the path with
                      its query
    times, after      how many of them (0: all), and how many to let pass first
    status            answer with this status, and `body` (JSON unless text), instead of asking the
                      system
    headers           set these headers on the answer, whoever made it
    retry_after       as `wire.retry_after_headers`
    delay             real seconds before the answer
    drop              `before` it is acted on (reset), `after` it took effect but before a byte,
                      amid the `headers`,
                      amid the `body`
    malformed, html   the answer's body is cut JSON, or the sign-in page of a proxy (status 200
                      unless given)
    drip              real seconds between the answer's bytes
    gzip_bomb         the answer is this many bytes of JSON, compressed
    expire_token      every token given out so far is dead (an API key is revoked)
    """

    method: str | None = None
    path: str | None = None
    times: int = 1
    after: int = 0
    status: int | None = None
    headers: dict[str, str] | list[Any] | None = None
    body: Any = None
    retry_after: RetryAfter = None
    delay: float = 0.0
    drop: str | None = None
    malformed: bool = False
    html: bool = False
    drip: float = 0.0
    gzip_bomb: int = 0
    expire_token: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a `drop` that does not exist or a `path` that is not a regular
        expression.
        """
        if self.drop is not None and self.drop not in DROPS:
            raise ValueError(f"drop must be one of {', '.join(DROPS)}, not {self.drop!r}")
        try:
            self.pattern = re.compile(self.path or "")
        except re.error as error:
            raise ValueError(f"path is not a regular expression: {error}") from error
        self.left: float = self.times if self.times > 0 else float("inf")

    def matches(self, request: Request) -> bool:
        """Tell whether this request is one of those it is for."""
        if self.method is not None and self.method.upper() != request.method:
            return False
        return self.pattern.search(request.target) is not None

    def canned(self) -> Reply | None:
        """Return the answer that stands in for the system's, or None when the system is to be
        asked.
        """
        status = self.status or 200
        if self.malformed:
            return Reply(status, '{"jobs": [{"id": 1, "sta', "application/json")
        if self.html:
            return Reply(status, HTML, "text/html; charset=utf-8")
        if self.gzip_bomb:
            return Reply(
                status, bomb(self.gzip_bomb), "application/json", [("Content-Encoding", "gzip")]
            )
        if self.status is None and self.body is None:
            return None
        if self.body is None or isinstance(self.body, (str, bytes)):
            text = self.body or b""
            kind = "application/json" if text[:1] in ("{", "[", b"{", b"[") else "text/plain"
            return Reply(status, text, kind if text else None)
        # NaN and Infinity may be sent on purpose: json.dumps writes them.
        return Reply(status, json.dumps(self.body), "application/json")

    def dress(self, reply: Reply, now: float) -> None:
        """Put the fault's headers on `reply`."""
        pairs = self.headers.items() if isinstance(self.headers, dict) else self.headers or []
        for name, value in pairs:
            reply.set_header(str(name), str(value))
        if self.retry_after is not None:
            reply.headers = [pair for pair in reply.headers if pair[0].lower() != "retry-after"]
            reply.headers += retry_after_headers(self.retry_after, now)


class Faults:
    """The faults that are armed, in the order they were asked for; the first that fits is used."""

    def __init__(self) -> None:
        """Start with none."""
        self._armed: list[Fault] = []

    def add(self, **what: Any) -> None:
        """Arm one more; TypeError for an option that `Fault` does not have."""
        self._armed.append(Fault(**what))

    def clear(self) -> None:
        """Disarm all."""
        self._armed.clear()

    def take(self, request: Request) -> Fault | None:
        """Return the fault for `request` and count it, or None."""
        for fault in self._armed:
            if not fault.matches(request):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.left -= 1
            if fault.left <= 0:
                self._armed.remove(fault)
            return fault
        return None


def bomb(size: int) -> bytes:
    """Return gzip data that decodes to a JSON text of about `size` bytes, made without holding
    them.
    """
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"0" * 65536
    parts = [press.compress(b'{"data":"')]
    for _round in range(max(1, size // len(block))):
        parts.append(press.compress(block))
    parts += [press.compress(b'"}'), press.flush()]
    return b"".join(parts)
