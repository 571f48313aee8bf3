# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into a Transport and what comes out of it. Private to asyncops.jobs."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._model import retry_after
from .._model.text import clean

# Of these a second one would make no sense joined to the first (RFC 9110 section 5.3).
_SINGLE = frozenset(("location", "content-location", "content-type", "content-length", "date", "etag"))
_REQUEST_IDS = ("X-Request-Id", "Request-Id", "X-Correlation-Id", "x-ms-request-id")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass
class Connection:
    """Where to and how: the connection options. Times in seconds."""

    base_url: str
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    use_proxy: bool = True
    request_timeout: float = 30.0
    request_retries: int = 4
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def _http_date(epoch: float) -> str:
    now = time.gmtime(epoch)
    return "%s, %02d %s %04d %02d:%02d:%02d GMT" % (
        _DAYS[now.tm_wday], now.tm_mday, _MONTHS[now.tm_mon - 1], now.tm_year, now.tm_hour, now.tm_min, now.tm_sec
    )


class Headers(Mapping[str, str]):
    """Response headers, names in any case. Several of one name are joined by a comma, save where only one can be."""

    def __init__(self, items: Iterable[tuple[str, str]] | Mapping[str, str] = ()) -> None:
        self._all: dict[str, tuple[str, list[str]]] = {}
        for name, value in items.items() if isinstance(items, Mapping) else items:
            self._all.setdefault(name.lower(), (name, []))[1].append(value)

    def all(self, name: str) -> list[str]:
        """Every value of a header, one per line of the answer."""
        found = self._all.get(name.lower())
        return list(found[1]) if found else []

    def __getitem__(self, name: str) -> str:
        values = self._all[name.lower()][1]
        if len(values) == 1 or name.lower() in _SINGLE:
            return values[0]
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _values in self._all.values()])

    def __len__(self) -> int:
        return len(self._all)

    def __repr__(self) -> str:  # values may be tokens
        return "Headers(%s)" % ", ".join(self)


class Hints:
    """How Retry-After is read for a whole Transport: the cap in seconds, and the one warning about junk."""

    def __init__(self, most: float = 300.0) -> None:
        self.most = most
        self.warned = False


@dataclass
class Answer:
    """One answer. ``received`` is the Transport's clock when the headers were in; ``elapsed`` in seconds."""

    status: int
    headers: Any = field(default_factory=Headers, repr=False)
    content: bytes = field(default=b"", repr=False)
    url: str = ""
    received: float = 0.0
    tries: int = 1
    size: int = 0
    sha256: str | None = None
    elapsed: float = 0.0
    hints: Hints = field(default_factory=Hints, repr=False)
    wall: float = field(default_factory=time.time, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.headers, Headers):
            self.headers = Headers(self.headers)
        self.size = self.size or len(self.content)

    @property
    def date(self) -> str | None:
        """The Date header of this answer."""
        return self.header("Date")

    @property
    def request_id(self) -> str | None:
        """What the system's support asks for, whatever the header is called."""
        for name in _REQUEST_IDS:
            text = clean(self.header(name) or "")[:200]
            if text:
                return text
        return None

    def header(self, name: str) -> str | None:
        """The value of a header; of several Retry-After the longest wait."""
        values: list[str] = self.headers.all(name)
        if len(values) > 1 and name.lower() == "retry-after":
            return max(values, key=lambda value: -1.0 if self._seconds(value) is None else self._seconds(value) or 0.0)
        value: str | None = self.headers.get(name)
        return value

    def _seconds(self, value: str | None) -> float | None:
        """Seconds of a Retry-After, None for junk. Without a Date of its own an answer is dated by its receipt
        (RFC 9110 section 6.6.1)."""
        for date in (self.date, _http_date(self.wall)):
            try:
                return retry_after.parse(value, date)
            except ValueError:
                continue
        return None

    def hint(self, warn: Callable[[str], Any] | None = None) -> float | None:
        """Seconds from ``received`` that the server asks us to wait, capped; None where it says nothing usable.

        Junk is told to ``warn`` once per Transport.
        """
        value = self.header("Retry-After")
        seconds = self._seconds(value)
        if value is not None and seconds is None and not self.hints.warned:
            self.hints.warned = True
            if warn is not None:
                warn("The server's Retry-After is ignored: it is neither a number of seconds nor an HTTP date (%s)."
                     % (clean(value)[:60] or "empty"))
        return None if seconds is None else min(seconds, self.hints.most)
