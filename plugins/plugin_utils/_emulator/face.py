# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulated systems have in common: routes, a log, faults; the jobs are in `world`."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

from .faults import Faults
from .record import Entry
from .wire import Refused, Reply, Request, retry_after_headers
from .world import Clock, World


class Route(NamedTuple):
    """One endpoint. `kind` is the log's word for it: read, write or login; `open` needs no
    credentials.
    """

    method: str
    pattern: re.Pattern[str]
    call: Callable[..., Reply]
    kind: str
    open: bool


class Face(World, ABC):
    """One emulated system on a port of its own. Subclasses say what it answers; this says how it is
    driven.
    """

    base_path = ""
    ignore_case = False
    page_size = 100
    rate_limit: int | None = None
    settings: tuple[str, ...] = ("page_size", "rate_limit")

    def __init__(self, clock: Clock) -> None:
        """Make an empty system that lives by `clock`; `seed` fills it."""
        super().__init__(clock)
        self.faults = Faults()
        self.errors: list[str] = []
        self.root = ""
        self.ca_path: str | None = None
        self._log: list[Entry] = []
        self._recent: deque[float] = deque()
        self.routes = [self._route(*row) for row in self.table()]
        self.seed()

    # What a test or a person uses.

    @property
    def base_url(self) -> str:
        """The `base_url` option that reaches it."""
        return self.root + self.base_path

    @property
    def options(self) -> dict[str, Any]:
        """The module options, credentials included, that reach it."""
        found: dict[str, Any] = {
            "provider": self.name,
            "base_url": self.base_url,
            **self.credentials(),
        }
        if self.ca_path:
            found["ca_path"] = self.ca_path
        return found

    @property
    def log(self) -> list[Entry]:
        """The requests so far, oldest first (a copy)."""
        with self.lock:
            return list(self._log)

    def clear_log(self) -> None:
        """Forget the requests so far."""
        with self.lock:
            self._log.clear()

    def writes(self) -> list[Entry]:
        """The requests that may have changed something: no GET or HEAD, no login, no POST that only
        reads.
        """
        return [entry for entry in self.log if entry.kind == "write"]

    def fault(self, **what: Any) -> None:
        """Arm a fault (options: `faults.Fault`)."""
        with self.lock:
            self.faults.add(**what)

    def clear_faults(self) -> None:
        """Disarm every fault."""
        with self.lock:
            self.faults.clear()

    def expire_tokens(self) -> None:
        """Let every token given out so far die now."""

    def set(self, **values: Any) -> None:
        """Change settings of this face; ValueError for one it does not have."""
        for name, value in values.items():
            if name not in self.settings:
                raise ValueError(f"{self.name} has no setting {name!r}: {', '.join(self.settings)}")
            setattr(self, name, value)

    # What a subclass fills in.

    @abstractmethod
    def table(self) -> list[tuple[str, str, Callable[..., Reply], str]]:
        """Return the endpoints: (method, path with {segments}, function, kind with `open` where no
        login is needed).
        """

    @abstractmethod
    def credentials(self) -> dict[str, Any]:
        """Return the options that authenticate."""

    @abstractmethod
    def authenticate(self, request: Request) -> None:
        """Raise Refused unless the request carries valid credentials."""

    def seed(self) -> None:
        """Make the jobs it begins with."""

    @abstractmethod
    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error in the system's shape."""

    def unknown_path(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer a path that has no endpoint, or (`methods`) none for this verb."""
        return self.error(
            405 if methods else 404, "Method not allowed." if methods else "Not found."
        )

    def too_many(self, wait: float) -> Reply:
        """Answer a request above the rate limit; room comes in `wait` seconds."""
        return self.error(429, "Too many requests.")

    def finish(self, request: Request, reply: Reply) -> Reply:
        """Put on what every reply of the system carries."""
        return reply

    # How a request is answered.

    def respond(self, request: Request) -> tuple[Reply, str]:
        """Answer `request`; also return its kind for the log."""
        with self.lock:
            self.started = self.looked = None
            route, args, methods = self._find(request)
            kind = (
                route.kind
                if route
                else ("read" if request.method in ("GET", "HEAD", "OPTIONS") else "write")
            )
            try:
                self._limit()
                if route is None or not route.open:
                    self.authenticate(request)
                reply = route.call(request, *args) if route else self.unknown_path(request, methods)
            except Refused as refused:
                reply = refused.reply
            self._hint(reply)
            return self.finish(request, reply), kind

    def note(self, entry: Entry) -> None:
        """Put `entry` in the log."""
        with self.lock:
            self._log.append(entry)

    def body(self, request: Request, form: bool = False) -> dict[str, Any]:
        """Return the body as an object; Refused with the system's 400 when it is none."""
        try:
            found = request.fields() if form else request.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refused(self.error(400, "The request body is not valid."))
        return found

    def whole(self, text: str | None, default: int, name: str, least: int = 0) -> int:
        """Return a whole number from a query value; Refused with the system's 400 when it is
        none.
        """
        if text is None or text == "":
            return default
        if not text.isdigit() or not text.isascii() or len(text) > 12 or int(text) < least:
            raise Refused(self.error(400, f"{name} is not a valid number."))
        return int(text)

    # Inside.

    def _route(self, method: str, path: str, call: Callable[..., Reply], kind: str) -> Route:
        pattern = re.sub(r"\{\w+\}", "([^/]+)", path)
        flags = re.IGNORECASE if self.ignore_case else 0
        word, _space, mark = kind.partition(" ")
        return Route(method, re.compile(pattern, flags), call, word, mark == "open")

    def _find(self, request: Request) -> tuple[Route | None, list[str], list[str]]:
        method = "GET" if request.method == "HEAD" else request.method
        others = []
        for route in self.routes:
            match = route.pattern.fullmatch(request.path)
            if match is None:
                continue
            if route.method == method:
                return route, [unquote(part) for part in match.groups() if part is not None], []
            others.append(route.method)
        return None, [], others

    def _hint(self, reply: Reply) -> None:
        """Put on the Retry-After that a job's plan asks for, unless the system has its own."""
        now, job = self.clock.now(), self.started or self.looked
        if (
            job is None
            or reply.status >= 400
            or any(name == "Retry-After" for name, _value in reply.headers)
        ):
            return
        if self.started is not None:
            value = job.plan.retry_after
        else:
            value = job.plan.poll_retry_after if job.ended(now, self.terminal) is None else None
        reply.headers += [] if value == "none" else retry_after_headers(value, now)

    def _limit(self) -> None:
        if self.rate_limit is None:
            return
        now = self.clock.now()
        while self._recent and self._recent[0] <= now - 60.0:
            self._recent.popleft()
        if len(self._recent) >= self.rate_limit:
            raise Refused(self.too_many(self._recent[0] + 60.0 - now))
        self._recent.append(now)
