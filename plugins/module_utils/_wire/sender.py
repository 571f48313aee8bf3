# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request, sent once and read to its end. Private to asyncops.jobs.

Imports urllib3 (by way of pools.py), so it is imported where a HttpTransport is made, no sooner.
"""

from __future__ import annotations

import http.client
import ssl
import threading
from typing import TYPE_CHECKING, Any, Callable, Optional, Union
from urllib.parse import urlsplit

from .._model.errors import ConfigError, TransportError
from .._model.text import label
from . import body, urls
from .body import Body
from .connection import Connection
from .headers import Headers
from .libraries import HTTPError, LocationValueError
from .pools import Pools
from .request import Request, SendOptions
from .response import Response
from .secrets import Secrets
from .timeouts import RequestTimeout, active

if TYPE_CHECKING:
    from .transport_errors import Reason

# RFC 9110 sections 15.3.5 and 15.4.5: there is no body, whatever the headers say.
_BODILESS = frozenset((204, 304))


class Sender:
    """Sends single requests over kept connections; no repeats, no redirects. For up to 8 threads.

    :param context: None where no URL and no proxy is https.
    :param proxy: its URL, None where there is none.
    """

    def __init__(
        self,
        connection: Connection,
        context: Optional[ssl.SSLContext],
        proxy: Optional[str],
        secrets: Secrets,
        clock: Callable[[], float],
    ) -> None:
        self._connection = connection
        self._proxy = proxy
        self._secrets = secrets
        self._clock = clock
        self._pools = Pools(context, proxy)
        self._lock = threading.Lock()
        self._is_new = True  # nothing was answered yet
        self.sent = 0  # requests of which a byte may have left

    def close(self) -> None:
        """Closes the connections that are not in use."""
        self._pools.close()

    def send(self, request: Request, options: SendOptions) -> Response:
        """Sends ``request``, whose URL and headers are complete, and reads the whole response.

        :raises TransportError: no response, or not all of it.
        :raises ConfigError: a URL or a sink that cannot be used.
        :raises DecodeError: too large, or not what its Content-Encoding says.
        """
        answer, was_stale = self._try(request, options, single_use=not request.repeatable)
        if was_stale and request.repeatable:
            # The server has closed a kept connection while the request was on its way.
            answer, was_stale = self._try(request, options, single_use=True)
        if isinstance(answer, TransportError):
            raise answer  # outside of its handler: the cause may quote the URL, with secrets
        self._is_new = False
        return answer

    def _try(
        self, request: Request, options: SendOptions, single_use: bool
    ) -> tuple[Union[Response, TransportError], bool]:
        """(what came of it, whether it went over an idle connection that was closed instead of
        answered).
        """
        timeout = RequestTimeout(
            self._clock,
            self._connection.request_timeout,
            options.deadline,
            single_use,
            options.flows,
            options.abandon,
        )
        started = self._clock()
        try:
            with active(timeout):
                return self._exchange(request, options, timeout, started), False
        except (LocationValueError, UnicodeError):
            raise ConfigError("the URL of the request is not valid") from None
        except (HTTPError, http.client.HTTPException, OSError) as exc:
            from .transport_errors import reason_of  # here, because most requests do not fail

            reason = reason_of(exc, max(0.0, self._clock() - started))
            was_stale = timeout.has_idled and timeout.phase == "headers" and reason.closed
            return self._error(request, timeout, reason), was_stale
        finally:
            timeout.watch(None)
            if timeout.sent:
                with self._lock:
                    self.sent += 1

    def _exchange(
        self, request: Request, options: SendOptions, timeout: RequestTimeout, started: float
    ) -> Response:
        reply = self._begin(request, timeout)
        try:
            received = self._clock()
            headers = Headers(reply.headers.items())
            if reply.status == 206 and options.sink is not None:
                from .odd_answers import check_whole

                check_whole(headers.get("content-range", ""))
            read = _body(request, options, reply, headers, self._connection.max_bytes)
        finally:
            reply.close()  # and the connection, unless the body has been read to its end
            reply.release_conn()
        return Response(
            reply.status,
            headers,
            read.content,
            request.url,
            received,
            size=read.size,
            sha256=read.sha256,
            elapsed=self._clock() - started,
        )

    def _begin(self, request: Request, timeout: RequestTimeout) -> Any:
        """urllib3's response, of which the body is still to be read."""
        data: Any = request.body
        timeout.uploads = data is not None and not isinstance(data, bytes)
        if timeout.uploads:
            data = data.open()
        headers = dict(request.headers)
        if data is not None or request.method not in ("GET", "HEAD"):
            headers["Content-Length"] = str(len(data or b""))
        try:
            return self._pools.send(
                request.method, request.url, headers, data, self._connection.request_timeout
            )
        finally:
            if timeout.uploads:
                data.close()

    def _error(self, request: Request, timeout: RequestTimeout, reason: Reason) -> TransportError:
        from .transport_errors import explained

        proxy = urlsplit(self._proxy or "").netloc.rpartition("@")[2]
        why = explained(reason, timeout, request.url, self._is_new, proxy)
        path = label(self._secrets.scrub(urlsplit(request.url).path or "/"))
        where = urls.format_origin(urls.origin(request.url))
        message = "%s %s on %s failed: %s" % (request.method, path, where, why)
        error = TransportError(
            self._secrets.scrub(message),
            sent=timeout.sent,
            method=request.method,
            path=path,
        )
        error.final = reason.final
        return error


def _body(request: Request, options: SendOptions, reply: Any, headers: Headers, most: int) -> Body:
    if request.method == "HEAD" or reply.status in _BODILESS:
        headers = Headers()  # those of the response speak of the body there would be
    sink = options.sink if 200 <= reply.status < 300 else None
    max_bytes = options.max_bytes
    if max_bytes is None and sink is None:
        max_bytes = most
    return body.read_body(reply, headers, max_bytes, sink, options.hold)
