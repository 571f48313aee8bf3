# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What passes over the wire, as objects: headers, a request, a reply, a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from email.utils import formatdate
from typing import Any, Union
from urllib.parse import parse_qsl, unquote

REASONS = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "No Content",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    425: "Too Early",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
}

RetryAfter = Union[None, int, float, str, list[Any]]


class Headers(Mapping[str, str]):
    """Header lines in their order; looked up without regard to case, the first of a name wins."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Keep `pairs` as they came."""
        self.pairs = list(pairs)

    def __getitem__(self, name: str) -> str:
        wanted = name.lower()
        for key, value in self.pairs:
            if key.lower() == wanted:
                return value
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(
            key.lower() == name.lower() for key, _value in self.pairs
        )

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for key, _value in self.pairs))

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        return f"Headers({self.pairs!r})"

    def get_all(self, name: str) -> list[str]:
        """Return every value of `name`, in order."""
        return [value for key, value in self.pairs if key.lower() == name.lower()]


class Request:
    """One request as it was read: `path` is raw (still quoted), `query` the decoded pairs in their
    order.
    """

    __slots__ = ("method", "target", "path", "query", "headers", "body", "version", "scheme")

    def __init__(
        self,
        method: str,
        target: str,
        headers: Headers,
        body: bytes,
        version: str = "HTTP/1.1",
        scheme: str = "http",
    ) -> None:
        """Split `target` into path and query."""
        self.method = method
        self.target = target
        self.path, _mark, query = target.partition("?")
        self.query = parse_qsl(query, keep_blank_values=True)
        self.headers = headers
        self.body = body
        self.version = version
        self.scheme = scheme

    def param(self, name: str, default: str | None = None, ignore_case: bool = False) -> str | None:
        """Return the last value of a query parameter, as servers do, or `default`."""
        found = default
        for key, value in self.query:
            if key == name or (ignore_case and key.lower() == name.lower()):
                found = value
        return found

    def json(self) -> Any:
        """Return the body as JSON; an empty body is an empty object; ValueError for anything
        else.
        """
        text = self.body.decode("utf-8").strip()
        return json.loads(text) if text else {}

    def form(self) -> dict[str, str]:
        """Return the body's form fields."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def fields(self) -> dict[str, Any]:
        """Return the body's fields, sent as JSON or as a form; ValueError when it is neither."""
        if "json" in self.headers.get("content-type", "") or self.body.lstrip()[:1] == b"{":
            found = self.json()
            if not isinstance(found, dict):
                raise ValueError("the body is not an object")
            return found
        return dict(self.form())

    def origin(self) -> str:
        """Return the scheme and host the client used: absolute links are built from it, as real
        servers do.
        """
        return f"{self.scheme}://{self.headers.get('host', 'localhost')}"


class Reply:
    """A reply before it is written. `chunked` sends the body without a length, as a streaming
    server does.
    """

    __slots__ = ("status", "body", "headers", "chunked")

    def __init__(
        self,
        status: int = 200,
        body: bytes | str = b"",
        content_type: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        chunked: bool = False,
    ) -> None:
        """Keep the parts; text is encoded as UTF-8."""
        self.status = status
        self.body = body.encode("utf-8") if isinstance(body, str) else body
        self.headers = ([("Content-Type", content_type)] if content_type else []) + list(headers)
        self.chunked = chunked

    def set_header(self, name: str, value: str) -> None:
        """Replace every header of that name."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        self.headers.append((name, value))

    def head(self, now: float, keep: bool) -> bytes:
        """Return the status line and headers as bytes, the blank line included."""
        names = {name.lower() for name, _value in self.headers}
        lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if "date" not in names:
            lines.append(f"Date: {formatdate(now, usegmt=True)}")
        if self.chunked:
            lines.append("Transfer-Encoding: chunked")
        elif self.status not in (204, 304) and "content-length" not in names:
            lines.append(f"Content-Length: {len(self.body)}")
        lines.append("Connection: keep-alive" if keep else "Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def payload(self, method: str) -> bytes:
        """Return the body as it goes over the wire: nothing for HEAD, in chunks where asked."""
        if method == "HEAD" or self.status in (204, 304):
            return b""
        if not self.chunked:
            return self.body
        size = f"{len(self.body):x}\r\n".encode("ascii")
        return (size + self.body + b"\r\n" if self.body else b"") + b"0\r\n\r\n"


class Refused(Exception):
    """Raised by a face's code to answer at once with `reply`."""

    def __init__(self, reply: Reply) -> None:
        """Carry `reply`."""
        super().__init__(str(reply.status))
        self.reply = reply


def json_reply(value: Any, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Reply:
    """Return `value` as a JSON reply."""
    return Reply(status, json.dumps(value, separators=(",", ":")), "application/json", headers)


def retry_after_headers(value: RetryAfter, now: float) -> list[tuple[str, str]]:
    """Return the Retry-After line(s) for a setting.

    A number or text is sent as it is; `date+N` or `date-N` becomes the HTTP date N seconds after
    (before) `now`; a list sends one line for each entry; None sends none.
    """
    if value is None:
        return []
    if isinstance(value, list):
        return [line for entry in value for line in retry_after_headers(entry, now)]
    text = str(value)
    if text[:5] in ("date+", "date-"):
        text = formatdate(now + float(text[4:]), usegmt=True)
    return [("Retry-After", text)]


def segment(text: str) -> str:
    """Return one path segment, decoded."""
    return unquote(text)
