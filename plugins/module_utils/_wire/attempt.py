# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request, once: sent, answered, read, or explained. Private to asyncops.jobs.

Imports requests (by way of adapter.py), so it is imported where a Transport is made, no sooner.
"""
from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .._model.errors import ConfigError, TransportError
from . import body, faults, urls
from .adapter import Adapter, environment_proxy
from .answer import Answer, Connection, Headers, Hints
from .deadline import Budget, use
from .libraries import HTTPError, InvalidURL, PreparedRequest, RequestException
from .secrets import Secrets

__all__ = ["Call", "Fault", "Sender", "environment_proxy"]
_EMPTY = frozenset((204, 304))


@dataclass
class Call:
    """What one ``send`` is to do, with all its tries. ``most``: decoded bytes, None without limit."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    retries: int
    repeatable: bool
    deadline: float | None
    sink: Any
    most: int | None
    follow: bool
    verdict: Callable[[Answer], Any] | None = None
    tries: int = 0


class Fault(TransportError):
    """A TransportError that knows whether asking again is pointless (certificates, for one)."""

    final = False


class Sender:
    """Sends single requests over kept connections. No repeats, no redirects."""

    def __init__(
        self, connection: Connection, context: Any, proxies: dict[str, str], secrets: Secrets,
        clock: Callable[[], float], hints: Hints,
    ) -> None:
        self._connection, self._proxies, self._secrets = connection, proxies, secrets
        self._clock, self._hints = clock, hints
        self._adapter = Adapter(context)
        self._lock = threading.Lock()
        self.sent = 0

    def close(self) -> None:
        """Closes the connections that are not in use."""
        self._adapter.close()

    def once(self, call: Call, url: str) -> Answer:
        """Sends ``call`` to ``url`` and reads the whole answer.

        Raises Fault, ConfigError (a URL or a sink that cannot be used), DecodeError (too large, bad coding).
        """
        budget = Budget(self._clock, self._connection.request_timeout, call.deadline, once=not call.repeatable)
        begun = self._clock()
        response = None
        try:
            with use(budget):
                request = PreparedRequest()
                request.prepare(method=call.method, url=url, headers=call.headers, data=call.body)
                response = self._adapter.send(
                    request, stream=True, timeout=(budget.timeout, budget.timeout),
                    verify=self._connection.validate_certs, proxies=self._proxies,
                )
                return self._read(call, url, response, begun)
        except (InvalidURL, UnicodeError):
            raise ConfigError("The URL of the request is not valid.") from None
        except (RequestException, HTTPError, http.client.HTTPException, OSError) as exc:
            raise self._fault(call, url, budget, exc, begun) from None
        finally:
            if budget.sent:
                with self._lock:
                    self.sent += 1
            if response is not None:
                response.close()  # closes the connection, too, unless the body has been read to its end

    def _read(self, call: Call, url: str, response: Any, begun: float) -> Answer:
        received = self._clock()
        headers = Headers(response.raw.headers.items())
        sink = call.sink if 200 <= response.status_code < 300 else None
        most = body.MOST if call.most is None and sink is None else call.most
        empty = call.method == "HEAD" or response.status_code in _EMPTY
        content, size, sha256 = body.read(response.raw, headers, empty, most, sink)
        return Answer(
            response.status_code, headers, content, url, received, call.tries, size, sha256,
            self._clock() - begun, self._hints,
        )

    def _fault(self, call: Call, url: str, budget: Budget, exc: Exception, begun: float) -> Fault:
        what, final = faults.explain(exc, max(0.0, self._clock() - begun))
        parts = urlsplit(url)
        path = self._secrets.scrub(parts.path or "/")
        text = "%s %s on %s failed: %s" % (call.method, path, urls.show(urls.origin(url)), what)
        text += "" if text.endswith("?") else "."
        fault = Fault(self._secrets.scrub(text), sent=budget.sent, method=call.method, path=path)
        fault.details["sent"] = budget.sent
        fault.final = final
        return fault
