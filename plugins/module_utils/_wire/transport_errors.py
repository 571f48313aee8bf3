# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a request failed, in words, from the exceptions below. Private to asyncops.jobs."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any, Optional

from .._model.text import clean
from .content_encoding import IncompleteBody
from .odd_answers import InvalidLength
from .timeouts import RequestTimeout

_MAX_CHAIN = 40
_TUNNEL_FAILED = re.compile(r"[Tt]unnel connection failed: (\d{3})")
_TOO_MANY_HEADERS = re.compile(r"got more than \d+ headers")
_CLOSED = "the server closed the connection without a response"
_TIMED_OUT = "timed out after %(seconds).3g s"
_CUT_SHORT = "the response was cut short"

# The first row that an exception is an instance of. The order matters: http.client's
# RemoteDisconnected is both a ConnectionResetError and an HTTPException (BadStatusLine).
_TEXTS: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "the name of the host is not known"),
    (socket.timeout, _TIMED_OUT),
    (TimeoutError, _TIMED_OUT),  # ETIMEDOUT; before Python 3.10 not the same
    (ConnectionRefusedError, "connection refused"),
    (ConnectionResetError, _CLOSED),
    (ConnectionAbortedError, _CLOSED),
    (BrokenPipeError, _CLOSED),
    (IncompleteBody, _CUT_SHORT),
    (http.client.IncompleteRead, _CUT_SHORT),
    (InvalidLength, "the response has several lengths"),
    (http.client.LineTooLong, "the response has a header line that is too long"),
)
_IS_CLOSED = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, ssl.SSLEOFError)
_PLAIN = "does the port speak plain http?"
_TLS = "does the port speak https?"
_TLS_HINTS = (
    ("wrong version number", _PLAIN),
    ("http request", _PLAIN),
    ("record layer failure", _PLAIN),
    ("certificate required", "does the server want a client_cert?"),
    ("handshake failure", "does the server want a client_cert?"),
)


class Reason:
    """Why a request failed, as the end of a sentence.

    ``final``: asking again is pointless; ``closed``: the other side has closed the connection
    before a response.
    """

    __slots__ = ("text", "final", "closed")

    def __init__(self, text: str, final: bool = False, closed: bool = False) -> None:
        self.text = text
        self.final = final
        self.closed = closed


def reason_of(error: BaseException, seconds: float) -> Reason:
    """Explains an exception of requests, urllib3, http.client, ssl or socket.

    :param seconds: how long this try took.
    """
    chain = list(_chain(error))
    # The nearest cause is named: TLS and proxies first, since sockets fail with them.
    for explain in (_tls_reason, _proxy_reason):
        for cause in chain:
            reason = explain(cause)
            if reason is not None:
                return reason
    for cause in chain:
        text = _network_text(cause, seconds)
        if text is not None:
            return Reason(text, closed=isinstance(cause, _IS_CLOSED))
    names = {type(cause).__name__ for cause in chain}
    if "EmptyPoolError" in names:
        return Reason((_TIMED_OUT + ", all connections in use") % {"seconds": seconds})
    if "ClosedPoolError" in names:  # by another thread; the next request opens new ones
        return Reason("the connections were closed")
    return Reason("no usable response (%s)" % type(error).__name__, final=True)


def explained(reason: Reason, timeout: RequestTimeout, url: str, is_new: bool, proxy: str) -> str:
    """The text, with whose fault it was and what may mend it.

    :param is_new: no request was answered yet.
    :param proxy: host and port; empty where there is none.
    """
    text = reason.text
    if timeout.at_proxy and not text.startswith("the proxy"):
        return "the proxy %s failed: %s (see use_proxy)" % (proxy, text)
    if url.startswith("https:"):
        in_handshake = timeout.is_connected and timeout.phase == "connect"
        is_open = reason.closed or text.startswith("timed out")
        return "%s in the TLS handshake; %s" % (text, _PLAIN) if in_handshake and is_open else text
    return "%s; %s" % (text, _TLS) if reason.closed and is_new else text


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all it wraps (causes, contexts, urllib3's reasons, arguments), each once."""
    queue: list[Any] = [error]
    seen: set[int] = set()
    while queue and len(seen) < _MAX_CHAIN:
        one = queue.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        queue += [getattr(one, "reason", None), *one.args, one.__cause__, one.__context__]


def _tls_reason(error: BaseException) -> Optional[Reason]:
    if type(error).__name__ == "CertificateError":  # urllib3 1.26 compares host names by itself
        return _certificate_reason(str(error))
    if isinstance(error, socket.timeout) or not isinstance(error, ssl.SSLError):
        return None
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_reason(str(error.verify_message or "not valid"))
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return Reason("the TLS connection was closed", closed=True)
    words = clean((error.reason or "protocol error").replace("_", " ").lower())
    hints = [hint for sign, hint in _TLS_HINTS if sign in words]
    return Reason("TLS failed: %s" % "; ".join([words, *hints[:1]]), final=True)


def _certificate_reason(reason: str) -> Reason:
    words = clean(reason).removesuffix(".")  # OpenSSL ends some with a full stop
    text = "certificate verify failed: %s (see ca_path and validate_certs)" % words
    return Reason(text, final=True)


def _proxy_reason(error: BaseException) -> Optional[Reason]:
    found = _TUNNEL_FAILED.search(str(error)) if isinstance(error, OSError) else None
    if found is None:
        return None
    status = found.group(1)
    text = "the proxy refused the connection with status %s" % status
    return Reason(text, final=status.startswith("4"))


def _network_text(error: BaseException, seconds: float) -> Optional[str]:
    for kind, text in _TEXTS:
        if isinstance(error, kind):
            return text % {"seconds": seconds}
    if isinstance(error, http.client.HTTPException):
        return _http_text(error)
    if isinstance(error, OSError) and error.errno:
        return clean(error.strerror or "network error").lower()
    return "network error" if isinstance(error, ConnectionError) else None


def _http_text(error: http.client.HTTPException) -> str:
    if _TOO_MANY_HEADERS.match(str(error)):
        return "the response has too many headers"
    return "the response is not HTTP; does the port speak https?"
