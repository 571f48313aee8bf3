# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is used of urllib3, imported softly. Private to asyncops.jobs.

A file that cannot be imported without it fails sanity, and a documentation run has no need of it.
"""

from __future__ import annotations

try:
    from urllib3._version import __version__ as urllib3_version
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.exceptions import (
        ConnectTimeoutError,
        HTTPError,
        LocationValueError,
        NewConnectionError,
    )
    from urllib3.fields import RequestField
    from urllib3.poolmanager import PoolManager, ProxyManager
    from urllib3.util.retry import Retry

    MISSING = False
except ImportError:
    MISSING = True
    # Names to derive classes from and to catch; http.load() refuses before any of them is used.
    _CLASSES = (
        "HTTPConnection",
        "HTTPConnectionPool",
        "HTTPSConnection",
        "HTTPSConnectionPool",
        "PoolManager",
        "ProxyManager",
        "RequestField",
        "Retry",
    )
    _ERRORS = (
        "ConnectTimeoutError",
        "HTTPError",
        "LocationValueError",
        "NewConnectionError",
    )
    globals().update(dict.fromkeys(_CLASSES, object))
    globals().update(dict.fromkeys(_ERRORS, OSError))
    globals().update(urllib3_version="")

__all__ = [
    "MISSING",
    "ConnectTimeoutError",
    "HTTPConnection",
    "HTTPConnectionPool",
    "HTTPError",
    "HTTPSConnection",
    "HTTPSConnectionPool",
    "LocationValueError",
    "NewConnectionError",
    "PoolManager",
    "ProxyManager",
    "RequestField",
    "Retry",
    "urllib3_version",
]
