# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kept connections: sealed and within the timeout. Private to asyncops.jobs.

They are those of urllib3 (1.26 or 2), which is imported here, so that this is imported where a
HttpTransport is made, no sooner. What requests has above them is not used: cookies, .netrc,
redirects, CA bundles taken from the environment, and URLs that are written anew on the way.
"""

from __future__ import annotations

import base64
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import unquote, urlsplit

from . import timeouts
from .libraries import (
    ConnectTimeoutError,
    HTTPConnection,
    HTTPConnectionPool,
    HTTPSConnection,
    HTTPSConnectionPool,
    NewConnectionError,
    PoolManager,
    ProxyManager,
    Retry,
    urllib3_version,
)
from .sockets import create_connection
from .timed_response import TimedResponse

IS_URLLIB3_1 = urllib3_version.startswith("1.")
POOL_SIZE = 8
# A kept connection that has idled longer may be closed by the server just now, and one that has
# brought one answer only by a server that closes after each without saying so. What must not be
# sent twice gets a new one (a handshake costs 1 ms), so that its outcome is not left unknown for so
# little.
MAX_IDLE = 1.0
_KEPT_AFTER = 2  # answers that show that a server keeps connections


class _TimedConnection:
    """What both kinds of connection do in addition (a mixin before urllib3's class)."""

    response_class: Any = TimedResponse
    idle_since = 0.0
    answers = 0  # over this connection since it was made
    _tunnelling = False

    def _new_conn(self) -> socket.socket:
        timeout = timeouts.current()
        timeout.start("connect")
        this: Any = self
        self.answers = 0
        timeout.at_proxy = _has_proxy(this)
        try:
            sock = create_connection(this._dns_host, this.port, timeout, this.socket_options or ())
        except socket.timeout as exc:
            raise ConnectTimeoutError(this, "timed out") from exc
        except OSError as exc:
            raise NewConnectionError(this, str(exc)) from exc
        timeout.is_connected = True
        return sock

    def _tunnel(self) -> None:
        self._tunnelling = True
        try:
            super()._tunnel()  # type: ignore[misc]
            timeouts.current().at_proxy = False
        finally:
            self._tunnelling = False

    def send(self, data: Any) -> None:
        timeout = timeouts.current()
        this: Any = self
        if this.sock is None and this.auto_open:
            this.connect()
        if not self._tunnelling:
            timeout.start("send")
        seconds = timeout.remaining()
        if not self._tunnelling:
            timeout.at_proxy = _has_proxy(this) and not this._tunnel_host
            timeout.has_idled = self.answers > 0 and _idle(self) > MAX_IDLE
        if this.sock is not None:
            timeout.watch(this.sock)
            this.sock.settimeout(seconds)
        if not self._tunnelling:
            timeout.sent = True
        super().send(data)  # type: ignore[misc]

    def getresponse(self) -> Any:
        timeout = timeouts.current()
        timeout.start("headers")
        response = super().getresponse()  # type: ignore[misc]
        timeout.begin_body(response.status)
        self.answers += 1
        return response


def _has_proxy(connection: Any) -> bool:
    return getattr(connection, "proxy", None) is not None


class _HttpConnection(_TimedConnection, HTTPConnection):
    pass


class _HttpsConnection(_TimedConnection, HTTPSConnection):
    pass


class _FreshPool:
    """Which connection a request gets (a mixin before urllib3's pools)."""

    def _get_conn(self, timeout: Optional[float] = None) -> Any:
        request = timeouts.current()
        try:
            seconds = request.remaining()
        except socket.timeout:
            # Raised here, urllib3 would put back a connection that was never taken, and the pool
            # would be full for one that was. The first use of the connection tells it.
            seconds = 0.0
        connection = super()._get_conn(timeout=seconds)  # type: ignore[misc]
        if request.single_use and not _is_sure(connection):
            connection.close()
        return connection

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.idle_since = time.monotonic()
        super()._put_conn(conn)  # type: ignore[misc]


def _is_sure(connection: Any) -> bool:
    """Whether it is hardly being closed by the server right now (urllib3 has seen to it that it was
    not closed before).
    """
    answers: int = connection.answers
    return answers >= _KEPT_AFTER and _idle(connection) <= MAX_IDLE


def _idle(connection: Any) -> float:
    idle_since: float = connection.idle_since
    return time.monotonic() - idle_since


class _HttpPool(_FreshPool, HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(_FreshPool, HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection

    def _validate_conn(self, conn: Any) -> None:
        # As urllib3 does, without its warning about validate_certs=false: the user has said so.
        if conn.sock is None:
            conn.connect()


_POOLS = {"http": _HttpPool, "https": _HttpsPool}


class Pools:
    """The connections to one origin. It repeats nothing and follows no redirect.

    :param context: decides about certificates, in every version of urllib3; None where neither the
        origin nor the proxy is https.
    :param proxy: its URL, None where there is none.
    """

    def __init__(self, context: Optional[ssl.SSLContext], proxy: Optional[str]) -> None:
        options: dict[str, Any] = {"num_pools": 2, "maxsize": POOL_SIZE, "block": True}
        if context is not None:
            if IS_URLLIB3_1 and context.check_hostname:
                # urllib3 1.26 hands no name to OpenSSL for an IP address, but compares by itself
                # if OpenSSL does not.
                context.check_hostname = False
            options.update(ssl_context=context, cert_reqs=context.verify_mode)
        self._has_proxy = proxy is not None
        self._manager: Any
        if proxy is None:
            self._manager = PoolManager(**options)
        else:
            self._manager = ProxyManager(
                proxy, proxy_headers=_proxy_headers(proxy), proxy_ssl_context=context, **options
            )
        self._manager.pool_classes_by_scheme = _POOLS

    def close(self) -> None:
        """Closes the connections that are not in use."""
        self._manager.clear()

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: Any, timeout: float
    ) -> Any:
        """urllib3's response, of which the body is still to be read.

        :param url: complete; its path and query are sent as they are.
        :param headers: all of them.
        :param body: bytes, a file, or None.
        :param timeout: seconds, where no RequestTimeout says less.
        :raises HTTPError: of urllib3; what http.client and sockets raise comes by itself or in it.
        """
        parts = urlsplit(url)
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        if self._has_proxy and parts.scheme == "http":
            target = "http://%s%s" % (parts.netloc, target)
        return self._manager.connection_from_url(url).request(
            method,
            target,
            body=body,
            headers=headers,
            retries=Retry(0, read=False),
            redirect=False,
            assert_same_host=False,
            timeout=timeout,
            preload_content=False,
            decode_content=False,
        )


def _proxy_headers(proxy: str) -> dict[str, str]:
    parts = urlsplit(proxy)
    if not parts.username:
        return {}
    login = "%s:%s" % (unquote(parts.username), unquote(parts.password or ""))
    return {"Proxy-Authorization": "Basic " + base64.b64encode(login.encode()).decode()}
