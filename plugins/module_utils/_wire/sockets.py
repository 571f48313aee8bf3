# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a host name to a connected socket, in bounded time. Private to asyncops.jobs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Sequence
from typing import Any, Union

from .timeouts import RequestTimeout

# What getaddrinfo returns for one address: family, type, protocol, canonical name, address.
AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]


def create_connection(
    host: str,
    port: int,
    timeout: RequestTimeout,
    socket_options: Iterable[tuple[Any, ...]] = (),
) -> socket.socket:
    """A connected socket; the time left is shared out among the addresses of the host.

    :raises OSError: no address could be reached (of the last one tried), or no time is left.
    """
    error = OSError("no address")
    addresses = resolve_host(host.strip("[]"), port, timeout)
    for index, address in enumerate(addresses):
        share = timeout.remaining() / (len(addresses) - index)
        try:
            return _connect(address, share, timeout, socket_options)
        except OSError as exc:
            error = exc
    raise error


def _connect(
    address: AddressInfo,
    seconds: float,
    timeout: RequestTimeout,
    socket_options: Iterable[tuple[Any, ...]],
) -> socket.socket:
    family, kind, protocol, _name, where = address
    sock = socket.socket(family, kind, protocol)
    try:
        for option in socket_options:
            sock.setsockopt(*option)
        sock.settimeout(seconds)
        timeout.watch(sock)
        sock.connect(where)
        sock.settimeout(timeout.remaining())
    except OSError:
        sock.close()
        raise
    return sock


def resolve_host(host: str, port: int, timeout: RequestTimeout) -> Sequence[AddressInfo]:
    """getaddrinfo, which knows no timeout, in a thread that is left behind when time is up.

    :raises socket.gaierror: the name is not known.
    :raises socket.timeout: time was up first.
    """
    try:
        return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass  # a name, not an address
    results: list[Union[Sequence[AddressInfo], OSError]] = []

    def look_up() -> None:
        try:
            results.append(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM))
        except UnicodeError:
            results.append(socket.gaierror(socket.EAI_NONAME, "not a valid host name"))
        except OSError as exc:
            results.append(exc)

    thread = threading.Thread(target=look_up, daemon=True, name="asyncops-lookup")
    thread.start()
    thread.join(timeout.remaining())
    if not results:
        raise socket.timeout("timed out")
    result = results[0]
    if isinstance(result, OSError):
        raise result
    return result
