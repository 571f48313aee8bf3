# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ending requests that other threads have in hand. Private to asyncops.jobs."""

from __future__ import annotations

import socket
import threading
from typing import Any


class Abandon:
    """Ends requests that are under way in other threads, once nobody waits for them any more."""

    def __init__(self) -> None:
        self.is_set = False
        self._lock = threading.Lock()
        self._sockets: set[Any] = set()

    def set(self) -> None:
        """Cuts the connections in use, and lets no further request out."""
        with self._lock:
            self.is_set = True
            for sock in self._sockets:
                _cut(sock)

    def watch(self, sock: Any, instead_of: Any = None) -> None:
        """A thread may hang on this socket from now on; with None on none any more.

        :raises socket.timeout: it was abandoned before.
        """
        with self._lock:
            self._sockets.discard(instead_of)
            if sock is None:
                return
            if self.is_set:
                raise socket.timeout("abandoned")
            self._sockets.add(sock)


def _cut(sock: Any) -> None:
    try:
        # Not that of SSLSocket, which would take away the TLS under the thread that reads. What
        # does TLS within the TLS of a proxy has the socket inside.
        socket.socket.shutdown(getattr(sock, "socket", sock), socket.SHUT_RDWR)
    except (OSError, TypeError):
        pass  # it is closed, or was never connected
