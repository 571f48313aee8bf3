# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong on the wire, in words. Private to asyncops.jobs."""
from __future__ import annotations

import errno
import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from .._model.text import clean
from .body import CutShort


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all it wraps (causes, contexts, urllib3's reasons, arguments), each once."""
    todo: list[Any] = [error]
    seen: set[int] = set()
    while todo and len(seen) < 40:
        one = todo.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        todo += [getattr(one, "reason", None), *one.args, one.__cause__, one.__context__]


def _certificate(reason: str) -> str:
    return "certificate verify failed: %s (see ca_path and validate_certs)" % clean(reason).rstrip(".")


def _tls(error: ssl.SSLError) -> tuple[str, bool]:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(str(error.verify_message or "not valid")), True
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return "the TLS connection was closed", False
    reason = (error.reason or "protocol error").replace("_", " ").lower()
    if "wrong version number" in reason or "http request" in reason or "record layer failure" in reason:
        reason += "; does the port speak plain http?"
    elif "certificate required" in reason or "handshake failure" in reason:
        reason += "; does the server want a client_cert?"
    return "TLS failed: %s" % clean(reason), True


def _system(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)):
        return "connection closed by the server before an answer came"
    return clean(error.strerror or "network error").lower() if error.errno else "network error"


def _protocol(error: http.client.HTTPException) -> str:
    if isinstance(error, (CutShort, http.client.IncompleteRead)):
        return "the answer was cut short"
    if isinstance(error, http.client.LineTooLong):
        return "the answer has a header line that is too long"
    if re.match(r"got more than \d+ headers", str(error)):
        return "the answer has too many headers"
    return "the answer is not HTTP; does the port speak https?"


def explain(error: BaseException, seconds: float) -> tuple[str, bool]:
    """(what happened, whether asking again is pointless). ``seconds``: how long this try took."""
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, ssl.SSLError) and not isinstance(one, socket.timeout):
            return _tls(one)
        if type(one).__name__ == "CertificateError":  # urllib3 1.26 compares host names by itself
            return _certificate(str(one)), True
    for one in chain:
        found = re.search(r"[Tt]unnel connection failed: (\d{3})", str(one)) if isinstance(one, OSError) else None
        if found:
            return "the proxy refused the connection with status %s" % found.group(1), found.group(1)[0] == "4"
    for one in chain:
        if isinstance(one, socket.gaierror):
            return "the name of the host is not known", False
        if isinstance(one, socket.timeout) or getattr(one, "errno", None) == errno.ETIMEDOUT:
            return "timed out after %.3g s" % seconds, False
        # RemoteDisconnected is both a BadStatusLine and a ConnectionResetError.
        if isinstance(one, OSError) and (one.errno or isinstance(one, ConnectionError)):
            return _system(one), False
        if isinstance(one, http.client.HTTPException):
            return _protocol(one), False
    if any(type(one).__name__ == "EmptyPoolError" for one in chain):
        return "timed out after %.3g s, all connections in use" % seconds, False
    return "no usable answer came (%s)" % type(error).__name__, True
