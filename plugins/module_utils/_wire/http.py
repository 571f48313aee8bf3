# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One send(): TLS, proxies, time-outs, safe repeats, one origin, streaming. Private to asyncops.jobs."""
from __future__ import annotations

import os
import random as random_module
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from .._model.errors import ApiError, ConfigError, TransportError
from . import urls
from .answer import Answer, Connection, Headers, Hints
from .secrets import Secrets, check_header_value

__all__ = ["Answer", "Connection", "Headers", "Transport", "load"]

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
RETRY = frozenset((408, 425, 429, 500, 502, 503, 504))
REDIRECT = frozenset((301, 302, 307, 308))  # 303 is an answer: "look there"
MAX_REDIRECTS = 3
SOONEST = 0.5  # seconds; what "Retry-After: 0" means, so that no loop runs hot
BACKOFF, BACKOFF_MOST = 0.5, 30.0  # seconds; the first, which doubles, and the cap


def load() -> Any:
    """Imports what needs requests (some 100 ms; an action plugin may do so before the fork) and returns it.

    Raises ConfigError where requests is missing.
    """
    from . import attempt, libraries

    if libraries.MISSING:
        raise ConfigError(
            "The Python library requests (>= 2.25) is needed on %s for %s."
            % (os.uname().nodename, sys.executable or "this Python")
        )
    return attempt


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


class Transport:
    """Sends requests to the one origin of ``connection.base_url``; for up to 8 threads.

    ``clock`` and ``sleep`` in seconds, ``random`` in [0, 1); ``warn`` and ``log`` take one line of text, scrubbed.
    Raises ConfigError for options that cannot work (URL, files, header values, proxy, no requests library).
    """

    def __init__(
        self, connection: Connection, *, secrets: Secrets, clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Any] = time.sleep, random: Callable[[], float] = random_module.random,
        warn: Callable[[str], Any] | None = None, log: Callable[[str], Any] | None = None,
    ) -> None:
        self.connection, self.secrets, self.clock, self.sleep, self.random = connection, secrets, clock, sleep, random
        self._warn, self._log = warn, log
        urls.check_base_url(connection.base_url)
        self._headers = {"User-Agent": "asyncops.jobs", "Accept": "*/*"}
        self._merge(self._headers, connection.headers)
        self._attempt = load()
        self._hints = Hints()
        self._proxies = self._find_proxy()
        self._context = self._build_context()
        self._before = 0
        self._sender: Any = None
        self.reset()

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    @property
    def requests(self) -> int:
        """How many requests were sent, repeats and redirects included."""
        return self._before + int(self._sender.sent)

    @property
    def retry_after_max(self) -> float:
        """Seconds; the cap on every Retry-After."""
        return self._hints.most

    @retry_after_max.setter
    def retry_after_max(self, seconds: float) -> None:
        self._hints.most = seconds

    def reset(self) -> None:
        """Forgets all connections; for a child after a fork (send notices by itself, too). The SSL context stays."""
        self._before = 0 if self._sender is None else self.requests
        self._pid = os.getpid()
        self._sender = self._attempt.Sender(
            self.connection, self._context, self._proxies, self.secrets, self.clock, self._hints
        )

    def close(self) -> None:
        """Closes all connections. A Transport that is used again opens new ones."""
        self._sender.close()

    def _find_proxy(self) -> dict[str, str]:
        """The environment is read once, here: later it may be another task's."""
        base = self.connection.base_url
        proxy = self._attempt.environment_proxy(base) if self.connection.use_proxy else None
        if not proxy:
            return {}
        proxy = proxy if "://" in proxy else "http://" + proxy
        try:
            parts = urlsplit(proxy)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            valid = False
        if not valid:
            raise ConfigError("The environment names a proxy that is not a valid http or https URL; "
                              "correct it or set use_proxy to false.")
        if parts.password:
            self.secrets.add(parts.password)
            self.secrets.add_basic(unquote(parts.username or ""), unquote(parts.password))
        return {urlsplit(base).scheme: proxy}

    def _build_context(self) -> Any:
        options = self.connection
        if not any(url.startswith("https:") for url in (options.base_url.lower(), *self._proxies.values())):
            return None
        from .tls import build_context

        return build_context(options.validate_certs, options.ca_path, options.client_cert, options.client_key)

    def _merge(self, headers: dict[str, str], more: Mapping[str, Any] | None) -> None:
        for name, value in (more or {}).items():
            text = (value.decode("latin-1") if isinstance(value, bytes) else str(value)).strip(" \t")
            check_header_value(str(name), text)
            for same in [known for known in headers if known.lower() == str(name).lower()]:
                del headers[same]
            headers[str(name)] = text

    def _tell(self, to: Callable[[str], Any] | None, text: str) -> None:
        if to is not None:
            to(self.secrets.scrub(text))

    def send(
        self, method: str, url: str, *, query: Iterable[tuple[str, Any]] = (), headers: Mapping[str, Any] | None = None,
        body: bytes | None = None, retries: int | None = None, repeatable: bool | None = None,
        deadline: float | None = None, sink: Any = None, max_bytes: int | None = None, follow: bool = True,
        verdict: Callable[[Answer], Any] | None = None,
    ) -> Answer:
        """Sends one request, and again where that is safe; returns the last answer, whatever its status.

        Repeated: a ``repeatable`` request (GET, HEAD, OPTIONS unless told otherwise) after failures in transport and
        408, 425, 429, 500, 502, 503, 504; any other only after 429 or when no connection was made. ``deadline`` is an
        instant of the clock that no wait and no read crosses. ``sink`` (write; seek, tell and truncate for repeats)
        takes the body of a 2xx, without a limit unless ``max_bytes`` is given (else 64 MiB). ``verdict`` knows the
        system's own words: ``rate_limited`` is repeated like 429, any other kind is final, None leaves it to the code.
        Raises TransportError,
        DecodeError (too large, bad coding), ApiError (a URL or redirect that must not be followed), ConfigError.
        """
        urls.same_origin(url, self.connection.base_url)
        if os.getpid() != self._pid:
            self.reset()
        method = method.upper()
        merged = dict(self._headers)
        merged["Accept-Encoding"] = "identity" if sink is not None else "gzip, deflate"
        self._merge(merged, headers)
        call = self._attempt.Call(
            method, urls.with_query(url, query), merged, body,
            self.connection.request_retries if retries is None else retries,
            method in SAFE if repeatable is None else repeatable, deadline, sink, max_bytes, follow, verdict,
        )
        return self._repeat(call)

    def _repeat(self, call: Any) -> Answer:
        start = self.clock()
        begin = call.sink.tell() if call.sink is not None and hasattr(call.sink, "truncate") else None
        while True:
            call.tries += 1
            answer, error = None, None
            try:
                answer = self._follow(call)
                self._tell(self._log, "%s %s: %d, %d bytes, %.3f s"
                           % (call.method, _path(call.url), answer.status, answer.size, answer.elapsed))
            except TransportError as exc:
                error = exc
                self._tell(self._log, exc.message)
            wait = self._pause(call, answer, error, begin)
            if wait is None:
                break
            self._tell(self._log, "%s %s: again in %.1f s" % (call.method, _path(call.url), wait))
            self.sleep(wait)
            if begin is not None:
                call.sink.seek(begin)
                call.sink.truncate()
        if error is not None:
            error.details.update(tries=call.tries)
            raise error
        if answer is None:
            raise TransportError("no answer came", sent=True)  # one of the two is there; this says so to mypy
        answer.elapsed = self.clock() - start
        return answer

    def _follow(self, call: Any) -> Answer:
        """One try with its redirects."""
        url = call.url
        for _hop in range(MAX_REDIRECTS + 1):
            answer: Answer = self._sender.once(call, url)
            reference = answer.header("Location")
            if not call.follow or answer.status not in REDIRECT:
                return answer
            path, target = self.secrets.scrub(_path(url)), self.secrets.scrub(_path(reference or ""))
            facts = {"http_status": answer.status, "path": path, "method": call.method}
            if call.method not in ("GET", "HEAD"):
                raise ApiError("%s %s was redirected (%d) to %s; not followed, because only GET may be. Use that path, "
                               "or correct base_url." % (call.method, path, answer.status, target), **facts)
            if not reference:
                return answer
            try:
                url = urls.absolute(reference, url)
            except ApiError as exc:
                exc.details.update(facts)
                raise
        raise ApiError("%s %s was redirected more than %d times." % (call.method, path, MAX_REDIRECTS), **facts)

    def _pause(self, call: Any, answer: Answer | None, error: Any, begin: int | None) -> float | None:
        """Seconds to wait before the next try; None where there must be none."""
        if call.tries > call.retries:
            return None
        hint = None
        if answer is not None:
            kind = call.verdict(answer) if call.verdict is not None else None
            again = answer.status in (RETRY if call.repeatable else (429,)) if kind is None else kind == "rate_limited"
            if not again:
                return None
            hint = answer.hint(lambda text: self._tell(self._warn, text))
        elif getattr(error, "final", False) or (error.sent and not call.repeatable):
            return None
        elif error.sent and call.sink is not None and begin is None:
            return None  # half a body is in a sink that cannot be wound back
        if answer is not None and hint is not None:
            wait = max(0.0, answer.received + max(hint, SOONEST) - self.clock())
        else:
            wait = self.random() * min(BACKOFF * 2.0 ** min(call.tries - 1, 16), BACKOFF_MOST)
        return None if call.deadline is not None and self.clock() + wait >= call.deadline else wait
